"""Who would not have left: people paired with themselves, on the same luck.

One run of a pair is the run as it is. In the other a factor is held as it was (see
`talentflow_lab.factor`), or the origin has a lever in force, with the catalogue's figures. The
cohort's rows are the same people in both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from talentflow.branching import go_on
from talentflow.lever_reading import MOST, usual_lever
from talentflow.levers import Lever, catalogue
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow_lab.coalitions import acting, shared_months
from talentflow_lab.cohort import STAYED, Cohort, Fate, groups
from talentflow_lab.factor import hold
from talentflow_lab.factors import factors
from talentflow_lab.replicate import Progress

__all__ = ["LEVER", "Keeping", "alternatives", "otherwise", "title_of"]

LEVER = "lever:"
"""Begins the name of an alternative that is a lever; `lever:SLUG:OWNER`."""


def alternatives(case: Scenario, names: tuple[str, ...], since: int) -> list[str]:
    """Name what could have been otherwise: factors that act, and levers of the origins.

    A lever that only the origin or others can hold is tried for every origin; one that the scenario
    has already is not, and none where the scenario has as many as it can hold.
    """
    found = [one.name for one in acting(case, names, since)]
    held = {(one.slug, one.holder) for one in case.levers}
    room = len(case.levers) < MOST
    for slug, kind in catalogue().items():
        if "origin" in kind.owners and room:
            own = [code for code in case.origin if (slug, code) not in held]
            found += [f"{LEVER}{slug}:{code}" for code in own]
    return found


def title_of(name: str) -> str:
    """Write an alternative in words."""
    if name.startswith(LEVER):
        slug, _, owner = name.removeprefix(LEVER).partition(":")
        return f"{catalogue()[slug].title} ({owner})"
    return f"without {factors()[name].title}"


@dataclass(frozen=True)
class Keeping:
    """The work: number n is alternative n % A of replication n // A."""

    case: Scenario
    names: tuple[str, ...]
    """Alternatives, as `alternatives` names them."""
    since: int

    @property
    def months(self) -> int:
        """Months of a piece of work."""
        return self.case.months - self.since

    def __call__(self, number: int, progress: Progress) -> pd.DataFrame:
        """Compare a cohort with itself: a row a part of a group, counts of real people.

        `persons` in the cohort, `left` in the run as it is, `kept` of them who do not leave in the
        other, `pushed` who leave in the other only.
        """
        replication, n = divmod(number, len(self.names))
        left, cohort = _as_it_is(self, replication)
        run, _ = shared_months(self.case, self.since, replication)
        run = otherwise(run, self.case, self.names[n], self.since)
        other = _followed(run, cohort, progress)
        went, goes = left.first != STAYED, other.first != STAYED
        rows = []
        for group, value in groups():
            inside = cohort.labels[group] == value
            counts = {"persons": inside, "left": inside & went}
            counts |= {"kept": inside & went & ~goes, "pushed": inside & ~went & goes}
            scaled = {name: float(m.sum()) * self.case.scale for name, m in counts.items()}
            rows.append({"group": group, "group_value": value, **scaled})
        frame = pd.DataFrame(rows)
        return frame.assign(alternative=self.names[n], replication=np.int32(replication))


def otherwise(run: Simulation, case: Scenario, name: str, since: int) -> Simulation:
    """Return a copy of a run at month `since` that goes on under an alternative."""
    if not name.startswith(LEVER):
        return hold(run, (factors()[name],), since)
    slug, _, owner = name.removeprefix(LEVER).partition(":")
    levers = {(one.slug, one.holder): one for one in case.levers}
    levers[slug, owner] = usual_lever(catalogue()[slug], owner, since)
    ordered: tuple[Lever, ...] = tuple(levers[key] for key in sorted(levers))
    return go_on(run, replace(run.case, levers=ordered))


_kept: dict[tuple[str, int, int], Fate] = {}
"""What became of the cohort of the replication that this process is at."""


def _as_it_is(work: Keeping, replication: int) -> tuple[Fate, Cohort]:
    run, cohort = shared_months(work.case, work.since, replication)
    name = (work.case.fingerprint, work.since, replication)
    if name not in _kept:
        _kept.clear()
        _kept[name] = _followed(go_on(run, work.case), cohort, lambda _: None)
    return _kept[name], cohort


def _followed(run: Simulation, cohort: Cohort, progress: Progress) -> Fate:
    """Live to the end and return what became of the cohort."""
    fate = Fate.of(cohort)
    while not run.over:
        fate.note(cohort, run.step())
        progress(1)
    return fate
