"""What a run says about the country or place that is picked on the map."""

from __future__ import annotations

import numpy as np
import pandas as pd
import solara

from talentflow_app import words
from talentflow_app.charts import Chart, Drawn
from talentflow_app.controls import Fact
from talentflow_app.explore_parts import part_of
from talentflow_app.explore_places import PAPERS, Told, stages_of, told_of
from talentflow_app.runs import Run, page_of
from talentflow_lab import chart_groups, charts
from talentflow_lab import page_words as text
from talentflow_lab.page_draw import event_words, events_of
from talentflow_lab.page_numbers import Numbers as PageNumbers

__all__ = ["More", "Panel", "at"]


def at(months: pd.DataFrame, date: pd.Timestamp) -> dict[str, float]:
    """Return mean, low and high of a month; zeros where nothing is known of it."""
    rows = months[months["date"] == date]
    if not len(rows):
        return {"mean": 0.0, "low": 0.0, "high": 0.0}
    return {name: float(rows[name].iloc[0]) for name in ("mean", "low", "high")}


@solara.component
def Panel(run: Run, code: str, home: str, month: solara.Reactive[int]) -> None:  # noqa: N802 - a component
    """Show numbers of the month that is looked at, and people over all months."""
    told, page = told_of(run, code, home), page_of(run)
    origin, name = page.results.country_name(home), told.name
    Numbers(told, origin, page.numbers.months, month)
    if len(told.stock):
        title = f"Professionals in {name}" if told.is_home else f"People from {origin} in {name}"
        Months(f"stock-{code}", title, told.stock)
    if len(told.departures):
        Months(f"leavers-{code}", f"Left {name}, each month", told.departures)
    elif len(told.arrivals):
        Months(f"arrivals-{code}", f"Came to {name} from elsewhere, each month", told.arrivals)


@solara.component
def More(run: Run, code: str, home: str) -> None:  # noqa: N802 - a component
    """Show what else is known: stages and firms of home, jobs, papers."""
    told, page = told_of(run, code, home), page_of(run)
    name = told.name
    with solara.Div(classes=["tf-grid", "tf-more"]):
        if told.is_home:
            Stages(run, home)
            if (firms := part_of(run, "firms")) is not None:
                Drawn(firms.figures[0])
            if len(told.arrivals):
                Months(f"arrivals-{code}", f"Came back to {name}, each month", told.arrivals)
        if len(told.papers):
            Papers(told, page.numbers)
        if len(told.vacancies):
            Months(f"vacancies-{code}", f"Open jobs in {name}", told.vacancies)
            if float(np.ptp(told.openings["mean"])) >= 1.0:  # those of hosts may stay as they are
                Months(f"openings-{code}", f"Jobs that opened in {name}, each month", told.openings)


@solara.component
def Numbers(  # noqa: N802 - a component
    told: Told, origin: str, months: pd.DatetimeIndex, month: solara.Reactive[int]
) -> None:
    """Show what holds in the month that is looked at."""
    date = months[month.value]
    name = text.capital(told.name)
    solara.v.Html(tag="h2", class_="tf-panel-head", children=[f"{name}, {text.month(date)}"])
    with solara.Div(classes=["tf-facts", "tf-facts-close"]):
        who = "professionals there" if told.is_home else f"from {origin} there"
        Count(who, at(told.stock, date), large=True)
        if told.is_home:
            Count("left this month", at(told.departures, date))
        Count("came back" if told.is_home else "came this month", at(told.arrivals, date))
        if len(told.vacancies):
            Count("open jobs", at(told.vacancies, date))
        if len(told.papers):
            Count(f"wait for papers of {told.country}", at(told.waiting, date))


@solara.component
def Count(name: str, found: dict[str, float], *, large: bool = False) -> None:  # noqa: N802
    """Show a number with its interval."""
    spread = found["high"] > found["low"]
    note = words.interval(found["low"], found["high"], words.count) if spread else ""
    Fact(name, words.count(found["mean"]), note, large=large)


@solara.component
def Months(name: str, title: str, months: pd.DataFrame) -> None:  # noqa: N802 - a component
    """Show a number over time with its band."""
    chart = solara.use_memo(lambda: charts.line(months, title), [id(months), title])
    Chart(name, title, chart, months)


@solara.component
def Stages(run: Run, home: str) -> None:  # noqa: N802 - a component
    """Show how many people at home are in each stage of the decision."""
    page = page_of(run)
    stages = solara.use_memo(lambda: stages_of(page, home), [run])
    if not len(stages):
        return
    order = list(dict.fromkeys(stages["name"]))
    title = "Professionals at home, by stage"
    months = len(page.numbers.months)
    chart = solara.use_memo(lambda: chart_groups.stacked(stages, order, months, title), [run])
    Chart("stages-home", title, chart, stages, "Means over the replications.")


@solara.component
def Papers(told: Told, numbers: PageNumbers) -> None:  # noqa: N802 - a component
    """Show papers filed and granted for moves there; dashed: severe events at home."""
    title, events = f"Papers for moves to {told.country}, each month", events_of(numbers)
    chart = solara.use_memo(
        lambda: chart_groups.two_lines(told.papers, PAPERS, events, title, large=False),
        [id(told)],
    )
    Chart(f"papers-{told.code}", title, chart, told.papers, event_words(events))
