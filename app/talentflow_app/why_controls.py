"""What the reasons are asked for: whose, in which two periods, and for which destination."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import reacton.ipyvuetify as v
import solara

from talentflow_app.why_numbers import GROUP_WORDS, Period, value_words

__all__ = ["Controls", "Look", "Periods", "period_of", "period_text"]


@dataclass(frozen=True)
class Look:
    """What the page shows; periods as 2020-08:2021-07, empty where it is the usual."""

    run: str = ""
    group: str = ""
    value: str = ""
    before: str = ""
    after: str = ""
    to: str = ""


def period_of(told: str, months: pd.DatetimeIndex, usual: Period) -> Period:
    """Read a period such as 2020-08:2021-07; the usual one if a run has no such months."""
    names = list(months.strftime("%Y-%m"))
    match = re.fullmatch(r"(\d{4}-\d{2}):(\d{4}-\d{2})", told)
    if match is None or not {*match.groups()} <= set(names):
        return usual
    first, last = sorted(names.index(name) for name in match.groups())
    return Period(first, last)


def period_text(period: Period, months: pd.DatetimeIndex) -> str:
    """Write a period as an address holds it."""
    return f"{months[period.first]:%Y-%m}:{months[period.last]:%Y-%m}"


@solara.component
def Controls(  # noqa: N802 - a component
    groups: dict[str, list[str]],
    group: str,
    value: str,
    destinations: dict[str, str],
    to: str,
    change: Callable[..., None],
) -> None:
    """Show who is asked about, and the destination."""
    with solara.Div(classes=["tf-controls"]):
        items = [{"text": GROUP_WORDS.get(one, one), "value": one} for one in groups]
        Pick("Group", items, group, lambda one: change(group=one, value=""))
        if len(groups[group]) > 1:
            parts = [{"text": value_words(one), "value": one} for one in groups[group]]
            Pick("Part of it", parts, value, lambda one: change(value=one))
        if destinations:
            places = [{"text": name, "value": code} for code, name in destinations.items()]
            Pick("Destination", places, to, lambda one: change(to=one))


@solara.component
def Pick(  # noqa: N802 - a component
    label: str, items: list[dict[str, str]], value: str, on_value: Callable[[str], None]
) -> None:
    """Show a list to choose from."""
    with solara.Div(classes=["tf-pick"]):
        solara.v.Select(
            label=label, items=items, v_model=value, on_v_model=on_value, dense=True,
            hide_details=True,
        )  # fmt: skip


@solara.component
def Months(  # noqa: N802 - a component
    label: str, period: Period, months: pd.DatetimeIndex, on_period: Callable[[Period], None]
) -> None:
    """Show a period as a slider with two ends; it counts when an end is let go."""
    ends = solara.use_reactive([period.first, period.last])
    solara.use_effect(lambda: ends.set([period.first, period.last]), [period])
    shown = Period(*sorted(ends.value))

    def commit(_widget: object, _event: str, data: Any) -> None:  # noqa: ANN401 - from the browser
        first, last = sorted(int(end) for end in data)
        on_period(Period(first, last))

    with solara.Div(classes=["tf-dial"]):
        with solara.Div(classes=["tf-dial-head"]):
            solara.v.Html(tag="span", class_="tf-dial-label", children=[label])
            solara.v.Html(tag="output", children=[shown.words(months)])
        slider = solara.v.RangeSlider(
            v_model=ends.value, on_v_model=ends.set, min=0, max=len(months) - 1, step=1,
            dense=True, hide_details=True, color="var(--model)", track_color="var(--rule)",
            attributes={"aria-label": label},
        )  # fmt: skip
        v.use_event(slider, "change", commit)  # type: ignore[arg-type]


@solara.component
def Periods(  # noqa: N802 - a component
    months: pd.DatetimeIndex, before: Period, after: Period, change: Callable[..., None]
) -> None:
    """Show the two periods that are compared."""
    with solara.Div(classes=["tf-grid", "tf-periods"]):
        Months("Before", before, months, lambda period: change(before=period_text(period, months)))
        Months("After", after, months, lambda period: change(after=period_text(period, months)))
