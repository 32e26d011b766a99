"""The far end of `talentflow_lab.live`: baselines that a worker keeps, and policies it lives.

The near end imports this file too, to name its functions; so the model is imported within them.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

from talentflow_lab.verdict import Found, Question

if TYPE_CHECKING:
    from talentflow_lab.changed_lives import ChangedLife
    from talentflow_lab.side import Side

__all__ = ["answer", "lives", "start", "warm"]

KEPT_PEOPLE = 1_000_000
"""Simulated people of all baselines that a worker keeps; the oldest go first."""

type Key = tuple[str, int, int]


@dataclass(frozen=True)
class Trunk:
    """A baseline: as it is when policies begin, and as it ends."""

    first: Side
    end: Side

    @property
    def people(self) -> int:
        """Rows of people in both."""
        return self.first.world.people.used + self.end.world.people.used


_latest: Sequence[int] = ()
_trunks: OrderedDict[Key, Trunk] = OrderedDict()


def start(latest: Sequence[int]) -> None:
    """Prepare this worker process; `latest` holds the newest ticket of each seat."""
    global _latest  # noqa: PLW0603 - a process pool hands its workers no other place
    from talentflow_lab.worker import end_with_parent  # noqa: PLC0415

    _latest = latest
    Thread(target=end_with_parent, daemon=True).start()


def warm(packed: bytes, number: int) -> None:
    """Live the baseline of a replication."""
    _trunk(_question(packed), number, lambda: True)


def answer(packed: bytes, number: int, seat: int, ticket: int) -> Found | None:
    """Live the policy and compare; nothing if the asker has asked something else by now."""
    from talentflow_lab.twins import Pair  # noqa: PLC0415

    question = _question(packed)

    def wanted() -> bool:
        return _latest[seat] == ticket

    trunk = _trunk(question, number, wanted)
    if trunk is None:
        return None
    with_ = trunk.first.branch(question.policy)
    if not _live(with_, wanted):
        return None
    return Pair(trunk.end, with_, question.territories).found(question.first)


def lives(packed: bytes, number: int, count: int) -> list[ChangedLife]:
    """Tell of some people whose lives the policy changes."""
    from talentflow_lab.changed_lives import changed_lives  # noqa: PLC0415

    return changed_lives(_question(packed), number, count)


def _question(packed: bytes) -> Question:
    """Unpack what the parent has packed."""
    question: Question = pickle.loads(packed)  # noqa: S301 - from our own parent
    return question


def _trunk(question: Question, number: int, wanted: Callable[[], bool]) -> Trunk | None:
    from talentflow_lab.side import Side  # noqa: PLC0415

    key = question.baseline.fingerprint, question.first, number
    if key not in _trunks:
        first = Side.of(question.baseline, number)
        if not _live(first, wanted, question.first):
            return None
        end = first.branch(question.baseline)
        if not _live(end, wanted):
            return None
        _trunks[key] = Trunk(first, end)
        while len(_trunks) > 1 and sum(one.people for one in _trunks.values()) > KEPT_PEOPLE:
            _trunks.popitem(last=False)
    _trunks.move_to_end(key)
    return _trunks[key]


def _live(side: Side, wanted: Callable[[], bool], until: int | None = None) -> bool:
    """Live months up to `until`, or all; tell whether somebody still wanted it."""
    end = side.run.case.months if until is None else until
    while side.run.month < end:
        if not wanted():
            return False
        side.step()
    return True
