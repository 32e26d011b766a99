"""A factor of an explanation: what it owns, and what the world is like if it does not act.

Calm levels (κ and the pull of home) are solved from the first month, so a factor is never taken out
of the model: its *change* is. From a month on, dated rows that belong to the factor are left out,
so that conditions, rules and programmes stay as they were, and mechanisms that belong to it are
held in the state that they have reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.branching import go_on
from talentflow.frozen import FrozenDict
from talentflow.months import month_indices
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow.world import World

__all__ = ["DATED", "Factor", "hold", "starts", "with_rules", "without_rows"]

type Mask = npt.NDArray[np.bool_]

DATED = {
    "events": "date",
    "indicators": "date",
    "entry_rules": "date",
    "programmes": "start",
}
"""Tables whose rows begin to act at a date, and the column that says when."""


@dataclass(frozen=True)
class Factor:
    """One factor, or a group of them that acts together.

    `rows` says of a dated table which rows belong to the factor. `rules` returns rules, by path,
    that hold its mechanisms in the state of a world; `still` changes that world itself, where no
    rule does. `levers` says whether levers that start later belong to it.
    """

    title: str
    doc: str
    terms: tuple[str, ...] = ()
    """Terms of the wish and of the choice through which it acts, for the accounting."""
    rows: Mapping[str, Callable[[Scenario], Mask]] = field(default_factory=dict)
    rules: Callable[[Scenario, World], Mapping[str, Any]] | None = None
    still: Callable[[World], None] | None = None
    levers: bool = False
    usual: bool = True
    """Whether it is among the factors of an explanation that names none."""


def starts(factor: Factor, case: Scenario, since: int) -> int | None:
    """First month from `since` on in which the factor can change anything; nothing if it cannot.

    Mechanisms can at once; rows act from their dates on, as far as the run reaches.
    """
    if factor.rules is not None or factor.still is not None:
        return since
    months = [_later(factor, case, table, since)[1] for table in factor.rows]
    found = np.concatenate([np.empty(0, np.int64), *months])
    if factor.levers:
        begun = [lever.start for lever in case.levers if lever.start >= since]
        found = np.append(found, np.array(begun, np.int64))
    found = found[found < case.months]
    return int(found.min()) if found.size else None


def without_rows(factor: Factor, case: Scenario, since: int) -> Scenario:
    """Leave out what belongs to the factor and begins to act in month `since` or later."""
    frames = {}
    for table in factor.rows:
        drop, _ = _later(factor, case, table, since)
        frame = case.data.frame(table)
        if table == "programmes":
            frame = _open_ended(frame, factor.rows[table](case), case, since)
        if drop.any() or frame is not case.data.frame(table):
            frames[table] = frame[~drop].reset_index(drop=True)
    if frames:
        case = replace(case, data=replace(case.data, **frames))
    if factor.levers:
        case = replace(case, levers=tuple(one for one in case.levers if one.start < since))
    return case


def with_rules(case: Scenario, rules: Mapping[str, Any]) -> Scenario:
    """Return a scenario with other rules, by path such as "terms.diaspora"."""
    changed = {section: dict(modules) for section, modules in case.rules.items()}
    for path, rule in rules.items():
        section, _, module = path.partition(".")
        changed[section][module] = rule
    frozen = FrozenDict({section: FrozenDict(modules) for section, modules in changed.items()})
    return replace(case, rules=frozen)


def hold(run: Simulation, factors: tuple[Factor, ...], since: int) -> Simulation:
    """Return a copy of a run that goes on without what these factors change from `since` on.

    The run may have lived months after `since`, as long as none of the factors has begun to act
    (see `starts`). Which factor is held first makes no difference.
    """
    case = run.case
    rules: dict[str, Any] = {}
    for factor in factors:
        case = without_rows(factor, case, since)
        if factor.rules is not None:
            rules |= factor.rules(run.case, run.world)
    held = go_on(run, with_rules(case, rules))
    for factor in factors:
        if factor.still is not None:
            factor.still(held.world)
    return held


def _later(
    factor: Factor, case: Scenario, table: str, since: int
) -> tuple[Mask, npt.NDArray[np.int64]]:
    """Which rows of a table belong to the factor and act from `since` on, and from which month."""
    months = month_indices(case.data.frame(table)[DATED[table]], case.start)
    later = factor.rows[table](case) & (months >= since)
    return later, months[later]


def _open_ended(frame: pd.DataFrame, own: Mask, case: Scenario, since: int) -> pd.DataFrame:
    """Let programmes go on that are open when they are held."""
    ends = own & (month_indices(frame["end"], case.start) >= since)
    ends &= month_indices(frame["start"], case.start) < since
    return frame.assign(end=frame["end"].mask(ends)) if ends.any() else frame
