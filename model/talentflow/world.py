"""The world: all state in columns, written in place by the phases that own them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.aid import Aid
from talentflow.blueprint import Blueprint, Ints
from talentflow.chance import Purpose, uniform_pairs
from talentflow.firms import Firms
from talentflow.founding import NewFirms
from talentflow.households import begin_families
from talentflow.kernels.census import Census, count, count_kind
from talentflow.kernels.life import NO_FIRM
from talentflow.kernels.rooms import Block, Scratch
from talentflow.kernels.tables import COLUMNS, NEVER, Cells, Columns, Outlook, TieColumns
from talentflow.offices import FirmState, Offices
from talentflow.population import People, Traits, monthly_pay, synthesise
from talentflow.prospects import Prospects
from talentflow.remote import begin_remotely
from talentflow.rules.gates.savings import Savings
from talentflow.threads import Threads
from talentflow.ties import Ties, enlarged, with_room
from talentflow.view import Floats

__all__ = ["Constants", "World"]

PANEL = 10_000
"""People at home at the start whose reasons are worth recording; of more, so many are drawn."""


def _columns(traits: Traits) -> Columns:
    """Put people into columns with spare rows; each array of `traits` is let go when copied."""
    count = len(traits["key"])
    columns = {
        name: enlarged(traits.pop(name).astype(kind, copy=False), with_room(count))
        for name, kind in COLUMNS.items()
    }
    return Columns(count, **columns)


class Constants(NamedTuple):
    """What is solved at the start from calm anchors, by origin (O,), in logit units."""

    kappa: Floats
    home_weight: Floats


class World:
    """All state of one replication.

    Beside the professionals it holds small arrays by place and country; their shapes use O origins,
    C countries, P places, T months.
    """

    cells: Cells
    census: Census
    """Everybody counted at the end of last month."""
    constants: Constants
    lasting: Outlook
    """What decisions depend on in every month."""
    histories: bool = True
    """Whether what happens to everybody is kept, and why."""
    reasons: bool = True
    """Whether it is summed up every month why those at home wish to leave."""
    panel: int
    """One in so many of those at home is taken for it, the same people every month."""

    def __init__(self, blueprint: Blueprint, threads: Threads) -> None:
        self.blueprint = blueprint
        self.threads = threads
        traits, self.firms = synthesise(blueprint)
        self.people = _columns(traits)
        begin_remotely(blueprint, self.people)
        self.maker = People(blueprint, self.firms)
        self.ties = Ties(
            blueprint.case.rule("people.ties"),
            blueprint.key,
            blueprint.country_of_place,
            self.capacity,
        )
        self.aid = Aid(blueprint)
        self.firm_state = FirmState(self.firms)
        self.offices = Offices.of(blueprint, self.firms)
        self.host_means: dict[str, Floats] = {}
        """What people believe terms are worth where they know nothing, from the start on."""
        self.weighted_terms: dict[str, Floats] = {}
        """Each cell term as last laid into the cells."""
        self.ties.weave(self.people)
        self.vacancies: Floats = blueprint.usual_vacancies(0)
        self.wage_index: Floats = np.ones(len(blueprint.countries))
        self.net_emigration: Floats = np.zeros((12, len(blueprint.countries)))
        self.first_moves: Ints = np.zeros((12, len(blueprint.home)), np.int64)
        """First moves by citizenship in each of the last twelve months, simulated counts."""
        self.job_carry: Floats = np.zeros(len(blueprint.places))
        origins, countries = len(blueprint.home), len(blueprint.countries)
        self.permit_carry: Floats = np.zeros(origins * countries + len(blueprint.routes.names))
        """Permits of the ordinary route by citizenship and country, then those of programmes."""
        self.entrant_carry: Floats = np.zeros((2, len(blueprint.places)))
        self.new_firms = NewFirms.of(blueprint)
        self.student_carry: Floats = np.zeros(len(blueprint.places))
        self.prospects = Prospects(blueprint)
        self.take_census(0)
        at_home = np.count_nonzero(~self.is_abroad(slice(self.people.used)))
        self.panel = max(1, int(at_home) // PANEL)
        self.unseen: Floats = blueprint.diaspora - self.by_country() * blueprint.scale
        self.unseen[np.arange(origins), blueprint.home] = 0.0
        """Of the diaspora at the start what whole simulated persons leave over (O, C), real people;
        where ln(1 + D) counts, a hundred people are far from nobody."""
        self.relatives: Ints = begin_families(blueprint, self.people)
        """Family members by citizenship, country and relation (O, C, 2), simulated counts."""

    @property
    def capacity(self) -> int:
        """Rows that fit before the columns must grow."""
        return len(self.people.key)

    @property
    def bytes_per_professional(self) -> float:
        """Bytes of columns, ties and rings per row in use; spare rows take no memory until then."""
        columns = [getattr(self.people, name) for name in COLUMNS]
        tables = [*columns, *self.ties.columns]
        rows: float = sum(table.nbytes / len(table) for table in tables)
        return rows + self.ties.ring_bytes / max(self.people.used, 1)

    def former_employer(self, row: int) -> int:
        """Return the firm that a person was first with, −1 if none, from the identity alone."""
        people = self.people
        origin = int(people.citizenship[row])
        key = people.key[row : row + 1]
        home = self.blueprint.home_places(origin)
        first = int((int(key[0]) >> 48) & 0xFFF)
        place = np.array([first if first in home else people.place[row]], np.int64)
        u = uniform_pairs(self.blueprint.key, Purpose.EMPLOYER, 0, key)
        return int(self.maker.firms.employers(origin, place, u)[0])

    def take_census(self, month: int) -> None:
        """Count everybody as they are now."""
        plan, firms = self.blueprint, self.firms
        size = (
            len(plan.home), len(plan.countries), len(plan.places), plan.pay_ratio.shape[1],
            len(firms),
        )  # fmt: skip
        base = np.append(np.where(self.firm_state.at_home, firms.place, -1), -1)
        sector = np.append(firms.sector, NO_FIRM)
        known = base.astype(np.int16), sector.astype(np.int8)  # of which near memory holds more

        def counted(lo: int, hi: int) -> Census:
            census = Census.empty(*size, hi - lo)
            posted = count(self.people, plan.country_of_place, *known, month, lo, hi, census)
            return census._replace(
                clients=census.clients[:, 1:],
                staff=census.staff[:-1],
                posted=census.posted[:, :posted].copy(),
            )

        self.census = Census.together(self.threads.over(self.people.used, counted, even=True))
        self.residents: Ints = self.census.residents

    def add_firms(self, firms: Firms) -> None:
        """Take over a longer list of firms, the new ones last."""
        self.firms = firms
        self.firm_state.grow(firms)
        self.offices = self.offices.grown(len(firms))

    def by_country(self) -> Ints:
        """Residents by citizenship and country (O, C), simulated counts."""
        plan = self.blueprint
        found = np.zeros((len(plan.home), len(plan.countries)), np.int64)
        np.add.at(found.T, plan.country_of_place, self.residents.T)
        return found

    def count_employed(self, kind: int) -> Ints:
        """Active professionals of an employment by place of residence (P,), simulated counts."""
        found = np.zeros(len(self.blueprint.places), np.int64)
        count_kind(self.people, kind, found)
        return found

    def add(self, traits: Traits) -> int:
        """Append newcomers; return the first new row. Room grows by a quarter when used up."""
        first = self.people.used
        count = first + len(traits["key"])
        if count > self.capacity:
            self._grow(with_room(count))
        self.people = self.people._replace(used=count)
        for name in COLUMNS:
            getattr(self.people, name)[first:count] = traits[name]
        return first

    def _grow(self, capacity: int) -> None:
        columns = {name: enlarged(getattr(self.people, name), capacity) for name in COLUMNS}
        self.people = Columns(self.people.used, **columns)
        self.ties.grow(capacity)

    @property
    def tie_columns(self) -> TieColumns:
        """The tie graph as the kernels read it."""
        return self.ties.columns

    def scratch(self) -> Scratch:
        """Make room for a kernel's work; one for each thread."""
        return Scratch.of(self.cells, self.ties.columns)

    def block(self) -> Block:
        """Make room for a kernel's work on blocks of people; one for each thread."""
        look = self.lasting
        return Block.of(self.cells, self.ties.columns, look.shared.size, look.hub_rows.shape[1])

    def clear_plans(self, rows: Ints) -> None:
        """Forget plans and the papers for them; the stage stays."""
        people = self.people
        people.plan[rows] = -1
        people.programme[rows] = -1
        people.filed[rows] = NEVER
        people.ready[rows] = NEVER
        people.granted[rows] = 0
        people.blocked[rows] = 0

    def is_abroad(self, rows: Ints | slice) -> npt.NDArray[np.bool_]:
        """Whether people live outside their own country."""
        plan, people = self.blueprint, self.people
        abroad: npt.NDArray[np.bool_] = (
            plan.country_of_place[people.place[rows]] != plan.home[people.citizenship[rows]]
        )
        return abroad

    def going_home(self, rows: Ints) -> npt.NDArray[np.bool_]:
        """Whether people plan for a place in their own country."""
        plan, people = self.blueprint, self.people
        homewards: npt.NDArray[np.bool_] = (
            plan.country_of_place[people.plan[rows]] == plan.home[people.citizenship[rows]]
        )
        return homewards

    def moving_cost(self, rule: Savings, rows: Ints) -> Floats:
        """Cost of each person's planned move, USD."""
        plan, people = self.blueprint, self.people
        here, there = (
            plan.country_of_place[people.place[rows]],
            plan.country_of_place[people.plan[rows]],
        )
        return rule.cost(plan.km[here, there])

    def monthly_pay(self, month: int) -> Floats:
        """Net pay by place and grade this month (P, G), USD nominal, with migration's effect."""
        index = self.wage_index[self.blueprint.country_of_place]
        return monthly_pay(self.blueprint, month) * index[:, None]

    def to_frame(self) -> pd.DataFrame:
        """Copy all rows in use."""
        count = self.people.used
        return pd.DataFrame({name: getattr(self.people, name)[:count].copy() for name in COLUMNS})
