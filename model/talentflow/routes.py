"""Routes: the ways to the right to live in a host, the ordinary one and programmes by date.

Route 0 is the ordinary one, whose terms stand in `entry_rules.csv`; the others are the programmes
of `programmes.csv`, in the order of the table.
"""

from dataclasses import dataclass, fields
from zlib import crc32

import numpy as np
import numpy.typing as npt

from talentflow.months import month_indices
from talentflow.rules.states.programmes import Programmes
from talentflow.scenario import Scenario
from talentflow.view import Floats
from talentflow.vocabulary import ORDINARY

__all__ = ["Routes", "draw_up_routes"]

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
    destination: Ints
    """(Q,) row of the country."""
    take_up: Floats
    """(T, Q) share of those preparing who use it; 0 while it is not open."""
    job_required: Floats
    """(T, Q) 0 or 1."""
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


def draw_up_routes(case: Scenario, countries: tuple[str, ...]) -> Routes:
    """Lay the programmes open to a scenario's origins over its months."""
    rule: Programmes = case.rule("states.programmes")
    table = case.data.frame("programmes")
    table = table[table["citizenship"].isin(case.origin) & rule.enabled]
    names = (ORDINARY, *dict.fromkeys(table["programme"]))
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
    keys = np.array([number(name) for name in names])
    routes = Routes(names, keys, citizenship, destination, **terms)
    for field in fields(routes)[1:]:
        getattr(routes, field.name).flags.writeable = False
    return routes
