"""The ledger of a sweep: one row a run, in SQLite, committed after the numbers are on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from talentflow_lab.store import FolderError

__all__ = ["DONE", "FAILED", "Ledger", "Row", "statuses"]

DONE, FAILED = "done", "failed"

_TABLE = """
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY,
  point INTEGER NOT NULL,
  replication INTEGER NOT NULL,
  seed TEXT NOT NULL,
  status TEXT NOT NULL,
  seconds REAL NOT NULL,
  type TEXT NOT NULL,
  error TEXT NOT NULL,
  traceback TEXT NOT NULL,
  part TEXT NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Row:
    """What became of a run: `seed` is text since it has 64 bits, `part` the file of its numbers."""

    id: str
    point: int
    replication: int
    seed: str
    status: str
    seconds: float
    type: str = ""
    error: str = ""
    traceback: str = ""
    part: str = ""


_NAMES = tuple(field.name for field in fields(Row))


def statuses(path: Path) -> dict[str, str]:
    """Return what became of each run, id -> status, without touching a ledger that others write.

    Raises FolderError if it cannot be read now.
    """
    if not path.exists():
        return {}
    try:
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=5.0)) as file:
            return dict(file.execute("SELECT id, status FROM runs").fetchall())
    except sqlite3.Error as problem:
        raise FolderError(f"{path} cannot be read: {problem}") from None


class Ledger:
    """The table `runs`; every call opens the file anew, so that no process holds it.

    Every method raises FolderError if the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, rows: Iterable[Row]) -> None:
        """Commit rows together; a row of the same id is replaced."""
        marks = ", ".join("?" * len(_NAMES))
        text = f"INSERT OR REPLACE INTO runs ({', '.join(_NAMES)}) VALUES ({marks})"  # noqa: S608
        with self._opened() as file, file:
            file.executemany(text, [astuple(row) for row in rows])

    def forget(self, parts: Iterable[str]) -> None:
        """Remove the rows of runs whose numbers stood in these parts."""
        with self._opened() as file, file:
            file.executemany("DELETE FROM runs WHERE part = ?", [(part,) for part in parts])

    def ids(self, status: str) -> set[str]:
        """Return the ids of runs that ended so."""
        found = self._asked("SELECT id FROM runs WHERE status = ?", [status])
        return {name for (name,) in found}

    def rows(self) -> Iterator[Row]:
        """Yield every row, by id."""
        for values in self._asked(f"SELECT {', '.join(_NAMES)} FROM runs ORDER BY id"):  # noqa: S608
            yield Row(*values)

    def parts(self) -> set[str]:
        """Return the names of the parts that hold the numbers of runs."""
        return {name for (name,) in self._asked("SELECT DISTINCT part FROM runs")} - {""}

    def _asked(self, question: str, values: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        with self._opened() as file:
            return file.execute(question, values).fetchall()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=60.0)) as file:
                file.execute("PRAGMA synchronous = FULL")
                file.execute(_TABLE)
                file.commit()
                yield file
        except sqlite3.DatabaseError as problem:
            raise FolderError(f"{self.path} cannot be used: {problem}{_remedy(problem)}") from None


def _remedy(problem: sqlite3.Error) -> str:
    """Say what to do about an error of SQLite's."""
    code = getattr(problem, "sqlite_errorcode", 0)  # Python's own errors have none
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return "; take it away, and the same command does all runs again"
    if code == sqlite3.SQLITE_FULL:
        return "; make room, and the same command goes on"
    return ""
