"""Assumptions: what the model takes for granted, what that rests on, and what else it could be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import solara

from talentflow.errors import TalentflowError
from talentflow.scenario import Scenario
from talentflow_app import session
from talentflow_app.assumptions_effect import Effect
from talentflow_app.assumptions_list import List, Put
from talentflow_app.assumptions_rows import data_counts, rows_of, written
from talentflow_app.assumptions_settings import changed_to, pairs, usual_ground, without
from talentflow_app.assumptions_weights import Weights
from talentflow_app.controls import Problem
from talentflow_app.desk_address import from_query, to_query
from talentflow_app.desk_answers import ground_of
from talentflow_app.desk_state import Desk
from talentflow_app.downloads import Menu, Save
from talentflow_app.synced import use_synced

__all__ = ["Page", "provenance"]

PATH = "/assumptions"

type Back = Callable[[Sequence[str]], None]
"""Told paths that get the model's own values again."""


@solara.component
def Page() -> None:  # noqa: N802 - the name that Solara looks for
    """Show the assumptions of the desk's scenario."""
    problem = solara.use_reactive("")

    def take(query: str) -> None:
        try:
            session.restore(from_query(query))
        except TalentflowError as mistake:
            problem.set(f"The address was not understood: {mistake}")

    if use_synced(PATH, lambda: to_query(session.desk.value), take):
        Shown(problem)


@solara.component
def Shown(problem: solara.Reactive[str]) -> None:  # noqa: N802 - a component
    """Show what is assumed, what is changed, and what comes of it."""
    desk = session.desk.value

    def put(path: str, text: str) -> None:
        try:
            session.change(settings=changed_to(session.desk.value, path, text))
            problem.set("")
        except TalentflowError as mistake:
            problem.set(str(mistake))

    def back(paths: Sequence[str]) -> None:
        settings = session.desk.value.settings
        for path in paths:
            settings = without(settings, path)
        session.change(settings=settings)
        problem.set("")

    scenario, usual, wrong = _scenarios(desk)
    with solara.v.Html(tag="div", class_="tf-page"):
        solara.v.Html(tag="h1", children=["What the model takes for granted"])
        with solara.Div(classes=["tf-assume"]):
            with solara.Div(classes=["tf-assume-side"]):
                with solara.Div():  # what comes and goes stands apart: the rest keeps its state
                    for text in filter(None, (problem.value, wrong)):
                        Problem(text)
                Changed(desk, usual, back)
                Effect(desk)
            with solara.Div(classes=["tf-assume-main"]):
                if scenario is not None and usual is not None:
                    Everything(scenario, usual, put, back)


def _scenarios(desk: Desk) -> tuple[Scenario | None, Scenario | None, str]:
    """Return the desk's scenario, the same without changes, and what is wrong with them.

    If what is changed is wrong, the list shows the scenario without it.
    """
    try:
        usual = usual_ground(desk).baseline
    except TalentflowError as mistake:
        return None, None, str(mistake)
    try:
        return ground_of(desk, max(desk.scale, 10.0)).baseline, usual, ""
    except TalentflowError as mistake:
        return usual, usual, str(mistake)


@solara.component
def Everything(  # noqa: N802 - a component
    scenario: Scenario, usual: Scenario, put: Put, back: Back
) -> None:
    """Show parameters, weights and data."""
    rows = solara.use_memo(
        lambda: rows_of(scenario, usual), [scenario.fingerprint, usual.fingerprint]
    )
    text = f"{scenario.title}: every parameter of its rules. Click a value to change it for this "
    text += "desk; the numbers of the policy follow."
    solara.v.Html(tag="p", class_="tf-soft", children=[text])
    with solara.v.Html(tag="p"):
        for anchor, name in (("weights", "Your weights"), ("figures", "Figures of the tables")):
            solara.v.Html(tag="a", class_="tf-jump", attributes={"href": f"#{anchor}"},
                          children=[name])  # fmt: skip
    List(rows, put)
    Named(put)
    solara.v.Html(tag="h2", attributes={"id": "weights"}, children=["Your weights"])
    Weights(rows, put, back)
    solara.v.Html(tag="h2", attributes={"id": "figures"}, children=["Figures of the data tables"])
    Figures(scenario)


@solara.component
def Changed(desk: Desk, usual: Scenario | None, back: Back) -> None:  # noqa: N802 - a component
    """List what is changed, each with its way back."""
    before = {row.path: row.value for row in usual.provenance} if usual is not None else {}
    found = pairs(desk.settings)
    with solara.v.Html(tag="section", class_="tf-changes", attributes={"aria-label": "Changed"}):
        solara.v.Html(tag="h2", children=["Changed by you"])
        if not found:
            solara.v.Html(tag="p", class_="tf-soft", children=["Nothing: all is the model's own."])
        for path, value in found:
            with solara.v.Html(tag="div", class_="tf-change", attributes={"data-path": path}):
                solara.v.Html(tag="code", children=[f"{path} = {value}"])
                if path in before:
                    text = f"model: {written(before[path])}"
                    solara.v.Html(tag="span", class_="tf-soft", children=[text])
                solara.Button(
                    "Undo", text=True, small=True, on_click=lambda path=path: back([path]),
                    attributes={"aria-label": f"Undo {path}"},
                )  # fmt: skip
        if len(found) > 1:
            solara.Button("Undo all", text=True, small=True,
                          on_click=lambda: back([path for path, _ in found]))  # fmt: skip


@solara.component
def Named(put: Put) -> None:  # noqa: N802 - a component
    """Let a parameter be changed by its name, as `--set` does."""
    text = solara.use_reactive("")

    def change() -> None:
        path, _, value = text.value.partition("=")
        put(path, value)

    with solara.Div(classes=["tf-controls", "tf-form"]):
        solara.InputText("Change by name, e.g. terms.distance.weight=0.5", value=text,
                         classes=["tf-field-wide"])  # fmt: skip
        solara.Button("Change", on_click=change, disabled="=" not in text.value)


@solara.component
def Figures(scenario: Scenario) -> None:  # noqa: N802 - a component
    """Count the figures of the tables by how far they are trusted, and let all be saved."""
    counts = solara.use_memo(lambda: data_counts(scenario), [scenario.fingerprint])
    with solara.v.Html(tag="table", class_="tf-table tf-counts"):
        with solara.v.Html(tag="thead"), solara.v.Html(tag="tr"):
            for head in ("Table", "High certainty", "Medium", "Low", "All figures"):
                solara.v.Html(tag="th", children=[head], attributes={"scope": "col"})
        with solara.v.Html(tag="tbody"):
            for row in counts.itertuples(index=False):
                with solara.v.Html(tag="tr", attributes={"data-table": str(row[0])}):
                    for value in row:
                        text = value if isinstance(value, str) else f"{value:,}"
                        solara.v.Html(tag="td", children=[text])
    text = "Each figure has its source, year and certainty in provenance.csv."
    solara.v.Html(tag="p", class_="tf-soft", children=[text])
    with solara.Row(gap="4px"):
        Save("All values (provenance.csv)", "provenance.csv", lambda: provenance(scenario))
        Menu("figures", None, counts)


def provenance(scenario: Scenario) -> bytes:
    """Return what `talentflow run` writes as provenance.csv."""
    return pd.DataFrame(scenario.provenance).to_csv(index=False).encode("utf-8")
