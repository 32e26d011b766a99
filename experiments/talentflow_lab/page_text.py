"""Say in sentences what the numbers of a run tell.

Nothing here knows a result: every sentence adapts to the numbers it is given.
"""

from __future__ import annotations

from talentflow_lab import links
from talentflow_lab.hedges import written
from talentflow_lab.page_compare import Comparison
from talentflow_lab.page_numbers import Numbers
from talentflow_lab.page_results import Results
from talentflow_lab.page_words import capital, listing, month, percent, persons, plain, times


def headline(numbers: Numbers) -> str:
    """Say in one sentence how many left, from where, and when."""
    results, end = numbers.results, numbers.months[-1]
    found = numbers.left(numbers.since, end)
    left = found.mean
    who = (
        f"{written(found, 'persons')[0]} professionals" if round(left) != 1 else "one professional"
    )
    if left < 0.5:
        who = "no professionals"
    period = f"between {month(numbers.since)} and {month(end)}"
    return f"Simulated: {who} left {results.home_name} {period}"


def home_sentence(numbers: Numbers) -> str:
    """Say how the number of professionals at home and abroad changed over the run."""
    first, last = numbers.at_home.mean(axis=1).iloc[[0, -1]]
    away = numbers.abroad.mean(axis=1).iloc[[0, -1]]
    name, since = numbers.results.home_name, month(numbers.since)
    change = (
        f"grew from {persons(first)} to {persons(last)}: newcomers outnumbered those who left"
        if last >= first
        else f"shrank from {persons(first)} to {persons(last)}: newcomers did not make up for it"
    )
    back = numbers.returned()
    return (
        f"Over the whole run the professionals living in {name} {change}. Those living abroad went "
        f"from {persons(away.iloc[0])} to {persons(away.iloc[1])}; {persons(back)} moved back to "
        f"{name} from {since} on."
    )


def blocked_sentence(numbers: Numbers) -> str:
    """Say what held people back most often, or nothing when nobody was held back."""
    gates = numbers.blocked_by_gate().head(3)
    if not len(gates) or gates.iloc[0] < 0.5:
        return "No gate held anybody back."
    parts = [f"{plain(str(gate))} ({persons(count)} times)" for gate, count in gates.items()]
    return f"Since {month(numbers.since)}, what held people back most often was {listing(parts)}."


def measure_words(item: Comparison, results: Results) -> tuple[str, str]:
    """Return what a row measures and the caveat that stands between it and the model."""
    target = item.target
    known = links.catalogue().get(target.link)
    if known is None:
        return capital(target.scope), f"In {target.unit}."
    place = results.country_name(target.destination) if target.destination else "abroad"
    return known.title.format(destination=place, group=plain(target.group)), known.caveat


def verdict_words(item: Comparison) -> str:
    """Say how the model lies to the observed range; nothing when they are not the same quantity."""
    if item.model is None:
        return "the model has no such quantity"
    if not item.comparable:
        return "not the same quantity"
    if item.verdict == "within":
        return "within the range"
    edge = item.target.interval[item.verdict == "above"]
    if edge <= 0:
        return item.verdict
    ratio = item.model.mean / edge
    if ratio >= 2:
        return f"{times(ratio)} times as much"
    off = f"{percent(100 * abs(ratio - 1))} {item.verdict}"
    return f"{off} the range"
