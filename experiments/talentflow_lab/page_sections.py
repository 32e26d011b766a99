"""The sections of the report page: what each shows, from the page's numbers.

A section is a function from a `Page` to a `Section`, whose template stands in
`templates/sections/`. Adding one is adding a function to `SECTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from talentflow_lab import page_commands, page_reasons, page_text
from talentflow_lab import page_figures as figures
from talentflow_lab.page_cities import cities
from talentflow_lab.page_firms import firms
from talentflow_lab.page_hires import hires
from talentflow_lab.page_limits import limits
from talentflow_lab.page_matters import matters
from talentflow_lab.page_observed import observed
from talentflow_lab.page_parts import Page, Section
from talentflow_lab.page_policy import policy
from talentflow_lab.page_returns import returns
from talentflow_lab.page_story import story_sentences
from talentflow_lab.page_visas import visas
from talentflow_lab.page_voice import voice
from talentflow_lab.page_words import percent, persons
from talentflow_lab.page_work import work

__all__ = ["SECTIONS"]

_LISTED = 0.5
"""Share (percent) from which a destination beyond the map is listed."""

_ASSUMPTIONS = 400
"""The most rows of assumptions listed in one group; the others stand in provenance.csv."""


def _where(page: Page) -> Section:
    drawn = figures.map_figure(page.numbers, page.destinations)
    away = drawn[1].to_dict("records") if drawn else []
    far = [row for row in away if row["share"] >= _LISTED]
    return Section(
        "where",
        "Where they went",
        "where.html.j2",
        {
            "map": drawn[0] if drawn else None,
            "far": [(r["name"], persons(r["persons"]), percent(r["share"])) for r in far],
            "few": len(away) - len(far),
            "bars": figures.destinations_figure(page.numbers, page.compared),
        },
    )


def _when(page: Page) -> Section:
    return Section(
        "when",
        "When they left",
        "when.html.j2",
        {
            "figures": [
                figures.leavers_figure(page.numbers),
                figures.share_figure(page.numbers, page.compared),
            ],
            "home": page_text.home_sentence(page.numbers),
        },
    )


def _stages(page: Page) -> Section:
    return Section(
        "stages",
        "From wish to move",
        "stages.html.j2",
        {
            "figures": figures.stage_figures(page.numbers),
            "blocked": page_text.blocked_sentence(page.numbers),
        },
    )


def _why(page: Page) -> Section:
    drawn = [
        page_reasons.wish_figure(page.numbers),
        page_reasons.choice_figure(page.numbers, page.destinations),
    ]
    return Section("why", "Why, and why there", "why.html.j2", {"figures": [f for f in drawn if f]})


def _life(page: Page) -> Section | None:
    sentences = story_sentences(page.results.story, page.results.place_name)
    return (
        Section("life", "One life", "life.html.j2", {"sentences": sentences}) if sentences else None
    )


def _assumed(page: Page) -> Section:
    rows = page.results.provenance
    supposed = rows["source"].str.match(r"(?i)\s*(prior|judgement)")
    weak = rows[rows["certainty"].isin(["prior", "low"]) | supposed]
    of_data = weak["path"].str.startswith("data.")
    groups = [("Parameters of the model", weak[~of_data]), ("Figures of the data", weak[of_data])]
    return Section(
        "assumed",
        "What is assumed",
        "assumed.html.j2",
        {
            "total": len(rows),
            "weak": len(weak),
            "groups": [
                (title, _listed(group), len(group)) for title, group in groups if len(group)
            ],
        },
    )


def _listed(rows: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {str(key): _tidy(str(value)) for key, value in row.items()}
        for row in rows.head(_ASSUMPTIONS).to_dict("records")
    ]


def _tidy(value: str) -> str:
    """Drop the decimals that a whole number carries in a column of decimals."""
    whole, dot, decimals = value.partition(".")
    return whole if dot and whole.lstrip("-").isdigit() and decimals == "0" else value


def _again(page: Page) -> Section:
    run, months = page.results.run, page.numbers.months
    terms = page_reasons.wish_terms(page.numbers)
    changed = (terms["after"] - terms["before"].fillna(0)).abs().sort_values(ascending=False)
    strongest = str(terms["term"][changed.index[0]]) if len(terms) else None
    count = len(page.numbers.replications)
    version, fingerprint = str(run.get("version", "")), str(run.get("fingerprint", ""))
    facts = {
        "Cite as": f"{page.results.title}. Simulated with talentflow {version}, scenario "
        f"{fingerprint[:12]}, seed {run.get('seed', '')}, replications: {count}.",
        "Fingerprint": fingerprint,
        "Seed": run.get("seed", ""),
        "Replications": count,
        "Months": f"{months[0]:%Y-%m} to {months[-1]:%Y-%m}",
        "Scale": run.get("scale", ""),
        "Version": version,
        "Command": page_commands.command_line(page.results),
    }
    return Section(
        "again",
        "Cite, reproduce, go on",
        "again.html.j2",
        {
            "facts": {name: str(value) for name, value in facts.items() if value != ""},
            "commands": page_commands.next_commands(page.results, strongest),
        },
    )


SECTIONS: tuple[Callable[[Page], Section | None], ...] = (
    _where,
    cities,
    hires,
    _when,
    _stages,
    visas,
    _why,
    firms,
    work,
    voice,
    _life,
    returns,
    observed,
    policy,
    matters,
    limits,
    _assumed,
    _again,
)
