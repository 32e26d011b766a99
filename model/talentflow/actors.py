"""Countries, places and firms as Mesa agents: handles over rows of the world, without state."""

from typing import Any

import mesa
import numpy as np

from talentflow.kernels.staff import belongs
from talentflow.kernels.tables import LOCAL
from talentflow.simulation import Simulation
from talentflow.vocabulary import FIRM_STAGES, OWNERSHIPS, SECTORS
from talentflow.world import World

__all__ = ["Country", "Firm", "Place"]


class _Handle(mesa.Agent[Any]):
    """An agent that reads its row of the world."""

    def __init__(self, model: mesa.Model[Any, Any], simulation: Simulation, row: int) -> None:
        super().__init__(model)
        self.simulation = simulation
        self.row = row

    @property
    def _world(self) -> World:
        return self.simulation.world


class Country(_Handle):
    """A country: conditions in force and residents."""

    @property
    def code(self) -> str:
        """ISO 3166 alpha-3."""
        return self._world.blueprint.countries[self.row]

    @property
    def residents(self) -> float:
        """Simulated professionals who live here, real people."""
        world = self._world
        here = world.blueprint.country_of_place == self.row
        return float(world.residents[:, here].sum() * world.blueprint.scale)

    @property
    def wage_index(self) -> float:
        """What migration has done to wages; 1 at the start."""
        return float(self._world.wage_index[self.row])

    def condition(self, indicator: str) -> float:
        """Look up a published indicator for the month to come, as in `data/indicators.csv`."""
        plan = self._world.blueprint
        month = min(self.simulation.month, self.simulation.case.months - 1)
        return float(plan.indicators[indicator][month, self.row])


class Place(_Handle):
    """A place: a labour market inside a country."""

    @property
    def code(self) -> str:
        """The place's slug, such as `minsk`."""
        return self._world.blueprint.places[self.row]

    @property
    def country(self) -> str:
        """ISO 3166 alpha-3 of the country that the place is in."""
        plan = self._world.blueprint
        return plan.countries[int(plan.country_of_place[self.row])]

    @property
    def residents(self) -> float:
        """Simulated professionals who live here, real people."""
        return float(self._world.residents[:, self.row].sum() * self._world.blueprint.scale)

    @property
    def vacancies(self) -> float:
        """Unfilled jobs, real people."""
        return float(self._world.vacancies[self.row])


class Firm(_Handle):
    """An employer at home."""

    @property
    def name(self) -> str:
        """The firm's name, or a number where it is not a real firm."""
        return str(self._world.firms.name[self.row])

    @property
    def sector(self) -> str:
        """`product` or `outsourcing`."""
        return SECTORS[int(self._world.firms.sector[self.row])]

    @property
    def ownership(self) -> str:
        """`local`, `foreign` or `mixed`."""
        return OWNERSHIPS[int(self._world.firms.ownership[self.row])]

    @property
    def stage(self) -> str:
        """Stage of relocation: settled, explore, partial, full or closed."""
        return FIRM_STAGES[int(self._world.firm_state.stage[self.row])]

    @property
    def destination(self) -> str | None:
        """Slug of the place of the office abroad, None where there is none."""
        world = self._world
        place = int(world.firm_state.destination[self.row])
        return world.blueprint.places[place] if place >= 0 else None

    @property
    def staff_by_place(self) -> dict[str, float]:
        """Professionals who work here by the place where they live, real people."""
        plan, people, count = self._world.blueprint, self._world.people, self._world.people.used
        works = (people.active[:count] == 1) & (people.employment[:count] == LOCAL)
        named = np.flatnonzero((people.employer[:count] == self.row) & works).tolist()
        rows = np.array([i for i in named if belongs(i, people)], np.int64)
        staff = np.bincount(people.place[rows], minlength=len(plan.places))
        return {plan.places[p]: float(staff[p] * plan.scale) for p in np.flatnonzero(staff)}

    @property
    def staff(self) -> float:
        """Professionals at home who work here, real people."""
        world = self._world
        people, count = world.people, world.people.used
        works = (people.employer[:count] == self.row) & (people.active[:count] == 1)
        works &= ~world.is_abroad(slice(count)) & (people.employment[:count] == 0)
        return float(works.sum() * self._world.blueprint.scale)
