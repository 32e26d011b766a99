"""The report on what a beneficiary could do: ranked options, costs, displacement, the origin."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talentflow_lab import chart_actions
from talentflow_lab import page_words as text
from talentflow_lab.actions_folder import ActionsFolder
from talentflow_lab.actions_summary import estimate_of, sentences
from talentflow_lab.document import Document
from talentflow_lab.hedges import written
from talentflow_lab.page_draw import Figure, vega
from talentflow_lab.page_levers import levers_section
from talentflow_lab.page_limits import limits_section
from talentflow_lab.page_numbers import Estimate
from talentflow_lab.page_parts import KeyFigure, Section
from talentflow_lab.page_summary import summary_section

__all__ = ["actions_document"]

_LEADS = 0.05
"""Share of pairs from which it is told that an option adds the most of its side."""
_LISTED = 6
"""The most places listed as losing people to an option."""


def actions_document(found: ActionsFolder, title: str) -> Document:
    """Return the report on actions."""
    asked, table = found.asked, found.table
    told = sentences(found)
    mine = table[~table["side"].isin(["origin", "firm"])]
    sections = [
        summary_section(told, _note(found)),
        _ranking(found, "own", f"What {_who(found)} could do", mine),
        _more(found, "firms", "What firms could do", table[table["side"] == "firm"]),
        _ranking(found, "origin", "What the origin could do to keep or win back its people",
                 table[table["side"] == "origin"]),
        _displaced(found, mine),
        levers_section(_levers(found)),
        limits_section(_limits(found)),
        _again(found),
    ]  # fmt: skip
    return Document(
        title=title,
        headline=f"What could {asked.name} do to win professionals?",
        byline=(
            f"A simulation, not a count: {found.record['pairs']} pairs of runs of an agent-based "
            "model for each option, with the same people and the same luck with and without it."
        ),
        version=str(found.record.get("version", "")),
        summary=told,
        keys=_keys(found, mine),
        sections=[one for one in sections if one is not None],
    )


def _who(found: ActionsFolder) -> str:
    asked = found.asked
    return f"{asked.name} and {asked.country_name}" if asked.place else asked.name


def _note(found: ActionsFolder) -> str:
    return (
        f"Professionals who live there in {text.month(found.horizon)}, if the lever is in force "
        f"from {text.month(found.since)} on, less those who would live there anyway. Intervals are "
        f"90{text.NARROW}% confidence intervals of the mean over pairs; they hold luck"
        + _doubt(found)
    )


def _doubt(found: ActionsFolder) -> str:
    if "posterior" in found.record:
        return (
            " and what the calibration leaves open about the parameters, of which each pair has a "
            "draw of its own; not doubt about the form of the model."
        )
    return ", not doubt about the assumptions."


def _keys(found: ActionsFolder, mine: pd.DataFrame) -> list[KeyFigure]:
    best = mine[mine["told"] & ~mine["package"] & (mine["additional"] > 0.0)]
    keys = []
    for side, name in (("city", found.asked.name), ("host", found.asked.country_name)):
        rows = best[best["side"] == side]
        if rows.empty:
            continue
        row = rows.iloc[0].to_dict()
        value = estimate_of(row, "additional")
        mean, low, high = written(value, "more")
        keys.append(
            KeyFigure(
                f"More professionals in {found.asked.name} by the strongest lever of {name}",
                mean, value.mean, f"{row['title']}; between {low} and {high}",
            )
        )  # fmt: skip
    return keys


def _ranking(found: ActionsFolder, slug: str, heading: str, rows: pd.DataFrame) -> Section | None:
    if rows.empty:
        return None
    asked = found.asked
    where = "the origin" if slug == "origin" else asked.name
    rows = rows.assign(never=~rows["told"], less=-rows["additional"])
    rows = rows.sort_values(["never", "less"], kind="stable")
    title = f"Professionals more in {where}, {text.month(found.horizon)}"
    words = f"{heading}: {text.listing([_spoken(r) for r in rows.to_dict('records')])}."
    drawn = vega(chart_actions.effects(rows, words))
    caption = (
        "Mark: mean over pairs; line: its 90 % confidence interval. A hollow mark is an option "
        "whose interval holds zero: it cannot be told from doing nothing."
    )
    figure = Figure(f"actions-{slug}", title, words, drawn, caption)
    context = {
        "figure": figure,
        "rows": [_row(row, asked.country_name if asked.place and slug != "origin" else "")
                 for row in rows.to_dict("records")],
        "country": asked.country_name if asked.place and slug != "origin" else "",
        "place": where,
        "untold": int((~rows["told"]).sum()),
        "count": len(rows),
    }  # fmt: skip
    return Section(slug, heading, "actions.html.j2", context)


def _more(found: ActionsFolder, slug: str, heading: str, rows: pd.DataFrame) -> Section | None:
    if rows.empty:
        return None
    context = {"rows": [_row(row, "") for row in rows.to_dict("records")],
               "country": found.asked.country_name}  # fmt: skip
    return Section(slug, heading, "actions_firms.html.j2", context)


def _spoken(row: dict[Any, Any]) -> str:
    mean, low, high = written(estimate_of(row, "additional"), "more")
    span = f" ({low} to {high})" if low else ""
    return f"{row['title']} {mean}{span}"


def _row(row: dict[Any, Any], country: str) -> dict[str, str]:
    mean, low, high = written(estimate_of(row, "additional"), "more")
    at_home = written(estimate_of(row, "country"), "more") if country else ("", "", "")
    return {
        "title": str(row["title"]),
        "kind": "package" if row["package"] else "",
        "leads": f"{row['leads']:.0%}" if row["leads"] >= _LEADS else "",
        "mean": mean,
        "range": f"{low} to {high}" if low else "one pair: no interval",
        "told": "" if row["told"] else "not told from zero",
        "country": at_home[0],
        "country_range": f"{at_home[1]} to {at_home[2]}" if at_home[1] else "",
        **_cost(row),
        "recipients": _count(row["recipients"]),
        "deadweight": _count(row["deadweight"]),
        "crowded": _count(row["crowded_out"]),
        "spent": f"{_money(row['spent'])}",
    }


def _cost(row: dict[Any, Any]) -> dict[str, str]:
    """Write the cost of each additional professional, where there is one to speak of."""
    if row["spent"] <= 0.0:
        return {"each": "no cost stated", "each_range": ""}
    if not row["told"] or row["additional"] <= 0.0:
        return {"each": "not known", "each_range": "nobody is told to be gained"}
    low, high = row["cost_low"], row["cost_high"]
    each = _money(row["cost_per_additional"])
    if pd.isna(low):
        return {"each": each, "each_range": ""}
    top = _money(high) if high < float("inf") else "no limit"
    return {"each": each, "each_range": f"{_money(low)} to {top}"}


def _money(value: float) -> str:
    """Write money to two digits: costs are judgements."""
    digits = len(f"{abs(value):.0f}")
    return f"{round(value, min(2 - digits, 0)):,.0f}"


def _count(value: float) -> str:
    return "" if pd.isna(value) else written(Estimate(float(value)), "persons")[0]


def _displaced(found: ActionsFolder, mine: pd.DataFrame) -> Section | None:
    """Say of each option that is told from zero where its people would live otherwise."""
    told = mine[mine["told"] & (mine["additional"] > 0.0)]
    rows = [
        {"title": str(row["title"]), "from": _sources(found, str(row["option"]))}
        for row in told.to_dict("records")
    ]
    rows = [row for row in rows if row["from"]]
    if not rows:
        return None
    return Section("displacement", "Who would miss them", "displaced.html.j2", {"rows": rows})


def _sources(found: ActionsFolder, option: str) -> list[tuple[str, str]]:
    ways, asked = found.displacement, found.asked
    ways = ways[ways["option"] == option]
    places = found.baseline.data.place_rows
    own = {asked.place} if asked.place else set(places[places["iso3"] == asked.country]["place"])
    came = ways[ways["place_with"].isin(own) & ~ways["place_without"].isin(own)]
    went = ways[~ways["place_with"].isin(own) & ways["place_without"].isin(own)]
    lost = came.groupby("place_without")["persons"].sum()
    lost = lost.sub(went.groupby("place_with")["persons"].sum(), fill_value=0.0)
    lost = lost[lost > 0.0].sort_values(ascending=False, kind="stable").head(_LISTED)
    return [(found.place_name(str(place)), _count(float(n))) for place, n in lost.items()]


def _levers(found: ActionsFolder) -> list[tuple[str, str, bool]]:
    rows = found.table.set_index("option")
    return [
        (str(rows.loc[option, "title"]), held[0].partition(":")[0], bool(rows.loc[option, "told"]))
        for option, held in found.record["levers"].items() if len(held) == 1
    ]  # fmt: skip


def _limits(found: ActionsFolder) -> list[str]:
    scale, pairs = float(found.record["scale"]), int(found.record["pairs"])
    count = len(found.table)
    said = [
        (
            f"{count} options were tried. At 90 % confidence about one in twenty that do nothing "
            "would seem to add people by chance, so the last of those that are told apart deserve "
            "doubt."
        ),
        (
            "Every lever is at the catalogue's documented figures, most of which are judgements; "
            "`talentflow levers rank` draws them from their ranges and says how often an "
            "order holds."
        ),
        "Costs count what the owner spends, not what others lose.",
    ]
    if found.asked.place:
        said.append(
            f"{found.asked.name} is a handful of people in this model"
            + (", run at full scale, one simulated person for one real one."
               if scale <= 1.0 else
               f", and one simulated person stands for {scale:g}: too coarse for a city.")
        )  # fmt: skip
    if pairs < 20:
        said.append(f"There are {pairs} pairs only; --replications tells more apart.")
    return said


def _again(found: ActionsFolder) -> Section:
    record = found.record
    facts = {
        "Fingerprint": record["fingerprint"], "Seed": record["seed"], "Pairs": record["pairs"],
        "Scale": record["scale"], "Version": record.get("version", ""),
        "Months": f"{found.since:%Y-%m} to {found.horizon:%Y-%m}",
        "Command": record.get("command", ""),
    }  # fmt: skip
    first = next(iter(record["levers"].values()))
    commands = [
        {"why": "One option on its own, month by month and person by person.",
         "line": f"talentflow compare {record.get('scenario', '')} --lever {first[0]} "
                 f"--start {found.since:%Y-%m} --months {record['months']} --out results/one"},
        {"why": "What a lever rests on: figures, ranges, sources.",
         "line": f"talentflow levers show {first[0].partition(':')[0]}"},
        {"why": "How often the order of levers holds if their figures are drawn from their ranges.",
         "line": f"talentflow levers rank {record.get('scenario', '')} --owner {record['for']}"},
    ]  # fmt: skip
    context = {"facts": {k: str(v) for k, v in facts.items() if v != ""}, "commands": commands}
    return Section("again", "Cite, reproduce, go on", "again.html.j2", context)
