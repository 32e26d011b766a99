"""The levers of the desk: who holds which, at what dose, and what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import solara

from talentflow.levers import COMMON, LeverKind, catalogue, fields_of
from talentflow.scenario import Scenario
from talentflow_app import session
from talentflow_app.controls import Dial
from talentflow_app.desk_state import Desk, Held

__all__ = ["Panel", "named", "owners_of"]

HOLDERS = {
    "host": "Host countries",
    "city": "Cities",
    "origin": "The origin",
    "firm": "Firms",
    "international": "Others",
}


def owners_of(kind: LeverKind, baseline: Scenario) -> dict[str, str]:
    """Return who can hold a lever, code -> name."""
    data = baseline.data
    names = dict(zip(data.country_rows["iso3"], data.country_rows["name"], strict=True))
    origins = {code: names[code] for code in baseline.origin}
    found: dict[str, str] = {}
    if {"host", "firm"} & {*kind.owners}:
        found |= {code: name for code, name in names.items() if code not in origins}
    if kind.owners == ("origin",) or {"origin", "international"} & {*kind.owners}:
        found |= origins
    if "city" in kind.owners:
        for row in data.place_rows.itertuples(index=False):
            if row.iso3 not in origins and not str(row.name).startswith("Rest of"):
                found[f"{row.iso3}:{row.place}"] = f"{row.name}, {names[row.iso3]}"
    return found


@solara.component
def Panel(desk: Desk, baseline: Scenario) -> None:  # noqa: N802 - a component
    """Show the levers in hand and those that could be added."""
    for number, held in enumerate(desk.levers):
        Card(number, held, baseline)
    Add(baseline)


@solara.component
def Add(baseline: Scenario) -> None:  # noqa: N802 - a component
    """Show the catalogue by holder; a click puts a lever into somebody's hands."""
    with solara.Details("Add a lever", expand=not session.desk.value.levers):
        for holder, title in HOLDERS.items():
            kinds = [kind for kind in catalogue().values() if kind.owners[0] == holder]
            if kinds:
                solara.v.Html(tag="h4", children=[title])
            for kind in kinds:
                solara.Button(
                    kind.title, text=True, small=True, classes=["tf-add"],
                    on_click=lambda kind=kind: _add(kind, baseline),
                    attributes={"title": kind.about},
                )  # fmt: skip


def _add(kind: LeverKind, baseline: Scenario) -> None:
    owners = owners_of(kind, baseline)
    taken = {one.owner for one in session.desk.value.levers if one.slug == kind.slug}
    usual = ["FIN:jyvaskyla"] if kind.owners == ("city",) else ["FIN"]
    free = [owner for owner in (*usual, *owners) if owner in owners and owner not in taken]
    if free:
        session.change(levers=(*session.desk.value.levers, Held(kind.slug, free[0])))


@solara.component
def Card(number: int, held: Held, baseline: Scenario) -> None:  # noqa: N802 - a component
    """Show one lever: who holds it, its dose, what it costs, what it rests on."""
    kind = catalogue()[held.slug]

    def put(changed: Held | None) -> None:
        levers = list(session.desk.value.levers)
        levers[number : number + 1] = [] if changed is None else [changed]
        session.change(levers=tuple(levers))

    owners = owners_of(kind, baseline)
    with solara.v.Html(tag="section", class_="tf-lever", attributes={"data-lever": held.slug}):
        with solara.Div(classes=["tf-lever-head"]):
            solara.v.Html(tag="h3", children=[kind.title])
            solara.Button(
                icon_name="mdi-close", icon=True, small=True, on_click=lambda: put(None),
                attributes={"aria-label": f"Remove {kind.title}"},
            )  # fmt: skip
        solara.v.Html(tag="p", class_="tf-soft", children=[kind.about])
        with solara.Row(gap="8px", classes=["tf-lever-row"]):
            solara.v.Select(
                label="Held by", v_model=held.owner, dense=True, hide_details=True,
                items=[{"text": name, "value": code} for code, name in owners.items()],
                on_v_model=lambda owner: put(replace(held, owner=str(owner))),
            )  # fmt: skip
            solara.Switch(label="on", value=held.on, on_value=lambda on: put(replace(held, on=on)))
        for name in (one for one in kind.figures if one not in COMMON):
            _dial(kind, held, name, put)
        with solara.Details("Take-up, capacity and costs"):
            for name in (one for one in kind.figures if one in COMMON):
                _dial(kind, held, name, put)
        with solara.Details("What it rests on"):
            solara.v.Html(tag="p", children=[f"Example: {kind.example}."])
            solara.v.Html(tag="p", children=[f"Source of the effect: {kind.source}."])
            for name, figure in kind.figures.items():
                span = f"{figure.low:g} to {figure.high:g}"
                words = f"{_words(name)}: {span} ({figure.basis}: {figure.source})"
                solara.v.Html(tag="p", class_="tf-soft", children=[words])


def _dial(kind: LeverKind, held: Held, name: str, put: Callable[[Held | None], None]) -> None:
    figure, unit = kind.figures[name], fields_of(kind)[name][1].unit
    Dial(
        _words(name), unit, float(held.get(name)), figure.low, figure.high,
        lambda value: put(held.with_figure(name, value)),
        f"{figure.basis}: {figure.source}",
    )  # fmt: skip


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def named(owner: str, baseline: Scenario) -> str:
    """Return the name of a territory."""
    data = baseline.data
    country, _, place = owner.partition(":")
    names: Mapping[str, str] = dict(
        zip(data.country_rows["iso3"], data.country_rows["name"], strict=True)
    )
    places: Mapping[str, str] = dict(
        zip(data.place_rows["place"], data.place_rows["name"], strict=True)
    )
    return places.get(place, place) if place else names.get(country, country)
