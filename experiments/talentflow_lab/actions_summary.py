"""What the tables of actions say in sentences: who gains how much by what, at what cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from talentflow_lab import page_words as text
from talentflow_lab.actions_folder import ActionsFolder
from talentflow_lab.facts import Fact, Sentence, tell
from talentflow_lab.page_numbers import Estimate

__all__ = ["estimate_of", "sentences"]

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip
_FIELDS = {
    "additional": ("additional", "low", "high"),
    "baseline": ("baseline", "baseline_low", "baseline_high"),
    "country": ("country_additional", "country_low", "country_high"),
    "cost": ("cost_per_additional", "cost_low", "cost_high"),
}


def estimate_of(row: Mapping[Any, Any], what: str) -> Estimate:
    """Read an estimate of the table `actions`: additional, baseline, country or cost.

    A bound without limit leaves the estimate without interval.
    """
    mean, low, high = (float(row[name]) for name in _FIELDS[what])
    if pd.isna(low) or high == float("inf"):
        return Estimate(mean)
    return Estimate(mean, low, high)


def sentences(found: ActionsFolder) -> list[Sentence]:
    """Tell what adds most, its cost, what cannot be told from nothing, and what the origin can."""
    table, asked = found.table, found.asked
    told = [_baseline(found)]
    sides = (("city", asked.name), ("host", asked.country_name))
    for side, name in sides:
        rows = table[(table["side"] == side) & ~table["package"]]
        if len(rows):
            told.append(_best(found, rows, name))
            told += _harmful(found, rows, name)
            told += _untold(rows, name)
    told += [_package(found, row) for row in table[table["package"]].to_dict("records")
             if row["side"] != "origin"]  # fmt: skip
    rows = table[(table["side"] == "origin") & ~table["package"]]
    if len(rows):
        told.append(_origin(rows))
        told += _untold(rows, "the origin")
    return told


def _baseline(found: ActionsFolder) -> Sentence:
    row = found.table[~found.table["side"].isin(["origin", "firm"])].iloc[0].to_dict()
    asked, when = found.asked, text.month(found.horizon)
    fact = Fact("baseline", f"Live in {asked.name} without any option, {when}",
                estimate_of(row, "baseline"), "persons", "actions: baseline")  # fmt: skip
    return tell("if nothing new is done, the number of simulated professionals who live in {0} in "
                "{1} {base:is}.", asked.name, when, base=fact)  # fmt: skip


def _best(found: ActionsFolder, rows: pd.DataFrame, name: str) -> Sentence:
    gains = rows[rows["told"] & (rows["additional"] > 0.0)]
    if gains.empty:
        return tell("of the levers of {0}, none is told to bring anybody to {1}.", name,
                    found.asked.name)  # fmt: skip
    row = gains.iloc[0].to_dict()
    more = _additional(row, found.asked.name)
    words = "the strongest lever of {0} is this: {1}. What it adds in {2} {more:is}"
    title = _lower(str(row["title"]).partition(",")[0])
    cost = estimate_of(row, "cost")
    if row["spent"] > 0.0 and cost.low is not None:
        fact = Fact(f"cost:{row['option']}", f"Cost of each additional, {row['title']}", cost,
                    "EUR", "actions: cost_per_additional")  # fmt: skip
        return tell(words + "; each of them costs {cost}.", name, title, found.asked.name,
                    more=more, cost=fact)  # fmt: skip
    return tell(words + ".", name, title, found.asked.name, more=more)


def _harmful(found: ActionsFolder, rows: pd.DataFrame, name: str) -> list[Sentence]:
    """Say which levers are told to lower what they should raise."""
    lower = rows[rows["told"] & (rows["additional"] < 0.0)]
    return [
        tell("of the levers of {0}, {1} is told to lower the number: what it changes in {2} "
             "{more:is}.", name, _lower(str(row["title"]).partition(",")[0]), found.asked.name,
             more=_additional(row, found.asked.name))
        for row in lower.to_dict("records")
    ]  # fmt: skip


def _untold(rows: pd.DataFrame, name: str) -> list[Sentence]:
    """Say which levers cannot be told from doing nothing."""
    kept = rows[~rows["told"]]
    if kept.empty:
        return []
    titles = [_lower(str(t).partition(",")[0]) for t in kept["title"]]
    many = _NUMBERS[len(kept)] if len(kept) < len(_NUMBERS) else "many"
    return [
        tell("of the levers of {0}, {1} cannot be told from doing nothing: {2}.", name, many,
             text.listing(titles))
    ]  # fmt: skip


def _package(found: ActionsFolder, row: dict[Any, Any]) -> Sentence:
    title, where = _lower(str(row["title"])), found.asked.name
    held = [_lower(one.partition(":")[0].replace("-", " "))
            for one in found.record["levers"][row["option"]]]  # fmt: skip
    names = "both packages" if " and " in str(row["side"]) else text.listing(held)
    if not row["told"]:
        return tell("the {0} ({1}) cannot be told from doing nothing.", title, names)
    return tell("the {0} ({1}) together: what it adds in {2} {more:is}.", title, names, where,
                more=_additional(row, where))  # fmt: skip


def _origin(rows: pd.DataFrame) -> Sentence:
    gains = rows[rows["told"] & (rows["additional"] > 0.0)]
    if gains.empty:
        return tell("none of what the origin could do is told to keep or win back anybody.")
    row = gains.iloc[0].to_dict()
    return tell(
        "of what the origin could do, {0} keeps or wins back most: what it adds at home {more:is}.",
        _lower(str(row["title"]).partition(",")[0]), more=_additional(row, "the origin"),
    )  # fmt: skip


def _additional(row: dict[Any, Any], where: str) -> Fact:
    return Fact(f"additional:{row['option']}", f"Additional in {where}: {row['title']}",
                estimate_of(row, "additional"), "more", "actions: additional")  # fmt: skip


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:] if not words[:2].isupper() else words
