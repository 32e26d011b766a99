"""Follow simulated people: who they are when chosen, and where they are later.

A professional keeps the row for life, so that rows name people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from talentflow.branching import branch
from talentflow.moment import Moment, MoveKind
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation

__all__ = ["Flows", "Ints", "Mask", "Run"]

type Ints = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]


@dataclass
class Flows:
    """Moves of a run by month, one entry a mover."""

    month: list[Ints] = field(default_factory=list)
    row: list[Ints] = field(default_factory=list)
    origin: list[Ints] = field(default_factory=list)
    """Country left."""
    destination: list[Ints] = field(default_factory=list)
    """Country reached."""
    grade: list[Ints] = field(default_factory=list)
    """Grade when the month began."""
    kind: list[Ints] = field(default_factory=list)

    def table(self) -> dict[str, Ints]:
        """Return all moves as columns."""
        names = ("month", "row", "origin", "destination", "grade", "kind")
        empty = np.empty(0, np.int64)
        return {name: np.concatenate([empty, *getattr(self, name)]) for name in names}


class Run:
    """A run whose moves are noted."""

    def __init__(self, sim: Simulation, told: Callable[[int], None]) -> None:
        self.sim, self.told = sim, told
        self.flows = Flows()

    @classmethod
    def of(cls, scenario: Scenario, replication: int, told: Callable[[int], None]) -> Run:
        """Return a run before its first month; `told` is told 1 after each."""
        return cls(Simulation(scenario, replication, histories=False, records=False), told)

    @property
    def scale(self) -> float:
        """Real people whom a simulated one stands for."""
        return self.sim.world.blueprint.scale

    def branch(self, policy: Scenario) -> Run:
        """Return a run that goes on from here under other levers, see `talentflow.branching`."""
        return Run(branch(self.sim, policy), self.told)

    def step(self) -> Moment:
        """Live a month."""
        world = self.sim.world
        before = world.people.grade[: world.people.used].copy()
        now = self.sim.step()
        moved = now.everyone_moved()
        keep = moved.kind != MoveKind.INTERNAL
        country = self.sim.world.blueprint.country_of_place
        rows = moved.rows[keep]
        for name, values in (
            ("month", np.full(rows.size, now.month)), ("row", rows),
            ("origin", country[moved.origin[keep]]),
            ("destination", country[moved.destination[keep]]),
            ("grade", before[rows].astype(np.int64)), ("kind", moved.kind[keep]),
        ):  # fmt: skip
            getattr(self.flows, name).append(values)
        self.told(1)
        return now

    def until(self, month: int) -> Run:
        """Live on until so many months are behind."""
        while self.sim.month < month:
            self.step()
        return self

    def code(self, iso3: str) -> int:
        """Row of a country."""
        return self.sim.world.blueprint.countries.index(iso3)

    def country(self, rows: Ints) -> Ints:
        """Country where people live now, or lived when they left the occupation (n,)."""
        world = self.sim.world
        found: Ints = world.blueprint.country_of_place[world.people.place[rows]]
        return found

    def working(self, rows: Ints) -> Mask:
        """Whether people are still in the occupation, and thus followed (n,)."""
        active: Mask = self.sim.world.people.active[rows] == 1
        return active

    def everybody(self) -> Ints:
        """Rows of all who are in the occupation now."""
        rows = np.arange(self.sim.world.people.used)
        return rows[self.working(rows)]
