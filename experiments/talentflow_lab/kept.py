"""What takes long to make and is always the same: files in the user's cache folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

__all__ = ["folder", "keep", "kept"]


def folder() -> Path:
    """Return the folder of what is kept for a user; it need not exist."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "talentflow"


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """Return what was kept under a name, or else make and keep it.

    The name must say all that the content hangs on. Without a folder to write into it is made
    anew each time.
    """
    with suppress(OSError):
        return (folder() / name).read_bytes()
    made = make()
    with suppress(OSError):
        keep(name, made)
    return made


def keep(name: str, content: bytes) -> None:
    """Keep something under a name, whole or not at all; raise OSError if that is impossible."""
    folder().mkdir(parents=True, exist_ok=True)
    draft, path = tempfile.mkstemp(prefix=f".{name}.", dir=folder())
    try:
        with os.fdopen(draft, "wb") as file:
            file.write(content)
        Path(path).replace(folder() / name)
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
