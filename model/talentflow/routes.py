"""Routes: the ways to the right to live in a host, the ordinary one and programmes by date.

Route 0 is the ordinary one, whose terms stand in `entry_rules.csv`; the others are the programmes
of `programmes.csv`, in the order of the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from zlib import crc32

import numpy as np
import numpy.typing as npt

from talentflow.levers import UNLIMITED, Lever
from talentflow.months import month_indices
from talentflow.rules.states.programmes import Programmes
from talentflow.scenario import Scenario
from talentflow.view import GRADES, Floats
from talentflow.vocabulary import ORDINARY

__all__ = ["Routes", "draw_up_routes", "lever_routes", "number"]

type Ints = npt.NDArray[np.int64]

TERMS = ("job_required", "processing_months", "capacity", "refusal", "leakage", "families")
"""What a row of the table sets until the next row of the programme starts."""


@dataclass(frozen=True)
class Routes:
    """All routes. Shapes: T months, Q routes; entries of route 0 mean nothing."""

    names: tuple[str, ...]
    number: Ints
    """(Q,) number that keys people's knowledge of a programme, from its name alone."""
    citizenship: Ints
    """(Q,) row of the origin."""
    grades: npt.NDArray[np.bool_]
    """(Q, G) whether a grade is eligible."""
    destination: Ints
    """(Q,) row of the country."""
    take_up: Floats
    """(T, Q) share of those preparing who use it; 0 while it is not open."""
    job_required: Floats
    """(T, Q) 0 or 1, NaN where it is that of the ordinary route."""
    processing_months: Floats
    """(T, Q) mean months, NaN where they are those of the ordinary route."""
    capacity: Floats
    """(T, Q) decisions a month in real people, infinite where unlimited."""
    refusal: Floats
    """(T, Q) share of decisions."""
    leakage: Floats
    """(T, Q) unused visas for each to a mover."""
    families: Floats
    """(T, Q) 1 where families get visas too."""


def number(name: str) -> int:
    """Return 24 bits that stand for a programme, so that one more shifts nobody's luck."""
    return crc32(name.encode()) >> 8


def lever_routes(case: Scenario) -> Iterator[tuple[Lever, str, int]]:
    """Yield lever, name of its route and origin, for levers that open one to an origin."""
    for lever in case.levers:
        if hasattr(lever.act, "processing_months") and lever.act.quota >= UNLIMITED:
            for o, code in enumerate(case.origin):
                if code != lever.owner:
                    yield lever, f"{lever.slug}:{lever.holder}:{code}", o


def draw_up_routes(case: Scenario, countries: tuple[str, ...]) -> Routes:
    """Lay the programmes open to a scenario's origins over its months."""
    rule: Programmes = case.rule("states.programmes")
    table = case.data.frame("programmes")
    table = table[table["citizenship"].isin(case.origin) & rule.enabled]
    own = [name for _, name, _ in lever_routes(case)]
    names = (ORDINARY, *dict.fromkeys(table["programme"]), *own)
    grades = np.ones((len(names), len(GRADES)), bool)
    shape = case.months, len(names)
    terms = {name: np.zeros(shape) for name in ("take_up", *TERMS)}
    citizenship, destination = np.zeros((2, len(names)), np.int64)
    order = np.argsort(table["start"].to_numpy(), kind="stable")
    starts, ends = (month_indices(table[name], case.start) for name in ("start", "end"))
    ends = np.where(table["end"].isna(), case.months, ends)
    records = table.to_dict("records")
    for n in order:
        row, q = records[n], names.index(records[n]["programme"])
        citizenship[q] = case.origin.index(row["citizenship"])
        destination[q] = countries.index(row["destination"])
        first = max(int(starts[n]), 0)
        for name in TERMS:
            terms[name][first:, q] = row[name]
        terms["take_up"][first:, q] = 0.0
        terms["take_up"][first : max(int(ends[n]), 0), q] = row["take_up"]
    terms["capacity"] = np.where(np.isnan(terms["capacity"]), np.inf, terms["capacity"])
    for lever, name, o in lever_routes(case):
        q = names.index(name)
        citizenship[q], destination[q] = o, countries.index(lever.owner)
        grades[q] = [grade in lever.kind.grades for grade in GRADES]
        months = slice(lever.start, lever.end)
        terms["take_up"][months, q] = lever.take_up
        terms["job_required"][:, q] = 0.0 if lever.act.job_free else np.nan
        terms["processing_months"][:, q] = lever.act.processing_months
        terms["capacity"][lever.start :, q] = lever.capacity
        terms["refusal"][:, q] = lever.act.refusal
        terms["leakage"][:, q], terms["families"][:, q] = lever.leakage, 1.0
    keys = np.array([number(name) for name in names])
    routes = Routes(names, keys, citizenship, grades, destination, **terms)
    for field in fields(routes)[1:]:
        getattr(routes, field.name).flags.writeable = False
    return routes
