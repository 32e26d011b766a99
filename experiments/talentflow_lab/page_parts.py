"""What the report page is made of: its inputs, its sections and its headline numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from talentflow_lab import page_words as text
from talentflow_lab.hedges import written
from talentflow_lab.page_compare import Comparison, compare
from talentflow_lab.page_numbers import Estimate, Numbers
from talentflow_lab.page_results import Results
from talentflow_lab.policies import Policies

__all__ = ["KeyFigure", "Page", "Section", "key_figures"]


class Page:
    """What the sections draw on: the results, their numbers and the comparison, computed once."""

    def __init__(self, results: Results, policies: Sequence[Policies] = ()) -> None:
        self.results, self.policies = results, policies
        self.numbers = Numbers(results)

    @cached_property
    def destinations(self) -> pd.DataFrame:
        """Return the leavers since the turning point by destination, largest first."""
        return self.numbers.shares("destination", self.numbers.since, self.numbers.months[-1])

    @cached_property
    def compared(self) -> list[Comparison]:
        """Return the observed figures beside the model's."""
        return compare(self.numbers)


@dataclass(frozen=True)
class Section:
    """One part of the page: an anchor, a heading, a template and what the template shows."""

    slug: str
    heading: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KeyFigure:
    """One of the headline numbers: a value in large type, or a short ranked list, and its words."""

    label: str
    value: str
    exact: float
    note: str
    ranking: tuple[tuple[str, str], ...] = ()


def key_figures(page: Page) -> list[KeyFigure]:
    """Return the headline numbers: who left, where to first, and how much faster than in calm."""
    numbers, end = page.numbers, page.numbers.months[-1]
    left, share = numbers.left(numbers.since, end), numbers.left_share(numbers.since, end)
    since = text.month(numbers.since)
    keys = [
        KeyFigure(
            f"Left {page.results.home_name} from {since} to {text.month(end)}",
            written(left, "persons")[0],
            left.mean,
            f"{_span(left, 'persons')}; {_percent(share)} of those who lived there before",
        )
    ]
    ranking = tuple(
        (page.results.country_name(row["destination"]), _share(row))
        for row in page.destinations.head(3).to_dict("records")
    )
    if ranking:
        top = page.destinations.iloc[0]
        keys.append(
            KeyFigure(
                "First destinations",
                ranking[0][0],
                float(top["share"]),
                f"shares of those who left since {since}",
                ranking,
            )
        )
    calm, jump = numbers.calm_rate(), numbers.jump()
    if calm and jump:
        keys.append(
            KeyFigure(
                f"The calm rate of leaving, at the height within three months of {since}",
                f"\u00d7{text.NARROW}{written(jump, 'times')[0]}",
                jump.mean,
                f"{_span(jump, 'times')}; in calm months {_percent(calm)} left a year",
            )
        )
    return keys


def _span(value: Estimate, unit: str) -> str:
    """Say the interval of a headline number, rounded as the summary rounds it."""
    _, low, high = written(value, unit)
    return (
        f"90{text.NARROW}% interval {low} to {high}" if low else "one replication, so no interval"
    )


def _share(row: Mapping[Any, Any]) -> str:
    low, high = (None if pd.isna(row[name]) else float(row[name]) for name in ("low", "high"))
    return _percent(Estimate(float(row["share"]), low, high))


def _percent(value: Estimate) -> str:
    return f"{written(value, '%')[0]}{text.NARROW}%"
