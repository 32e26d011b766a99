"""The policy desk: levers on the left, what they come to on the right."""

from __future__ import annotations

from dataclasses import replace

import solara

from talentflow.errors import TalentflowError
from talentflow.reading import shipped
from talentflow.scenario import Scenario, load
from talentflow_app import session, words
from talentflow_app.controls import Problem, with_current
from talentflow_app.desk_address import from_query, to_query
from talentflow_app.desk_answers import ground_of, prepare, question_of, use_answer
from talentflow_app.desk_files import from_toml, to_toml
from talentflow_app.desk_panel import Panel, named
from talentflow_app.desk_results import Results
from talentflow_app.desk_state import Desk, command
from talentflow_app.desk_stories import Stories
from talentflow_app.downloads import Save
from talentflow_app.synced import use_synced
from talentflow_app.upload import Upload

__all__ = ["Page", "prepare"]

MONTHS = (12, 24, 36, 40, 60)
SCALES = (1.0, 5.0, 10.0, 20.0, 50.0)
PAIRS = (2, 4, 8, 16)
BUDGETS = (0.0, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7)


@solara.component
def Page() -> None:  # noqa: N802 - the name that Solara looks for
    """Show the desk as the address asks for it."""
    problem = solara.use_reactive("")
    if _use_address(problem):
        Shown(problem)


@solara.component
def Shown(problem: solara.Reactive[str]) -> None:  # noqa: N802 - a component
    """Show the desk."""
    desk = session.desk.value
    answer = use_answer(desk)
    try:
        baseline: Scenario | None = ground_of(desk, max(desk.scale, 10.0)).baseline
        wrong = ""
    except TalentflowError as mistake:
        baseline, wrong = None, str(mistake)
    with solara.Div(classes=["tf-desk"]):
        with solara.v.Html(tag="aside", class_="tf-panel", attributes={"aria-label": "Levers"}):
            Ground(desk, baseline)
            if baseline is not None:
                Panel(desk, baseline)
            Files(desk, problem)
        with solara.Div(classes=["tf-main"]):
            solara.v.Html(tag="h1", children=["What would it change, and what would it cost?"])
            Status(answer.scale, answer.waiting, desk)
            for text in filter(None, (problem.value, wrong, "" if wrong else answer.problem)):
                Problem(text)
            if not desk.options:
                solara.v.Html(tag="p", children=["No lever is on: add one on the left."])
            Results(answer)
            if desk.options and answer.verdict is not None:
                Stories(desk)


@solara.component
def Status(scale: float, waiting: bool, desk: Desk) -> None:  # noqa: FBT001, N802 - a component
    """Say how fine the numbers are, and whether finer ones are on their way."""
    each = "every person" if scale == 1.0 else f"one in {scale:g} people"
    told = f"From {each}, {desk.replications} pairs of twins." if scale else "Living the months …"
    more = "Finer numbers are on their way …" if waiting and scale else ""
    state = "waiting" if waiting else "ready"
    with solara.v.Html(
        tag="p",
        class_="tf-status",
        attributes={"role": "status", "data-state": state, "data-scale": f"{scale:g}"},
    ):
        solara.v.Html(tag="span", children=[f"{told} {more}"])
        if waiting:
            solara.v.ProgressLinear(indeterminate=True, height=2)


@solara.component
def Ground(desk: Desk, baseline: Scenario | None) -> None:  # noqa: N802 - a component
    """Show the case: scenario, months, precision, budget, what is looked at."""
    with solara.Div(classes=["tf-ground"]):
        with solara.Row(gap="4px"):
            solara.Button(
                "Undo",
                text=True,
                small=True,
                disabled=not session.can_undo(),
                on_click=session.undo,
            )
            solara.Button(
                "Reset", text=True, small=True, on_click=lambda: session.restore(session.BEGIN)
            )
        known = list(dict.fromkeys([*shipped(), desk.scenario]))
        solara.Select(
            "Scenario", values=known, value=desk.scenario, on_value=session.changer("scenario")
        )
        if baseline is not None:
            owners = list(dict.fromkeys([*(one.owner for one in desk.levers), *baseline.origin]))
            items: list[dict[str, object]] = [{"text": "where the first lever acts", "value": ""}]
            items += [{"text": named(one, baseline), "value": one} for one in owners]
            solara.v.Select(
                label="Look at", items=items, v_model=desk.look, dense=True, hide_details=True,
                on_v_model=session.changer("look"),
            )  # fmt: skip
        with solara.Details("Months, people, budget"):
            solara.InputText("Levers start in", value=desk.start, on_value=session.changer("start"))
            for label, usual, name in (
                ("Months looked at", MONTHS, "months"),
                ("People behind one simulated", SCALES, "scale"),
                ("Pairs of twins", PAIRS, "replications"),
            ):
                value = getattr(desk, name)
                solara.Select(label, values=with_current(usual, value), value=value,
                              on_value=session.changer(name))  # fmt: skip
            budgets = [
                {"text": words.euros(b) if b else "no limit", "value": b}
                for b in with_current(BUDGETS, desk.budget)
            ]
            solara.v.Select(
                label="Budget of each owner", items=budgets, v_model=desk.budget, dense=True,
                hide_details=True, on_v_model=session.changer("budget"),
            )  # fmt: skip


@solara.component
def Files(desk: Desk, problem: solara.Reactive[str]) -> None:  # noqa: N802 - a component
    """Save the state as a file, show it as a command, take a file."""

    def take(text: str) -> None:
        session.restore(_checked(text, desk))

    Save("Save as scenario file", "policy.toml", to_toml(desk).encode("utf-8"))
    with solara.Details("The same as a command"):
        solara.v.Html(tag="pre", class_="tf-code", children=[command(desk)])
    Upload("Open a scenario file", take, problem.set)


def _checked(text: str, desk: Desk) -> Desk:
    """Return the state of a file whose every value is valid; raise TalentflowError if not."""
    wanted = from_toml(text, desk)
    load(wanted.scenario, wanted.settings)
    if wanted.options:
        question_of(replace(wanted, scale=max(wanted.scale, 10.0)))
    return wanted


def _use_address(problem: solara.Reactive[str]) -> bool:
    def take(search: str) -> None:
        try:
            session.restore(from_query(search))
        except TalentflowError as mistake:
            problem.set(f"The address was not understood: {mistake}")

    return use_synced("/", lambda: to_query(session.desk.value), take)
