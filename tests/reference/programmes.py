"""Programmes of hosts: who uses one, and what happens to the papers (section 7)."""

from collections import defaultdict
from dataclasses import dataclass
from math import inf, isnan, nan
from statistics import median
from typing import TYPE_CHECKING, Any
from zlib import crc32

from tests.reference.aid import route
from tests.reference.geography import GRADES
from tests.reference.person import NEVER, NOWHERE, Professional
from tests.reference.records import Paper

from talentflow.chance import Purpose
from talentflow.levers import Lever

if TYPE_CHECKING:
    from tests.reference.conditions import Calendar
    from tests.reference.twin import TwinModel

HOMEWARDS, ORDINARY = "", "ordinary"


@dataclass(frozen=True)
class Terms:
    """What one row of the table says."""

    name: str
    citizenship: str
    destination: str
    start: int
    end: float
    row: dict[str, Any]
    grades: tuple[str, ...] = GRADES
    of_lever: bool = False


class Programmes:
    """All programmes of a scenario."""

    def __init__(self, calendar: "Calendar") -> None:
        self.enabled = calendar.case.rule("states.programmes").enabled
        rows = calendar.case.data.frame("programmes").to_dict("records")
        self.terms = [
            Terms(
                row["programme"],
                row["citizenship"],
                row["destination"],
                calendar.month_of(row["start"]),
                calendar.month_of(row["end"]) if row["end"] == row["end"] else inf,
                {str(name): value for name, value in row.items()},
            )
            for row in rows
            if row["citizenship"] in calendar.case.origin
        ] + [
            one
            for lever in calendar.case.levers
            for origin in calendar.case.origin
            for one in terms_of(lever, origin)
        ]

    def open_to(self, citizenship: str, destination: str, month: int) -> list[Terms]:
        """List the terms that can be had in a month, one a programme, in the table's order."""
        found = {}
        for name in dict.fromkeys(one.name for one in self.terms):
            one = self.at(name, month)
            fits = one and (one.citizenship, one.destination) == (citizenship, destination)
            if one and fits and (self.enabled or one.of_lever) and month < one.end:
                found[name] = one
        return list(found.values())

    def at(self, name: str, month: int) -> Terms | None:
        """Return the terms of a programme that started last, whether they have ended or not."""
        begun = [one for one in self.terms if one.name == name and one.start <= month]
        return max(begun, key=lambda one: one.row["start"], default=None)


def terms_of(lever: Lever, origin: str) -> list[Terms]:
    """List the terms of the route that a lever opens to an origin, if it does."""
    name = route(lever, origin)
    if not name:
        return []
    row: dict[str, Any] = {
        "start": lever.start,
        "take_up": lever.take_up,
        "job_required": 0.0 if lever.act.job_free else nan,
        "processing_months": lever.act.processing_months,
        "capacity": lever.capacity,
        "refusal": lever.act.refusal,
        "leakage": lever.leakage,
        "families": 1,
    }
    where = origin, lever.owner, lever.start, lever.end
    return [Terms(name, *where, row, lever.kind.grades, of_lever=True)]


def route_of(person: Professional) -> str:
    """Say which way a person goes who starts on the papers."""
    model = person.model
    there = model.geography.country_of[person.plan]
    if there == person.home:
        return HOMEWARDS
    names = model.geography.countries
    for one in model.programmes.open_to(names[person.home], names[there], model.month):
        if GRADES[person.grade] not in one.grades:
            continue
        number = crc32(one.name.encode()) // 256
        knows = model.chance.u(Purpose.PROGRAMME, 0, person.key, number)[0]
        if person.below(knows, one.row["take_up"], "programme"):
            return one.name
    return ORDINARY


def terms(person: Professional, route: str) -> Terms | None:
    """Return what holds for the papers of a person on a route; nothing on the ordinary one."""
    return person.model.programmes.at(route, person.model.month)


def asks_for_job(person: Professional) -> bool:
    """Say whether a job is asked for."""
    one = terms(person, route_of(person))
    there = person.model.geography.country_of[person.plan]
    ordinary = person.model.conditions.job_required[person.citizenship][there]
    if one is None or isnan(one.row["job_required"]):
        return ordinary
    return bool(one.row["job_required"])


def processing(person: Professional, ordinary: float) -> float:
    """Mean months of processing."""
    one = terms(person, person.programme)
    known = one is not None and not isnan(one.row["processing_months"])
    return float(one.row["processing_months"]) if one and known else ordinary


def refusal(person: Professional) -> float:
    """Share of decisions that refuse."""
    one = terms(person, person.programme)
    there = person.model.geography.country_of[person.plan]
    if one:
        return float(one.row["refusal"])
    return person.model.conditions.refusal[person.citizenship][there]


def note(person: Professional, change: str) -> None:
    """Put down what became of the papers."""
    model = person.model
    if person.programme == HOMEWARDS:
        return
    one = terms(person, person.programme)
    covered = one and one.row["families"] and model.rule("people.families").enabled
    family = (person.family > 0) + person.children if covered and not person.left_behind else 0
    there = model.geography.country_of[person.plan]
    waited = model.month - person.filed
    model.papers.append(
        Paper(person.key, person.country, there, person.programme, change, waited, family)
    )


def withdraw(person: Professional) -> None:
    """Give up papers that have not been decided."""
    if person.filed != NEVER and not person.granted and person.plan != NOWHERE:
        note(person, "withdrawn")


def queues(model: "TwinModel") -> dict[tuple[str, ...], float]:
    """Count the month's papers by country of residence, of the plan, route and what became of them.

    Those that wait, unused visas, family members and the median wait for a grant are told likewise.
    """
    names = model.geography.countries
    found: dict[tuple[str, ...], float] = defaultdict(float)
    waits: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for paper in model.papers:
        key = names[paper.origin], names[paper.destination], paper.route
        found[*key, paper.change] += 1
        if paper.change == "granted":
            waits[key].append(paper.waited)
            found[*key, "family_members"] += paper.family
            one = model.programmes.at(paper.route, model.month - 1)
            found[*key, "unused"] += one.row["leakage"] if one else 0.0
    for person in model.people:
        if person.programme != HOMEWARDS and not person.granted:
            there = model.geography.country_of[person.plan]
            found[names[person.country], names[there], person.programme, "waiting"] += 1
    found |= {(*key, "median_months"): float(median(months)) for key, months in waits.items()}
    return {key: value for key, value in found.items() if value}
