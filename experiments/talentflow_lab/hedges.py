"""Words from numbers: how finely an estimate is written and how surely it is told.

Both are functions of its interval alone. The step to which numbers are rounded is at most a tenth
of the interval's width, so that rounding never hides what the interval tells apart, and as large
as that allows, so that no digit pretends to more than is known. The hedge follows from the rounded
numbers, so that a sentence never contradicts the figures in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from talentflow_lab.page_numbers import Estimate

__all__ = ["UNITS", "Hedge", "Unit", "hedge", "is_said", "rounded", "say", "step", "written"]

CLOSE = 0.05
"""Half an interval's width relative to the middle, up to which the middle is close."""
ABOUT = 0.5
"""The same, up to which a middle is told at all."""
PARTS = 10
"""Steps that fit into an interval at least."""
NARROW = "\u202f"
_SLACK = 1e-9


class Hedge(StrEnum):
    """How surely something is told."""

    ONE_RUN = "in the only run"
    EVERY_RUN = "in every run"
    CLOSE = "close to"
    ABOUT = "about"
    BETWEEN = "between"
    AT_MOST = "at most"
    ZERO = "cannot be told from zero"


@dataclass(frozen=True)
class Unit:
    """How numbers of a kind are written.

    `grain` is the finest step that means anything. `signed` quantities may go either way, such as
    a difference; others cannot be below zero.
    """

    after: str = ""
    grain: float = 0.1
    signed: bool = False
    once: bool = False
    """Whether the unit is too long to be said twice."""


UNITS: Mapping[str, Unit] = {
    "persons": Unit(),
    "more": Unit(signed=True),
    "%": Unit(f"{NARROW}%", 0.1),
    "points": Unit(" percentage points", 0.1, signed=True, once=True),
    "times": Unit(" times", 0.1, once=True),
    "EUR": Unit(f"{NARROW}EUR", 1.0),
    "logit": Unit("", 0.01, signed=True),
    "index": Unit("", 0.01),
}
"""What each unit of a fact means; "more" are persons more or less than without a policy."""


def step(value: Estimate, unit: Unit) -> float:
    """Return what numbers of an estimate are rounded to: 1, 2 or 5 times a power of ten."""
    low, high = _bounds(value)
    if high > low:
        return max(_nice((high - low) / PARTS), unit.grain)
    whole = max(unit.grain, 1.0) if high == round(high) else unit.grain
    return max(_nice(abs(high) / 100.0), whole) if high else whole


def rounded(value: Estimate, unit: Unit) -> Estimate:
    """Return an estimate in the numbers that are written."""
    by = step(value, unit)
    if value.low is None or value.high is None:
        return Estimate(_to(value.mean, by))
    low, high = _bounds(value)
    return Estimate(_to(value.mean, by), _to(low, by), _to(high, by))


def hedge(value: Estimate, unit: Unit) -> Hedge:
    """Return how surely an estimate is told: a function of its interval as it is written."""
    told = rounded(value, unit)
    if told.low is None or told.high is None:
        return Hedge.ONE_RUN
    if told.low == told.high:
        return Hedge.EVERY_RUN
    if told.low <= 0.0 <= told.high:
        return Hedge.ZERO if unit.signed else Hedge.AT_MOST
    half = (told.high - told.low) / 2.0 / abs(told.mean) if told.mean else math.inf
    return Hedge.CLOSE if half <= CLOSE else Hedge.ABOUT if half <= ABOUT else Hedge.BETWEEN


def say(value: Estimate, unit: str) -> str:
    """Say an estimate with its interval, in a unit of `UNITS`.

    >>> say(Estimate(14_120, 11_040, 17_460), "persons")
    'about 14,000, between 11,000 and 17,500'
    >>> say(Estimate(1.2, -0.9, 3.4), "more")
    'cannot be told from zero (between −0.8 and +3.4)'
    >>> say(Estimate(412.0), "persons")
    '412 in the only run'
    """
    kind = UNITS[unit]
    told, by = rounded(value, kind), step(value, kind)
    word = hedge(value, kind)
    mean = _number(told.mean, by, kind) + kind.after
    if told.low is None or told.high is None or word == Hedge.EVERY_RUN:
        return f"{mean} {word}"
    low, high = (_number(one, by, kind) for one in (told.low, told.high))
    span = f"between {low} and {high}{kind.after}"
    match word:
        case Hedge.ZERO:
            return f"{word} ({span})"
        case Hedge.AT_MOST:
            return f"{word} {high}{kind.after}"
        case Hedge.BETWEEN:
            return span
        case _:
            first = _number(told.mean, by, kind) if kind.once else mean
            return f"{word} {first}, {span}"


def is_said(value: Estimate, unit: str) -> str:
    """Say an estimate with its verb, to follow what it is about.

    >>> is_said(Estimate(412.0), "persons"), is_said(Estimate(1.2, -0.9, 3.4), "more")
    ('is 412 in the only run', 'cannot be told from zero (between −0.8 and +3.4)')
    """
    verb = "" if hedge(value, UNITS[unit]) == Hedge.ZERO else "is "
    return verb + say(value, unit)


def written(value: Estimate, unit: str) -> tuple[str, str, str]:
    """Write the mean and the bounds of an estimate as `say` does; bounds may be empty."""
    kind = UNITS[unit]
    told, by = rounded(value, kind), step(value, kind)
    parts = (told.mean, told.low, told.high)
    mean, low, high = ("" if one is None else _number(one, by, kind) for one in parts)
    return mean, low, high


def _bounds(value: Estimate) -> tuple[float, float]:
    if value.low is None or value.high is None:
        return value.mean, value.mean
    return min(value.low, value.mean), max(value.high, value.mean)


def _nice(most: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above `most`."""
    power = 10.0 ** math.floor(math.log10(most) + _SLACK)
    return next(n * power for n in (5, 2, 1) if n * power <= most * (1.0 + _SLACK) or n == 1)


def _to(value: float, by: float) -> float:
    # Twelve digits: multiples of 0.1 must be the numbers that a reader would type.
    return float(f"{round(value / by) * by:.12g}") + 0.0


def _number(value: float, by: float, unit: Unit) -> str:
    decimals = max(0, -math.floor(math.log10(by) + _SLACK))
    text = f"{abs(value):,.{decimals}f}"
    sign = "\u2212" if value < 0.0 else "+" if unit.signed and value > 0.0 else ""
    return sign + text
