"""The blueprint of a world: a scenario's tables as arrays by row and month.

Countries, places and origins get row numbers in the order of their tables; dated rows become one
value for each month. Everything here is fixed before the first month and never written again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from talentflow.dials import Dials, Grip
from talentflow.levers import Lever
from talentflow.routes import Routes, lever_routes
from talentflow.scenario import Scenario
from talentflow.view import Floats

__all__ = ["Blueprint", "Ints"]

type Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Blueprint:
    """A scenario as arrays. Shapes: T months, O origins, C countries, P places, G grades."""

    case: Scenario
    key: int
    """The replication's 64-bit key to all chance."""
    countries: tuple[str, ...]
    places: tuple[str, ...]
    country_of_place: Ints
    home: Ints
    """(O,) row of each origin's country."""
    job_share: Floats
    """(P,) share of the country's ICT jobs."""
    pay_ratio: Floats
    """(C, G) pay by grade relative to the country's median."""
    km: Floats
    """(C, C) distance; 0 inside a country."""
    common_language: Floats
    """(O, C) index; 1 at home."""
    diaspora: Floats
    """(O, C) professionals abroad at the start, real people."""
    indicators: Mapping[str, Floats]
    """(T, C) each."""
    ease: Floats
    """(T, O, C) from 0 to 1; 1 at home."""
    job_required: Floats
    """(T, O, C) 0 or 1; 0 at home."""
    processing: Floats
    """(T, O, C) mean months, NaN where no figure is known."""
    capacity: Floats
    """(T, O, C) permits a month in real people, infinite where unlimited."""
    refusal: Floats
    """(T, O, C) share of decisions on the ordinary route that refuse; 0 at home."""
    routes: Routes
    """Programmes beside the ordinary route."""
    entry: Floats
    """(T, O, C) share of the ready who are let in; 1 at home."""
    exit: Floats
    """(T, O) share of the ready who may leave."""
    consular: Floats
    """(T, O) share of consular services that citizens abroad have lost."""
    exposure: Floats
    """(X,) how strongly repression and crisis reach each class of people."""
    shock: Floats
    """(T, C) S(t) of the crisis."""
    draft: Floats
    """(T, O) what fear of being called up adds to the wish of those whom it may hit, logit."""
    shutdown: Floats
    """(T, C) how far the internet is shut in the month, 0 to 1."""
    media_reach: Floats
    """(T, C) what media of other countries got through to residents lately, 0 to 1."""
    host_mean: Floats
    """(O, P) weights of places in the mean of the hosts that are open at the start."""
    first_home: Ints
    """(O,) one place of each origin's own country."""
    lost_demand: Floats
    """(T, O) summed severity of the demand events so far."""
    dials: Dials
    """What levers have turned."""
    grips: tuple[Grip, ...]
    """Where and when each lever acts."""

    @property
    def scale(self) -> float:
        """Real people behind one simulated professional."""
        return float(self.case.scale)

    def rule(self, path: str, origin: int) -> Any:  # noqa: ANN401 - each has its own class
        """Return a rule as it holds for an origin, by row."""
        return self.case.rule(path, self.countries[int(self.home[origin])])

    def shares(
        self,
        origin: int,
        attribute: str,
        categories: Sequence[str],
        groups: Sequence[str] = ("all",),
    ) -> Floats:
        """Return the shares of an attribute in an origin: its own, or those of all without.

        The result is (groups, categories). Raises KeyError for a share that no row states.
        """
        own = self.countries[int(self.home[origin])], attribute
        known = self._structure.get(own) or self._structure["", attribute]
        return np.array([[known[group, one] for one in categories] for group in groups])

    @cached_property
    def _structure(self) -> Mapping[tuple[str, str], Mapping[tuple[str, str], float]]:
        """Shares by group and category, by country and attribute."""
        table = self.case.data.structure
        names = ("iso3", "attribute", "group", "category", "share")
        found: dict[tuple[str, str], dict[tuple[str, str], float]] = {}
        for iso3, attribute, group, category, share in zip(
            *(table[name].tolist() for name in names), strict=True
        ):
            found.setdefault((iso3, attribute), {})[group, category] = share
        return found

    @cached_property
    def ict_share(self) -> Floats:
        """Share of each origin's people whose field is ICT (O,)."""
        origins = range(len(self.home))
        return np.array([self.shares(o, "field", ("ict",))[0, 0] for o in origins])

    @cached_property
    def hiring(self) -> npt.NDArray[np.bool_]:
        """Home places of the origins whose people enter when they are hired (P,)."""
        occupations = [
            home
            for o, home in enumerate(self.home)
            if not self.rule("feedback.hiring", o).by_degree
        ]
        return np.isin(self.country_of_place, occupations)

    def home_places(self, origin: int) -> Ints:
        """Rows of the places of an origin's own country."""
        return self._home_places[origin]

    @cached_property
    def _home_places(self) -> list[Ints]:
        return [np.flatnonzero(self.country_of_place == home) for home in self.home]

    def jobs(self, month: int) -> Floats:
        """ICT jobs by place in a month (P,), real people."""
        in_country: Floats = self.indicators["ict_employment"][month][self.country_of_place]
        return in_country * self.job_share

    def residents(self, origin: int) -> Floats:
        """People of an origin at each of its home places at the start (H,), real people."""
        places = self.home_places(origin)
        known: float = self.rule("people.population", origin).residents
        return known * self.job_share[places] if known > 0.0 else self.jobs(0)[places]

    def usual_vacancies(self, month: int) -> Floats:
        """Vacancies by place when nothing happens (P,), real jobs."""
        rate = self.indicators["vacancy_rate"][month][self.country_of_place]
        known = self.case.rule("feedback.vacancies").known
        usual = rate * self.jobs(month)
        return np.array([known.get(place, v) for place, v in zip(self.places, usual, strict=True)])

    # ------------------------------------------------------------------------------- levers

    @property
    def levers(self) -> tuple[Lever, ...]:
        """Levers in force, in the order of their bits and rows."""
        return self.case.levers

    @property
    def euro(self) -> float:
        """US dollars for a euro."""
        return float(self.case.rule("work.money").dollars)

    def territory(self, lever: Lever) -> Ints:
        """Rows of the places of a lever's owner."""
        return self.grips[self.levers.index(lever)].places

    @cached_property
    def lever_routes(self) -> tuple[Ints, ...]:
        """Rows of the visa routes that each lever opens."""
        row = {name: q for q, name in enumerate(self.routes.names)}
        opened = [(lever, row[name]) for lever, name, _ in lever_routes(self.case)]
        return tuple(
            np.array([q for one, q in opened if one == lever], np.int64) for lever in self.levers
        )
