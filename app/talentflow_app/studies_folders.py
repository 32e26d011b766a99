"""Sweeps and policy searches on disk: which there are, and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow_app.folders import within
from talentflow_lab.ledger import DONE, FAILED, statuses
from talentflow_lab.search_store import SIMULATED, evaluated, read_search
from talentflow_lab.store import FolderError
from talentflow_lab.study_store import SOURCE, read_record

__all__ = ["SEARCH", "SWEEP", "Entry", "Progress", "entries", "entry_of", "key_of", "progress"]

SWEEP, SEARCH = "sweep", "search"
RECORDS = {SWEEP: ("study.json", read_record), SEARCH: ("search.json", read_search)}
_LEDGER = "ledger.sqlite"


@dataclass(frozen=True)
class Entry:
    """A folder that holds a sweep or a search; `key` is its name in addresses and lists.

    `changed` is when its record was last written, in nanoseconds.
    """

    key: str
    folder: Path
    kind: str
    record: Mapping[str, Any] = field(repr=False)
    changed: int = 0

    @property
    def title(self) -> str:
        """Return the title of the study."""
        return str(self.record.get("title") or self.key)

    @property
    def source(self) -> Path | None:
        """Return the study file that stands in the folder, if one does."""
        path = self.folder / SOURCE
        return path if path.is_file() else None


@dataclass(frozen=True)
class Progress:
    """How many runs of a sweep, or trials of a search, have ended, and how many are left.

    `failed` ones are tried again when it goes on. `runs` are the simulated runs of a search.
    """

    done: int
    failed: int
    left: int
    runs: int = 0

    @property
    def total(self) -> int:
        """Return how many there are in all."""
        return self.done + self.failed + self.left

    @property
    def ended(self) -> int:
        """Return how many have ended, well or not."""
        return self.done + self.failed


def entries(library: Path, opened: str = "") -> dict[str, Entry]:
    """Return the studies of a library, in it or one folder below, newest first, by their keys.

    `opened` is what the server was started with; it is listed if it holds a study.
    """
    found = [entry for folder in within(library, _holds) if (entry := entry_of(folder, library))]
    if opened and (own := entry_of(Path(opened), library)):
        known = {one.folder.resolve() for one in found}
        found += [] if own.folder.resolve() in known else [own]
    found.sort(key=lambda one: (-one.changed, one.key))
    return {one.key: one for one in found}


def _holds(folder: Path) -> bool:
    return any((folder / name).exists() for name, _ in RECORDS.values())


def entry_of(folder: Path, library: Path) -> Entry | None:
    """Return the study that a folder holds; nothing if it holds none of this version."""
    for kind, (name, _) in RECORDS.items():
        try:
            changed = (folder / name).stat().st_mtime_ns
            record = _read(folder, kind, changed)
        except (OSError, FolderError):
            continue
        return Entry(key_of(folder, library), folder, kind, record, changed)
    return None


def key_of(folder: Path, library: Path) -> str:
    """Return the name of a folder in addresses: its path within the library, else its name."""
    try:
        return folder.resolve().relative_to(library.resolve()).as_posix()
    except ValueError:
        return f"{folder.resolve().name} (opened)"


@lru_cache(maxsize=256)
def _read(folder: Path, kind: str, _changed: int) -> Mapping[str, Any]:
    return RECORDS[kind][1](folder)


def progress(entry: Entry) -> Progress:
    """Return how far a study has come; raise FolderError if its ledger cannot be read now."""
    if entry.kind == SWEEP:
        return _of_sweep(entry)
    if not entry.record:
        return Progress(0, 0, 0)
    done = evaluated(entry.folder, entry.record)
    wanted = int(entry.record.get("wanted", entry.record.get("trials", done)))
    lost = int(entry.record.get("incomplete", 0))
    runs = _statuses(entry.folder / SIMULATED / _LEDGER)
    return Progress(done - lost, lost, max(wanted - done, 0), list(runs.values()).count(DONE))


def _of_sweep(entry: Entry) -> Progress:
    known: dict[str, str] = {}
    for home in [*sorted((entry.folder / "shards").glob("*-of-*")), entry.folder]:
        found = _statuses(home / _LEDGER)
        known |= {name: one for name, one in found.items() if known.get(name) != DONE}
    index = entry.folder / "index.parquet"
    if not index.exists():
        return Progress(0, 0, int(entry.record.get("runs", 0)))
    planned = _planned(index, index.stat().st_mtime_ns)
    ended = [known[name] for name in planned & known.keys()]
    done, failed = ended.count(DONE), ended.count(FAILED)
    return Progress(done, failed, len(planned) - done - failed)


@lru_cache(maxsize=64)
def _planned(index: Path, _changed: int) -> frozenset[str]:
    """Return the runs that a sweep has to do; points of the same values share theirs."""
    return frozenset(pd.read_parquet(index, columns=["id"])["id"].astype(str))


def _statuses(ledger: Path) -> Mapping[str, str]:
    try:
        state = ledger.stat()
    except OSError:
        return {}
    return _ended(ledger, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _ended(ledger: Path, _changed: int, _size: int) -> Mapping[str, str]:
    return statuses(ledger)
