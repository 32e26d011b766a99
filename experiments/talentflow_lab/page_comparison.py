"""The report on a comparison: what its levers add, at what cost, and who would miss the people."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from talentflow.levers import catalogue
from talentflow.scenario import load
from talentflow_lab import page_words as text
from talentflow_lab.document import Document
from talentflow_lab.facts import Fact, Sentence, tell
from talentflow_lab.page_levers import levers_section
from talentflow_lab.page_limits import limits_section
from talentflow_lab.page_numbers import Estimate
from talentflow_lab.page_parts import Section
from talentflow_lab.page_policy import policy_section
from talentflow_lab.page_results import Gazetteer
from talentflow_lab.page_summary import summary_section
from talentflow_lab.policies import Policies, read_policies

__all__ = ["comparison_document"]

_NOTE = (
    "Each number is the mean over pairs of runs with the same people and the same luck; intervals "
    "are 90\u202f% confidence intervals of that mean, those of costs also hold the ranges of fixed "
    "and unit costs."
)


def comparison_document(folder: Path) -> Document:
    """Return the report on a comparison; raise FolderError for a folder that holds none."""
    (one,) = read_policies([folder])
    case = load(folder / "baseline.toml")
    names = Gazetteer(case.data.country_rows, case.data.place_rows)
    told = list(_sentences(one, names))
    effects = one.effects[one.effects["outcome"] == f"stock:{one.costs['owner'].iloc[0]}"]
    clear = not effects["low"].iloc[-1] <= 0.0 <= effects["high"].iloc[-1]
    slugs = [str(slug) for slug in one.costs["lever"] if slug in catalogue()]
    pairs = int(one.record.get("pairs", 0))
    run = tomllib.loads((folder / "baseline.toml").read_text(encoding="utf-8"))
    sections = [
        summary_section(told, _NOTE),
        policy_section(names, [one]),
        levers_section([(catalogue()[slug].title, slug, clear) for slug in slugs]),
        limits_section(
            [
                (
                    "Costs count what the owner spends, not what others lose; most figures of "
                    "levers are judgements with wide ranges."
                ),
                f"There are {pairs} pairs." if pairs > 1 else "One pair gives no interval.",
            ]
        ),
        _again(one, run, case.fingerprint),
    ]
    return Document(
        title=case.title,
        headline=f"What would change with: {text.listing([_title(slug) for slug in slugs])}",
        byline=f"A simulation, not a count: {pairs} pairs of runs of an agent-based model.",
        version="",
        summary=told,
        keys=[],
        sections=sections,
    )


def _title(slug: str) -> str:
    title = catalogue()[slug].title
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _sentences(one: Policies, names: Gazetteer) -> Iterator[Sentence]:
    rows = one.effects[one.effects["group"] == "all"]
    last = rows[rows["date"] == rows["date"].max()]
    when = text.month(last["date"].iloc[0])
    for row in last[last["outcome"].str.startswith("stock:")].to_dict("records"):
        code = str(row["outcome"]).removeprefix("stock:")
        name = _name(names, code)
        more = Fact(f"effect:{code}", f"More who live in {name}, {when}",
                    _estimate(row["effect"], row["low"], row["high"]), "more",
                    "effects: stock at the horizon")  # fmt: skip
        yield tell("what it adds to the professionals who live in {0} in {1} {more:is}.", name,
                   when, more=more)  # fmt: skip
    for row in one.costs.to_dict("records"):
        each = _estimate(row["cost_per_additional"], row["low"], row["high"])
        if pd.isna(each.mean) or each.low is None:
            continue
        name = _name(names, str(row["owner"]))
        slug = str(row["lever"])
        label = _title(slug) if slug in catalogue() else "all of it"
        cost = Fact(f"cost:{slug}:{row['owner']}", f"Cost of each additional, {label}, {name}",
                    each, "EUR", "costs: cost_per_additional")  # fmt: skip
        yield tell("the cost of each additional professional of {0} for {1} {cost:is}.", label,
                   name, cost=cost)  # fmt: skip


def _name(names: Gazetteer, code: str) -> str:
    country, _, place = code.partition(":")
    return names.place_name(place) if place else names.country_name(country)


def _estimate(mean: float, low: float, high: float) -> Estimate:
    if pd.isna(low) or high == float("inf"):
        return Estimate(float(mean))
    return Estimate(float(mean), float(low), float(high))


def _again(one: Policies, run: dict[str, object], fingerprint: str) -> Section:
    facts = {"Fingerprint of the baseline": fingerprint, "Seed": run.get("seed", ""),
             "Pairs": one.record.get("pairs", ""), "Scale": run.get("scale", ""),
             "Command": one.record.get("command", "")}  # fmt: skip
    slug = str(one.costs["lever"].iloc[0])
    commands = [
        {"why": "What a lever rests on: figures, ranges, sources.",
         "line": f"talentflow levers show {slug}"},
    ]  # fmt: skip
    context = {"facts": {k: str(v) for k, v in facts.items() if v != ""}, "commands": commands}
    return Section("again", "Cite, reproduce, go on", "again.html.j2", context)
