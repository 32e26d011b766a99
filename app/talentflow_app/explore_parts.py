"""The parts of a run's report, as the tabs of the page show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import solara

from talentflow.vocabulary import ORDINARY, STAGES
from talentflow_app.charts import Drawn
from talentflow_app.runs import Run, page_of
from talentflow_lab import page_figures as figures
from talentflow_lab import page_text
from talentflow_lab.page_draw import Figure, line_figure
from talentflow_lab.page_firms import firms
from talentflow_lab.page_hires import hires, named_places
from talentflow_lab.page_parts import Page
from talentflow_lab.page_returns import change, returns
from talentflow_lab.page_visas import visas
from talentflow_lab.page_voice import voice
from talentflow_lab.page_work import work

__all__ = ["PARTS", "Part", "Parts", "part_of"]


@dataclass(frozen=True)
class Part:
    """What a tab shows: a sentence, charts, and a table (header first), each of which may miss."""

    words: str
    figures: tuple[Figure, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def _leaving(page: Page) -> Part:
    numbers, home = page.numbers, page.results.home_name
    drawn = [
        figures.leavers_figure(numbers),
        figures.share_figure(numbers, page.compared),
        line_figure(numbers, "at-home", f"Professionals who live in {home}", numbers.at_home),
        line_figure(numbers, "abroad", f"Professionals of {home} who live abroad", numbers.abroad),
    ]
    return Part(page_text.home_sentence(numbers), tuple(drawn))


def _stages(page: Page) -> Part | None:
    drawn = figures.stage_figures(page.numbers, STAGES)
    return Part(page_text.blocked_sentence(page.numbers), tuple(drawn)) if drawn else None


def _places(page: Page) -> Part | None:
    drawn = figures.destinations_figure(page.numbers, page.compared)
    return Part("", (drawn,)) if drawn else None


def _firms(page: Page) -> Part | None:
    section = firms(page)
    if section is None:
        return None
    found = section.context
    head = ("Place", *(f"Offices, {date}" for date in found["dates"]), "Staff there at last")
    rows = [
        (str(row["place"]), *(value for value, _ in row["cells"]), row["staff"][0])
        for row in found["rows"]
    ]
    return Part(found["words"], (*found["figures"], *found["staff"]), (head, *rows))


def _visas(page: Page) -> Part | None:
    section = visas(page)
    if section is None:
        return None
    head = ("Programme, whole run", "Visas", "To movers", "To their families",
            "To others, who stay", "Refused")  # fmt: skip
    columns = ("name", "visas", "movers", "families", "unused", "refused")
    rows = [tuple(row[name] for name in columns) for row in section.context["rows"]]
    words = "A visa is not a move: families get visas, too, and some who get one stay at home."
    return Part(words, (section.context["figure"],), (head, *rows))


def _work(page: Page) -> Part | None:
    section = work(page)
    if section is None:
        return None
    found = section.context
    head = (f"Employer's country, {found['end']}", "People who live and work there", "90 %",
            "Remote work for it, full-time jobs", "90 %")  # fmt: skip
    columns = ("country", "people", "people_range", "time", "time_range")
    rows = [tuple(row[name] for name in columns) for row in found["rows"]]
    words = "People who left, and the working time of people who stay and work for others: two "
    words += "losses, which are not added up."
    return Part(words, tuple(found["figures"]), (head, *rows))


def _voice(page: Page) -> Part | None:
    section = voice(page)
    if section is None:
        return None
    return Part("", (section.context["large"], *section.context["figures"]))


def _hires(page: Page) -> Part | None:
    section = hires(page)
    if section is None:
        return None
    found = section.context["places"]
    head = ("Place", "Who", "Jobs filled", "90 %")
    rows = [
        (one["name"], row["who"], row["all"], row["all_range"])
        for one in found
        for row in one["rows"]
    ]
    words = "Natives and everybody else who is not simulated one by one fill most of the jobs."
    return Part(words, tuple(one["figure"] for one in found if one["figure"]), (head, *rows))


def _returns(page: Page) -> Part | None:
    section = returns(page)
    if section is None:
        return None
    found = section.context
    head = ("Back within", "People", "90 %", "Of those abroad at the change", "90 %")
    columns = ("year", "back", "range", "share", "share_range")
    rows = [tuple(row[name] for name in columns) for row in found["rows"]]
    words = f"In {found['date']} politics in {found['home']} change, by the scenario's assumption; "
    words += f"{found['abroad']} of its professionals live abroad then."
    return Part(words, (), (head, *rows))


def _any(page: Page) -> bool:
    return bool(len(page.numbers.months))


PARTS: dict[str, tuple[str, Callable[[Page], bool], Callable[[Page], Part | None]]] = {
    "leaving": ("Leaving and staying", _any, _leaving),
    "stages": ("From wish to move", lambda page: bool(len(page.results.stages)), _stages),
    "places": ("Where to", _any, _places),
    "firms": (
        "Firms", lambda page: bool((page.results.firms["stage"] != "settled").any()), _firms,
    ),
    "visas": (
        "Visas", lambda page: bool((page.results.queues["programme"] != ORDINARY).any()), _visas,
    ),
    "hires": ("Who fills the jobs", lambda page: bool(named_places(page.results)), _hires),
    "work": (
        "Work and working time",
        lambda page: bool((page.results.work["employment"] == "remote").any()),
        _work,
    ),
    "voice": ("Those who speak up", lambda page: bool(len(page.results.voice)), _voice),
    "returns": ("Who came back", lambda page: change(page.results) is not None, _returns),
}  # fmt: skip
"""The parts by the name that stands in the address: what they are called, a quick look whether a
run may have something of them, and how they are made."""


@lru_cache(maxsize=64)
def part_of(run: Run, name: str) -> Part | None:
    """Return a part of a run's report; None if the run has nothing of it."""
    return PARTS[name][2](page_of(run))


@solara.component
def Parts(run: Run, name: str, on_name: Callable[[str], None]) -> None:  # noqa: N802 - a component
    """Show the parts of a report as tabs, one of them open."""
    there = [one for one, (_, may, _) in PARTS.items() if may(page_of(run))]
    here = name if name in there else there[0]
    with solara.v.Tabs(
        v_model=there.index(here),
        on_v_model=lambda index: on_name(there[index]),
        show_arrows=True,
        background_color="transparent",
        class_="tf-tabs",
    ):
        for one in there:
            solara.v.Tab(children=[PARTS[one][0]])
    part = part_of(run, here)
    if part is None:
        solara.v.Html(tag="p", children=["The run has nothing of this."])
    else:
        Shown(part).key(f"{run.folder}-{here}")


@solara.component
def Shown(part: Part) -> None:  # noqa: N802 - a component
    """Show one part."""
    if part.words:
        solara.v.Html(tag="p", children=[part.words])
    with solara.Div(classes=["tf-grid", "tf-pairs"]):
        for figure in part.figures:
            Drawn(figure).key(figure.slug)
    if len(part.rows) > 1:
        Table(part.rows)


@solara.component
def Table(rows: tuple[tuple[str, ...], ...]) -> None:  # noqa: N802 - a component
    """Show a table, header first."""
    head, *body = rows
    with solara.Div(classes=["tf-scroll"]), solara.v.Html(tag="table", class_="tf-table"):
        with solara.v.Html(tag="thead"), solara.v.Html(tag="tr"):
            for cell in head:
                solara.v.Html(tag="th", attributes={"scope": "col"}, children=[cell])
        with solara.v.Html(tag="tbody"):
            for row in body:
                with solara.v.Html(tag="tr"):
                    for cell in row:
                        solara.v.Html(tag="td", children=[cell])
