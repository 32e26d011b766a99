"""The charts of the page of reasons, for whoever is asked about."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import solara

from talentflow_app import why_numbers
from talentflow_app.charts import Chart
from talentflow_app.runs import Run, page_of
from talentflow_app.why_charts import lines_chart
from talentflow_app.why_numbers import GROUP_WORDS, Period, value_words
from talentflow_lab import charts

__all__ = ["Asked", "Figures"]

LOGIT = "Mean contribution in logit units, against staying where they are"


@dataclass(frozen=True)
class Asked:
    """Whose reasons are shown (a part of a group of so many parts), when, and for where."""

    run: Run
    group: str
    value: str
    values: tuple[str, ...]
    before: Period
    after: Period
    to: str

    @property
    def months(self) -> pd.DatetimeIndex:
        """Return the months of the run."""
        return page_of(self.run).numbers.months

    @property
    def labels(self) -> tuple[str, str]:
        """Return both periods in words; the same words where they are the same."""
        return self.before.words(self.months), self.after.words(self.months)

    @property
    def who(self) -> str:
        """Say whose reasons they are."""
        if self.group == "all":
            return "everybody"
        return f"{GROUP_WORDS.get(self.group, self.group)}: {value_words(self.value)}"

    def rows(self, decision: str, *, every_part: bool = False) -> pd.DataFrame:
        """Return the rows of a decision, of all parts of the group if asked to."""
        value = "" if every_part else self.value
        return why_numbers.reasons_of(self.run, decision, self.group, value)


@solara.component
def Figures(asked: Asked) -> None:  # noqa: N802 - a component
    """Show reasons to leave, then reasons for destinations."""
    with solara.Div(classes=["tf-grid", "tf-pairs"]):
        Wish(asked)
        Lines(asked)
        if len(asked.values) > 1:
            Parts(asked)
        Places(asked)
        if asked.to:
            Place(asked)


@solara.component
def Wish(asked: Asked) -> None:  # noqa: N802 - a component
    """Show what speaks for and against leaving in both periods."""

    def found() -> pd.DataFrame:
        return why_numbers.terms_between(
            asked.rows("wish"), asked.months, asked.before, asked.after
        )

    terms = solara.use_memo(found, [asked])
    title = f"For and against leaving, {asked.who}"
    chart = solara.use_memo(lambda: charts.wish_reasons(terms, asked.labels, title), [id(terms)])
    if len(terms):
        Chart("wish", title, chart, terms, f"{LOGIT}, of those who could leave.")
    else:
        solara.v.Html(tag="p", children=[f"Nobody to ask in {asked.labels[1]}."])


@solara.component
def Lines(asked: Asked) -> None:  # noqa: N802 - a component
    """Show the reasons that changed most, over time."""

    def found() -> pd.DataFrame:
        rows = asked.rows("wish")
        terms = why_numbers.changes(rows, asked.months, asked.before, asked.after)
        return why_numbers.over_time(rows, terms)

    rows = solara.use_memo(found, [asked])
    title = f"Reasons that changed most, {asked.who}"
    months = asked.months
    step = pd.DateOffset(months=1)
    periods = pd.DataFrame(
        [
            {
                "name": words,
                "rank": rank,
                "start": months[one.first],
                "end": months[one.last] + step,
            }
            for rank, (words, one) in enumerate(
                zip(asked.labels, (asked.before, asked.after), strict=True)
            )
        ]
    )
    chart = solara.use_memo(lambda: lines_chart(rows, periods, title, len(months)), [id(rows)])
    if len(rows):
        note = "Lines: means of the replications; bands: 90 % of them. Shaded: both periods."
        Chart("reasons-over-time", title, chart, rows, note)


@solara.component
def Parts(asked: Asked) -> None:  # noqa: N802 - a component
    """Show the reasons of all parts of the group side by side."""

    def found() -> pd.DataFrame:
        rows = asked.after.of(asked.rows("wish", every_part=True), asked.months)
        return why_numbers.group_cells(rows, list(asked.values)) if len(rows) else pd.DataFrame()

    cells = solara.use_memo(found, [asked])
    if len(cells):
        what = GROUP_WORDS.get(asked.group, asked.group)
        title = f"For and against leaving by {what}"
        Cells("parts", title, cells, what.capitalize(), f"{LOGIT}; {asked.labels[1]}.")


@solara.component
def Places(asked: Asked) -> None:  # noqa: N802 - a component
    """Show what speaks for and against the first destinations."""

    def found() -> pd.DataFrame:
        rows = asked.after.of(asked.rows("destination"), asked.months)
        return why_numbers.choice_cells(asked.run, rows) if len(rows) else pd.DataFrame()

    cells = solara.use_memo(found, [asked])
    if len(cells):
        title = f"For and against each destination, {asked.who}"
        note = f"{LOGIT}, of those who choose; {asked.labels[1]}."
        Cells("destinations", title, cells, "Destination", note)
    else:
        words = f"Nobody of them chose a destination in {asked.labels[1]}."
        solara.v.Html(tag="p", children=[words])


@solara.component
def Cells(name: str, title: str, cells: pd.DataFrame, what: str, note: str) -> None:  # noqa: N802
    """Show a coloured table of reasons."""
    chart = solara.use_memo(
        lambda: charts.destination_reasons(cells, title, what), [id(cells), title]
    )
    Chart(name, title, chart, cells.drop(columns="step"), note)


@solara.component
def Place(asked: Asked) -> None:  # noqa: N802 - a component
    """Show what speaks for and against the chosen destination in both periods."""

    def found() -> pd.DataFrame:
        rows = asked.rows("destination")
        rows = rows[rows["destination"] == asked.to]
        return why_numbers.terms_between(rows, asked.months, asked.before, asked.after)

    terms = solara.use_memo(found, [asked])
    name = page_of(asked.run).results.country_name(asked.to)
    title = f"For and against {name}, {asked.who}"
    chart = solara.use_memo(
        lambda: charts.wish_reasons(terms, asked.labels, title, name), [id(terms)]
    )
    if len(terms):
        Chart("destination", title, chart, terms, f"{LOGIT}, of those who choose.")
    else:
        words = f"Nobody of them weighed {name} in {asked.labels[1]}."
        solara.v.Html(tag="p", children=[words])
