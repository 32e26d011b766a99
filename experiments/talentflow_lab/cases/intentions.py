"""V9: from intentions to moves.

A survey asks who lives at home in a calm year. *Wishing* is what the model calls a wish:
considering or further on the way. *Planning* is its planning stage, or further. What people tell a
survey may be either: "planning to move" is answered more freely than the model plans. Hence the
panels are followed under both readings.

Dutch intenders are taken as a mix of people who plan and people who only wish, in the proportion
that has 24 % of them gone after two years: one parameter of the survey, none of the model. The 34 %
after five years is then a prediction. Gallup's three numbers are of adults of all kinds in all
countries.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from talentflow_lab.cases.case import Case, Counts, Quantity
from talentflow_lab.cases.follow import Ints, Mask, Run
from talentflow_lab.cases.ground import GATES_ON, Ground
from talentflow_lab.replicate import Progress

__all__ = ["CASE", "planners"]

SURVEY = 12
HORIZONS = {"two": 24, "three": 36, "five": 60}
LAST = SURVEY + HORIZONS["five"]
TWO_YEARS = 24.0
CONSIDERING, PLANNING, PREPARING = 1, 2, 3


def live(ground: Ground, replication: int, progress: Progress) -> Counts:
    """Ask those at home once, follow them, and count stages for a year."""
    run = Run.of(ground.arm(replication), replication, progress)
    world = run.until(SURVEY).sim.world
    rows = run.everybody()
    rows = rows[~world.is_abroad(rows)]
    stage = world.people.stage[rows].astype(np.int64)
    counts = dict.fromkeys(("wish", "plan", "prepare"), 0.0)
    gone = np.zeros(rows.size, bool)
    for month in range(SURVEY, LAST):
        if month < SURVEY + 12:
            _stages(run, counts)
        run.step()
        gone |= run.sim.world.is_abroad(rows)
        for name, later in HORIZONS.items():
            if month + 1 == SURVEY + later:
                known = gone | run.working(rows)
                counts |= _shares(name, known, gone, stage)
    return {name: n * run.scale for name, n in counts.items()}


def _stages(run: Run, counts: dict[str, float]) -> None:
    rows = run.everybody()
    world = run.sim.world
    stage = world.people.stage[rows[~world.is_abroad(rows)]]
    for name, least in (("wish", CONSIDERING), ("plan", PLANNING), ("prepare", PREPARING)):
        counts[name] += float((stage >= least).sum())


def _shares(name: str, known: Mask, gone: Mask, stage: Ints) -> dict[str, float]:
    found = {}
    for group, mask in (
        ("wishing", stage >= CONSIDERING), ("only wishing", stage == CONSIDERING),
        ("planning", stage >= PLANNING), ("others", stage < CONSIDERING),
    ):  # fmt: skip
        found[f"{name} known {group}"] = float((known & mask).sum())
        found[f"{name} gone {group}"] = float((gone & mask).sum())
    return found


def _gone(c: Counts, horizon: str, group: str) -> float:
    known = c[f"{horizon} known {group}"]
    return 100.0 * c[f"{horizon} gone {group}"] / known if known else float("nan")


def planners(c: Counts) -> float:
    """Return the share of planners among intenders that has 24 % gone after two years, 0 to 1."""
    plan, wish = (_gone(c, "two", group) for group in ("planning", "only wishing"))
    return float(np.clip((TWO_YEARS - wish) / (plan - wish), 0.0, 1.0))


def _intenders(c: Counts, horizon: str) -> float:
    plan, wish = (_gone(c, horizon, group) for group in ("planning", "only wishing"))
    return planners(c) * plan + (1.0 - planners(c)) * wish


def _odds(c: Counts, planners: Callable[[Counts], float]) -> float:
    a, b = planners(c) / 100.0, _gone(c, "three", "others") / 100.0
    return a / (1.0 - a) / (b / (1.0 - b)) if 0.0 < a < 1.0 and 0.0 < b < 1.0 else float("nan")


GALLUP = "Gallup 2008-2010: 630 million wish, 48 plan within 12 months, 19 prepare"
DUTCH = "van Dalen and Henkens 2013, Netherlands 2005-2010"
HILLS = "Transylvania 2006-2009, panel"


def _hills(told: str, planners: Callable[[Counts], float]) -> tuple[Quantity, ...]:
    return (
        Quantity(
            f"Planners gone after 3 years, {told}", "%", "predicted", 17.0, 12.0, 22.0, planners,
            HILLS, "a region of higher emigration; tolerance: 5 points, a judgement",
        ),
        Quantity(
            f"Planners against others, {told}", "odds ratio", "predicted", 3.9, 2.6, 5.9,
            lambda c: _odds(c, planners), HILLS,
            "3 years; tolerance: half as much again, a judgement",
        ),
    )  # fmt: skip


CASE = Case(
    "V9",
    "From intentions to moves",
    __doc__ or "",
    LAST,
    LAST,
    {**GATES_ON},
    live,
    (
        Quantity(
            "Plan within a year, of those who wish", "%", "fitted", 7.6, 5.0, 11.4,
            lambda c: 100.0 * c["plan"] / c["wish"], GALLUP,
            "planning or preparing, mean of a year; tolerance: half as much again, a judgement",
        ),
        Quantity(
            "Prepare, of those who plan", "%", "fitted", 39.6, 26.4, 59.4,
            lambda c: 100.0 * c["prepare"] / c["plan"], GALLUP,
            "tolerance: half as much again, a judgement",
        ),
        Quantity(
            "Intenders gone after 2 years", "%", "fitted", TWO_YEARS, 20.0, 28.0,
            lambda c: _intenders(c, "two"), DUTCH,
            "fitted by the share of planners among them", met=True,
        ),
        Quantity(
            "Intenders gone after 5 years", "%", "predicted", 34.0, 29.0, 39.0,
            lambda c: _intenders(c, "five"), DUTCH,
            "the same mix of people; tolerance: 5 points, a judgement",
        ),
        *_hills("read as a wish", lambda c: _gone(c, "three", "wishing")),
        *_hills("read as the Dutch were", lambda c: _intenders(c, "three")),
        Quantity(
            "Others gone after 3 years", "%", "predicted", 5.0, 3.0, 7.0,
            lambda c: _gone(c, "three", "others"), HILLS,
            "those without a wish; tolerance: 2 points, a judgement",
        ),
    ),
)  # fmt: skip
