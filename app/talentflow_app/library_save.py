"""The desk's policy as a new run: name it, run it, watch it, cancel it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import solara
import solara.lab

from talentflow.errors import TalentflowError
from talentflow.levers import catalogue
from talentflow.scenario import Scenario
from talentflow_app import library_job, session
from talentflow_app.controls import Problem, with_current
from talentflow_app.desk_answers import ground_of
from talentflow_app.desk_panel import named
from talentflow_app.desk_state import Desk

__all__ = ["Save", "Watch", "use_job"]

SCALES = (1.0, 5.0, 10.0, 20.0, 50.0, 100.0)
REPLICATIONS = (1, 2, 3, 4, 8, 16, 32, 64)
POLL_SECONDS = 0.4
MOST_MONTHS = 1200


def use_job(on_end: Callable[[], None]) -> library_job.State:
    """Follow the run that is being made; `on_end` is called when one has ended."""
    seen = solara.use_reactive(library_job.state())
    closed = solara.use_memo(Event, [])
    solara.use_effect(lambda: closed.set, [])

    def follow() -> None:
        while not closed.wait(POLL_SECONDS):
            now, before = library_job.state(), seen.peek()
            if now != before:
                seen.set(now)
                ended = now.stage not in {"idle", "running"}
                if ended and (before.stage, before.name) != (now.stage, now.name):
                    on_end()

    solara.lab.use_task(follow, dependencies=[], raise_error=False)
    return seen.value


@solara.component
def Save(library: Path, working: bool) -> None:  # noqa: FBT001, N802 - a component
    """Show the form that runs the desk's policy."""
    desk = session.desk.value
    name, months = solara.use_reactive(""), solara.use_reactive("")
    bare, problem = solara.use_reactive(False), solara.use_reactive("")  # noqa: FBT003
    scale, replications = solara.use_reactive(desk.scale), solara.use_reactive(desk.replications)
    try:
        baseline = ground_of(desk, max(desk.scale, 10.0)).baseline
    except TalentflowError as mistake:
        Problem(f"The desk's state cannot be run.\n{mistake}")
        return

    def begin() -> None:
        kept = () if bare.value else desk.levers
        wanted = replace(desk, levers=kept, scale=scale.value, replications=int(replications.value))
        try:
            library_job.begin(library, name.value, wanted, _months(months.value, baseline))
        except TalentflowError as mistake:
            problem.set(str(mistake))
        else:
            problem.set("")
            name.set("")

    solara.v.Html(tag="p", class_="tf-soft", children=[_told(desk, baseline)])
    with solara.Div(classes=["tf-controls", "tf-form"]):
        solara.InputText("Name of the run", value=name, classes=["tf-field"])
        solara.InputText(f"Months (empty: {baseline.months})", value=months,
                         classes=["tf-field-small"])  # fmt: skip
        solara.Select("People behind one simulated", values=with_current(SCALES, scale.value),
                      value=scale, classes=["tf-field-small"])  # fmt: skip
        solara.Select("Replications", values=with_current(REPLICATIONS, replications.value),
                      value=replications, classes=["tf-field-small"])  # fmt: skip
        solara.Checkbox(label="without its levers", value=bare)
        solara.Button("Run the desk's policy and save it", color="primary", on_click=begin,
                      disabled=working)  # fmt: skip
    if problem.value:
        Problem(problem.value)


@solara.component
def Watch(state: library_job.State) -> None:  # noqa: N802 - a component
    """Show how far the run is that is being made, or how it ended."""
    if state.stage == "idle":
        return
    part = 100.0 * state.lived / max(state.months, 1)
    with solara.v.Html(tag="div", class_="tf-job", attributes={"role": "status"}):
        if state.stage == "running":
            far = f"{state.lived:,} of {state.months:,} months" if state.months else "begins …"
            solara.v.Html(tag="span", children=[f"{state.name} is being run: {far}"])
            solara.Button("Cancel", text=True, small=True, on_click=library_job.cancel)
            solara.v.ProgressLinear(value=part, indeterminate=not state.months, height=3)
            return
        ends = {"done": "is saved.", "cancelled": "was cancelled; nothing was written."}
        solara.v.Html(
            tag="span", children=[f"{state.name} {ends.get(state.stage, 'did not end well.')}"]
        )
        solara.Button("Close", text=True, small=True, on_click=library_job.forget)
    if state.stage == "failed":
        Problem("\n".join(state.said))


def _told(desk: Desk, baseline: Scenario) -> str:
    """Say what the desk's policy is, and what of the desk is no part of a run."""
    on = [one for one in desk.levers if one.on]
    levers = [f"{catalogue()[one.slug].title} ({named(one.owner, baseline)})" for one in on]
    policy = ", ".join(levers) or "no lever"
    settings = f"; changed: {', '.join(desk.settings)}" if desk.settings else ""
    budget = " The budget is no part of it: doses are as the sliders say." if desk.budget else ""
    return f"On the desk: {desk.scenario} with {policy}{settings}.{budget}"


def _months(text: str, baseline: Scenario) -> int:
    if not text.strip():
        return baseline.months
    if not text.strip().isdecimal() or not 1 <= int(text) <= MOST_MONTHS:
        raise TalentflowError(f"{text[:20]!r} months: give a whole number from 1 to {MOST_MONTHS}")
    return int(text)
