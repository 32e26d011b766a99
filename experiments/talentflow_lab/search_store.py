"""The folder of a search: whatever ends it, no evaluated policy is lost or evaluated again.

`search.json` says what is searched, `journal.log` is Optuna's journal, and
`evaluations/from-N.parquet` has the numbers of each pair of the policies that were first evaluated
in the round that began with trial N. A part is written, synced and renamed before Optuna is told of
any trial of its round: a round with a part is told to its end, one without is asked again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from talentflow.files import write_text
from talentflow_lab.folder_lock import folder_lock
from talentflow_lab.store import FolderError
from talentflow_lab.study_parts import write_frame
from talentflow_lab.study_store import SOURCE

__all__ = [
    "FORMAT",
    "SIMULATED",
    "Evaluations",
    "evaluated",
    "held",
    "journal",
    "read_search",
    "write_search",
]

FORMAT = "talentflow search 1"
SIMULATED = "simulated"
"""Folder in that of a search where a problem may keep its runs."""

_RECORD, _LOCK, _JOURNAL, _PARTS = "search.json", "search.lock", "journal.log", "evaluations"
_IDENTITY = ("name", "method", "seed", "batch")


@contextmanager
def held(folder: Path, identity: Mapping[str, Any]) -> Iterator[None]:
    """Make the folder of a search or go on in it, and keep other searches out meanwhile.

    `identity` has the name of the problem, the method, the seed and the size of a batch. Raises
    FolderError if something else stands there, another search, or one that is at work.
    """
    _refuse_other(folder, identity)
    try:
        (folder / _PARTS).mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FolderError(f"cannot write into {folder}: {problem.strerror}") from None
    with folder_lock(folder / _LOCK, "search"):
        _refuse_other(folder, identity)
        yield


def _refuse_other(folder: Path, identity: Mapping[str, Any]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FolderError(f"{folder} is a file; choose another folder with --out")
    ours = (_LOCK, _PARTS, SIMULATED, f".{_RECORD}", SOURCE)
    if not (folder / _RECORD).exists() and all(
        path.name.startswith(ours) for path in folder.iterdir()
    ):
        return
    known = read_search(folder)
    if changed := [part for part in _IDENTITY if known.get(part) != identity[part]]:
        told = ", ".join("study or code" if part == "name" else part for part in changed)
        raise FolderError(
            f"{folder} holds another search (other {told}); choose another folder with --out"
        )


def read_search(folder: Path) -> dict[str, Any]:
    """Return search.json; raise FolderError if the folder holds no search of this version."""
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record = None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise FolderError(
            f"{folder} exists and does not hold a search of talentflow, so it is left alone; "
            "choose another folder with --out"
        )
    return record


def write_search(folder: Path, content: Mapping[str, Any]) -> None:
    """Write search.json; numbers that are not finite are refused (ValueError)."""
    told = {"format": FORMAT, **content}
    text = json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)
    write_text(folder / _RECORD, text + "\n")


def evaluated(folder: Path, record: Mapping[str, Any]) -> int:
    """Count the trials that a search has behind it, whole rounds only, while it is at work."""
    if record.get("finished"):
        return int(record["trials"])
    starts = [int(path.stem.removeprefix("from-")) for path in (folder / _PARTS).glob("from-*")]
    size = int(record["batch"])
    return min((max(starts) // size + 1) * size, int(record["wanted"])) if starts else 0


def journal(folder: Path) -> JournalStorage:
    """Open Optuna's journal; the caller holds the folder.

    What a kill leaves is removed first: half a line, which would spoil the next one, and a lock,
    for which Optuna would wait half a minute.
    """
    path = folder / _JOURNAL
    if path.exists():
        with path.open("r+b") as file:
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)
            file.flush()
            os.fsync(file.fileno())
    for stale in folder.glob(f"{_JOURNAL}.*"):
        with suppress(OSError):
            stale.unlink()
    return JournalStorage(JournalFileBackend(str(path)))


class Evaluations:
    """The numbers of every evaluated policy, by its name; a pair that failed is missing."""

    def __init__(self, folder: Path, outcomes: Sequence[str], pairs: int) -> None:
        self._folder, self._outcomes, self._pairs = folder / _PARTS, list(outcomes), pairs
        self._known: dict[str, pd.DataFrame] = {}
        for path in sorted(self._folder.glob("from-*.parquet")):
            for key, rows in pd.read_parquet(path).groupby("policy", sort=False):
                self._known[str(key)] = rows.set_index("pair")[self._outcomes].dropna(how="all")

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def __getitem__(self, key: str) -> pd.DataFrame:
        return self._known[key]

    def has(self, start: int) -> bool:
        """Tell whether the round that begins with a trial is evaluated."""
        return self._part(start).exists()

    def add(self, start: int, found: Mapping[str, pd.DataFrame]) -> None:
        """Keep the numbers of a round, which may be those of no policy."""
        rows = [self._whole(key, frame) for key, frame in found.items()]
        columns = ["policy", "pair", *self._outcomes]
        whole = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)
        types = {"policy": "str", "pair": "int64", **dict.fromkeys(self._outcomes, "float64")}
        write_frame(whole[columns].astype(types), self._part(start))
        for key, frame in found.items():
            self._known[key] = frame[self._outcomes].astype("float64").dropna(how="all")

    def _whole(self, key: str, frame: pd.DataFrame) -> pd.DataFrame:
        """Write out all pairs, so that a policy of which all failed is known, too."""
        every = frame[self._outcomes].reindex(range(self._pairs)).rename_axis("pair")
        return every.reset_index().assign(policy=key)

    def _part(self, start: int) -> Path:
        return self._folder / f"from-{start:06d}.parquet"
