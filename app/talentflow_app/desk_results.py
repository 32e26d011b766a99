"""What a policy comes to: numbers first, then charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import solara

from talentflow.levers import catalogue
from talentflow.vocabulary import AGE_BANDS, GRADES
from talentflow_app import desk_charts, words
from talentflow_app.charts import Chart
from talentflow_app.controls import Fact
from talentflow_app.desk_answers import Answer
from talentflow_app.desk_panel import named
from talentflow_app.desk_state import Desk
from talentflow_app.downloads import Save, csv_bytes
from talentflow_lab.verdict import Question, Verdict

__all__ = ["Results", "main_row"]

PACKAGE = "package"


def main_row(verdict: Verdict, territory: str) -> Mapping[str, Any] | None:
    """Return the row of costs that speaks for all levers of an owner; nothing for other places."""
    rows = (
        verdict.costs[verdict.costs["owner"] == territory] if len(verdict.costs) else verdict.costs
    )
    if not len(rows):
        return None
    package = rows[rows["lever"] == PACKAGE]
    return dict((package if len(package) else rows).iloc[0])


@dataclass(frozen=True)
class Shown:
    """Tables and charts of a verdict, made once: they stay while the next one is waited for."""

    levels: pd.DataFrame
    effects: pd.DataFrame
    ways: pd.DataFrame
    groups: pd.DataFrame
    money: pd.DataFrame
    charts: tuple[alt.LayerChart, ...]

    @classmethod
    def of(cls, question: Question, verdict: Verdict, desk: Desk) -> Shown:
        """Make them."""
        outcome = f"stock:{desk.territory}"
        levels = desk_charts.levels_of(question, verdict, outcome)
        effects = desk_charts.effects_of(verdict, outcome)
        ways = desk_charts.displaced(question, verdict, desk.territory)
        groups = _groups(verdict, outcome)
        money = _money(verdict, question)
        drawn = (
            desk_charts.levels_chart(levels),
            desk_charts.effect_chart(effects),
            desk_charts.displacement_chart(ways),
            desk_charts.group_chart(groups),
            *([desk_charts.money_chart(money, desk.budget)] if len(money) else []),
        )
        return cls(levels, effects, ways, groups, money, drawn)


@solara.component
def Results(answer: Answer) -> None:  # noqa: N802 - a component
    """Show an answer."""
    if answer.question is not None and answer.verdict is not None and answer.desk is not None:
        Answered(answer.question, answer.verdict, answer.desk)


@solara.component
def Answered(question: Question, verdict: Verdict, desk: Desk) -> None:  # noqa: N802 - a component
    """Show what there is to know of a verdict."""
    where = named(desk.territory, question.baseline)
    shown = solara.use_memo(lambda: Shown.of(question, verdict, desk), [id(verdict)])
    levels, effects, ways, groups, *money = shown.charts
    Numbers(verdict, desk.territory, where, shown.effects, desk.budget)
    with solara.Div(classes=["tf-grid"]):
        Chart(
            "levels", f"Professionals from home in {where}", levels, shown.levels,
            "Lines: means of all pairs; bands: 90 % of them.",
        )  # fmt: skip
        Chart(
            "effect", f"Additional people in {where}", effects, shown.effects,
            "The same people with the same luck, with and without; band: 90 % interval.",
        )  # fmt: skip
        Chart("displacement", "Where they would be without the policy", ways, shown.ways)
        Chart("groups", "Who they are", groups, shown.groups, "At the horizon, by grade and age.")
        for chart in money:
            note = "Costs of the catalogue are judgements: read the interval, not the number."
            note += " Dashed: the budget." if desk.budget else ""
            Chart("money", "What it costs", chart, shown.money, note)
    with solara.Row(classes=["tf-files"]):
        Save("Effects (CSV)", "effects.csv", lambda: csv_bytes(verdict.effects))
        Save("Costs (CSV)", "costs.csv", lambda: csv_bytes(verdict.costs))
        Save("Displacement (CSV)", "displacement.csv", lambda: csv_bytes(verdict.displacement))


@solara.component
def Numbers(  # noqa: N802 - a component
    verdict: Verdict, territory: str, where: str, effects: pd.DataFrame, budget: float = 0.0
) -> None:
    """Show the numbers that count."""
    row = main_row(verdict, territory)
    last = effects.iloc[-1]
    horizon = f"{last['date']:%B %Y}"
    with solara.Div(classes=["tf-facts"]):
        Fact(f"additional people in {where}, {horizon}", words.signed(float(last["mean"])),
             words.interval(float(last["low"]), float(last["high"])), large=True)  # fmt: skip
        if row is None:
            Fact("cost", words.MISSING, f"no lever is held by {where}")
            return
        each, low, high = (float(row[n]) for n in ("cost_per_additional", "low", "high"))
        gained = float(row["additional"]) > 0.0
        Fact("per additional professional", words.euros(each) if gained else "nobody gained",
             words.interval(low, high, words.euros), large=True)  # fmt: skip
        spent = float(row["spent"])
        Fact("spent in all", words.euros(spent), f"by the horizon{_left(budget, spent)}")
        got, dead = float(row["recipients"]), float(row["deadweight"])
        share = f"{dead / got:.0%} of {words.few(got)} recipients" if got else "no recipients"
        Fact("deadweight", words.few(dead), f"would have come anyway: {share}")
        out = words.few(float(row["crowded_out"]))
        Fact("crowded out", out, "would be there without the policy")
        even = float(row["break_even_cost"])
        note = "per additional, from wage taxes by the horizon"
        if np.isnan(even) and gained:
            whose = "a city" if ":" in territory else "levers of firms"
            note = f"not told of {whose}: wage taxes go to the country"
        Fact("pays for itself below", words.euros(even), note)


def _left(budget: float, spent: float) -> str:
    """Say what a budget leaves, if there is one."""
    if budget <= 0.0:
        return ""
    rest = words.euros(abs(budget - spent))
    return f"; {rest} of the budget left" if spent <= budget else f"; {rest} over the budget"


def _groups(verdict: Verdict, outcome: str) -> pd.DataFrame:
    rows = verdict.effects
    rows = rows[(rows["outcome"] == outcome) & rows["group"].isin(["grade", "age"])]
    order = [*GRADES, *AGE_BANDS]
    kept = rows[["group", "group_value", "effect", "low", "high"]]
    return kept.sort_values(
        "group_value", key=lambda values: values.map(order.index), ignore_index=True
    )


def _money(verdict: Verdict, question: Question) -> pd.DataFrame:
    rows = verdict.costs[(verdict.costs["lever"] != PACKAGE) & (verdict.costs["spent"] > 0.0)]
    names = [
        f"{catalogue()[str(slug)].title}, {named(str(owner), question.baseline)}"
        for slug, owner in zip(rows["lever"], rows["owner"], strict=True)
    ]
    return pd.DataFrame({"name": names, "spent": rows["spent"].to_numpy(float)})
