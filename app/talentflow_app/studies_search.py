"""An open policy search: the policies that none beats, and how the search went."""

from __future__ import annotations

from pathlib import Path

import solara

from talentflow_app.controls import Problem, Waiting
from talentflow_app.ready import Ready
from talentflow_app.studies_analyst import use_answer
from talentflow_app.studies_table import Table, best
from talentflow_app.studies_watch import stamp_of
from talentflow_app.studies_work import Shown, found_in
from talentflow_lab.search_tables import Found

__all__ = ["Search"]


@solara.component
def Search(folder: Path, state: str, finished: bool) -> None:  # noqa: FBT001, N802 - a component
    """Show a search, once it has ended."""
    if finished:
        Ended(folder, state)
    else:
        told = "The policies that none beats are told when the search has ended."
        solara.v.Html(tag="p", class_="tf-soft", children=[told])


@solara.component
def Ended(folder: Path, state: str) -> None:  # noqa: N802 - a component
    """Show what a search has found, or that it is on its way."""
    stamp = solara.use_memo(lambda: stamp_of(folder), [folder, state])
    answer = use_answer(found_in, folder, stamp)
    found, shown = answer.found or (None, Shown(problem=answer.problem))
    with solara.v.Html(
        tag="div",
        class_="tf-study-picture",
        attributes={"data-state": "waiting" if answer.waiting else "ready"},
    ):
        if answer.waiting:
            Waiting("Reading the trials …")
        elif found is None:
            Problem(shown.problem)
        else:
            Best(found, shown)


@solara.component
def Best(found: Found, shown: Shown) -> None:  # noqa: N802 - a component
    """Show the policies that none beats, and how the search went."""
    solara.v.Html(tag="p", children=[shown.words])
    for note in shown.notes:
        solara.v.Html(tag="p", class_="tf-soft", children=[note])
    with solara.Div(classes=["tf-pictures"]):
        for one in shown.pictures:
            Ready(one.name, one.title, one.spec, one.words)
    title = "Policies that none beats, with 90 % intervals"
    Table("pareto", title, best(found), found.pareto)
    Table("trials", "Every trial", found.trials)
