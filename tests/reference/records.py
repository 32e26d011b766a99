"""What the twin notes down in a month, and the same as outcome tables."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from tests.reference.geography import GRADES, Geography
from tests.reference.person import NOWHERE, Professional

VOICES = ("", "clicktivism", "hacktivism")
GATES = ("", "savings", "job_opening", "visa_queue", "exit_permission", "border")


class Move(NamedTuple):
    """Somebody moved between places."""

    key: int
    kind: str
    grade: int
    origin: int
    destination: int


class Change(NamedTuple):
    """Somebody entered or left the occupation, or a grade; `persons` is 1 or −1."""

    key: int
    kind: str
    grade: int
    place: int
    persons: int


class HoldUp(NamedTuple):
    """A gate newly held up a plan; countries of residence and of the plan."""

    key: int
    gate: int
    origin: int
    destination: int


type Counts = Counter[tuple[str, ...]]


def flows(moves: list[Move], places: list[str]) -> Counts:
    """Count moves by origin, destination, grade and kind."""
    return Counter(
        (places[one.origin], places[one.destination], GRADES[one.grade], one.kind) for one in moves
    )


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
    words = ("local", "remote")
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


def of_table(table: pd.DataFrame, columns: list[str], scale: float) -> Counts:
    """Sum an outcome table of an engine by the given columns, in simulated persons."""
    found: Counts = Counter()
    for *key, persons in table[[*columns, "persons"]].itertuples(index=False):
        found[tuple(str(part) for part in key)] += round(persons / scale)
    return Counter({key: persons for key, persons in found.items() if persons})
