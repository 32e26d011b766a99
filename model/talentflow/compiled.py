"""How loops over people are compiled, in one place.

Compiled code is kept on disk. Numba notices an edit of the file that holds a function but not of
one that the function calls, so the folder is named after the sources of everything compiled: a
changed rule can never meet a stale kernel. Rules that compile nothing do not count, so that a new
one costs no compilation.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numba
import numpy as np

__all__ = ["compiled", "inlined", "row", "tight"]

if TYPE_CHECKING:

    def row(index: int) -> int:
        """Mark an index as never negative, which spares the test whether it counts from the end."""
        return index

else:
    row = np.uint32

PACKAGE = Path(__file__).parent
SOURCES = ("chance.py", "compiled.py", "elementary.py", "view.py", "kernels", "rules")


def _digest() -> str:
    found = hashlib.sha256()
    for name in SOURCES:
        path = PACKAGE / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            text = file.read_bytes()
            if name != "rules" or b"talentflow.compiled" in text:
                found.update(text)
    return found.hexdigest()[:16]


def _folder() -> Path:
    """Folder of compiled code: the user's choice, or beside the package, or the user's cache."""
    name = f"compiled-{_digest()}"
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return Path(chosen) / name
    beside = PACKAGE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        if os.access(beside, os.W_OK):
            return beside / name
    except OSError:
        pass
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return home / "talentflow" / name


numba.config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]


def compiled[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function for calls from Python or from other compiled functions."""
    made = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    return cast("Callable[P, R]", made)


def inlined[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a small function into its callers."""
    made = numba.njit(nogil=True, cache=True, error_model="numpy", inline="always")(function)
    return cast("Callable[P, R]", made)


def tight[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a loop that allocates no array: without counting references to those it is given.

    Counting takes more than half of the time of a loop over people that reads sixty arrays.
    """
    uncounted: dict[str, Any] = {"_nrt": False}
    made = numba.njit(nogil=True, cache=True, error_model="numpy", **uncounted)(function)
    return cast("Callable[P, R]", made)
