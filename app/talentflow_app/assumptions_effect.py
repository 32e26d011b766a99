"""What changed assumptions do to the desk's answer, and what was tried before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import solara

from talentflow_app import desk_charts, words
from talentflow_app.controls import Problem
from talentflow_app.desk_answers import Answer, use_answer
from talentflow_app.desk_page import Status
from talentflow_app.desk_panel import named
from talentflow_app.desk_results import Numbers, main_row
from talentflow_app.desk_state import Desk
from talentflow_app.downloads import Menu

__all__ = ["Effect", "Tried", "table_of", "told", "tried_of"]

MOST_TRIED = 20
OWN = "the model's own"
_tried: solara.Reactive[tuple[Tried, ...]] = solara.reactive(())
"""What this session has seen, the newest last."""


@dataclass(frozen=True)
class Tried:
    """An answer under some assumptions; money in EUR, nan where nobody was gained or it costs."""

    desk: Desk
    scale: float
    additional: float
    low: float
    high: float
    each: float
    each_low: float
    each_high: float

    @property
    def name(self) -> str:
        """Say which assumptions."""
        return ", ".join(self.desk.settings) or OWN


@solara.component
def Effect(desk: Desk) -> None:  # noqa: N802 - a component
    """Show the desk's answer, that with the model's own assumptions, and those seen before."""
    answer = use_answer(desk)
    plain = replace(desk, settings=())
    own = use_answer(plain if desk.settings else replace(plain, levers=()))

    def remember() -> None:
        for one in (own, answer):
            if (told_now := tried_of(one)) is not None:
                _tried.set(told(_tried.peek(), told_now))

    solara.use_effect(remember, [(one.desk, one.scale, one.waiting) for one in (answer, own)])
    with solara.v.Html(tag="section", attributes={"aria-label": "What it does"}):
        solara.v.Html(tag="h2", children=["What it does to the desk's policy"])
        if not desk.options:
            text = "No lever is on: put one on the desk to see additional people and cost move."
            solara.v.Html(tag="p", children=[text])
            with solara.Link("/"):
                solara.v.Html(tag="span", children=["To the desk"])
            return
        Status(answer.scale, answer.waiting or own.waiting, desk)
        with solara.Div():
            if answer.problem:
                Problem(answer.problem)
        _numbers(answer)
        Seen([one for one in _tried.value if replace(one.desk, settings=()) == plain])


def tried_of(answer: Answer) -> Tried | None:
    """Return the main numbers of an answer, as `desk_results.Numbers` shows them."""
    if answer.waiting or answer.desk is None or answer.verdict is None:
        return None
    territory = answer.desk.territory
    effects = desk_charts.effects_of(answer.verdict, f"stock:{territory}").iloc[-1]
    row = main_row(answer.verdict, territory)
    nothing = float("nan")
    gained = row is not None and float(row["additional"]) > 0.0
    money = ("cost_per_additional", "low", "high")
    each = [float(row[name]) if row is not None and gained else nothing for name in money]
    mean, low, high = (float(effects[name]) for name in ("mean", "low", "high"))
    return Tried(answer.desk, answer.scale, mean, low, high, *each)


def told(before: Sequence[Tried], new: Tried) -> tuple[Tried, ...]:
    """Return what was tried with a new answer last; each state of the desk stands there once."""
    return (*(one for one in before if one.desk != new.desk), new)[-MOST_TRIED:]


def table_of(tried: Sequence[Tried]) -> pd.DataFrame:
    """Return what was tried as a table: assumptions, additional people and their cost, EUR."""
    names = ("scale", "additional", "low", "high", "each", "each_low", "each_high")
    columns = ["assumptions", *names]
    rows = [(one.name, *(getattr(one, name) for name in names)) for one in tried]
    return pd.DataFrame(rows, columns=columns)


@solara.component
def Seen(tried: Sequence[Tried]) -> None:  # noqa: N802 - a component
    """Show what was tried, so that additional people and cost are seen to move."""
    if not tried:
        return
    with solara.v.Html(tag="table", class_="tf-table tf-tried"):
        with solara.v.Html(tag="thead"), solara.v.Html(tag="tr"):
            for head in ("Assumptions", "Additional people", "Per additional"):
                solara.v.Html(tag="th", children=[head], attributes={"scope": "col"})
        with solara.v.Html(tag="tbody"):
            for one in reversed(tried):
                with solara.v.Html(tag="tr").key(one.name):
                    solara.v.Html(tag="th", class_="tf-path", children=[one.name])
                    _cell(words.signed(one.additional), words.interval(one.low, one.high))
                    _cell(words.euros(one.each),
                          words.interval(one.each_low, one.each_high, words.euros))  # fmt: skip
    Menu("tried", None, table_of(tried))


def _cell(value: str, interval: str) -> None:
    with solara.v.Html(tag="td"):
        solara.v.Html(tag="span", class_="tf-value", children=[value])
        solara.v.Html(tag="span", class_="tf-interval", children=[interval])


def _numbers(answer: Answer) -> None:
    question, verdict, desk = answer.question, answer.verdict, answer.desk
    if question is None or verdict is None or desk is None:
        return
    territory = desk.territory
    effects = desk_charts.effects_of(verdict, f"stock:{territory}")
    Numbers(verdict, territory, named(territory, question.baseline), effects)
