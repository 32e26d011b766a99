"""How a study goes, and what to do about it: cancel, end now, resume."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import solara

from talentflow.errors import TalentflowError
from talentflow_app import shared
from talentflow_app import studies_children as children
from talentflow_app.controls import Problem
from talentflow_app.downloads import Save
from talentflow_app.studies_folders import SEARCH
from talentflow_app.studies_launch import Order, resume, source_of
from talentflow_app.studies_watch import Row
from talentflow_lab import machine

__all__ = ["Files", "Status", "cores"]

STATES = {
    "starting": "Starting: the study is read, workers begin …",
    "running": "At work.",
    "ending": "Ending: the runs in flight are finished; nothing of them is lost.",
    "finished": "Finished.",
    "unfinished": "Not finished. Finished runs are kept; resuming does what is left.",
}


def cores() -> list[int]:
    """Return the numbers of workers to choose from; 0 means one for each core."""
    return [0, *range(1, machine.cores() + 1)]


@solara.component
def Status(row: Row) -> None:  # noqa: N802 - a component
    """Show progress and the buttons that change it."""
    problem = solara.use_reactive("")
    here, state = row.progress, row.state
    said = row.child.problem if row.child is not None else ""
    attributes = {"data-state": state, "data-done": str(here.done)}
    with solara.v.Html(tag="div", class_="tf-progress", attributes=attributes):
        with solara.v.Html(tag="p"):
            solara.v.Html(tag="span", attributes={"role": "status"}, children=[STATES[state]])
            if here.total:
                solara.v.Html(tag="span", class_="tf-line", children=[row.line])
        if state in {"starting", "running", "ending"}:
            value = 100.0 * here.ended / here.total if here.total else 0.0
            solara.v.ProgressLinear(
                value=value, indeterminate=not here.ended, height=6, color="var(--model)",
                attributes={"aria-label": "Progress"},
            )  # fmt: skip
    for text in filter(None, (problem.value, row.trouble, said)):
        Problem(text)
    if row.child is not None and row.child.running:
        Ending(row)
    elif state == "unfinished":
        Resuming(row, problem.set)
    elif row.entry.kind == SEARCH:
        with solara.Details("Go on with more trials"):
            Resuming(row, problem.set)


@solara.component
def Ending(row: Row) -> None:  # noqa: N802 - a component
    """Show the button that ends a study: first gently, then at once."""
    gentle = row.state != "ending"
    told = (
        "Ends when the runs in flight are done"
        if gentle
        else "Ends at their next month; runs in flight are lost"
    )
    with solara.Div(classes=["tf-controls"]):
        solara.Button(
            "Cancel" if gentle else "End now", outlined=True, attributes={"title": told},
            on_click=lambda: children.cancel(row.entry.folder),
        )  # fmt: skip


@solara.component
def Resuming(row: Row, tell: Callable[[str], None]) -> None:  # noqa: N802 - a component
    """Show what goes on with a study."""
    workers = solara.use_reactive(0)
    usual = int(row.entry.record.get("wanted", row.progress.total))
    trials = solara.use_reactive(usual)
    library = shared.library()
    source = solara.use_memo(lambda: source_of(row.entry, library), [row.entry.key])
    if source is None:
        solara.v.Html(
            tag="p",
            class_="tf-soft",
            children=["Its study file is not at hand: the command that began it goes on with it."],
        )
        return

    def go_on(source: Path = source) -> None:
        try:
            tell("")
            resume(row.entry, source, Order(row.entry.kind, workers.value, trials=trials.value))
        except TalentflowError as mistake:
            tell(str(mistake))

    with solara.Div(classes=["tf-controls"]):
        if row.entry.kind == SEARCH:
            solara.InputInt("Trials in total", value=trials, dense=True, hide_details=True)
        Workers(workers)
        more = row.entry.kind != SEARCH or trials.value > row.progress.done
        solara.Button("Resume", color="primary", on_click=go_on, disabled=not more)


@solara.component
def Workers(workers: solara.Reactive[int]) -> None:  # noqa: N802 - a component
    """Show the choice of workers."""
    items = [{"text": str(n) if n else "one for each core", "value": n} for n in cores()]
    solara.v.Select(
        label="Workers", items=items, v_model=workers.value, on_v_model=workers.set, dense=True,
        hide_details=True, class_="tf-field-narrow",
    )  # fmt: skip


@solara.component
def Files(folder: Path, state: str, changed: int) -> None:  # noqa: ARG001, N802
    """Offer what lies in the folder, whenever its state has changed: offline pages and tables."""
    wanted = {
        "analysis/index.html": "Analysis (HTML)",
        "index.html": "Page (HTML)",
        "outcomes.csv": "Outcomes (CSV)",
        "outcomes.parquet": "Outcomes (Parquet)",
        "points.parquet": "Points (Parquet)",
        "study.toml": "Study (TOML)",
    }
    with solara.Div(classes=["tf-downloads", "tf-files"]):
        for name, label in wanted.items():
            path = folder / name
            if path.is_file():
                Save(label, f"{folder.name}-{name.replace('/', '-')}", path.read_bytes)
