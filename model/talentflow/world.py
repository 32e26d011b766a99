"""The world: all state in columns, written in place by the phases that own them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.blueprint import Blueprint, Ints
from talentflow.firms import Firms
from talentflow.chance import Purpose, uniform_pairs
from talentflow.columns import tally
from talentflow.kernels import Cells, TieColumns
from talentflow.population import NEVER, People, monthly_pay, synthesise
from talentflow.rules.gates.savings import Savings
from talentflow.threads import Threads
from talentflow.ties import Ties
from talentflow.view import Floats

__all__ = ["COLUMNS", "Constants", "Professionals", "World"]

COLUMNS: dict[str, type[np.generic]] = {
    "key": np.uint64,
    "birth": np.int16,
    "arrival": np.int16,
    "abroad_since": np.int16,
    "ready": np.int16,
    "place": np.int16,
    "plan": np.int16,
    "employer": np.int32,
    "taste": np.float32,
    "answer": np.float32,
    "premium": np.float32,
    "savings": np.float32,
    "citizenship": np.int8,
    "sex": np.int8,
    "education": np.int8,
    "grade": np.int8,
    "english": np.int8,
    "exposure": np.int8,
    "family": np.int8,
    "mover": np.int8,
    "employment": np.int8,
    "stage": np.int8,
    "granted": np.int8,
    "blocked": np.int8,
    "active": np.int8,
}
"""Every column of a professional and its type; `docs/odd.md` says what each holds."""


class Professionals(NamedTuple):
    """Columns of professionals; rows from `count` on are spare. Write in place, never rebind."""

    count: int
    key: npt.NDArray[np.uint64]
    birth: npt.NDArray[np.int16]
    arrival: npt.NDArray[np.int16]
    abroad_since: npt.NDArray[np.int16]
    ready: npt.NDArray[np.int16]
    place: npt.NDArray[np.int16]
    plan: npt.NDArray[np.int16]
    employer: npt.NDArray[np.int32]
    taste: npt.NDArray[np.float32]
    answer: npt.NDArray[np.float32]
    premium: npt.NDArray[np.float32]
    savings: npt.NDArray[np.float32]
    citizenship: npt.NDArray[np.int8]
    sex: npt.NDArray[np.int8]
    education: npt.NDArray[np.int8]
    grade: npt.NDArray[np.int8]
    english: npt.NDArray[np.int8]
    exposure: npt.NDArray[np.int8]
    family: npt.NDArray[np.int8]
    mover: npt.NDArray[np.int8]
    employment: npt.NDArray[np.int8]
    stage: npt.NDArray[np.int8]
    granted: npt.NDArray[np.int8]
    blocked: npt.NDArray[np.int8]
    active: npt.NDArray[np.int8]

    @property
    def nbytes(self) -> int:
        """Bytes of all columns, spare rows included."""
        return sum(getattr(self, name).nbytes for name in COLUMNS)


def _columns(frame: pd.DataFrame) -> Professionals:
    return Professionals(len(frame), **{name: frame[name].to_numpy().astype(kind) for name, kind in COLUMNS.items()})


class Constants(NamedTuple):
    """What is solved at the start from calm anchors, in logit units."""

    kappa: float
    home_weight: float


class World:
    """All state of one replication.

    Beside the professionals it holds small arrays by place and country; their shapes use O origins,
    C countries, P places, T months.
    """

    cells: Cells
    constants: Constants

    def __init__(self, blueprint: Blueprint, threads: Threads) -> None:
        self.blueprint = blueprint
        self.threads = threads
        frame, self.firms = synthesise(blueprint)
        self.people = _columns(frame)
        self.maker = People(blueprint, self.firms)
        self.ties = Ties(blueprint.case.rule("people.ties"), blueprint.key, len(frame))
        self.ties.weave(self.people)
        jobs = blueprint.jobs(0)
        vacancy_rate = blueprint.indicators["vacancy_rate"][0][blueprint.country_of_place]
        self.vacancies: Floats = vacancy_rate * jobs
        self.wage_index: Floats = np.ones(len(blueprint.countries))
        self.net_emigration: Floats = np.zeros((12, len(blueprint.countries)))
        self.job_carry: Floats = np.zeros(len(blueprint.places))
        self.permit_carry: Floats = np.zeros((len(blueprint.home), len(blueprint.countries)))
        self.entrant_carry: Floats = np.zeros((2, len(blueprint.places)))
        self.residents: Ints = self.count_residents()
        self.wish: Floats = np.zeros(self.capacity)
        """Everyone's wish to leave when last asked, logit units."""

    @property
    def capacity(self) -> int:
        """Rows that fit before the columns must grow."""
        return len(self.people.key)

    @property
    def bytes_per_professional(self) -> float:
        """Bytes of columns and ties per row in use."""
        return (self.people.nbytes + self.ties.nbytes) / max(self.people.count, 1)

    def former_employer(self, row: int) -> int:
        """The firm that a person was first with, −1 if none: employers are drawn from the identity."""
        people = self.people
        origin = int(people.citizenship[row])
        key = people.key[row : row + 1]
        home = self.blueprint.home_places(origin)
        first = int((int(key[0]) >> 48) & 0xFFF)
        place = np.array([first if first in home else people.place[row]], np.int64)
        u = uniform_pairs(self.blueprint.key, Purpose.EMPLOYER, 0, key)
        return int(self.firms.employers(origin, place, u)[0])

    def count_residents(self) -> Ints:
        """Active professionals by citizenship and place (O, P), simulated counts."""
        shape = (len(self.blueprint.home), len(self.blueprint.places))
        found = np.zeros(shape, np.int64)
        tally(self.people, found)
        return found

    def add(self, frame: pd.DataFrame) -> int:
        """Append newcomers; returns the first new row. Capacity doubles when it is used up."""
        first = self.people.count
        count = first + len(frame)
        if count > self.capacity:
            self._grow(max(count, 2 * self.capacity))
        self.people = self.people._replace(count=count)
        for name, kind in COLUMNS.items():
            getattr(self.people, name)[first:count] = frame[name].to_numpy().astype(kind)
        return first

    def _grow(self, capacity: int) -> None:
        more = capacity - self.capacity
        columns = {name: np.pad(getattr(self.people, name), (0, more)) for name in COLUMNS}
        self.people = Professionals(self.people.count, **columns)
        self.ties.grow(capacity)
        self.wish = np.pad(self.wish, (0, more))

    @property
    def tie_columns(self) -> TieColumns:
        """The tie graph as the kernels read it."""
        return TieColumns(self.ties.at, self.ties.apart, self.ties.degree)

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
        here, there = plan.country_of_place[people.place[rows]], plan.country_of_place[people.plan[rows]]
        return rule.cost(plan.km[here, there])

    def monthly_pay(self, month: int) -> Floats:
        """Net pay by place and grade this month (P, G), USD nominal, with migration's effect."""
        index = self.wage_index[self.blueprint.country_of_place]
        return monthly_pay(self.blueprint, month) * index[:, None]

    def to_frame(self) -> pd.DataFrame:
        """A copy of all rows in use."""
        count = self.people.count
        return pd.DataFrame({name: getattr(self.people, name)[:count].copy() for name in COLUMNS})


assert Professionals._fields[1:] == tuple(COLUMNS), "the columns and their types list the same names"
assert COLUMNS["arrival"] is np.int16 and np.iinfo(np.int16).min == NEVER
