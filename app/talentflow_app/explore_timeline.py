"""The month that is looked at: a slider, and a play that goes through the months."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pandas as pd
import reacton.ipyvuetify as v
import solara

from talentflow_lab import page_words as text

__all__ = ["Timeline", "advance"]

PAUSE = 0.7
"""Seconds that a play stays at a month."""


def advance(
    month: solara.Reactive[int], last: int, stop: threading.Event, pause: float = PAUSE
) -> bool:
    """Go on month by month; return True at the last one, False if told to stop."""
    while month.peek() < last:
        if stop.wait(pause):
            return False
        month.set(min(month.peek() + 1, last))
    return True


@solara.component
def Timeline(  # noqa: N802 - a component
    months: pd.DatetimeIndex, month: solara.Reactive[int], on_month: Callable[[int], None]
) -> None:
    """Show the month with a slider and a play; `on_month` is told where either comes to rest."""
    playing = solara.use_reactive(False)  # noqa: FBT003 - its value
    last = len(months) - 1

    def play() -> Callable[[], None] | None:
        if not playing.value:
            return None
        stop = threading.Event()

        def work() -> None:
            if advance(month, last, stop):
                playing.set(False)
                on_month(last)

        threading.Thread(target=work, daemon=True).start()
        return stop.set

    solara.use_effect(play, [playing.value])

    def switch() -> None:
        goes = playing.peek()
        if not goes and month.peek() == last:
            month.set(0)
        playing.set(not goes)
        if goes:
            on_month(month.peek())

    def rest(_widget: object, _event: str, data: Any) -> None:  # noqa: ANN401 - from the browser
        playing.set(False)
        on_month(int(data))

    with solara.Div(classes=["tf-timeline"]):
        solara.Button(
            "Pause" if playing.value else "Play",
            outlined=True,
            on_click=switch,
            classes=["tf-play"],
            attributes={"aria-label": "Pause the months" if playing.value else "Play the months"},
        )
        solara.v.Html(tag="output", class_="tf-month", children=[text.month(months[month.value])])
        slider = solara.v.Slider(
            v_model=month.value, on_v_model=month.set, min=0, max=last, step=1,
            dense=True, hide_details=True, color="var(--model)", track_color="var(--rule)",
            attributes={"aria-label": "Month"},
        )  # fmt: skip
        v.use_event(slider, "change", rest)  # type: ignore[arg-type]
