"""One process at a time in a folder: a lock that ends with its holder, however that ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from talentflow_lab.store import FolderError

__all__ = ["folder_lock"]


@contextmanager
def folder_lock(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file at `path`; raise FolderError if another process does.

    SQLite's lock works on every system and leaves nothing behind after a kill. Raises FolderError
    also if the folder cannot be written.
    """
    try:
        lock = sqlite3.connect(path, isolation_level=None, timeout=0.0)
    except sqlite3.Error as problem:
        raise FolderError(f"cannot write into {path.parent}: {problem}") from None
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as problem:
            if getattr(problem, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
                raise FolderError(f"another {what} is at work in {path.parent}") from None
            raise FolderError(f"cannot write into {path.parent}: {problem}") from None
        yield
