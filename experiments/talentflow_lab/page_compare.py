"""Set the model beside what was observed, each figure through its own measurement link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from talentflow_lab import links
from talentflow_lab.links import Array, Count
from talentflow_lab.links.leaver_destination import LeaverDestination
from talentflow_lab.links.panel_share_abroad import PanelShareAbroad
from talentflow_lab.measures import Tables
from talentflow_lab.page_numbers import INTERVAL, Estimate, Numbers
from talentflow_lab.page_results import Results
from talentflow_lab.priors import of_links, values_of
from talentflow_lab.targets import Target, counts_of, covered

__all__ = ["Comparison", "compare", "destination_shares", "panel"]

DRAWS = 400
"""How often the parameters of a link are drawn from their priors, for the model's interval."""

_TABLES = ("flows", "stocks", "stages", "firms", "queues")


@dataclass(frozen=True)
class Comparison:
    """One target, and what a source would have counted of the run.

    `model` is at the default of the link's parameters; its interval holds chance and what is not
    known of the link. It is missing where the model has no such quantity.
    """

    target: Target
    model: Estimate | None

    @property
    def start(self) -> pd.Timestamp:
        """Return the first month of the target."""
        return pd.Timestamp(self.target.since)

    @property
    def end(self) -> pd.Timestamp:
        """Return the last month of the target."""
        return pd.Timestamp(self.target.until)

    @property
    def comparable(self) -> bool:
        """Tell whether the model counts nearly the same as the observation."""
        known = links.catalogue().get(self.target.link)
        return known is not None and known.comparable

    @property
    def verdict(self) -> Literal["", "within", "above", "below"]:
        """Say where the model's interval lies to the observed one; empty if not comparable."""
        if self.model is None or not self.comparable:
            return ""
        low = self.model.mean if self.model.low is None else self.model.low
        high = self.model.mean if self.model.high is None else self.model.high
        if low > self.target.interval[1]:
            return "above"
        return "below" if high < self.target.interval[0] else "within"


def compare(numbers: Numbers) -> list[Comparison]:
    """Compare every target of the home country whose months lie within the run.

    Figures that count nearly the same as the model come first; else the order of the file.
    """
    results = numbers.results
    tables = _by_replication(results)
    found = [
        Comparison(target, _estimate(target, tables) if target.link else None)
        for target in results.targets
        if _within(target, results)
    ]
    return sorted(found, key=lambda item: not item.comparable)


def panel(compared: list[Comparison]) -> list[Comparison]:
    """Pick the shares of a self-selected panel that live abroad."""
    return _of(compared, PanelShareAbroad)


def destination_shares(compared: list[Comparison]) -> list[Comparison]:
    """Pick the shares of destinations among the leavers of a survey."""
    return _of(compared, LeaverDestination)


def _of(compared: list[Comparison], link: type[links.Link]) -> list[Comparison]:
    return [item for item in compared if links.catalogue().get(item.target.link) is link]


def _within(target: Target, results: Results) -> bool:
    first, last = results.months[0].date(), results.months[-1].date()
    if target.link:
        return covered(target, results.origin, first, last)
    known = set(target.origins) <= set(results.origin)
    return known and first <= target.since and target.until <= last


def _by_replication(results: Results) -> list[Tables]:
    frames = {name: getattr(results, name) for name in _TABLES}
    return [
        {name: frame[frame["replication"] == one] for name, frame in frames.items()}
        for one in results.replications
    ]


def _estimate(target: Target, tables: list[Tables]) -> Estimate:
    counts = _counts(target, tables)
    middle = links.link_of(target.link, {}).value(counts)
    rng = np.random.default_rng(0)
    priors = of_links([target.link])
    drawn = values_of(priors, rng.standard_normal((DRAWS, len(priors))))
    link = links.link_of(target.link, {path: values[:, None] for path, values in drawn.items()})
    noise = 1.0 + link.error * rng.standard_normal((DRAWS, len(tables)))
    low, high = np.quantile(link.value(counts) * noise, INTERVAL)
    return Estimate(float(middle.mean()), float(low), float(high))


def _counts(target: Target, tables: list[Tables]) -> Mapping[str, Array]:
    return {
        name: np.array([count(one) if isinstance(count, Count) else count for one in tables], float)
        for name, count in counts_of(target).items()
    }
