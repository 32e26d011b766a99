"""The table of saved runs, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import solara

from talentflow.errors import TalentflowError
from talentflow_app import library_acts
from talentflow_app.controls import Problem
from talentflow_app.downloads import Menu, Save
from talentflow_app.library_runs import Run
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import read_results
from talentflow_lab.report import render, run_document

__all__ = ["MOST_CHOSEN", "Runs", "report", "table_of"]

MOST_CHOSEN = 4
HEADS = ("Compare", "Name", "Title", "Scenario", "People per simulated", "Replications", "Months",
         "Seed", "Date", "Notes", "")  # fmt: skip
ASKED = (
    ("rename", "mdi-pencil", "Rename"),
    ("note", "mdi-note-outline", "Notes of"),
    ("delete", "mdi-delete", "Delete"),
)
"""What asks something before it is done."""

type Doing = tuple[str, str]
"""What is being done, "rename", "note", "delete" or nothing, and to which run."""


def table_of(every: Sequence[Run]) -> pd.DataFrame:
    """Return the runs as a table for downloads."""
    names = ("key", "title", "scenario", "start", "months", "scale", "seed", "done", "wanted",
             "fingerprint", "date", "notes")  # fmt: skip
    return pd.DataFrame([{n: getattr(one, n) for n in names} for one in every], columns=names)


@dataclass(frozen=True)
class Acts:
    """What the buttons of the table do; what goes wrong is told, and the library looked at anew."""

    library: Path
    chosen: solara.Reactive[tuple[str, ...]]
    on_changed: Callable[[], None]
    doing: solara.Reactive[Doing]
    problem: solara.Reactive[str]

    def rename(self, run: Run, name: str) -> None:
        """Rename a run; if it is compared, it stays so under its new name."""

        def action() -> None:
            key = library_acts.rename(self.library, run.key, name)
            self.chosen.set(tuple(key if one == run.key else one for one in self.chosen.peek()))

        self._act(action)

    def copy(self, run: Run) -> None:
        """Copy a run."""
        self._act(lambda: library_acts.copy(self.library, run.key))

    def note(self, run: Run, text: str) -> None:
        """Write the notes of a run."""
        self._act(lambda: library_acts.note(self.library, run.key, text))

    def delete(self, run: Run) -> None:
        """Delete a run."""

        def action() -> None:
            library_acts.delete(self.library, run.key)
            self.tick(run.key, ticked=False)

        self._act(action)

    def ask(self, what: str, run: Run) -> None:
        """Open the question that goes before an act."""
        self.doing.set((what, run.key))

    def tick(self, key: str, *, ticked: bool) -> None:
        """Choose a run, or leave it out."""
        kept = tuple(one for one in self.chosen.peek() if one != key)
        self.chosen.set((*kept, key)[:MOST_CHOSEN] if ticked else kept)

    def _act(self, action: Callable[[], object]) -> None:
        try:
            action()
        except TalentflowError as mistake:
            self.problem.set(str(mistake))
        else:
            self.problem.set("")
            self.doing.set(("", ""))
        self.on_changed()


@solara.component
def Runs(  # noqa: N802 - a component
    library: Path,
    every: Sequence[Run],
    chosen: solara.Reactive[tuple[str, ...]],
    on_changed: Callable[[], None],
) -> None:
    """Show the runs; ticked ones are compared in the order in which they were ticked."""
    doing, problem = solara.use_reactive(("", "")), solara.use_reactive("")
    acts = Acts(library, chosen, on_changed, doing, problem)
    if problem.value:
        Problem(problem.value)
    with (
        solara.v.Html(tag="div", class_="tf-scroll"),
        solara.v.Html(tag="table", class_="tf-table tf-runs"),
    ):
        with solara.v.Html(tag="thead"), solara.v.Html(tag="tr"):
            for head in HEADS:
                solara.v.Html(tag="th", children=[head], attributes={"scope": "col"})
        with solara.v.Html(tag="tbody"):
            for run in every:
                Row(run, acts).key(run.key)
                if doing.value[1] == run.key:
                    Ask(run, acts).key(f"{doing.value[0]} {run.key}")
    Menu("runs", None, table_of(every))


@solara.component
def Row(run: Run, acts: Acts) -> None:  # noqa: N802 - a component
    """Show one run."""
    ticked = run.key in acts.chosen.value
    cells = [run.key, run.title, run.scenario, f"{run.scale:,.10g}", _replications(run)]
    cells += [f"{run.months:,}", f"{run.seed}", f"{run.date:%Y-%m-%d %H:%M}", run.notes]
    kinds = ["tf-run-name", "tf-run-title", "", *["tf-number"] * 4, "tf-date", "tf-run-notes"]
    with solara.v.Html(tag="tr", attributes={"data-run": run.key}):
        with solara.v.Html(tag="td"):
            solara.v.Checkbox(
                v_model=ticked, dense=True, hide_details=True, class_="tf-tick",
                on_v_model=lambda now: acts.tick(run.key, ticked=bool(now)),
                disabled=not ticked and len(acts.chosen.value) >= MOST_CHOSEN,
                attributes={"aria-label": f"Compare {run.key}"},
            )  # fmt: skip
        for text, kind in zip(cells, kinds, strict=True):
            solara.v.Html(tag="td", class_=kind, children=[text])
        with solara.v.Html(tag="td", class_="tf-acts"):
            for what, icon, label in ASKED:
                _icon(icon, f"{label} {run.key}", partial(acts.ask, what, run))
            _icon("mdi-content-copy", f"Copy {run.key}", lambda: acts.copy(run))
            Save("HTML report", f"{run.name}.html", lambda: report(run))


@solara.component
def Ask(run: Run, acts: Acts) -> None:  # noqa: N802 - a component
    """Ask for a name, for notes, or whether a run is really to be deleted."""
    name, notes = solara.use_reactive(run.name), solara.use_reactive(run.notes)
    what = acts.doing.value[0]
    with solara.v.Html(tag="tr"), solara.v.Html(
        tag="td", class_="tf-ask", attributes={"colspan": str(len(HEADS))}
    ), solara.Div(classes=["tf-controls", "tf-form"]):  # fmt: skip
        if what == "rename":
            solara.InputText("New name", value=name, continuous_update=True, classes=["tf-field"])
            solara.Button("Rename", color="primary", on_click=lambda: acts.rename(run, name.value))
        elif what == "note":
            solara.v.Textarea(
                label=f"Notes of {run.key}", v_model=notes.value, on_v_model=notes.set, rows=3,
                counter=library_acts.MOST_NOTES, class_="tf-notes",
            )  # fmt: skip
            solara.Button(
                "Save notes", color="primary", on_click=lambda: acts.note(run, notes.value)
            )
        else:
            text = f"Delete {run.key}, its tables and its notes? It cannot be brought back."
            solara.v.Html(tag="span", children=[text])
            solara.Button("Delete for good", color="error", on_click=lambda: acts.delete(run))
        solara.Button("Leave it", text=True, on_click=lambda: acts.ask("", run))


def _icon(icon: str, label: str, on_click: Callable[[], object]) -> None:
    solara.Button(
        icon_name=icon, icon=True, small=True, on_click=on_click,
        attributes={"aria-label": label, "title": label},
    )  # fmt: skip


def _replications(run: Run) -> str:
    return f"{run.done}" if run.done == run.wanted else f"{run.done} of {run.wanted}"


def report(run: Run) -> bytes:
    """Return the report page of a run; raise ResultsError if it cannot be read."""
    return render(run_document(Page(read_results(run.folder)))).encode("utf-8")
