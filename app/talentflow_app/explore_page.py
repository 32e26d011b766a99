"""Explore: look at a saved run, on the map and over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import solara

from talentflow.errors import TalentflowError
from talentflow_app import runs
from talentflow_app.addresses import use_address, use_pin
from talentflow_app.charts import Chart
from talentflow_app.controls import Fact, Problem
from talentflow_app.explore_flows import Flows, flows_of, listed
from talentflow_app.explore_map import WIDE_KM, flow_chart
from talentflow_app.explore_panel import More, Panel
from talentflow_app.explore_parts import Parts
from talentflow_app.explore_places import territories
from talentflow_app.explore_routes import beyond
from talentflow_app.explore_timeline import Timeline
from talentflow_app.runs_choice import choose
from talentflow_lab import page_words as text
from talentflow_lab.chart_frame import NEAR_KM
from talentflow_lab.page_parts import key_figures

__all__ = ["Look", "Page", "month_at"]


@dataclass(frozen=True)
class Look:
    """What the page shows: a run, a month (as 2020-08), a place, how much of the world, a part.

    `home` names the origin that is looked at, if it is not the first one of the run.
    """

    run: str = ""
    month: str = ""
    place: str = ""
    map: str = ""
    part: str = ""
    home: str = ""


_last: solara.Reactive[Look] = solara.reactive(Look())


def month_at(months: pd.DatetimeIndex, name: str) -> int:
    """Return the position of a month such as 2020-08; of the last one if there is no such."""
    names = list(months.strftime("%Y-%m"))
    return names.index(name) if name in names else len(names) - 1


@solara.component
def Page() -> None:  # noqa: N802 - the name that Solara looks for
    """Show a run."""
    look, change = use_address("explore", Look(), _last)
    with solara.v.Html(tag="div", class_="tf-page"):
        solara.v.Html(tag="h1", children=["Who left, when and where to"])
        run = choose(look.run, lambda key: change(run=key))
        if run is None:
            return
        try:
            flows_of(run)
        except TalentflowError as mistake:
            Problem(str(mistake))
        else:
            Shown(run, look, change).key(f"{run.folder}-{run.written}")


@solara.component
def Shown(run: runs.Run, look: Look, change: Callable[..., None]) -> None:  # noqa: N802
    """Show a run that could be read."""
    page = runs.page_of(run)
    origins = page.results.origin
    flows = flows_of(run, look.home if look.home in origins else origins[0])
    months = page.numbers.months
    position = month_at(months, look.month)
    month, mine = solara.use_reactive(position), solara.use_ref([position])
    solara.use_effect(lambda: _follow(position, month, mine.current), [position])
    names = solara.use_memo(
        lambda: territories(page, flows.home, list(flows.gone.columns)), [id(flows)]
    )
    place = look.place if look.place in names else flows.home
    use_pin(change, run=run.key, month=f"{months[position]:%Y-%m}", place=place)

    def rest(at: int) -> None:
        mine.current.append(at)
        change(month=f"{months[at]:%Y-%m}")

    with solara.Div(classes=["tf-facts"]):
        for key in key_figures(page):
            ranked = "; ".join(f"{name} {share}" for name, share in key.ranking)
            Fact(key.label, key.value, f"{ranked} ({key.note})" if ranked else key.note, large=True)
    Timeline(months, month, rest)
    with solara.Div(classes=["tf-explore"]):
        with solara.Div():
            Map(flows, look.map, place, month, change)
        with solara.v.Html(tag="aside", attributes={"aria-label": "Country or place"}):
            Picks(names, place, origins, flows.home, change)
            Panel(run, place, flows.home, month).key(f"{place}-{flows.home}")
    More(run, place, flows.home).key(f"more-{place}-{flows.home}")
    Parts(run, look.part, lambda name: change(part=name))


@solara.component
def Picks(  # noqa: N802 - a component
    names: dict[str, str],
    place: str,
    origins: Sequence[str],
    home: str,
    change: Callable[..., None],
) -> None:
    """Show what is picked, for those who do not click on maps, and whose people are looked at."""
    items = [{"text": text.capital(name), "value": code} for code, name in names.items()]
    with solara.Div(classes=["tf-picks"]):
        if len(origins) > 1:
            choices = [{"text": names[one], "value": one} for one in origins]
            solara.v.Select(
                label="People from", items=choices, v_model=home, dense=True, hide_details=True,
                on_v_model=lambda code: change(home=code, place=code),
            )  # fmt: skip
        solara.v.Select(
            label="Country or place", items=items, v_model=place, dense=True, hide_details=True,
            on_v_model=lambda code: change(place=code),
        )  # fmt: skip


def _follow(position: int, month: solara.Reactive[int], mine: list[int]) -> None:
    """Go to the month of the address, unless it is one of those that the slider has told it."""
    if position in mine:
        del mine[: mine.index(position) + 1]
    else:
        month.set(position)


@solara.component
def Map(  # noqa: N802 - a component
    flows: Flows, extent: str, place: str, month: solara.Reactive[int], change: Callable[..., None]
) -> None:
    """Show the map of the month that is looked at."""
    if not flows.start or not flows.gone.columns.isin(flows.atlas.index).any():
        solara.v.Html(tag="p", children=["Nobody left, or nobody knows where home is: no map."])
        return
    near = WIDE_KM if extent == "world" else NEAR_KM
    at = month.peek()
    chart = solara.use_memo(lambda: flow_chart(flows, at, place, near), [id(flows), near])
    table = solara.use_memo(lambda: listed(flows), [id(flows)])

    def picked(marks: list[Mapping[str, Any]]) -> None:
        if marks and marks[0].get("code"):
            change(place=str(marks[0]["code"]))

    date = flows.gone.index[month.value]
    Chart(
        "map",
        f"Gone from {flows.start['name']} by {text.month(date)}",
        chart,
        table,
        "Arcs: people who have left for a country, as wide as they are many. Circles: people from "
        "home who live at a place. Click a country or a place to see more of it.",
        picked,
        {"month": month.value, "picked": place},
    )
    with solara.Row(gap="8px", classes=["tf-map-foot"]):
        wide = extent == "world"
        solara.Button(
            "Show near countries" if wide else "Show the world", text=True, small=True,
            on_click=lambda: change(map="" if wide else "world"),
        )  # fmt: skip
        now = flows.gone.iloc[month.value]
        far = {code: name for code, name in beyond(flows, near).items() if now[code] >= 0.5}
        if far:
            solara.v.Html(tag="span", class_="tf-soft", children=["Beyond the map:"])
        for code, name in far.items():
            solara.Button(
                f"{name} {text.persons(float(now[code]))}", text=True, small=True,
                on_click=lambda code=code: change(place=code),
            )  # fmt: skip
