"""Folders of the library: those in it and those right below, without links and hidden ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["below", "within"]


def below(above: Path) -> Iterator[Path]:
    """Yield the folders right in a folder, by name; none if it cannot be read."""
    try:
        every = sorted(above.iterdir())
    except OSError:
        return
    for path in every:
        link = path.is_symlink() or path.is_junction()
        if not link and not path.name.startswith(".") and path.is_dir():
            yield path


def within(library: Path, holds: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield the folders of a library, and of those that do not hold what is meant those below."""
    for folder in below(library):
        yield folder
        if not holds(folder):
            yield from below(folder)
