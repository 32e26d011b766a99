"""Voice: who dissents digitally, at home and abroad, and whom repression strikes for it."""

from __future__ import annotations

import pandas as pd

from talentflow_lab import chart_groups
from talentflow_lab import page_words as text
from talentflow_lab.page_draw import (
    Figure,
    band_words,
    event_words,
    events_of,
    interval_rows,
    over_time,
    vega,
)
from talentflow_lab.page_numbers import Numbers
from talentflow_lab.page_parts import Page, Section

__all__ = ["voice"]

KINDS = {
    "clicktivism": "Clicktivists: dissent that risks little",
    "hacktivism": "Hacktivists: dissent that risks much",
    "struck": "Struck by repression for it, in the month",
}
_NAMES = ("at home", "abroad")


def voice(page: Page) -> Section | None:
    """Show digital dissent over time, if the run has any."""
    table = page.results.voice
    kinds = [kind for kind in KINDS if (table["kind"] == kind).any()]
    if not kinds:
        return None
    figures = [_figure(page, table, kind, large=kind == kinds[0]) for kind in kinds]
    context = {"home": page.results.home_name, "large": figures[0], "figures": figures[1:]}
    return Section("voice", "Those who speak up", "voice.html.j2", context)


def _figure(page: Page, table: pd.DataFrame, kind: str, *, large: bool) -> Figure:
    numbers, rows = page.numbers, table[table["kind"] == kind]
    home = rows["country"].isin(page.results.origin)
    parts = [
        numbers.summary(over_time(part, "persons", numbers)).assign(name=name)
        for name, part in zip(_NAMES, (rows[home], rows[~home]), strict=True)
    ]
    months, events = pd.concat(parts), events_of(numbers)
    words = f"{KINDS[kind]}. " + " ".join(_peak(part, numbers) for part in parts)
    spec = vega(chart_groups.two_lines(months, _NAMES, events, words, large=large))
    caption = band_words(numbers, event_words(events) if large else "")
    behind = interval_rows(
        months.sort_values("date", kind="stable"),
        ["date", "name"],
        ("Month", "Where", "People", "90 % interval"),
    )
    return Figure(f"voice-{kind}", KINDS[kind], words, spec, caption, behind)


def _peak(part: pd.DataFrame, numbers: Numbers) -> str:
    top = part.nlargest(1, "mean").iloc[0]
    last = part["mean"].iloc[-1]
    return (
        f"{text.capital(str(top['name']))}: at most {text.persons(top['mean'])} in "
        f"{text.month(top['date'])}, {text.persons(last)} in {text.month(numbers.months[-1])}."
    )
