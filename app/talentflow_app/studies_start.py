"""Start a study: one of the files at hand, or one that is dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import solara

from talentflow.errors import TalentflowError
from talentflow_app import shared
from talentflow_app.controls import Problem
from talentflow_app.studies_analyst import use_answer
from talentflow_app.studies_files import (
    StudyError,
    checked_name,
    checked_text,
    free_name,
    offered,
)
from talentflow_app.studies_folders import SEARCH, SWEEP, key_of
from talentflow_app.studies_launch import Order, begin
from talentflow_app.studies_status import Workers
from talentflow_app.studies_work import Checked, check
from talentflow_app.upload import Upload

__all__ = ["Picked", "Start", "picked"]

KINDS = {SWEEP: "Sweep", SEARCH: "Policy search"}
MOST_REPLICATIONS, MOST_TRIALS = 10_000, 100_000


@dataclass(frozen=True)
class Picked:
    """The text of a study file that was chosen, and what its folder may be called."""

    name: str = ""
    text: str = ""


def picked(label: str, path: Path) -> Picked:
    """Return a file that is at hand; raise StudyError for one that is not taken."""
    try:
        return Picked(label, checked_text(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as trouble:
        raise StudyError(f"{path.name} cannot be read: {trouble}") from None


@solara.component
def Start(choose: Callable[[str], None]) -> None:  # noqa: N802 - a component
    """Show the choice of a study file, and when there is one what it comes to."""
    library = shared.library()
    known = solara.use_memo(lambda: offered(library), [])
    chosen, problem = solara.use_reactive(Picked()), solara.use_reactive("")

    def pick(label: str) -> None:
        try:
            problem.set("")
            chosen.set(picked(label, known[label]))
        except TalentflowError as mistake:
            problem.set(str(mistake))

    def take(text: str) -> None:
        chosen.set(Picked("", checked_text(text)))

    with solara.v.Html(tag="section", class_="tf-start", attributes={"aria-label": "Start one"}):
        solara.v.Html(tag="h2", children=["Start one"])
        with solara.Div(classes=["tf-controls"]):
            solara.v.Select(
                label="A study at hand", items=list(known), dense=True, hide_details=True,
                v_model=chosen.value.name or None, on_v_model=pick, class_="tf-field-wide",
            )  # fmt: skip
            Upload("Or open a study file (TOML)", take, problem.set)
        if problem.value:
            Problem(problem.value)
        if chosen.value.text:
            Form(chosen.value, choose).key(str(hash(chosen.value)))


@solara.component
def Form(one: Picked, choose: Callable[[str], None]) -> None:  # noqa: N802 - a component
    """Show what a study comes to, and the fields that it is started with."""
    library = shared.library()
    typed: solara.Reactive[str | None] = solara.use_reactive(None)
    chosen, workers, trials = (
        solara.use_reactive(""), solara.use_reactive(0), solara.use_reactive(100)
    )  # fmt: skip
    replications: solara.Reactive[int | None] = solara.use_reactive(None)
    problem = solara.use_reactive("")
    many = replications.value
    answer = use_answer(check, one.text, many if many and 0 < many <= MOST_REPLICATIONS else None)
    found = answer.found or Checked(problem=answer.problem)
    kind = chosen.value or (SEARCH if found.searchable and not found.sweepable else SWEEP)
    name = free_name(one.name or found.title, library) if typed.value is None else typed.value

    def start() -> None:
        try:
            problem.set("")
            order = _order(kind, workers.value, many, trials.value)
            folder = begin(library, checked_name(name, library), one.text, found.title, order)
        except TalentflowError as mistake:
            problem.set(str(mistake))
        else:
            choose(key_of(folder, library))

    if answer.waiting:
        solara.v.Html(tag="p", class_="tf-soft", children=["Reading the study …"])
        solara.v.ProgressLinear(indeterminate=True, height=2, color="var(--model)")
    elif found.problem:
        Problem(f"The study is not right.\n{found.problem}")
    else:
        with solara.v.Html(tag="div", class_="tf-checked"):
            solara.v.Html(tag="h3", children=[found.title])
            solara.v.Html(tag="p", class_="tf-soft", children=[found.words])
    with solara.Div(classes=["tf-controls"]):
        solara.InputText(
            "Name of the folder", value=name, on_value=typed.set, classes=["tf-field-wide"]
        )
        if found.searchable:
            items = [{"text": words, "value": value} for value, words in KINDS.items()]
            solara.v.Select(
                label="What", items=items, v_model=kind, on_v_model=chosen.set, dense=True,
                hide_details=True, class_="tf-field-narrow",
            )  # fmt: skip
        Workers(workers)
        if kind == SEARCH:
            solara.InputInt("Trials", value=trials, classes=["tf-field-narrow"])
        else:
            solara.InputInt(
                "Replications, if not the study's", value=replications, optional=True,
                classes=["tf-field-wide"],
            )  # fmt: skip
        ready = bool(found.title) and not answer.waiting
        solara.Button("Start", color="primary", on_click=start, disabled=not ready)
    if problem.value:
        Problem(problem.value)


def _order(kind: str, workers: int, replications: int | None, trials: int) -> Order:
    """Return what to start; raise StudyError for numbers out of range."""
    if kind == SEARCH and not 2 <= trials <= MOST_TRIALS:
        raise StudyError(f"trials go from 2 to {MOST_TRIALS:,}")
    if replications is not None and not 1 <= replications <= MOST_REPLICATIONS:
        raise StudyError(f"replications go from 1 to {MOST_REPLICATIONS:,}")
    return Order(kind, workers, replications, trials)
