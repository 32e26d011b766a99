"""Ties of newcomers: whom they meet in the firm and in town (section 10).

Everybody has a fixed position on a ring, and keeps it on the ring of the firm that they entered. A
newcomer looks from a random point clockwise and gets to know the first person who lives in the same
place and has room for one more contact. Newcomers of one month do not meet each other.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from typing import Any

from tests.reference.chance import Chance
from tests.reference.person import NOBODY, TOGETHER, Professional

from talentflow.chance import Purpose

LOOKS = 8
"""People met in one try."""


class Ring:
    """People in the order of their positions."""

    def __init__(self) -> None:
        self.members: list[tuple[float, int, Professional]] = []

    def add(self, position: float, person: Professional) -> None:
        """Put somebody in place."""
        insort(self.members, (position, person.key, person))

    def clockwise(self, point: float) -> Iterator[Professional]:
        """Everybody once, from a point onwards."""
        start = bisect_left(self.members, (point,))
        for n in range(len(self.members)):
            yield self.members[(start + n) % len(self.members)][2]


class Rings:
    """The ring of everybody and one for each firm."""

    def __init__(self, rule: Callable[[str], Any], chance: Chance) -> None:
        self.rule = rule
        self.chance = chance
        self.firms: dict[int, Ring] = {NOBODY: Ring()}

    def add(self, person: Professional) -> None:
        """Let somebody be found."""
        position = self.chance.u(Purpose.RING, 0, person.key)[0]
        for firm in {NOBODY, person.employer}:
            self.firms.setdefault(firm, Ring()).add(position, person)

    def introduce(self, person: Professional) -> None:
        """Let a newcomer try to find contacts."""
        rule = self.rule("people.ties")
        for q in range(rule.newcomer_ties):
            point, where = self.chance.u(Purpose.TIES, 0, person.key, q)
            inside = person.employer != NOBODY and where < rule.inside_firm
            ring = self.firms.get(person.employer if inside else NOBODY)
            if ring is not None:
                self._meet(person, ring.clockwise(point), rule.slots)

    @staticmethod
    def _meet(person: Professional, met: Iterator[Professional], slots: int) -> None:
        for _, other in zip(range(LOOKS), met, strict=False):
            near = other.active and other.place == person.place
            free = len(person.contacts) < slots and len(other.contacts) < slots
            if near and free and other not in person.contacts:
                person.contacts[other] = other.contacts[person] = TOGETHER
                return
