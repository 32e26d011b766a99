"""Choose a saved run, or start one where there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable

import solara

from talentflow_app import runs, runs_start, shared
from talentflow_app.controls import Problem
from talentflow_app.downloads import Save
from talentflow_app.runs import Run

__all__ = ["Choice", "Without", "seen"]

POLL = 0.5
"""Seconds between two looks at a run that is at work."""

seen: solara.Reactive[str] = solara.reactive("")
"""Name of the run that the session looked at last, on whatever page."""


@solara.component
def Choice(  # noqa: N802 - a component
    found: list[Run], run: Run, wanted: str, on_name: Callable[[str], None]
) -> None:
    """Show which run is looked at, of those there are; `wanted` is what the address asked for."""
    solara.use_effect(lambda: seen.set(run.name), [run.name])
    with solara.Div(classes=["tf-controls"]):
        with solara.Div(classes=["tf-wide"]):
            solara.v.Select(
                label="Run",
                items=[{"text": one.label, "value": one.name} for one in found],
                v_model=run.name, on_v_model=on_name, dense=True, hide_details=True,
            )  # fmt: skip
        Save("Report (HTML)", f"{run.folder.name}.html", lambda: runs.report_of(run))
    if wanted and wanted != run.name:
        Problem(f"There is no run {wanted!r} in {shared.library()}; this is {run.name}.")


@solara.component
def Without(on_name: Callable[[str], None]) -> None:  # noqa: N802 - a component
    """Say that there is no run, and offer to start one; `on_name` is told when it is there."""
    job = runs_start.current()
    tick = solara.use_reactive(0)
    now = tick.value  # read, so that whatever changes it shows this anew
    running = job is not None and job.running

    def watch() -> Callable[[], None] | None:
        if not running:
            return None
        stop = threading.Event()

        def work() -> None:
            while not stop.wait(POLL):
                tick.set(tick.peek() + 1)

        threading.Thread(target=work, daemon=True).start()
        return stop.set

    solara.use_effect(watch, [running])

    def arrived() -> None:
        if job is not None and (job.out / "run.json").exists():
            on_name(job.out.name)

    solara.use_effect(arrived, [running, id(job)])

    def begin() -> None:
        runs_start.start()
        tick.set(tick.peek() + 1)

    none = f"There is no run in {shared.library()}. `talentflow run` writes one there, or start "
    solara.v.Html(tag="p", children=[f"{none}one here."])
    if job is not None and job.problem:
        Problem(f"The run failed.\n{job.problem}")
    if running and job is not None:
        Bar(job, now)
    else:
        with solara.Row():
            solara.Button(
                f"Run {runs_start.CASE} now, one in twenty people", color="primary", on_click=begin
            )


@solara.component
def Bar(job: runs_start.Job, tick: int) -> None:  # noqa: ARG001, N802 - a component
    """Show how far a run is; `tick` changes when it should look again."""
    now = job.progress()
    share = 100.0 * now.done / now.total if now.total else 0.0
    told = f"{now.done} of {now.total} months" if now.total else "getting ready"
    solara.v.Html(
        tag="p",
        attributes={"role": "status"},
        children=[f"Running {runs_start.CASE}: {told}, {now.seconds:.0f} seconds so far."],
    )
    solara.v.ProgressLinear(
        value=share,
        indeterminate=not now.total,
        height=6,
        color="var(--model)",
        attributes={"aria-label": "Progress"},
    )
    with solara.Row():
        solara.Button(
            "Cancelling …" if job.cancelled else "Cancel",
            text=True,
            disabled=job.cancelled,
            on_click=job.cancel,
        )
