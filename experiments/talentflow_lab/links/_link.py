"""What every link is made of: counts that it takes from a run, and a formula over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from talentflow.errors import TalentflowError
from talentflow_lab.measures import MEASURES, Ask, Tables

type Array = npt.NDArray[np.float64]
type Counts = Mapping[str, Array]
"""What a run says, by the names that the link gave: one number a run."""


class LinkError(TalentflowError):
    """A target that its link cannot answer; the text says what is missing."""


class Seen(Protocol):
    """What a link may know of a target: months (first days), where, and of which group.

    `since` and `until` are the first and last month of a flow, `at` the month at whose end a
    stock is taken, and `before` the month at whose end it was taken first.
    """

    @property
    def origins(self) -> tuple[str, ...]:
        """Home countries."""

    @property
    def destination(self) -> str:
        """A country, or nothing."""

    @property
    def group(self) -> str:
        """A grade or a programme, or nothing."""

    @property
    def since(self) -> date:
        """First month."""

    @property
    def until(self) -> date:
        """Last month."""

    @property
    def at(self) -> date:
        """Month at whose end a stock is counted."""

    @property
    def before(self) -> date:
        """Month at whose end the same stock was counted first."""

    @property
    def years(self) -> float:
        """Length of the period, in years."""


@dataclass(frozen=True)
class Count:
    """One number that a link takes from a run: a measure of `talentflow_lab.measures`."""

    measure: str
    ask: Ask

    def __call__(self, tables: Tables) -> float:
        """Return the number of one replication."""
        return MEASURES[self.measure].compute(tables, self.ask)


@dataclass(frozen=True)
class Link:
    """A measurement link.

    `title` and `caveat` are how pages tell of it; `{destination}` and `{group}` stand for those
    of the target. `comparable` is whether both count nearly the same, so that a verdict is fair.
    Every link has a field `error`: the relative standard deviation of what is observed around what
    the link says, for all that it leaves out.
    """

    title: ClassVar[str]
    caveat: ClassVar[str]
    comparable: ClassVar[bool] = True

    error: float = 0.0

    @staticmethod
    def counts(seen: Seen) -> Mapping[str, Count | float]:
        """Return what the link takes from a run, and numbers of the target; raises LinkError."""
        raise NotImplementedError

    def value(self, counts: Counts) -> Array:
        """Return what would be observed, in the unit of the target, one number a run."""
        raise NotImplementedError


def share(part: Array, whole: Array) -> Array:
    """Return part of whole, and 0 where the whole is nothing."""
    return np.divide(part, whole, out=np.zeros_like(part + whole), where=whole > 0)


def percent_of_odds(probability: Array, odds: float | Array) -> Array:
    """Return the percentage of answers if this share answers with so many times the odds."""
    weighted = odds * probability
    return 100.0 * share(weighted, weighted + 1.0 - probability)


def destination_of(seen: Seen) -> str:
    """Return the destination; raise LinkError if the target names none."""
    if not seen.destination:
        raise LinkError("its link needs a destination")
    return seen.destination


def programme_of(seen: Seen) -> str:
    """Return the programme; raise LinkError if the target names none."""
    if not seen.group:
        raise LinkError("its link needs a group, the programme")
    return seen.group


def home_of(seen: Seen) -> str:
    """Return the one home country; raise LinkError if there are several."""
    if len(seen.origins) != 1:
        raise LinkError("its link needs an origin")
    return seen.origins[0]


def flow(
    measure: str, seen: Seen, *, country: str | None = None, grade: str | None = None,
    programme: str | None = None,
) -> Count:  # fmt: skip
    """Count over the months of a target."""
    when = Ask(seen.origins, seen.since, seen.until)
    return Count(measure, replace(when, country=country, grade=grade, programme=programme))


def stock(measure: str, seen: Seen, *, first: bool = False, country: str | None = None) -> Count:
    """Count at the end of a target's period, or just before its beginning."""
    return Count(measure, Ask(seen.origins, at=seen.before if first else seen.at, country=country))
