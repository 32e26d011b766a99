"""Studies: open a sweep or a policy search, look at it, start one, cancel it, resume it."""

from __future__ import annotations

from collections.abc import Callable

import solara

from talentflow_app import shared
from talentflow_app import studies_children as children
from talentflow_app.addresses import read, told
from talentflow_app.controls import Problem
from talentflow_app.studies_address import View
from talentflow_app.studies_folders import SEARCH, key_of
from talentflow_app.studies_list import List, about
from talentflow_app.studies_search import Search
from talentflow_app.studies_start import Start
from talentflow_app.studies_status import Files, Status
from talentflow_app.studies_sweep import Sweep
from talentflow_app.studies_watch import Row, rows, use_watched

__all__ = ["Page", "missing"]


@solara.component
def Page() -> None:  # noqa: N802 - the name that Solara looks for
    """Show the list of studies, or the one that the address tells."""
    router = solara.use_router()
    view = read(View(), router.search or "")
    known = use_watched(lambda: rows(shared.library(), shared.opened()))
    here = {row.entry.key: row for row in known}

    def go(wanted: View) -> None:
        query = told(wanted)
        router.push(f"/studies?{query}" if query else "/studies")

    with solara.v.Html(tag="div", class_="tf-page"):
        if view.study in here:
            Opened(here[view.study], view, go).key(view.study)
        else:
            solara.v.Html(tag="h1", children=["Studies"])
            words = (
                "A sweep runs many futures under several policies; a policy search looks for the "
                "policies that none beats. Both go on where they were interrupted."
            )
            solara.v.Html(tag="p", class_="tf-soft", children=[words])
            if view.study:
                Problem(missing(view.study))
            List(known, lambda key: go(View(key)))
            Start(lambda key: go(View(key)))


def missing(key: str) -> str:
    """Say why a study cannot be opened: it could not begin, or there is none of this name."""
    library = shared.library()
    for folder, one in children.seen().items():
        if key_of(folder, library) == key and not one.running:
            return f"{key} did not begin.\n{one.problem}"
    return f"There is no study {key[:100]} in the library."


@solara.component
def Opened(row: Row, view: View, go: Callable[[View], None]) -> None:  # noqa: N802 - a component
    """Show one study: how it goes, and what it says."""
    entry = row.entry
    with solara.Div():
        solara.Button(
            "All studies", text=True, small=True, icon_name="mdi-arrow-left",
            on_click=lambda: go(View()),
        )  # fmt: skip
    solara.v.Html(tag="h1", children=[entry.title])
    solara.v.Html(tag="p", class_="tf-soft", children=[f"{entry.key}: {_about(row)}"])
    Status(row)
    if not entry.changed:
        return
    Files(entry.folder, row.state, entry.changed)
    if entry.kind == SEARCH:
        Search(entry.folder, row.state, row.over)
    elif row.progress.done:
        Sweep(entry.folder, entry.record, row.state, view, go)


def _about(row: Row) -> str:
    told = str(row.entry.record.get("description", "")).strip()
    words = about(row.entry.kind, row.entry.record)
    return f"{words}. {told}" if told else f"{words}."
