"""Reading the text files that a user names: ordinary, of bounded size, UTF-8."""

import os
from pathlib import Path
from typing import Literal

__all__ = ["FileTrouble", "kind_of", "read_text", "shown", "write_text"]

MEGABYTE = 1 << 20

_REASONS = {
    "folder": "this is a folder, not a file",
    "missing": "there is no such file",
    "other": "this is not an ordinary file",
}


class FileTrouble(Exception):  # noqa: N818 - always caught and turned into a Problem
    """Why a file cannot be used, and the line in it where that shows (0: none)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def shown(path: Path) -> str:
    """Return a path as messages name it: relative to the working folder if inside it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def kind_of(path: Path) -> Literal["file", "folder", "other", "missing"]:
    """Tell what a path leads to, whatever characters it is made of."""
    try:
        if path.is_file():
            return "file"
        if path.is_dir():
            return "folder"
        return "other" if path.exists() else "missing"
    except (OSError, ValueError):
        return "missing"


def read_text(path: Path, limit: int) -> str:
    """Return the text of an ordinary file of at most `limit` megabytes.

    A byte order mark is dropped. Raises FileTrouble.
    """
    kind = kind_of(path)
    if kind != "file":
        raise FileTrouble(_REASONS[kind])
    try:
        with path.open("rb") as file:
            raw = file.read(limit * MEGABYTE + 1)
    except OSError as error:
        raise FileTrouble(f"the file cannot be read ({error.strerror or error})") from None
    if len(raw) > limit * MEGABYTE:
        raise FileTrouble(f"the file is larger than {limit} megabytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileTrouble("the file is not UTF-8 text", line) from None


def write_text(path: Path, text: str) -> None:
    """Write a file so that readers see the old text or the new one, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
