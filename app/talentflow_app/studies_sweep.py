"""An open sweep: what its outcomes hang on, where things happen, what policies can promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import solara

from talentflow_app.controls import Problem, Waiting
from talentflow_app.ready import Ready
from talentflow_app.studies_address import View
from talentflow_app.studies_analyst import use_answer
from talentflow_app.studies_table import Table
from talentflow_app.studies_watch import stamp_of
from talentflow_app.studies_work import Look, Shown, look
from talentflow_lab.analysis_tables import index_tables, policy_tables

__all__ = ["PICTURES", "Sweep", "look_of", "pictures_of"]

PICTURES = {
    "differences": "Differences",
    "tornado": "What it hangs on",
    "heat": "Heat map",
    "box": "Where it happens",
    "trade-off": "Trade-off",
    "policies": "Policies",
}

type Change = Callable[[View], None]
type Items = list[dict[str, object]]


def pictures_of(record: Mapping[str, Any]) -> list[str]:
    """Return the pictures that a sweep can have, the usual one first."""
    if record.get("named"):
        return ["differences"]
    goals = sum(bool(one["goal"]) for one in record["measured"])
    several = len(record["policies"]) > 1
    return [
        *(["tornado", "heat"] if record["inputs"] else []),
        "box",
        *(["trade-off"] if goals > 1 else []),
        *(["policies"] if several else []),
    ]


def look_of(view: View, folder: Path, record: Mapping[str, Any], stamp: int) -> Look:
    """Return what a view asks of a sweep; what the sweep does not have falls back to the usual."""
    pictures, outcomes = pictures_of(record), [one["name"] for one in record["measured"]]
    picture = view.picture if view.picture in pictures else pictures[0]
    outcome = view.outcome if view.outcome in outcomes else outcomes[0]
    asked = Look(folder, stamp, picture, outcome)
    if picture == "heat":
        return replace(asked, axes=(view.x, view.y))
    if picture in {"box", "policies"}:
        return replace(asked, where=view.conditions)
    if picture == "trade-off":
        aims = [one["name"] for one in record["measured"] if one["goal"]]
        first = outcome if outcome in aims else aims[0]
        others = [name for name in aims if name != first]
        second = view.against if view.against in others else others[0]
        return replace(asked, outcome=first, against=second)
    return asked


@solara.component
def Sweep(  # noqa: N802 - a component
    folder: Path, record: Mapping[str, Any], state: str, view: View, change: Change
) -> None:
    """Show a sweep; runs that end while it is looked at count when another picture is chosen."""
    fresh = solara.use_reactive(0)
    stamp = solara.use_memo(lambda: stamp_of(folder), [folder, state, view, fresh.value])
    asked = look_of(view, folder, record, stamp)
    with solara.v.Html(tag="nav", class_="tf-views", attributes={"aria-label": "Pictures"}):
        for name in pictures_of(record):
            here = name == asked.picture
            solara.Button(
                PICTURES[name], text=True, small=True,
                classes=["tf-tab", *(["tf-here"] if here else [])],
                on_click=lambda name=name: change(replace(view, picture=name)),
                attributes={"aria-pressed": "true" if here else "false"},
            )  # fmt: skip
    with solara.Div(classes=["tf-controls"]):
        _controls(record, asked, view, change)
        if state != "finished":
            solara.Button(
                "Take the newest runs", text=True, small=True,
                on_click=lambda: fresh.set(fresh.value + 1),
            )  # fmt: skip
    Picture(asked)


def _controls(record: Mapping[str, Any], asked: Look, view: View, change: Change) -> None:
    """Show what the picture asks for."""
    titles: Items = [{"text": one["title"], "value": one["name"]} for one in record["measured"]]
    aims = {one["name"] for one in record["measured"] if one["goal"]}
    if asked.picture == "trade-off":
        titles = [one for one in titles if one["value"] in aims]
    if asked.picture != "box":
        _select("Outcome", titles, asked.outcome, lambda v: change(replace(view, outcome=v)))
    if asked.picture == "trade-off":
        others = [one for one in titles if one["value"] != asked.outcome]
        _select("Against", others, asked.against, lambda v: change(replace(view, against=v)))
    if asked.picture == "heat":
        usual: Items = [{"text": "what matters most", "value": ""}]
        inputs = usual + [{"text": one["name"], "value": one["name"]} for one in record["inputs"]]
        _select("Across", inputs, view.x, lambda v: change(replace(view, x=v)))
        _select("Up", inputs, view.y, lambda v: change(replace(view, y=v)))
    if asked.picture in {"box", "policies"}:
        name = str(record["measured"][0]["name"])
        solara.InputText(
            f"Of interest, such as {name}>=100", value=view.where,
            on_value=lambda text: change(replace(view, where=text)), classes=["tf-field-wide"],
        )  # fmt: skip


def _select(label: str, items: Items, value: str, on_value: Callable[[str], None]) -> None:
    solara.v.Select(
        label=label, items=items, v_model=value, dense=True, hide_details=True,
        class_="tf-field-wide",
        on_v_model=lambda chosen: on_value(str(chosen)),
    )  # fmt: skip


@solara.component
def Picture(asked: Look) -> None:  # noqa: N802 - a component
    """Show a picture and its tables, or that they are on their way, or why there are none."""
    answer = use_answer(look, asked)
    with solara.v.Html(
        tag="div",
        class_="tf-study-picture",
        attributes={"data-state": "waiting" if answer.waiting else "ready"},
    ):
        if answer.waiting:
            Waiting("Reading the runs …")
        elif answer.found is None or answer.problem:
            Problem(answer.problem)
        else:
            Found(answer.found, asked)


@solara.component
def Found(given: Shown, asked: Look) -> None:  # noqa: N802 - a component
    """Show what was found."""
    if given.problem:
        Problem(given.problem)
    if given.words:
        solara.v.Html(tag="p", children=[given.words])
    with solara.Div(classes=["tf-pictures"]):
        for one in given.pictures:
            Ready(one.name, one.title, one.spec, one.words)
    for note in given.notes:
        solara.v.Html(tag="p", class_="tf-soft", children=[note])
    for name, frame in given.tables.items():
        if name == "sensitivity":
            found = [(*told.rpartition(", "), wide) for told, wide in index_tables(frame)]
            found.sort(key=lambda one: one[2] == LUCK)
            for number, (group, _, method, wide) in enumerate(found, start=1):
                title = f"{METHODS.get(method, method)} ({group})"
                shown = wide.drop(columns="input") if method == LUCK else wide
                Table(f"{name}-{asked.outcome}-{number}", title, shown, frame)
        elif name == "robust":
            for number, (told, rows) in enumerate(policy_tables(frame), start=1):
                Table(f"{name}-{number}", told, rows, frame)
        else:
            Table(name, TITLES[name], frame)


LUCK = "seed"
METHODS = {
    LUCK: "Luck: shares of variance",
    "sobol": "Sobol' indices with 95 % intervals",
    "morris": "Elementary effects (Morris) with 95 % intervals",
    "pawn": "PAWN with 95 % intervals",
    "delta": "Delta with 95 % intervals",
}
TITLES = {
    "discover": "Limits of the boxes and leaves",
    "discover_steps": "Every step of PRIM",
    "differences": "Differences to the first point",
}
