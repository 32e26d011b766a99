"""V7: who studied abroad is still there after five years, and after ten.

The model's students are people of the scenario's origin who study in another country for a degree
and will be ICT professionals; those of the table are foreign students of all fields and origins
who entered in 2010. The share who stay when the study ends is an input of the model
(`people.students.stay`, from a later cohort), so that the five-year share may be fitted. What the
model adds is what happens between the fifth year and the tenth: home fades and roots grow, and the
share there after ten years of those there after five is a prediction that no share who stay at the
end of the study can touch.

Canada and Australia are no hosts of the model. Their ten-year shares are predicted from their own
five-year shares with the ratio of all the model's hosts together.
"""

from __future__ import annotations

import numpy as np

from talentflow.chance import Kind
from talentflow.rules.feedback.hiring import Hiring
from talentflow_lab.cases.case import Case, Counts, Quantity
from talentflow_lab.cases.follow import Run
from talentflow_lab.cases.ground import GATES_ON, Ground
from talentflow_lab.replicate import Progress

__all__ = ["CASE"]

COHORTS = 36
"""Months in which the students begin whom the case follows."""
FIVE, TEN = 60, 120
MONTHS = COHORTS + TEN
SOURCE = "OECD 2022, International Migration Outlook: students who entered in 2010"
TOLERANCE = "tolerance: 5 points, a judgement; registers have no sampling error"


def live(ground: Ground, replication: int, progress: Progress) -> Counts:
    """Count, by host, the students who began, and those there after five and ten years.

    Who left the occupation within the ten years is not followed; leaving it does not depend on the
    place.
    """
    run = Run.of(ground.arm(replication), replication, progress)
    rows = np.empty(0, np.int64)
    host, began = rows.copy(), rows.copy()
    there = {FIVE: np.empty(0, bool), TEN: np.empty(0, bool)}
    while run.sim.month < MONTHS:
        now = run.step()
        if now.month < COHORTS:
            fresh = [np.arange(a, b) for kind, a, b in now.entered if kind == Kind.STUDENT]
            new = np.concatenate(fresh) if fresh else np.empty(0, np.int64)
            rows = np.concatenate([rows, new])
            host = np.concatenate([host, run.country(new)])
            began = np.concatenate([began, np.full(new.size, now.month)])
            there = {k: np.concatenate([v, np.zeros(new.size, bool)]) for k, v in there.items()}
        for years, seen in there.items():
            due = now.month - began == years - 1
            seen[due] = run.country(rows[due]) == host[due]
    followed = run.working(rows)
    germany = host == run.code("DEU")
    counts: dict[str, float] = {}
    for name, mask in (("DEU", germany), ("all", np.ones(rows.size, bool))):
        kept = followed & mask
        counts[f"began {name}"] = kept.sum() * run.scale
        counts[f"five {name}"] = (kept & there[FIVE]).sum() * run.scale
        counts[f"ten {name}"] = (kept & there[TEN]).sum() * run.scale
    return counts


def _ten(five: float, host: str) -> Quantity:
    observed = {"Germany": 45.0, "Canada": 44.0, "Australia": 29.0}[host]
    group = "DEU" if host == "Germany" else "all"
    stands = "" if host == "Germany" else "no host of the model: the ratio is that of all hosts; "
    return Quantity(
        f"{host}: still there after 10 years", "%", "predicted", observed, observed - 5.0,
        observed + 5.0, lambda c: five * c[f"ten {group}"] / c[f"five {group}"], SOURCE,
        f"{stands}from the observed {five:g} % after 5 years; {TOLERANCE}",
    )  # fmt: skip


CASE = Case(
    "V7",
    "Stay curves of international students",
    __doc__ or "",
    MONTHS,
    MONTHS,
    {
        **GATES_ON,
        "people": {"students": {"enabled": True}},
        "feedback": {"hiring": {"graduates": Hiring().graduates}},  # students are a part of them
    },
    live,
    (
        Quantity(
            "Germany: still there after 5 years", "%", "fitted", 54.0, 49.0, 59.0,
            lambda c: 100.0 * c["five DEU"] / c["began DEU"], SOURCE,
            f"with the share who stay as the model has it, of the cohort of 2015; {TOLERANCE}",
        ),
        _ten(54.0, "Germany"),
        _ten(54.0, "Canada"),
        _ten(43.0, "Australia"),
    ),
)  # fmt: skip
