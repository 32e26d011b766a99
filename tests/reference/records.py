"""What the twin notes down in a month, and the same as outcome tables."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from tests.reference.geography import GRADES, Geography
from tests.reference.person import NOWHERE, STUDENT, Professional

from talentflow.vocabulary import EDUCATIONS, FIELDS

VOICES = ("", "clicktivism", "hacktivism")
GATES = ("", "savings", "job_opening", "visa_queue", "exit_permission", "border")


class Move(NamedTuple):
    """Somebody moved between places."""

    key: int
    kind: str
    grade: int
    origin: int
    destination: int
    citizenship: int
    education: int
    field: int
    studied: bool = False
    """Whether it ends a study abroad."""


class Stay(NamedTuple):
    """Somebody finished a study abroad and stayed."""

    key: int
    grade: int
    place: int
    citizenship: int
    education: int
    field: int


class Change(NamedTuple):
    """Somebody entered or left the occupation, or a grade; `persons` is 1 or −1."""

    key: int
    kind: str
    grade: int
    place: int
    persons: int
    citizenship: int


class HoldUp(NamedTuple):
    """A gate newly held up a plan; countries of residence and of the plan."""

    key: int
    gate: int
    origin: int
    destination: int


class Relatives(NamedTuple):
    """Family members came or went (arrivals, departures, joined, gone) in a country."""

    citizenship: int
    country: int
    relation: str
    change: str
    persons: int


class Paper(NamedTuple):
    """Something became of papers; `waited` in months since the filing."""

    key: int
    origin: int
    destination: int
    route: str
    change: str
    waited: int
    family: int


type Counts = Counter[tuple[str, ...]]


def flows(moves: list[Move], places: list[str]) -> Counts:
    """Count moves by origin, destination, grade and kind."""
    return Counter(
        (places[one.origin], places[one.destination], GRADES[one.grade], one.kind) for one in moves
    )


def balance(moves: list[Move], stays: list[Stay], geography: Geography, end: str) -> Counts:
    """Count moves over borders of home countries by the country at one end and by who moved.

    Students bring their degree where they stay, or home; they take none away.
    """
    found: Counts = Counter()

    def count(place: int, one: Move | Stay) -> None:
        here = geography.country_of[place]
        if here in geography.home:
            who = (geography.origins[one.citizenship], GRADES[one.grade])
            what = (FIELDS[one.field], EDUCATIONS[one.education])
            found[geography.countries[here], *who, *what] += 1

    for one in moves:
        if one.kind != "internal" and not (end == "origin" and one.studied):
            count(getattr(one, end), one)
    for stay in stays if end == "destination" else []:
        count(stay.place, stay)
    return found


def students(
    people: Iterable[Professional],
    changes: list[Change],
    flows: list[Move],
    stays: list[Stay],
    geography: Geography,
) -> Counts:
    """Count students by home, host and what they did: studying, started, stayed, returned."""
    found: Counts = Counter()

    def count(citizenship: int, place: int, what: str) -> None:
        host = geography.countries[geography.country_of[place]]
        found[geography.origins[citizenship], host, what] += 1

    for one in people:
        if one.employment == STUDENT:
            count(one.citizenship, one.place, "studying")
    for change in changes:
        if change.kind == "student":
            count(change.citizenship, change.place, "started")
    for stay in stays:
        count(stay.citizenship, stay.place, "stayed")
    for move in flows:
        if move.studied:
            count(move.citizenship, move.origin, "returned")
    return found


def entries_exits(changes: list[Change], places: list[str]) -> Counts:
    """Sum people by place, grade and kind; exits are negative, zero sums are left out."""
    found: Counts = Counter()
    for one in changes:
        found[places[one.place], GRADES[one.grade], one.kind] += one.persons
    return Counter({key: persons for key, persons in found.items() if persons})


def blocked(hold_ups: list[HoldUp], geography: Geography) -> Counts:
    """Count people newly held up, by country of residence, country of the plan and gate."""
    names = geography.countries
    return Counter((names[one.origin], names[one.destination], GATES[one.gate]) for one in hold_ups)


def work(people: Iterable[Professional], geography: Geography) -> Counts:
    """Count people by home, country that their work goes to, and employment."""
    names = geography.countries
    words = ("local", "remote", "student", "unemployed")
    return Counter(
        (
            names[one.home],
            names[one.country if one.client == NOWHERE else one.client],
            words[one.employment],
        )
        for one in people
    )


def voice(
    dissent: list[tuple[int, int]], struck: list[tuple[int, int]], names: list[str]
) -> Counts:
    """Count dissenters (country, kind) and those struck (key, country), by country and kind."""
    found = Counter((names[country], VOICES[kind]) for country, kind in dissent if kind)
    return found + Counter((names[country], "struck") for _, country in struck)


def families(
    people: Iterable[Professional], changes: list[Relatives], geography: Geography
) -> Counts:
    """Count family members who are there, and those who came and went, by country and relation."""
    names, found = geography.countries, Counter[tuple[str, ...]]()
    for one in people:
        where = (names[one.home], names[one.home if one.left_behind else one.country])
        found[*where, "partner", "persons"] += one.family > 0
        found[*where, "child", "persons"] += one.children
    for some in changes:
        where = (names[geography.home[some.citizenship]], names[some.country])
        found[*where, some.relation, some.change] += some.persons
    return Counter({key: persons for key, persons in found.items() if persons})


def of_table(table: pd.DataFrame, columns: list[str], scale: float) -> Counts:
    """Sum an outcome table of an engine by the given columns, in simulated persons."""
    found: Counts = Counter()
    for *key, persons in table[[*columns, "persons"]].itertuples(index=False):
        found[tuple(str(part) for part in key)] += round(persons / scale)
    return Counter({key: persons for key, persons in found.items() if persons})
