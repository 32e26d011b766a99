"""What must hold within and between the data tables, beyond single cells."""

import re
from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import pairwise, permutations, product
from math import fsum
from typing import Any

from talentflow.table_reading import TableFile
from talentflow.tables import (
    ENTRY_FIELDS,
    GRADES,
    INDICATORS,
    PAIR_INDICATORS,
    STRUCTURE,
    Range,
)
from talentflow.vocabulary import ORDINARY, OWN_COUNTRY

__all__ = ["check_tables"]

SHARES_SUM_TO_WITHIN = 0.002
"""Shares rounded to three or four digits still count as summing to one."""

_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_SHAPES = {
    "countries": ("iso3", r"[A-Z]{3}"),
    "places": ("place", _SLUG),
    "programmes": ("programme", _SLUG),
}
_BEYOND_COUNTRIES = ("EU",)


def check_tables(tables: Mapping[str, TableFile]) -> None:
    """Note in each table what contradicts itself or another table.

    Rows are checked one by one wherever they could be read; whether a table is
    complete is asked only of tables without any other problem.
    """
    codes = {
        "country": set(tables["countries"].columns["iso3"]),
        "place": set(tables["places"].columns["place"]),
        "event": set(tables["events"].columns["id"]),
    }
    homes = {"country": "countries", "place": "places", "event": "events"}
    known = {kind: found for kind, found in codes.items() if not tables[homes[kind]].problems}
    for table in tables.values():
        _check_shapes(table)
        _check_duplicates(table)
        _check_codes(table, known)
    _check_ranges(tables["indicators"], "indicator", INDICATORS)
    _check_ranges(tables["pairs"], "indicator", PAIR_INDICATORS)
    _check_ranges(tables["entry_rules"], "field", ENTRY_FIELDS)
    _check_events(tables)
    _check_borders(tables["entry_rules"])
    _check_programmes(tables["programmes"])
    _check_targets(tables["targets"])
    if not any(table.problems for table in tables.values()):
        _check_complete(tables)


def _check_shapes(table: TableFile) -> None:
    if table.table.name in _SHAPES:
        name, shape = _SHAPES[table.table.name]
        for line, code in table.rows(name):
            if not re.fullmatch(shape, code):
                what = "three capital letters" if name == "iso3" else "small letters and hyphens"
                table.complain(line, name, f"{code!r} is not a code", what)


def _check_duplicates(table: TableFile) -> None:
    first: dict[tuple[Any, ...], int] = {}
    for line, *key in table.rows(*table.table.key):
        before = first.setdefault(tuple(key), line)
        if before != line:
            named = ", ".join(str(part) for part in key if part is not None)
            table.complain(line, table.table.key[0], f"{named} stands already in line {before}")


def _check_codes(table: TableFile, known: Mapping[str, set[str]]) -> None:
    for column in table.table.columns:
        if column.codes in known:
            for line, code in table.rows(column.name):
                if code is not None and code not in known[column.codes]:
                    _unknown_code(table, line, column.name, code, known[column.codes])
    if table.table.name == "events" and "country" in known:
        for line, code in table.rows("iso3"):
            if code not in known["country"] and code not in _BEYOND_COUNTRIES:
                _unknown_code(table, line, "iso3", code, known["country"])


def _unknown_code(table: TableFile, line: int, column: str, code: str, known: set[str]) -> None:
    if table.is_full:
        return
    nearest = get_close_matches(code, sorted(known), n=1)
    expected = "" if nearest else "a code of the table that lists them"
    table.complain(line, column, f"unknown code {code!r}", expected, nearest[0] if nearest else "")


def _check_ranges(table: TableFile, by: str, ranges: Mapping[str, Range]) -> None:
    for line, kind, value in table.rows(by, "value"):
        low, high, unit = ranges[kind]
        if not low <= value <= high:
            expected = f"{low:g} to {high:g} ({unit})"
            table.complain(line, "value", f"{value:g} is out of range for {kind}", expected)


def _check_events(tables: Mapping[str, TableFile]) -> None:
    """Demand that a step of the world follows an event of the right channel."""
    listed = {
        name: (day, channel)
        for _, name, day, channel in tables["events"].rows("id", "date", "channel")
    }
    for name, channel in (("indicators", "condition"), ("entry_rules", "rule")):
        table = tables[name]
        for line, day, event in table.rows("date", "event"):
            if event is None and day is not None and name == "indicators":
                table.complain(line, "event", "a dated step needs the event that explains it")
            elif event is not None and day is None:
                table.complain(line, "date", "a value with an event needs a date")
            elif event in listed:
                happened, through = listed[event]
                if through != channel:
                    message = f"{event} acts through the channel {through}"
                    table.complain(line, "event", message, f"an event of the channel {channel}")
                if day is not None and day < happened:
                    message = f"{day} is before the event ({happened}) that explains it"
                    table.complain(line, "date", message)


def _check_borders(table: TableFile) -> None:
    for line, citizenship, destination, field in table.rows("citizenship", "destination", "field"):
        if (field in OWN_COUNTRY) != (citizenship == destination):
            own = " and ".join(OWN_COUNTRY)
            expected = f"{own} for the own country, the other fields for another one"
            table.complain(line, "field", f"{field} cannot be set for {destination}", expected)


def _check_programmes(table: TableFile) -> None:
    """Demand terms of a programme, one row each, that follow each other and are about one route."""
    terms: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for line, name, *route, start, end in table.rows(
        "programme", "title", "citizenship", "destination", "start", "end"
    ):
        if name == ORDINARY:
            table.complain(line, "programme", f"{name} stands for the route without a programme")
        if route[1] == route[2]:
            table.complain(line, "destination", "nobody needs a visa for the own country")
        if end is not None and end < start:
            table.complain(line, "end", f"{end} is before the start of the programme")
        if terms[name] and route != terms[name][0][-1]:
            message = f"another title, citizenship or destination than {name} had before"
            table.complain(line, "programme", message, "those of its other rows")
        terms[name].append((start, end, line, route))
    for name, rows in terms.items():
        ordered = sorted(rows, key=lambda row: row[0])
        for (_, end, *_), (start, _, line, _) in pairwise(ordered):
            if end is None or end > start:
                table.complain(line, "start", f"{start} is before {name} of the row before ends")


def _check_targets(table: TableFile) -> None:
    for line, start, end in table.rows("period_start", "period_end"):
        if end < start:
            table.complain(line, "period_end", f"{end} is before the start of the period")
    for line, value, low, high in table.rows("value", "low", "high"):
        if (low is not None and low > value) or (high is not None and high < value):
            table.complain(line, "value", f"{value:g} is not between low and high")
    for line, fitted, link, certainty, source, note in table.rows(
        "fitted", "link", "certainty", "source", "note"
    ):
        if fitted == "no":
            if not note:
                table.complain(line, "note", "a row that is not fitted says why", "a reason")
        elif not link:
            table.complain(line, "fitted", "a row without a link cannot be fitted", "no")
        elif certainty == "low" or source.lower().startswith("memory"):
            message = "what is uncertain or from memory is not fitted"
            table.complain(line, "fitted", message, "no")


def _check_complete(tables: Mapping[str, TableFile]) -> None:
    countries = tables["countries"].columns["iso3"]
    _check_places(tables["places"], countries)
    _check_indicators(tables["indicators"], countries)
    _check_pairs(tables["pairs"], countries)
    _check_pay(tables["pay_by_grade"], set(tables["countries"].columns["pay_pool"]))
    _check_structure(tables["structure"])


def _check_places(table: TableFile, countries: list[str]) -> None:
    shares = defaultdict(list)
    for line, country, share in table.rows("iso3", "job_share"):
        shares[country].append((line, share))
    for country in countries:
        if country not in shares:
            table.complain(1, "iso3", f"{country} has no place")
    _check_sums(table, "job_share", shares)


def _check_sums(
    table: TableFile, column: str, shares: Mapping[str, list[tuple[int, float]]]
) -> None:
    for name, group in shares.items():
        total = fsum(share for _, share in group)
        if abs(total - 1) > SHARES_SUM_TO_WITHIN:
            table.complain(group[0][0], column, f"the shares of {name} sum to {total:.4g}", "1")


def _check_indicators(table: TableFile, countries: list[str]) -> None:
    base = {
        (country, indicator)
        for _, country, indicator, day in table.rows("iso3", "indicator", "date")
        if day is None
    }
    for country in countries:
        for indicator in INDICATORS:
            if (country, indicator) not in base:
                message = f"{country} has no value of {indicator} from the beginning"
                table.complain(1, "date", message, "a row whose date is empty")


def _check_pairs(table: TableFile, countries: list[str]) -> None:
    there = {tuple(key) for _, *key in table.rows("origin", "destination", "indicator")}
    for origin, destination in permutations(countries, 2):
        for indicator in ("distance_km", "common_language"):
            if (origin, destination, indicator) not in there:
                table.complain(1, "indicator", f"no {indicator} from {origin} to {destination}")


def _check_pay(table: TableFile, pools: set[str]) -> None:
    there = {tuple(key) for _, *key in table.rows("pay_pool", "grade")}
    for pool in sorted(pools):
        for grade in GRADES:
            if (pool, grade) not in there:
                table.complain(1, "grade", f"the pay pool {pool} has no ratio for {grade}")


def _named(country: str, attribute: str, group: str) -> str:
    return ", ".join(part for part in (country, attribute, group) if part)


def _check_structure(table: TableFile) -> None:
    """Demand that shares are whole; rows without a country stand for origins without their own."""
    shares: dict[str, list[tuple[int, float]]] = defaultdict(list)
    there = set()
    known = {("", attribute) for attribute in STRUCTURE}
    for line, code, attribute, group, category, share in table.rows(
        "iso3", "attribute", "group", "category", "share"
    ):
        country = code or ""
        groups, categories = STRUCTURE[attribute]
        if group not in groups:
            table.complain(line, "group", f"unknown group {group!r}", f"one of {', '.join(groups)}")
        if category not in categories:
            expected = f"one of {', '.join(categories)}"
            table.complain(line, "category", f"unknown category {category!r}", expected)
        known.add((country, attribute))
        there.add((country, attribute, group, category))
        shares[_named(country, attribute, group)].append((line, share))
    for country, attribute in sorted(known):
        groups, categories = STRUCTURE[attribute]
        for group, category in product(groups, categories):
            if (country, attribute, group, category) not in there:
                message = f"{_named(country, attribute, group)} has no share of {category}"
                table.complain(1, "category", message)
    odds = [name for name in shares if "age_grade_kernel" in name]
    _check_sums(table, "share", {name: shares[name] for name in shares if name not in odds})
