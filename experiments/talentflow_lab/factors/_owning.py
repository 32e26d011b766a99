"""Who owns a row: by the kind of its indicator or event, and by the event that explains it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from talentflow.scenario import Scenario

__all__ = ["all_rows", "by_event", "indicators", "of_war"]

type Mask = npt.NDArray[np.bool_]

WAR = ("war", "mobilisation", "sanctions", "clients")
"""Types of events that belong to the war and what other states answered to it."""


def of_war(case: Scenario, table: str) -> Mask:
    """Which rows of events or indicators are explained by an event of the war."""
    events = case.data.frame("events")
    ids = set(events["id"][events["type"].isin(WAR)])
    frame = case.data.frame(table)
    named = frame["id" if table == "events" else "event"]
    found: Mask = named.isin(ids).to_numpy(bool)
    return found


def by_event(*, war: bool, channels: tuple[str, ...]) -> Callable[[Scenario], Mask]:
    """Rows of events on these channels, of the war or all others."""

    def own(case: Scenario) -> Mask:
        found: Mask = case.data.frame("events")["channel"].isin(channels).to_numpy(bool)
        owned: Mask = found & (of_war(case, "events") == war)
        return owned

    return own


def indicators(*names: str) -> Callable[[Scenario], Mask]:
    """Rows of these indicators that no event of the war explains."""

    def own(case: Scenario) -> Mask:
        found: Mask = case.data.frame("indicators")["indicator"].isin(names).to_numpy(bool)
        owned: Mask = found & ~of_war(case, "indicators")
        return owned

    return own


def all_rows(table: str) -> Callable[[Scenario], Mask]:
    """Every row of a table."""
    return lambda case: np.ones(len(case.data.frame(table)), bool)
