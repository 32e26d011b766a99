"""Compare an engine and its twin person by person, and say what differs first."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from tests.reference.chance import CloseCalls
from tests.reference.person import PREPARING
from tests.reference.programmes import HOMEWARDS, queues
from tests.reference.records import (
    Counts,
    balance,
    blocked,
    entries_exits,
    families,
    flows,
    of_table,
    students,
    voice,
    work,
)
from tests.reference.twin import STATE, TwinModel

from talentflow.blueprint import Ints
from talentflow.model import MigrationModel
from talentflow.months import date_of
from talentflow.offices import FirmState

BALANCE = ["country", "citizenship", "grade", "field", "education"]
ROUNDING = 1e-9
RELATIVES = ["persons", "arrivals", "departures", "joined", "gone"]
STUDIES = ["studying", "started", "stayed", "returned"]
MONEY = 1e-5
"""Relative difference of savings that 32-bit columns may gather."""


SPENT = 1e-6
"""Relative difference of money spent that sums in another order may gather."""
TRIFLE = 1e-6
"""Simulated persons that rounding may leave over."""


@dataclass(frozen=True)
class Disagreement:
    """One thing about one person on which engine and twin differ."""

    month: int
    key: int
    what: str
    engine: object
    twin: object

    def __str__(self) -> str:
        return (
            f"month {self.month}, person {self.key:#018x}: {self.what} is {self.engine} "
            f"in the engine, {self.twin} in the twin"
        )


def of_people(month: int, engine: MigrationModel, twin: TwinModel) -> list[Disagreement]:
    """List what differs between all people at the end of a month."""
    left = engine.professionals.to_frame()
    left = left[left["active"] == 1].set_index("key").sort_index()
    routes = engine.simulation.world.blueprint.routes.names
    left["programme"] = np.array([*routes, HOMEWARDS])[left["programme"]]
    right = twin.to_frame()
    found = [
        Disagreement(month, key, "presence", key in left.index, key in right.index)
        for key in left.index.symmetric_difference(right.index)
    ]
    both = left.index.intersection(right.index)
    left, right = left.loc[both], right.loc[both]
    for name in STATE:
        differs = _differs(name, left, right)
        found += [
            Disagreement(month, key, name, left.loc[key, name], right.loc[key, name])
            for key in both[differs]
        ]
    return found


def _differs(name: str, left: pd.DataFrame, right: pd.DataFrame) -> "pd.Series[bool]":
    if name == "savings":
        apart = (left[name].astype(float) - right[name]).abs()
        return apart > MONEY * right[name] + 0.01
    if name == "programme":
        return left[name] != right[name]
    differs = left[name].astype(int) != right[name]
    if name == "ready":  # holds nothing before the papers are filed
        return differs & (right["stage"] == PREPARING)
    return differs


def of_ties(month: int, engine: MigrationModel, twin: TwinModel) -> list[Disagreement]:
    """List what differs between the ties at the end of a month; the key is that of one side."""
    keys = [int(key) for key in engine.professionals.to_frame()["key"]]
    left = {
        (min(keys[a], keys[b]), max(keys[a], keys[b])): int(tie["apart"])
        for a, b, tie in engine.ties.to_networkx(len(keys)).edges(data=True)
    }
    right = twin.ties()
    return [
        Disagreement(month, pair[0], f"tie to {pair[1]:#018x}", left.get(pair), right.get(pair))
        for pair in sorted(left.keys() | right.keys())
        if left.get(pair) != right.get(pair)
    ]


def of_firms(month: int, engine: MigrationModel, twin: TwinModel) -> list[Disagreement]:
    """List what differs between firms at the end of a month."""
    known, state = engine.firms, engine.simulation.world.firm_state
    found = [
        Disagreement(month, firm.key, f"firm {n}", left, right)
        for n, firm in enumerate(twin.firms.all[: len(known)])
        if (left := (int(known.key[n]), int(known.count[n]), *(int(x[n]) for x in _numbers(state))))
        != (right := (firm.key, firm.count, firm.stage, firm.destination, firm.moved))
    ]
    found += [
        Disagreement(month, firm.key, f"{what} of firm {n}", left, right)
        for n, firm in enumerate(twin.firms.all[: len(known)])
        for what, left, right in (
            ("size", float(known.size[n]), firm.size),
            ("hired abroad", float(state.hired[n]), firm.hired),
        )
        if abs(left - right) > ROUNDING * max(1.0, abs(right))
    ]
    if len(known) != len(twin.firms.all):
        found.append(Disagreement(month, 0, "firms", len(known), len(twin.firms.all)))
    return found


def of_levers(month: int, engine: MigrationModel, twin: TwinModel) -> list[Disagreement]:
    """List what differs between the books of levers at the end of a month; the key is 0."""
    aid = engine.simulation.world.aid
    books = zip(aid.received, twin.aid.recipients, aid.spent, twin.aid.spent, strict=True)
    found = []
    for lever, (got, gets, paid, pays) in zip(engine.case.levers, books, strict=True):
        name = f"{lever.slug} of {lever.holder}"
        if got != gets:
            found.append(Disagreement(month, 0, f"recipients of {name}", int(got), gets))
        if abs(paid - pays) > SPENT * max(abs(pays), 1.0):
            found.append(Disagreement(month, 0, f"EUR spent on {name}", float(paid), pays))
    return found


def _numbers(state: FirmState) -> tuple[Ints, Ints, Ints]:
    return state.stage, state.destination, state.moved


def of_records(month: int, engine: MigrationModel, twin: TwinModel) -> list[Disagreement]:
    """List what differs between the outcome tables of the month just run; the key is 0."""
    day = pd.Timestamp(date_of(engine.case.start, month))
    geography, scale = twin.geography, twin.scale
    tables = {name: table[table["date"] == day] for name, table in engine.tables().items()}
    pairs = {
        "flows": (
            of_table(
                tables["flows"], ["origin_place", "destination_place", "grade", "kind"], scale
            ),
            flows(twin.flows, geography.places),
        ),
        "entries_exits": (
            of_table(tables["entries_exits"], ["place", "grade", "kind"], scale),
            entries_exits(twin.entries_exits, geography.places),
        ),
        "blocked": (
            of_table(tables["blocked"], ["origin", "destination", "gate"], scale),
            blocked(twin.hold_ups, geography),
        ),
        "work": (
            of_table(tables["work"], ["home", "employer_country", "employment"], scale),
            work(twin.people, geography),
        ),
        "balance, arrivals": (
            of_table(tables["balance"].rename(columns={"arrivals": "persons"}), BALANCE, scale),
            balance(twin.flows, twin.stays, geography, "destination"),
        ),
        "balance, departures": (
            of_table(tables["balance"].rename(columns={"departures": "persons"}), BALANCE, scale),
            balance(twin.flows, twin.stays, geography, "origin"),
        ),
        "voice": (
            of_table(tables["voice"], ["country", "kind"], scale),
            voice(
                [(person.country, person.dissent) for person in twin.people],
                twin.struck,
                geography.countries,
            ),
        ),
    }
    pairs["families"] = (
        of_members(tables["families"], scale, RELATIVES),
        families(twin.people, twin.relatives, geography),
    )
    queued = queues_of(tables["queues"], scale), queues(twin)
    pairs["students"] = (
        of_members(tables["students"], scale, STUDIES),
        students(twin.people, twin.entries_exits, twin.flows, twin.stays, geography),
    )
    return [
        Disagreement(month, 0, f"queue {key}", queued[0].get(key), queued[1].get(key))
        for key in sorted(queued[0].keys() | queued[1].keys())
        if abs(queued[0].get(key, 0.0) - queued[1].get(key, 0.0)) > TRIFLE
    ] + [
        Disagreement(month, 0, f"{name} {row}", left[row], right[row])
        for name, (left, right) in pairs.items()
        for row in sorted(left.keys() | right.keys())
        if left[row] != right[row]
    ]


def queues_of(table: pd.DataFrame, scale: float) -> dict[tuple[str, ...], float]:
    """Take the numbers of the table of queues, in simulated persons, by key and column."""
    by = ["origin", "destination", "programme"]
    long = table.drop(columns="date").melt(by).dropna().astype(dict.fromkeys(by, str))
    return {
        (*key, what): value if what == "median_months" else value / scale
        for *key, what, value in long.itertuples(index=False)
        if value != 0.0
    }


def of_members(table: pd.DataFrame, scale: float, names: list[str]) -> Counts:
    """Sum a table by citizenship, country, relation if it has one, and the named number."""
    by = [name for name in ("citizenship", "country", "relation") if name in table]
    long = table.melt(by, names, "number", "counted").rename(columns={"counted": "persons"})
    return of_table(long, [*by, "number"], scale)


def explain(found: list[Disagreement], calls: CloseCalls) -> str:
    """Say what differs, the first few, with the close calls that may have caused it."""
    keys = {one.key for one in found}
    close = [call for call in calls.found if call.key in keys]
    lines = [f"{len(found)} disagreements about {len(keys)} people, the first:"]
    lines += [f"  {one}" for one in found[:10]]
    lines += [f"close calls that may explain it: {len(close)}"]
    lines += [f"  {call}" for call in close[:10]]
    return "\n".join(lines)
