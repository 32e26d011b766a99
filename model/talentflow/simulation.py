"""A running world: the population is made, the calm levels are solved, months are lived.

This is the model without Mesa; `talentflow.model` wraps it for Mesa users.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Self

import numpy as np

from talentflow.chance import replication_seed
from talentflow.drawing import draw_up
from talentflow.errors import InvariantError
from talentflow.history import History
from talentflow.invariants import CHEAP, DEEP, Before, first_violation
from talentflow.kernels.tables import Outlook
from talentflow.moment import Moment
from talentflow.month import live_month
from talentflow.outlook import lasting_outlook
from talentflow.phases.calendar import calendar
from talentflow.phases.values import empty_cells, values
from talentflow.recorder import Recorder
from talentflow.reproducer import reproducer_text
from talentflow.scenario import Scenario
from talentflow.solve import solve
from talentflow.students import begin_students
from talentflow.threads import Threads
from talentflow.world import Constants, World

__all__ = ["Simulation"]


class Simulation:
    """One replication of a scenario.

    `histories` keeps what happens to everybody and why; without them there is no story. `records`
    keeps what the outcome tables are made of; `reasons` those of everybody's wish and choice, which
    are most of a month's work. `deep` has every person and tie looked at after each month; what is
    cheap to see is looked at in any case. Nothing that is left out changes anything that is not.
    """

    deep: bool = False

    def __init__(
        self,
        case: Scenario,
        replication: int = 0,
        threads: Threads | None = None,
        *,
        histories: bool = True,
        records: bool = True,
        reasons: bool = True,
    ) -> None:
        began = perf_counter()
        self.case = case
        self.replication = replication
        self.key = replication_seed(case.seed, replication)
        self.world = World(draw_up(case, self.key), threads or Threads())
        self.world.histories = histories
        self.world.reasons = records and reasons
        self.world.cells = empty_cells(self.world)
        self.world.lasting = lasting_outlook(self.world)
        zero = np.zeros(len(self.world.blueprint.home))
        self.world.constants = Constants(zero, zero)
        if case.rule("people.students").enabled:
            begin_students(self.world, self._calm_month().look)
        self.world.constants = solve(self.world, self._calm_month())
        self.month = 0
        self.records = records
        self.log = Recorder()
        if records:
            self.log.open(self.world)
        self.history = History()
        self.spent = {"building": perf_counter() - began, "checking": 0.0, "recording": 0.0}
        """Seconds so far, by phase of the month and for what is done beside them."""
        self._before = Before.of(self.world)

    def _calm_month(self) -> Moment:
        """Prepare the first month without its crisis."""
        now = Moment(0)
        calendar(self.world, now)
        values(self.world, now)
        calm: Outlook = now.look._replace(
            crisis=np.zeros_like(now.look.crisis), draft=np.zeros_like(now.look.draft)
        )
        now.look = calm
        return now

    @property
    def over(self) -> bool:
        """Whether the scenario's last month has been lived."""
        return self.month >= self.case.months

    def step(self) -> Moment:
        """Live one month; raise InvariantError if something in it cannot be."""
        now = live_month(self.world, self.month, self.spent)
        began = perf_counter()
        self._check(now)
        self.spent["checking"] += perf_counter() - began
        began = perf_counter()
        if self.records:
            self.log.record(self.world, now)
        if self.world.histories:
            self.history.record(self.world, now)
        self.spent["recording"] += perf_counter() - began
        self.month += 1
        return now

    def _check(self, now: Moment) -> None:
        checks = CHEAP + DEEP if self.deep else CHEAP
        found = first_violation(checks, self.world, now, self._before)
        if found:
            when = str(np.datetime64(self.case.start, "M") + np.timedelta64(now.month, "M"))
            told = found.invariant, when, found.who
            text = reproducer_text(self.case, self.replication, now.month + 1, told, deep=self.deep)
            raise InvariantError(*told, text)
        self._before = Before.of(self.world)

    def run(self, progress: Callable[[int], None] | None = None) -> Self:
        """Live all months that are left; `progress` is told 1 after each."""
        while not self.over:
            self.step()
            if progress is not None:
                progress(1)
        return self
