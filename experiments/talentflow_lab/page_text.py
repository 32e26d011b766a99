"""Say in sentences what the numbers of a run tell.

Nothing here knows a result: every sentence adapts to the numbers it is given.
"""

from __future__ import annotations

from collections.abc import Mapping

from talentflow_lab.hedges import written
from talentflow_lab.page_compare import GRADE_MEASURE, PANEL_BIAS, Comparison
from talentflow_lab.page_numbers import Numbers
from talentflow_lab.page_results import Results
from talentflow_lab.page_words import capital, listing, month, percent, persons, plain, times

_PANEL = (
    "A self-selected panel: whoever left has more reason to answer. The range divides the "
    f"published figure by {PANEL_BIAS[0]:.0f} to {PANEL_BIAS[1]:.0f}."
)
MEASURES: Mapping[str, tuple[str, str]] = {
    "share_left": ("Specialists who left", _PANEL),
    "share_abroad": ("Specialists who live abroad", _PANEL),
    "destination_share": (
        "Leavers who went to {destination}",
        "Shares among those leavers who answered a self-selected panel.",
    ),
    "share_considering": (
        "Specialists who consider leaving",
        "A wish, even for a time; the model's value is everybody past the settled stage.",
    ),
    "share_planning_move": (
        "Specialists who intend to leave for good",
        "An intention in a survey, far wider than a plan in the model; the nearest is the wish.",
    ),
    "share_stay_abroad": ("Leavers who mean to stay abroad", ""),
    "it_specialists_moved": (
        "Specialists who moved to {destination}",
        "A count by an office, a programme or a firm, not by a register.",
    ),
    "work_permits_it": (
        "Work permits for IT specialists, {destination}",
        "Counts permits, not people; many arrived on other papers.",
    ),
    "htp_employees": (
        "Employees of technology-park firms",
        "The park's payroll is a part of the occupation; the model counts all who live at home.",
    ),
}
"""What each measure is called, and the caveat between it and the model."""


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
    place = results.country_name(item.destination) if item.destination else "abroad"
    if item.measure.startswith(GRADE_MEASURE):
        grade = plain(item.measure.removeprefix(GRADE_MEASURE))
        return f"Leavers of {grade} grade", "Grades as the members of a panel named themselves."
    label, caveat = MEASURES.get(item.measure, (capital(plain(item.measure)), ""))
    return label.format(destination=place), caveat


def verdict_words(item: Comparison) -> str:
    """Say how the model lies to the observed range; nothing when they are not the same quantity."""
    if item.model is None:
        return "the model has no such quantity"
    if not item.comparable:
        return "not the same quantity"
    if item.verdict == "within":
        return "within the range" if item.observed_low < item.observed_high else "the same"
    edge = item.observed_high if item.verdict == "above" else item.observed_low
    if edge <= 0:
        return item.verdict
    ratio = item.model.mean / edge
    if ratio >= 2:
        return f"{times(ratio)} times as much"
    off = f"{percent(100 * abs(ratio - 1))} {item.verdict}"
    return f"{off} the range" if item.observed_low < item.observed_high else off
