"""A results folder: written beside its place, then moved there in one step.

Until everything is in it the folder has another, hidden name, so that nobody ever sees half a
result and a run that fails or is interrupted leaves nothing behind.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from talentflow.errors import TalentflowError

__all__ = [
    "FORMAT",
    "FolderError",
    "foreign_names",
    "free_name",
    "new_folder",
    "read_run",
    "refuse_taken",
    "write_json",
]

FORMAT = "talentflow results 1"
_OURS = {"run.json", "scenario.toml", "provenance.csv", "story.json", "data", "manifest.json"}
_OUR_SUFFIXES = {".parquet", ".csv", ".html"}


class FolderError(TalentflowError):
    """A results folder that cannot be written or read; the text says what to do."""


@contextmanager
def new_folder(out: Path, *, force: bool) -> Iterator[Path]:
    """Give a hidden folder to write into, and turn it into `out` when the block ends well.

    A block that raises leaves neither folder nor file. Raises FolderError if `out` is taken,
    see `refuse_taken`, or cannot be made.
    """
    out = out.resolve()
    refuse_taken(out, force=force)
    made = _make_parents(out)
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".unfinished", dir=out.parent))
    except OSError as problem:
        raise FolderError(f"cannot write into {out.parent}: {problem.strerror}") from None
    try:
        yield draft
        draft.chmod(0o755)  # mkdtemp lets nobody else in
        _put_in_place(draft, out, force=force)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        for parent in made:
            _remove_if_empty(parent)
        raise


def refuse_taken(out: Path, *, force: bool) -> None:
    """Raise FolderError unless `out` is free, empty, or may be replaced.

    With `force` a folder may be replaced if it holds the results of talentflow and nothing else.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise FolderError(f"{out} is a file; choose another folder with --out")
    names = sorted(path.name for path in out.iterdir())
    if not names:
        return
    if not _is_results(out):
        raise FolderError(
            f"{out} exists and does not hold results of talentflow, so it is left alone; "
            "choose another folder with --out"
        )
    if not force:
        raise FolderError(
            f"{out} already holds results; choose another folder with --out, "
            "or replace them with --force"
        )
    if foreign := foreign_names(out):
        raise FolderError(
            f"{out} also holds files that talentflow did not write ({', '.join(foreign[:3])}); "
            "move them away before you replace the results"
        )


def foreign_names(folder: Path) -> list[str]:
    """Return the names in a results folder that talentflow did not write, in order."""
    names = sorted(path.name for path in folder.iterdir())
    return [name for name in names if name not in _OURS and Path(name).suffix not in _OUR_SUFFIXES]


def free_name(wanted: Path) -> Path:
    """Return `wanted`, or else the first of wanted-2, wanted-3, ... that does not exist."""
    number, free = 1, wanted
    while free.exists():
        number += 1
        free = wanted.with_name(f"{wanted.name}-{number}")
    return free


def read_run(folder: Path) -> dict[str, Any]:
    """Read run.json of a results folder; raise FolderError if it is no results folder."""
    if not folder.is_dir():
        raise FolderError(f"there is no folder {folder}; `talentflow run` writes one")
    if not _is_results(folder):
        raise FolderError(f"{folder} does not hold results of talentflow (no run.json of ours)")
    run: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return run


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON that people can read; numbers that are not finite are refused (ValueError)."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _is_results(folder: Path) -> bool:
    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(run, dict) and run.get("format") == FORMAT


def _put_in_place(draft: Path, out: Path, *, force: bool) -> None:
    """Rename the draft; what stood there is put aside first and removed last."""
    refuse_taken(out, force=force)  # somebody else may have written it meanwhile
    aside = draft.with_suffix(".replaced")
    if out.exists():
        out.rename(aside)
    try:
        draft.rename(out)
    except OSError:
        if aside.exists():
            aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _make_parents(out: Path) -> list[Path]:
    """Make the folders above `out`; return those that were missing, the deepest first."""
    missing = [parent for parent in out.parents if not parent.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FolderError(f"cannot make the folder {out.parent}: {problem.strerror}") from None
    return missing


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
