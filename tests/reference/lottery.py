"""Queues: few seats, many hands, and a keyed ticket that decides."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from math import inf

from tests.reference.chance import whole_part
from tests.reference.person import Professional

type Decided = tuple[list[Professional], list[Professional]]
"""Who won a seat, and who did not."""


class Lottery[Queue: Hashable]:
    """Seats of several queues; what is left of a seat is carried to the next month."""

    def __init__(self) -> None:
        self.carry: dict[Queue, float] = defaultdict(float)
        self.applicants: dict[Queue, list[tuple[float, Professional]]] = defaultdict(list)

    def apply(self, queue: Queue, ticket: float, person: Professional) -> None:
        """Ask for a seat."""
        self.applicants[queue].append((ticket, person))

    def settle(self, supply: Mapping[Queue, float]) -> Decided:
        """Give this month's seats to the smallest tickets; return who won and who lost.

        `supply` is the month's seats by queue, in simulated professionals; a queue without an
        entry has no limit.
        """
        won: list[Professional] = []
        lost: list[Professional] = []
        seats: dict[Queue, float] = {}
        for queue, amount in supply.items():
            if amount < inf:
                seats[queue], self.carry[queue] = whole_part(amount + self.carry[queue])
        for queue, tickets in self.applicants.items():
            ranked = [person for _, person in sorted(tickets, key=lambda one: one[0])]
            limit = int(min(seats.get(queue, inf), len(ranked)))
            won += ranked[:limit]
            lost += ranked[limit:]
        self.applicants.clear()
        return won, lost
