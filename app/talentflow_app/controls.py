"""Controls that several pages use."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import reacton.ipyvuetify as v
import solara

__all__ = ["Dial", "Fact", "Problem", "Waiting", "step_of", "with_current"]


def step_of(low: float, high: float) -> float:
    """Return a round step, of which some fifty lie between two numbers.

    >>> step_of(0.0, 1.0), step_of(2000.0, 10000.0), step_of(0.3, 0.7)
    (0.02, 100.0, 0.005)
    """
    raw = (high - low) / 50.0
    if raw <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    best = max(size for size in (1.0, 2.0, 5.0) if size * power <= raw * 1.0001)
    return float(f"{best * power:.12g}")


@solara.component
def Dial(  # noqa: N802 - a component
    label: str,
    unit: str,
    value: float,
    low: float,
    high: float,
    on_value: Callable[[float], None],
    hint: str = "",
) -> None:
    """Show a slider for a number; its value counts when it is released, or by the keyboard."""
    shown = solara.use_reactive(value)
    solara.use_effect(lambda: shown.set(value), [value])
    step = step_of(low, high)
    ends = min(low, value), max(high, value)

    def commit(_widget: object, _event: str, data: Any) -> None:  # noqa: ANN401 - from the browser
        number = float(data)
        if number != value:
            on_value(float(f"{number:.10g}"))

    with solara.Div(classes=["tf-dial"]):
        with solara.Div(classes=["tf-dial-head"]):
            solara.v.Html(
                tag="span", class_="tf-dial-label", children=[label], attributes={"title": hint}
            )
            solara.v.Html(tag="output", children=[f"{shown.value:,.10g} "])
            solara.v.Html(tag="span", class_="tf-unit", children=[unit])
        slider = solara.v.Slider(
            v_model=shown.value, on_v_model=shown.set, min=ends[0], max=ends[1], step=step,
            dense=True, hide_details=True, attributes={"aria-label": f"{label}, {unit}"},
        )  # fmt: skip
        v.use_event(slider, "change", commit)  # type: ignore[arg-type]


@solara.component
def Fact(name: str, value: str, note: str = "", *, large: bool = False) -> None:  # noqa: N802
    """Show a number with its name and its interval."""
    with solara.v.Html(tag="div", class_="tf-fact tf-large" if large else "tf-fact"):
        solara.v.Html(tag="div", class_="tf-fact-name", children=[name])
        solara.v.Html(tag="div", class_="tf-fact-value", children=[value])
        solara.v.Html(tag="div", class_="tf-fact-note", children=[note])


@solara.component
def Problem(text: str) -> None:  # noqa: N802 - a component
    """Show what is wrong, line by line."""
    with solara.v.Html(tag="div", class_="tf-problem", attributes={"role": "alert"}):
        for line in text.splitlines():
            solara.v.Html(tag="div", children=[line])


@solara.component
def Waiting(text: str) -> None:  # noqa: N802 - a component
    """Say that something is on its way."""
    solara.v.Html(tag="p", class_="tf-soft", children=[text])
    solara.v.ProgressLinear(indeterminate=True, height=2, color="var(--model)")


def with_current[T: float](usual: Sequence[T], value: T) -> list[T]:
    """Return what a list offers: the usual values and the one that holds.

    >>> with_current([12, 24], 6)
    [6, 12, 24]
    """
    return sorted({*usual, value})
