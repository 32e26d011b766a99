"""The library: the runs in a folder, and in the folders right below it.

A run is known by its key, the path from the library on ("warm", "finland/warm"). A key is never
made into a path: it is looked up among the runs that are there, and links are not followed, so
that no key leads out of the library.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from shlex import split
from typing import Any

from talentflow.errors import TalentflowError
from talentflow.files import FileTrouble, read_text
from talentflow_app.folders import within
from talentflow_lab.store import FolderError, read_run

__all__ = ["MOST_LETTERS", "NOTES", "LibraryError", "Run", "checked_name", "find", "run_in", "runs"]

MOST_LETTERS = 80
"""Of a name."""
MOST_BYTES = 200
"""Of a name as the file system writes it: most take 255, and drafts add to it."""
NOTES = "notes.json"
_TAKEN_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class LibraryError(TalentflowError):
    """Something that cannot be done with the library; the text says why."""


@dataclass(frozen=True)
class Run:
    """A run of the library, as run.json and its notes tell; what they do not tell is empty or 0.

    `scenario` is what was asked for on the command line, `start` its first month (2019-01), `done`
    the number of replications that ended well and `wanted` how many were asked for. `written` is
    when run.json was written (nanoseconds), so that results that were replaced are read anew.
    """

    key: str
    folder: Path
    title: str
    scenario: str
    start: str
    months: int
    scale: float
    seed: int
    done: int
    wanted: int
    fingerprint: str
    written: int
    notes: str

    @property
    def name(self) -> str:
        """Return the name of its folder."""
        return self.folder.name

    @property
    def date(self) -> datetime:
        """Return when it was written, in local time."""
        return datetime.fromtimestamp(self.written / 1e9).astimezone()

    @property
    def label(self) -> str:
        """Return how a list of runs to choose from names it."""
        return f"{self.key}: {self.title}" if self.title else self.key


def runs(library: Path) -> list[Run]:
    """Return the runs of a library, the newest first; none if there is no such folder."""
    found = [
        run
        for folder in within(library, lambda one: run_in(one, one.name) is not None)
        if (run := run_in(folder, folder.relative_to(library).as_posix())) is not None
    ]
    return sorted(found, key=lambda run: (-run.written, run.key))


def find(library: Path, key: str) -> Run:
    """Return the run of a key; raise LibraryError if there is none."""
    for run in runs(library):
        if run.key == key:
            return run
    raise LibraryError(f"there is no run {key[:MOST_LETTERS]!r} in the library (any more)")


def checked_name(text: str) -> str:
    """Return a name for a run without blanks around it; raise LibraryError if it is no good one.

    A name has letters, digits, blanks, dashes, dots and underscores and begins with a letter or a
    digit, so that it is never a path, an option or a hidden file.
    """
    name = unicodedata.normalize("NFC", text.strip())
    plain = all(letter.isalnum() or letter in " -._" for letter in name)
    if not name:
        raise LibraryError("a run needs a name")
    if len(name) > MOST_LETTERS or len(name.encode()) > MOST_BYTES:
        raise LibraryError(f"the name is too long: it may have {MOST_LETTERS} letters")
    if not plain:
        raise LibraryError("a name is made of letters, digits, blanks, dashes, dots, underscores")
    if not name[0].isalnum() or name.endswith("."):
        raise LibraryError("a name begins with a letter or a digit and does not end with a dot")
    if _TAKEN_BY_WINDOWS.fullmatch(name):
        raise LibraryError(f"{name} is no name of a folder on every system")
    return name


def run_in(folder: Path, key: str) -> Run | None:
    """Return what a folder tells of its run; nothing if it holds none, or is just going away."""
    file, notes = folder / "run.json", folder / NOTES
    try:
        if file.is_symlink():
            return None
        noted = notes.lstat().st_mtime_ns if notes.exists() else 0
        return _read(folder, key, file.stat().st_mtime_ns, noted)
    except (FolderError, OSError, ValueError, OverflowError, RecursionError):
        return None


@lru_cache(maxsize=1000)
def _read(folder: Path, key: str, written: int, _noted: int) -> Run:
    record = read_run(folder)
    done = record.get("done")
    return Run(
        key,
        folder,
        str(record.get("title", ""))[:200],
        _scenario(str(record.get("command", ""))),
        str(record.get("start", "")),
        int(_number(record, "months")),
        _number(record, "scale"),
        int(_number(record, "seed")),
        len(done) if isinstance(done, list) else 0,
        int(_number(record, "replications")),
        str(record.get("fingerprint", "")),
        written,
        _notes(folder / NOTES),
    )


def _number(record: Mapping[str, Any], name: str) -> float:
    value = record.get(name)
    return value if isinstance(value, (int, float)) and math.isfinite(value) else 0


def _scenario(command: str) -> str:
    """Return which scenario a command ran: the name of a file without its folders.

    >>> _scenario("talentflow run belarus-2020 --scale 50"), _scenario("talentflow run my/a.toml")
    ('belarus-2020', 'a')
    """
    try:
        words = split(command)
    except ValueError:
        return ""
    named = words[words.index("run") + 1 :] if "run" in words else []
    first = next((word for word in named if not word.startswith("-")), "")
    return re.split(r"[\\/]", first)[-1].removesuffix(".toml")


def _notes(file: Path) -> str:
    """Return the notes of a run; none if there are none that can be read."""
    try:
        content = {} if file.is_symlink() else json.loads(read_text(file, 1))
    except (FileTrouble, ValueError, RecursionError):
        return ""
    text = content.get("notes") if isinstance(content, dict) else None
    return text if isinstance(text, str) else ""
