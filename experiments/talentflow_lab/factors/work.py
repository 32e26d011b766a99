"""Remote work and demand: jobs abroad that can be done from home, and jobs that are open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from talentflow.rules.feedback.vacancies import Vacancies
from talentflow.scenario import Scenario
from talentflow.view import Floats
from talentflow.world import World
from talentflow_lab.factor import Factor
from talentflow_lab.factors._owning import indicators

__all__ = ["FACTOR"]


@dataclass(frozen=True)
class _HeldVacancies(Vacancies):
    """Vacancies of hosts that stay as many as they are."""

    held: Sequence[float] = ()
    """(P,) real jobs."""

    def next(self, vacancies: Floats, usual: Floats, arrivals: Floats, months: Floats) -> Floats:  # noqa: ARG002
        """Return as many as there were (P,), whoever arrives."""
        return np.array(self.held)


def _rules(case: Scenario, world: World) -> Mapping[str, Any]:
    rule: Vacancies = case.rule("feedback.vacancies")
    own = {one.name: getattr(rule, one.name) for one in fields(Vacancies)}
    return {
        "feedback.vacancies": _HeldVacancies(**own, held=tuple(world.vacancies.tolist())),
        "work.remote": replace(case.rule("work.remote"), enabled=False),
    }


FACTOR = Factor(
    title="remote work and demand",
    doc="Without it nobody takes remote work up or ends it, and hosts have as many jobs and "
    "vacancies as they had.",
    terms=("job_chance", "remote", "market_size"),
    rows={"indicators": indicators("ict_employment", "vacancy_rate")},
    rules=_rules,
)
