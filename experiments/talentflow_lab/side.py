"""One of two twins: a run, and what happened in it month by month."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from talentflow.branching import branch
from talentflow.moment import Moment, MoveKind
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow.world import World

__all__ = ["Side", "Tally", "Territory", "places_of"]

type Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Territory:
    """What an owner answers for: a country, or a place of it."""

    name: str
    places: Ints


@dataclass
class Tally:
    """What happened in one of the two runs, one entry a month."""

    stock: list[Ints] = field(default_factory=list)
    """(P,) residents."""
    flows: list[Ints] = field(default_factory=list)
    """(P, P) moves."""
    kinds: list[Ints] = field(default_factory=list)
    """(4,) moves by kind."""
    remote: list[Ints] = field(default_factory=list)
    """(C,) who works for employers of a country from home."""

    def note(self, world: World, now: Moment) -> None:
        """Note a month."""
        places = len(world.blueprint.places)
        moved = now.everyone_moved()
        flows = np.zeros((places, places), np.int64)
        np.add.at(flows, (moved.origin, moved.destination), 1)
        self.stock.append(world.residents.sum(0))
        self.flows.append(flows)
        self.kinds.append(np.bincount(moved.kind, minlength=len(MoveKind)))
        self.remote.append(world.census.clients.sum(0))


class Side:
    """A run with its tally."""

    def __init__(self, run: Simulation, tally: Tally | None = None) -> None:
        self.run = run
        self.tally = tally or Tally()

    @classmethod
    def of(cls, scenario: Scenario, replication: int) -> Side:
        """Return a run before its first month."""
        return cls(Simulation(scenario, replication, histories=False, records=False))

    @property
    def world(self) -> World:
        """The world as it is now."""
        return self.run.world

    def step(self) -> Moment:
        """Live a month and note it."""
        now = self.run.step()
        self.tally.note(self.run.world, now)
        return now

    def branch(self, policy: Scenario) -> Side:
        """Return a copy that goes on under a policy, see `talentflow.branching`."""
        tally = copy.copy(self.tally)
        for name, months in vars(self.tally).items():
            setattr(tally, name, list(months))
        return Side(branch(self.run, policy), tally)


def places_of(
    countries: Sequence[str], places: Sequence[str], country_of_place: Ints, name: str
) -> Ints:
    """Rows of the places of a territory: FIN, or FIN:jyvaskyla."""
    country, _, place = name.partition(":")
    if place:
        return np.array([places.index(place)])
    return np.flatnonzero(country_of_place == countries.index(country))
