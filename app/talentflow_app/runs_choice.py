"""Choose a saved run, or start one where there is none."""

from __future__ import annotations

from collections.abc import Callable

import solara

from talentflow.errors import TalentflowError
from talentflow.scenario import load
from talentflow_app import library_job, runs, shared
from talentflow_app.controls import Problem
from talentflow_app.desk_state import Desk
from talentflow_app.downloads import Save
from talentflow_app.library_save import Watch, use_job
from talentflow_app.runs import Run
from talentflow_lab.store import free_name

__all__ = ["choose", "seen"]

CASE = Desk(scale=20.0, replications=8)
"""What is run where there is nothing to look at: one in twenty people, no lever."""

seen: solara.Reactive[str] = solara.reactive("")
"""Key of the run that the session looked at last, on whatever page."""


def choose(wanted: str, on_key: Callable[[str], None]) -> Run | None:
    """Show which run is looked at and return it; where there is none, offer to start one.

    `wanted` is what the address asks for; `on_key` is told what is chosen instead.
    """
    found = runs.found()
    run = runs.chosen(wanted or seen.peek(), found)
    if run is None:
        Without(on_key)
    else:
        Choice(found, run, wanted, on_key)
    return run


@solara.component
def Choice(  # noqa: N802 - a component
    found: list[Run], run: Run, wanted: str, on_key: Callable[[str], None]
) -> None:
    """Show which run is looked at, of those there are."""
    solara.use_effect(lambda: seen.set(run.key), [run.key])
    with solara.Div(classes=["tf-controls"]):
        with solara.Div(classes=["tf-wide"]):
            solara.v.Select(
                label="Run",
                items=[{"text": one.label, "value": one.key} for one in found],
                v_model=run.key, on_v_model=on_key, dense=True, hide_details=True,
            )  # fmt: skip
        Save("Report (HTML)", f"{run.name}.html", lambda: runs.report_of(run))
    if wanted and wanted != run.key:
        Problem(f"There is no run {wanted!r} in {shared.library()}; this is {run.key}.")


@solara.component
def Without(on_key: Callable[[str], None]) -> None:  # noqa: N802 - a component
    """Say that there is no run, and offer to start one; `on_key` is told when it is there."""
    problem = solara.use_reactive("")

    def arrived() -> None:
        if library_job.state().stage == "done":
            on_key(library_job.state().name)

    def begin() -> None:
        name = free_name(shared.library() / CASE.scenario).name
        try:
            library_job.begin(shared.library(), name, CASE, load(CASE.scenario).months)
        except TalentflowError as mistake:
            problem.set(str(mistake))

    state = use_job(arrived)
    none = f"There is no run in {shared.library()}. `talentflow run` writes one there, or start "
    solara.v.Html(tag="p", children=[f"{none}one here."])
    Watch(state)
    if problem.value:
        Problem(problem.value)
    if state.stage != "running":
        with solara.Row():
            label = f"Run {CASE.scenario} now, one in twenty people"
            solara.Button(label, color="primary", on_click=begin)
