"""All coalitions of factors, lived on the same luck.

The months before the factors part are lived once a replication. From there on the run branches: at
the month in which a factor can first change anything, a copy goes on without it. So coalitions that
differ only by what happens late share all months before, and a coalition is bit for bit the run
that held these factors from the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow_lab.cohort import Cohort, Fate, outcomes
from talentflow_lab.factor import Factor, hold, starts
from talentflow_lab.factors import chosen
from talentflow_lab.replicate import Progress

__all__ = ["Acting", "Game", "acting", "shared_months"]

SPLIT = 4
"""Factors whose coalitions are told apart by the number of a piece of work."""

type Values = dict[int, dict[str, float]]
"""Outcomes by coalition."""


@dataclass(frozen=True)
class Acting:
    """A factor that can change something in the run, from month `start` on."""

    name: str
    factor: Factor
    start: int


def acting(case: Scenario, names: tuple[str, ...], since: int) -> list[Acting]:
    """Return the factors that can change anything by the end of a scenario, earliest first.

    Those left out change nothing, whatever the luck: no row of theirs acts in these months.
    """
    found = []
    for name, factor in chosen(names).items():
        start = starts(factor, case, since)
        if start is not None:
            found.append(Acting(name, factor, start))
    return sorted(found, key=lambda one: (one.start, one.name))


@dataclass(frozen=True)
class Game:
    """The work: number n is piece n % pieces of replication n // pieces.

    A piece is a coalition of the first `SPLIT` factors, with all coalitions of the others. Factors
    are named, so that the work travels; `case` ends in the month that is asked about.
    """

    case: Scenario
    names: tuple[str, ...]
    since: int

    @property
    def pieces(self) -> int:
        """Pieces of work in a replication."""
        return 1 << min(SPLIT, len(self.names))

    @property
    def months(self) -> int:
        """Months of a piece of work: each branch counts from its start."""
        late = self.factors[SPLIT:]
        ends = [self.case.months - one.start for one in late]
        return self.case.months - self.since + sum(e << n for n, e in enumerate(ends))

    @property
    def factors(self) -> list[Acting]:
        """The factors, earliest first: bit i of a coalition stands for the i-th."""
        return acting(self.case, self.names, self.since)

    def __call__(self, number: int, progress: Progress) -> pd.DataFrame:
        """Live one piece: a row a coalition, with its number and outcomes."""
        replication, piece = divmod(number, self.pieces)
        values = self.play(replication, piece, progress)
        rows = [{"coalition": c, **one} for c, one in sorted(values.items())]
        return pd.DataFrame(rows)

    def play(self, replication: int, piece: int, progress: Progress) -> Values:
        """Return the outcomes of the coalitions of a piece."""
        first, cohort = shared_months(self.case, self.since, replication)
        factors = self.factors
        early = factors[:SPLIT]
        absent = tuple(one.factor for n, one in enumerate(early) if not piece >> n & 1)
        branch = _Branch(hold(first, absent, self.since), cohort, Fate.of(cohort), progress)
        values: Values = {}
        self._grow(branch, piece, factors[SPLIT:], values)
        return values

    def _grow(self, branch: _Branch, coalition: int, late: list[Acting], values: Values) -> None:
        """Live on with and without each of the late factors."""
        if not late:
            branch.reach(self.case.months)
            values[coalition] = outcomes(branch.run, branch.cohort, branch.fate)
            return
        one, bit = late[0], 1 << (len(self.factors) - len(late))
        branch.reach(one.start)
        without = branch.hold(one.factor, self.since)
        self._grow(branch, coalition | bit, late[1:], values)
        self._grow(without, coalition, late[1:], values)


@dataclass
class _Branch:
    """A run on its way, and what became of the cohort in it."""

    run: Simulation
    cohort: Cohort
    fate: Fate
    progress: Progress

    def reach(self, month: int) -> None:
        """Live to the beginning of a month."""
        while self.run.month < month:
            self.fate.note(self.cohort, self.run.step())
            self.progress(1)

    def hold(self, factor: Factor, since: int) -> _Branch:
        """Return a copy that goes on without a factor."""
        held = hold(self.run, (factor,), since)
        return _Branch(held, self.cohort, self.fate.copy(), self.progress)


_kept: dict[tuple[str, int, int], tuple[Simulation, Cohort]] = {}
"""The shared months of the replication that this process is at."""


def shared_months(case: Scenario, since: int, replication: int) -> tuple[Simulation, Cohort]:
    """Live the months before `since`, or find them lived; the run is not to be stepped."""
    name = (case.fingerprint, since, replication)
    if name not in _kept:
        _kept.clear()
        run = Simulation(case, replication, histories=False, records=False)
        while run.month < since:
            run.step()
        _kept[name] = run, Cohort.of(run)
    return _kept[name]
