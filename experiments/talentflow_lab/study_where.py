"""Whether an outcome of a study can be measured of its scenario: fields, months and places."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Protocol

from talentflow.months import date_of, parse_month
from talentflow.scenario import Scenario
from talentflow.vocabulary import GRADES
from talentflow_lab.measures import MEASURES
from talentflow_lab.study_schema import EXPECTED, OutcomeTable

__all__ = ["Note", "check_outcome"]


class Note(Protocol):
    """Takes down a problem with a field of an outcome."""

    def __call__(self, field: str, message: str, expected: str = "", suggestion: str = "") -> None:
        """Note it."""


def check_outcome(table: OutcomeTable, base: Scenario, note: Note) -> None:
    """Note what is wrong with an outcome for runs of this scenario."""
    measure = MEASURES[table.measure]
    given = table.model_dump(exclude_none=True, exclude={"title", "measure", "goal", "additional"})
    for field in measure.needs:
        if field not in given:
            note(field, f'"{table.measure}" needs it', EXPECTED[field])
    for field in given:
        if field not in (*measure.needs, *measure.takes):
            fields = ", ".join((*measure.needs, *measure.takes))
            note(field, f'"{table.measure}" does not take it', f"only {fields}")
    _check_months(given, base, note)
    for field, codes in (
        ("country", list(base.data.country_rows["iso3"])),
        ("place", list(base.data.frame("places")["place"])),
        ("grade", GRADES),
        ("programme", list(base.data.programmes["programme"])),
    ):
        if field in given:
            _check_code(field, given[field], codes, note)


def _check_months(given: dict[str, str], base: Scenario, note: Note) -> None:
    months = {f: parse_month(given[f]) for f in ("since", "until", "at") if f in given}
    first, last = base.start, date_of(base.start, base.months - 1)
    for field, month in months.items():
        if not first <= month <= last:
            run = f"a month of the run, {first:%Y-%m} to {last:%Y-%m}"
            note(field, f'"{given[field]}" is out of range', run)
    if "since" in months and "until" in months and months["until"] < months["since"]:
        note("until", f'"{given["until"]}" is before since', f"{given['since']} or later")


def _check_code(field: str, code: str, codes: Sequence[str], note: Note) -> None:
    if code not in codes:
        nearest = get_close_matches(code, codes, n=1) or get_close_matches(code.upper(), codes, n=1)
        note(field, f'the tables have no {field} "{code[:40]}"', "", (nearest or [""])[0])
