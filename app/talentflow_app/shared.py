"""What all sessions of a server share: workers that answer, and the folder of runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # they take long to import; the server listens before
    from talentflow_lab.live import Live
    from talentflow_lab.question import Ground

__all__ = ["at_end", "begin", "end", "ground", "library", "live", "opened", "seats"]

SEATS = 1024
"""How many askers are told apart."""
_free = deque(range(1, SEATS))
_lock = Lock()
_endings: dict[Callable[[], object], None] = {}


@dataclass
class _Given:
    what: str = ""
    library: Path = Path("results")
    live: Live | None = None


_given = _Given()


def begin(what: str, library: str) -> None:
    """Note what the server was started with."""
    _given.what, _given.library = what, Path(library)


def opened() -> str:
    """Return the scenario or folder that the server was started with; empty without one."""
    return _given.what


def library() -> Path:
    """Return the folder whose runs are listed."""
    return _given.library


def live() -> Live:
    """Return the workers; they start with the first question."""
    from talentflow_lab.live import Live  # noqa: PLC0415

    with _lock:
        if _given.live is None:
            _given.live = Live(seats=SEATS)
        return _given.live


@contextmanager
def seats(wanted: int) -> Iterator[tuple[int, ...]]:
    """Lend numbers that tell an asker from all others; raise RuntimeError if all are lent.

    Whoever gives them back asks nothing more. The number that was given back last is lent last.
    """
    with _lock:
        if len(_free) < wanted:
            raise RuntimeError("too many sessions are open; close some pages")
        lent = tuple(_free.popleft() for _ in range(wanted))
    try:
        yield lent
    finally:
        if _given.live is not None:
            for seat in lent:
                _given.live.leave(seat)
        with _lock:
            _free.extend(lent)


@lru_cache(maxsize=64)
def ground(
    scenario: str, settings: tuple[str, ...], start: str, months: int, seed: int | None,
    scale: float,
) -> Ground:  # fmt: skip
    """Return a baseline, read once for all sessions.

    Raises ScenarioErrors or QuestionError.
    """
    from talentflow_lab.question import Ground  # noqa: PLC0415

    return Ground.of(scenario, settings, start, months, seed, scale)


def at_end(action: Callable[[], object]) -> None:
    """Have something done when the server ends; once, however often it is said."""
    with _lock:
        _endings[action] = None


def end() -> None:
    """End the workers, and do what else belongs to the end."""
    for action in list(_endings):
        action()
    if _given.live is not None:
        _given.live.close()
        _given.live = None
