"""What can be done with the runs of the library: rename, copy, delete, note.

Each either happens as a whole or not at all, overwrites nothing, and touches folders of the
library only. Two sessions may do things at once: who comes second is told.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from os.path import lexists
from pathlib import Path
from threading import RLock

from talentflow.files import write_text
from talentflow_app.library_runs import NOTES, LibraryError, Run, checked_name, find
from talentflow_lab.store import FolderError, foreign_names, new_folder

__all__ = ["MOST_NOTES", "copy", "delete", "free_for", "note", "rename"]

MOST_NOTES = 5000
"""Letters of the notes of a run."""

_lock = RLock()


def free_for(folder: Path, name: str) -> Path:
    """Return the path of a new run in a folder; raise LibraryError if the name is bad or taken."""
    path = folder / checked_name(name)
    if lexists(path):
        raise LibraryError(f"there is something named {path.name} already")
    return path


def rename(library: Path, key: str, name: str) -> str:
    """Give a run another name, in the folder where it is; return its new key."""
    with _doing(library, key) as run:
        target = free_for(run.folder.parent, name)
        run.folder.rename(target)
        return _key(run, target)


def copy(library: Path, key: str) -> str:
    """Copy a run beside itself, under a free name; return the key of the copy."""
    with _doing(library, key) as run:
        target = _free_beside(run.folder)
        with new_folder(target, force=False) as draft:
            shutil.copytree(run.folder, draft, symlinks=True, dirs_exist_ok=True)
        return _key(run, target)


def delete(library: Path, key: str) -> None:
    """Delete a run; its folder must hold nothing but what talentflow wrote.

    The folder first gets a hidden name, so that nobody reads half a run.
    """
    with _doing(library, key) as run:
        if foreign := _foreign(run.folder):
            names = ", ".join(foreign[:3])
            raise LibraryError(f"{key} also holds {names}, not written by talentflow: move it away")
        aside = Path(tempfile.mkdtemp(prefix=".", suffix=".deleted", dir=run.folder.parent))
        try:
            run.folder.rename(aside / "run")
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def note(library: Path, key: str, text: str) -> None:
    """Write the notes of a run; an empty text removes them."""
    plain = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t").strip()
    if len(plain) > MOST_NOTES:
        raise LibraryError(f"notes may have {MOST_NOTES:,} letters; these have {len(plain):,}")
    with _doing(library, key) as run:
        file = run.folder / NOTES
        if plain:
            write_text(file, json.dumps({"notes": plain}, ensure_ascii=False, indent=2) + "\n")
        else:
            file.unlink(missing_ok=True)


def _free_beside(folder: Path) -> Path:
    """Return the first of name-2, name-3, ... that is free; a link is no free name."""
    every = (folder.with_name(f"{folder.name}-{number}") for number in count(2))
    return next(path for path in every if not lexists(path))


def _foreign(folder: Path) -> list[str]:
    """Return the names of what talentflow did not write into a run and its data."""
    data = folder / "data"
    inner = foreign_names(data) if data.is_dir() else []
    return [name for name in foreign_names(folder) if name != NOTES] + [f"data/{n}" for n in inner]


def _key(run: Run, target: Path) -> str:
    return "/".join([*run.key.split("/")[:-1], target.name])


@contextmanager
def _doing(library: Path, key: str) -> Iterator[Run]:
    """Give the run of a key to one act at a time; whatever goes wrong becomes a LibraryError."""
    with _lock:
        run = find(library, key)
        try:
            yield run
        except (FolderError, OSError) as problem:
            raise LibraryError(f"{key}: {_reason(run, problem)}") from None


def _reason(run: Run, problem: Exception) -> str:
    if not run.folder.exists():
        return "somebody else has just renamed or deleted it"
    return str(getattr(problem, "strerror", None) or problem)
