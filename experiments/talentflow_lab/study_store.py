"""The folder of a sweep: whatever ends it, no finished run is lost and none counts twice.

`study.json` says what is run, `index.parquet` which run belongs to which point, `points.parquet`
what each point sets, `scenario.toml` what all share. Numbers of runs stand in
`runs/part-*.parquet`: a part is written, synced and renamed before its runs enter `ledger.sqlite`,
so a part that the ledger does not name is no result, and is removed. A shard has a ledger and
parts of its own in `shards/I-of-N`.

A run is known by its `id`: a digest of what its scenario shares, the values of its point, its
replication, what is measured, and the code of the model.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

import talentflow
from talentflow.files import write_text
from talentflow_lab import measures
from talentflow_lab.folder_lock import folder_lock
from talentflow_lab.ledger import DONE, Ledger, Row
from talentflow_lab.store import FolderError
from talentflow_lab.study import Study
from talentflow_lab.study_parts import read_part, whole_part, write_part

__all__ = [
    "FORMAT",
    "SOURCE",
    "Namer",
    "Store",
    "code_digest",
    "fingerprint",
    "read_record",
    "shards_of",
]

FORMAT = "talentflow study 2"
SOURCE = "study.toml"
"""A copy of the study file, which may stand in the folder before a sweep or a search does."""

LONG, FLUSH_SECONDS, FLUSH_RUNS = 0.2, 1.0, 256
"""Runs shorter than this, in seconds, are written together: for at most a second, so many."""
_RECORD, _LOCK = "study.json", "sweep.lock"
_FIRST = ("shards", "runs", _LOCK, f".{_RECORD}", SOURCE)
"""What may stand in a folder before study.json does."""


@cache
def code_digest() -> str:
    """Return a digest of the code that makes a number: the model's and that of the measures."""
    digest = hashlib.sha256()
    root = Path(talentflow.__file__).parent
    for path in [*sorted(root.rglob("*.py")), Path(measures.__file__)]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Namer:
    """Names runs by all that can change their numbers."""

    def __init__(self, study: Study) -> None:
        asked = [[one.name, one.measure, str(one.ask)] for one in study.outcomes]
        shared = [study.scenario.fingerprint, asked, code_digest()]
        if study.posterior:
            shared.append(study.posterior.digest)
        self._shared = json.dumps(shared)

    def __call__(self, values: Mapping[tuple[str, ...], Any], replication: int) -> str:
        """Return the id of a replication of a point that sets these values."""
        told = json.dumps([sorted([list(p), v] for p, v in values.items()), replication])
        return hashlib.sha256(f"{self._shared}{told}".encode()).hexdigest()[:24]


def fingerprint(study: Study) -> str:
    """Name a study by its runs and the names of its points."""
    name = Namer(study)
    digest = hashlib.sha256(str(study.replications).encode())
    for point in study.points:
        digest.update(f"{point.name} {name(point.values, 0)}\n".encode())
    return digest.hexdigest()


class Store:
    """The ledger and the parts of one folder, and what waits to be written."""

    def __init__(self, folder: Path, shard: str = "") -> None:
        self.folder = folder
        self.home = folder / "shards" / shard if shard else folder
        self.parts = self.home / "runs"
        self.ledger = Ledger(self.home / "ledger.sqlite")
        self._waiting: list[tuple[Row, Mapping[str, float]]] = []
        self._since = 0.0

    @contextmanager
    def held(self, name: str, *, resume: bool) -> Iterator[None]:
        """Make the folder, or go on in it, and keep other sweeps out meanwhile.

        `name` is the fingerprint of the study. Raises FolderError if something else stands there,
        another study and not `resume`, or a sweep that is at work.
        """
        self._refuse_other(name, resume=resume)
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise FolderError(f"cannot write into {self.folder}: {problem.strerror}") from None
        with folder_lock(self.home / _LOCK, "sweep"):
            self._refuse_other(name, resume=resume)
            named = self._whole_parts()
            for path in self.parts.iterdir():
                if path.name not in named:  # of a sweep that ended before the ledger named it
                    path.unlink()
            yield

    def _whole_parts(self) -> set[str]:
        """Name the parts that hold what was written; runs of the others are to be done again."""
        named = self.ledger.parts()
        damaged = {name for name in named if read_part(self.parts / name) is None}
        if damaged:
            self.ledger.forget(sorted(damaged))
        return named - damaged

    def _refuse_other(self, name: str, *, resume: bool) -> None:
        known = _known(self.folder)
        if known is not None and known != name and not resume:
            raise FolderError(
                f"{self.folder} holds {_other_than_now(read_record(self.folder))}; choose another "
                "folder with --out, or keep the runs that still hold with --resume"
            )

    def add(self, row: Row, values: Mapping[str, float]) -> None:
        """Take down a run: a long one at once, short ones together with those that follow soon."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append((row, values))
        waited = time.monotonic() - self._since
        if row.seconds >= LONG or waited >= FLUSH_SECONDS or len(self._waiting) >= FLUSH_RUNS:
            self.flush()

    def flush(self) -> None:
        """Put the numbers that wait on disk, then their rows into the ledger."""
        if not self._waiting:
            return
        numbers = {row.id: values for row, values in self._waiting if row.status == DONE}
        part = ""
        if numbers:
            frame = pd.DataFrame(list(numbers.values()), dtype="float64")
            frame.insert(0, "id", list(numbers))
            part = write_part(frame, self.parts)
        self.ledger.add(
            replace(row, part=part if row.status == DONE else "") for row, _ in self._waiting
        )
        self._waiting = []

    def numbers(self) -> pd.DataFrame:
        """Return the numbers of all finished runs: id and a column for each outcome.

        Raises FolderError if a part is damaged.
        """
        parts = sorted(self.ledger.parts())
        frames = [whole_part(self.parts / part) for part in parts]
        done = self.ledger.ids(DONE)
        whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"id": []})
        found: pd.DataFrame = whole[whole["id"].isin(done)].drop_duplicates("id")
        return found.sort_values("id", ignore_index=True)

    def record(self, content: Mapping[str, Any]) -> None:
        """Write study.json."""
        text = json.dumps({"format": FORMAT, **content}, indent=2, ensure_ascii=False)
        write_text(self.folder / _RECORD, text + "\n")

    def take(self, other: Store) -> int:
        """Take over the runs of another ledger that this one has not finished; return how many."""
        have = self.ledger.ids(DONE)
        numbers = other.numbers().set_index("id")
        taken = 0
        for row in other.ledger.rows():
            if row.id in have:
                continue
            values = numbers.loc[row.id].to_dict() if row.status == DONE else {}
            self.add(row, {str(name): float(value) for name, value in values.items()})
            taken += 1
        self.flush()
        return taken


def read_record(folder: Path) -> dict[str, Any]:
    """Return study.json; raise FolderError if the folder holds no study of this version."""
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record = None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise FolderError(f"{folder} holds no study of talentflow; `talentflow sweep` makes one")
    return record


def _other_than_now(record: Mapping[str, Any]) -> str:
    """Say in which way the study of a record is another one: of other code, or by what it asks."""
    if record.get("code", "") == code_digest():
        return "another study"
    return f"a study of other code (talentflow {record.get('version', 'of an unknown version')})"


def _known(folder: Path) -> str | None:
    """Return the fingerprint of the study in a folder; nothing if the folder is free."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise FolderError(f"{folder} is a file; choose another folder with --out")
    if all(path.name.startswith(_FIRST) for path in folder.iterdir()):
        return None
    try:
        return str(read_record(folder).get("fingerprint", ""))
    except FolderError:
        raise FolderError(
            f"{folder} exists and does not hold a study of talentflow, so it is left alone; choose "
            "another folder with --out"
        ) from None


def shards_of(folder: Path) -> Iterator[Store]:
    """Yield the stores of all shards of a folder."""
    for home in sorted((folder / "shards").glob("*-of-*")):
        yield Store(folder, home.name)
