"""The summary of a run: sentences in plain words, with intervals, each number from a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from talentflow_lab import page_words as text
from talentflow_lab.document import UNDER_HEADLINE
from talentflow_lab.facts import Fact, Sentence, facts_frame, facts_of, tell
from talentflow_lab.page_numbers import Estimate, Numbers, estimate
from talentflow_lab.page_parts import Page, Section
from talentflow_lab.territory import Beneficiary

__all__ = ["run_sentences", "summary_section"]

_NAMED = 3
"""Destinations that are told."""


def summary_section(sentences: list[Sentence], note: str) -> Section:
    """Show the sentences that do not stand under the headline, and the numbers of all."""
    rows = facts_frame(facts_of(sentences)).to_dict("records")
    context = {
        "sentences": [one.text for one in sentences[UNDER_HEADLINE:]],
        "rows": rows,
        "note": note,
    }
    return Section("summary", "In short", "summary.html.j2", context)


def run_sentences(page: Page, asked: Beneficiary | None = None) -> list[Sentence]:
    """Tell how many left, where to, how fast, who came back, and who came to a beneficiary."""
    numbers = page.numbers
    told = [_left(numbers), *_destinations(page), *_pace(numbers), *_home(numbers)]
    if asked is not None:
        told.insert(1, _arrived(page, asked))
    return told


def _period(numbers: Numbers) -> str:
    return f"from {text.month(numbers.since)} to {text.month(numbers.months[-1])}"


def _left(numbers: Numbers) -> Sentence:
    since, end = numbers.since, numbers.months[-1]
    home = numbers.results.home_name
    left = Fact(
        "left", f"Left {home}, {_period(numbers)}", numbers.left(since, end), "persons",
        "flows: first moves out of home",
    )  # fmt: skip
    share = Fact(
        "left_share", f"The same, of those who lived in {home} before",
        numbers.left_share(since, end), "%", "flows and stocks: first moves / residents before",
    )  # fmt: skip
    return tell(
        "the number of professionals who left {0} {1} {left:is}; of those who lived there before, "
        "that {share:is}.", home, _period(numbers), left=left, share=share,
    )  # fmt: skip


def _destinations(page: Page) -> list[Sentence]:
    rows = page.destinations.head(_NAMED).to_dict("records")
    if not rows:
        return []
    facts, parts = {}, []
    for row in rows:
        name = page.results.country_name(str(row["destination"]))
        value = _estimate(row)
        key = f"to_{row['destination']}"
        facts[key] = Fact(
            key, f"Share of those who left that went to {name}", value, "%",
            "flows: first moves by destination",
        )  # fmt: skip
        parts.append(f"{name.replace('{', '').replace('}', '')}, {{{key}}}")
    return [tell("their first destinations: " + "; ".join(parts) + ".", **facts)]


def _pace(numbers: Numbers) -> list[Sentence]:
    calm, jump, turning = numbers.calm_rate(), numbers.jump(), numbers.turning
    if not (calm and jump and turning):
        return []
    rate = Fact("calm_rate", f"Left in a year, before {text.month(turning.month)}", calm, "%",
                "flows and stocks: monthly leavers / residents, times twelve")  # fmt: skip
    times = Fact("jump", "Highest monthly rate after it, relative to calm", jump, "times",
                 "flows and stocks: highest of four months / calm mean")  # fmt: skip
    return [
        tell(
            "before {0}, the share that left in a year {rate:is}; at the height of the crisis the "
            "monthly rate, relative to calm, {times:is}.",
            text.month(turning.month), rate=rate, times=times,
        )
    ]  # fmt: skip


def _home(numbers: Numbers) -> list[Sentence]:
    home, end = numbers.results.home_name, text.month(numbers.months[-1])
    residents = Fact("at_home", f"Live in {home}, {end}", estimate(numbers.at_home.iloc[-1]),
                     "persons", "stocks: citizens at home, last month")  # fmt: skip
    abroad = Fact("abroad", f"Live abroad, {end}", estimate(numbers.abroad.iloc[-1]), "persons",
                  "stocks: citizens abroad, last month")  # fmt: skip
    back = Fact("returned", f"Moved back, {_period(numbers)}", _returned(numbers), "persons",
                "flows: returns to home")  # fmt: skip
    return [
        tell(
            "the number of professionals who live in {0} in {1} {residents:is}, of those who live "
            "abroad {abroad}.", home, end, residents=residents, abroad=abroad,
        ),
        tell("the number of returns {0} {back:is}.", _period(numbers), back=back),
    ]  # fmt: skip


def _returned(numbers: Numbers) -> Estimate:
    flows = numbers.results.flows
    back = flows["destination"].isin(numbers.results.origin) & (flows["kind"] == "return")
    return _by_run(numbers, flows[back & (flows["date"] >= numbers.since)])


def _arrived(page: Page, asked: Beneficiary) -> Sentence:
    flows = page.results.flows
    rows = flows[(flows["date"] >= page.numbers.since) & (flows["kind"] != "internal")]
    if asked.place:
        rows = rows[rows["destination_place"] == asked.place]
    else:
        rows = rows[rows["destination"] == asked.country]
    came = Fact("arrived", f"Came to {asked.name} from abroad, {_period(page.numbers)}",
                _by_run(page.numbers, rows), "persons", "flows: moves from abroad")  # fmt: skip
    return tell("the number who came to {0} from abroad {1} {came:is}.", asked.name,
                _period(page.numbers), came=came)  # fmt: skip


def _by_run(numbers: Numbers, rows: pd.DataFrame) -> Estimate:
    sums = rows.groupby("replication")["persons"].sum()
    return estimate(sums.reindex(numbers.replications, fill_value=0.0))


def _estimate(row: Mapping[Any, Any]) -> Estimate:
    mean, low, high = float(row["share"]), row["low"], row["high"]
    return Estimate(mean) if pd.isna(low) else Estimate(mean, float(low), float(high))
