"""Small worlds for tests of the engine: the shipped tables with fewer countries and other figures.

A world is a dictionary of tables, each a list of rows as the CSV files hold them. The functions
here return changed copies; `scenario` writes one into a folder and loads it as a user would, so
that whatever a test makes passes the validation of scenarios.
"""

import csv
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from talentflow.reading import shipped_data
from talentflow.rules import catalogue
from talentflow.scenario import Scenario, load
from talentflow.tables import TABLES

type Row = dict[str, str]
type World = dict[str, list[Row]]
type Change = Callable[[Row], Iterable[Row]]

CODES = ("iso3", "origin", "destination", "citizenship", "parent")
TRUST = {"source": "a test", "certainty": "low"}

HOSTS = ("POL", "LTU", "UKR", "GEO")
COUNTRIES = ("BLR", *HOSTS)
"""The countries of a small world, the origin first."""
PLACES = ("minsk", "belarus-other", "warsaw", "vilnius", "kyiv", "tbilisi")
"""Some of their places."""

NO_TERMS = tuple(f"terms.{name}.weight=0" for name in catalogue()["terms"] if name != "residual")
"""Every term of the value of a place off, but for the residual, by which a test sets it."""

OPEN = tuple(f"gates.{name}.enforced=false" for name in catalogue()["gates"])
"""Every gate off; closed borders do not hold then."""

BORDER = tuple(one for one in OPEN if "border" not in one)
"""Every gate off but the border."""

AT_ONCE = ("gates.visa_queue.mean_months=0", "gates.visa_queue.return_months=0")
"""Papers take no time."""

CERTAIN = ("decision.intention.kappa=-20", "decision.intention.rate=1")
"""Everybody plans at the highest rate, 2 a month."""

NO_STUDENTS = ("people.students.enabled=false",)
"""Nobody studies abroad: who does is elsewhere from the start when a place gets better or worse,
and so changes the diaspora, which others go by."""

UNCOUPLED = (
    "terms.colleagues.weight=0",
    "terms.diaspora.weight=0",
    "terms.job_chance.weight=0",
    "feedback.wages.stayers_gain=0",
    "voice.dissent.spread=0",
    "voice.crackdown.response=0",
    "firms.triggers.leaving=0",
    "firms.hiring_abroad.enabled=false",
    "firms.foundings.enabled=false",
    "perception.contacts.precision=0",
)
"""Nobody's decision depends on what others did."""


@cache
def _shipped() -> World:
    tables = {}
    for name in TABLES:
        with (shipped_data() / TABLES[name].shipped_file).open(
            encoding="utf-8", newline=""
        ) as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def world(*countries: str) -> World:
    """Return the shipped rows that concern these countries only; all rows if none are given."""
    known = {row["iso3"] for row in _shipped()["countries"]}
    left_out = known - set(countries) if countries else set()
    tables = {
        name: [dict(row) for row in rows if not left_out & {row.get(code, "") for code in CODES}]
        for name, rows in _shipped().items()
    }
    return only_events(tables, lambda _: True)


def changed(tables: World, name: str, change: Change) -> World:
    """Return the world with each row of a table replaced by the rows that `change` makes of it."""
    return {**tables, name: [new for row in tables[name] for new in change(dict(row))]}


def only_events(tables: World, keep: Callable[[Row], bool]) -> World:
    """Return the world with the events that `keep` accepts and the dated rows that they explain.

    Events that are only recorded stay, since a table must have rows, and so do dated rows that
    name no event.
    """
    kept = {row["id"] for row in tables["events"] if row["channel"] == "none" or keep(row)}

    def stays(row: Row) -> list[Row]:
        return [row] if not row["event"] or row["event"] in kept else []

    result = {**tables, "events": [row for row in tables["events"] if row["id"] in kept]}
    return changed(changed(result, "indicators", stays), "entry_rules", stays)


def calm(tables: World) -> World:
    """Return the world without events, programmes or any dated row: nothing ever changes."""

    def lasting(row: Row) -> list[Row]:
        return [] if row["date"] else [row]

    result = only_events(tables, lambda _: False)
    result = {**result, "programmes": []}
    return changed(changed(result, "indicators", lasting), "entry_rules", lasting)


def one_place(tables: World) -> World:
    """Return the world with each country as one place, named as its first."""
    first = {row["iso3"]: row["place"] for row in reversed(tables["places"])}

    def whole(row: Row) -> list[Row]:
        return [row | {"job_share": "1"}] if row["place"] == first[row["iso3"]] else []

    return changed(tables, "places", whole)


def split(tables: World, place: str, *shares: float) -> World:
    """Return the world with a place cut into hubs that are alike, with these shares of its jobs."""

    def cut(row: Row) -> list[Row]:
        if row["place"] != place:
            return [row]
        jobs = float(row["job_share"])
        return [
            row | {"place": f"{place}-{number}", "job_share": repr(jobs * share)}
            for number, share in enumerate(shares)
        ]

    return changed(tables, "places", cut)


def rule(tables: World, field: str, value: float, *destinations: str) -> World:
    """Return the world with one entry rule in force from the beginning to the end."""

    def other(row: Row) -> list[Row]:
        same = row["field"] == field and row["destination"] in destinations
        return [] if same else [row]

    added = [
        {"citizenship": "BLR", "destination": code, "field": field, "date": "", "event": ""}
        | {"value": repr(value), **TRUST}
        for code in destinations
    ]
    result = changed(tables, "entry_rules", other)
    return {**result, "entry_rules": result["entry_rules"] + added}


def programme(tables: World, host: str, name: str = "test", **terms: float | str) -> World:
    """Return the world with one more programme; without other terms all use it from 2019 on."""
    row = {
        "programme": name,
        "title": "A test",
        "citizenship": "BLR",
        "destination": host,
        "start": "2019-01-01",
        "end": "",
        "job_required": "0",
        "processing_months": "",
        "capacity": "",
        "take_up": "1",
        "refusal": "0",
        "leakage": "0",
        "families": "0",
    }
    row |= {term: value if isinstance(value, str) else repr(value) for term, value in terms.items()}
    return {**tables, "programmes": [*tables["programmes"], row | TRUST]}


def own_rule(tables: World, field: str, day: str, value: float) -> World:
    """Return the world with one more dated rule of the origin for its own citizens."""
    row = {"citizenship": "BLR", "destination": "BLR", "field": field, "date": day, "event": ""}
    row |= {"value": repr(value), **TRUST}
    return {**tables, "entry_rules": [*tables["entry_rules"], row]}


def indicator(tables: World, name: str, value: float, *countries: str) -> World:
    """Return the world with one indicator the same in some countries, at all times."""

    def same(row: Row) -> list[Row]:
        if row["indicator"] != name or row["iso3"] not in countries:
            return [row]
        return [] if row["date"] else [row | {"value": repr(value)}]

    return changed(tables, "indicators", same)


def diaspora(tables: World, **people: float) -> World:
    """Return the world with this many professionals of the origin abroad, by country."""

    def stock(row: Row) -> list[Row]:
        if row["indicator"] != "ict_diaspora" or row["destination"] not in people:
            return [row]
        return [row | {"value": repr(people[row["destination"]])}]

    return changed(tables, "pairs", stock)


def mirrored(tables: World, one: str, other: str) -> World:
    """Return the world with firms, entry rules and pairs for two origins alike.

    What holds for citizens of the first towards the second holds the other way round as well; only
    these two countries may be in the tables.
    """
    swap = {one: other, other: one}

    def both(*names: str) -> Change:
        def change(row: Row) -> list[Row]:
            if row[names[0]] != one:
                return []
            return [row, row | {name: swap[row[name]] for name in names}]

        return change

    def firms(row: Row) -> list[Row]:
        return [row | {"iso3": code, "parent": ""} for code in (one, other)]

    tables = changed(tables, "firms", firms)
    tables = changed(tables, "entry_rules", both("citizenship", "destination"))
    return changed(tables, "pairs", both("origin", "destination"))


def event(
    tables: World, day: str, channel: str, severity: float, iso3: str = "BLR", kind: str = "test"
) -> World:
    """Return the world with one more event."""
    row = {"id": f"test-{day}", "date": day, "type": kind, "title": "A test", "iso3": iso3}
    added = row | {"channel": channel, "severity": repr(severity), **TRUST}
    return {**tables, "events": [*tables["events"], added]}


def scenario(tables: World, *overrides: str, **run: float | str | list[str]) -> Scenario:
    """Load a world as a scenario; `run` are top-level settings such as months and scale."""
    head = {"title": "A test", "start": "2019-01", "months": 12, "seed": 3, "scale": 100, **run}
    lines = [f"{key} = {value!r}" for key, value in head.items()]
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in tables.items():
            _write(Path(folder) / f"{name}.csv", TABLES[name].names, rows)
        files = [f'{name} = "{name}.csv"' for name in TABLES]
        path = Path(folder) / "world.toml"
        path.write_text("\n".join([*lines, "[data]", *files]) + "\n", encoding="utf-8")
        return load(path, overrides)


def _write(path: Path, header: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
