"""The economies of the world that a new scenario can be made of: `scenarios/data/world/*.csv`.

Small tables beside the data of the shipped scenarios, each row with its source and certainty:
economies, figures by indicator and year, the five largest cities, languages spoken, migrants by
country of birth, passports, areas of free movement, and the age and experience of developers.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from talentflow.errors import TalentflowError
from talentflow.files import read_text
from talentflow.reading import shipped_data
from talentflow.tables import TABLES

__all__ = [
    "ASSUMED",
    "CaseError",
    "City",
    "Economy",
    "Figure",
    "Row",
    "World",
    "nearest",
    "shipped_rows",
    "world",
]

ASSUMED = "assumption: "
"""How the source of a figure begins that no table holds."""

type Row = dict[str, str]
"""One row of a data table, column -> cell."""


class CaseError(TalentflowError):
    """A scenario that cannot be made, or not where it is asked for; the text says why."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its unit, year, source and certainty (high, medium or low)."""

    value: float
    unit: str
    year: int
    source: str
    certainty: str

    @property
    def is_assumed(self) -> bool:
        """Whether no table holds it."""
        return self.source.startswith(ASSUMED)


@dataclass(frozen=True, slots=True)
class Economy:
    """One economy in the classification of the World Bank."""

    iso3: str
    iso_numeric: int
    name: str
    region: str
    income_group: str


@dataclass(frozen=True, slots=True)
class City:
    """One city; latitude and longitude in degrees."""

    name: str
    population: int
    lat: float
    lon: float
    source: str


@dataclass(frozen=True)
class World:
    """All tables, by ISO 3166 alpha-3 code; `stocks` and `passports` by pairs of codes.

    `figures` hold the years of an indicator in order, `areas` the members of each area of free
    movement with the day on which it ends ("" for none), its source and certainty.
    """

    economies: Mapping[str, Economy]
    figures: Mapping[tuple[str, str], tuple[Figure, ...]]
    cities: Mapping[str, tuple[City, ...]]
    languages: Mapping[str, Mapping[str, tuple[float, bool]]]
    """Language -> share of speakers and whether it is official."""
    stocks: Mapping[tuple[str, str], float]
    passports: Mapping[tuple[str, str], int]
    areas: Mapping[str, Mapping[str, tuple[str, str, str]]]
    structure: tuple[Row, ...]

    def figure(self, iso3: str, indicator: str, year: int) -> Figure | None:
        """Return the figure of the year nearest to one, the earlier of two; None without any."""
        there = self.figures.get((iso3, indicator), ())
        return min(there, key=lambda one: (abs(one.year - year), one.year), default=None)

    def named(self, code: str) -> Economy:
        """Return an economy by its code; raise CaseError that names the nearest."""
        if code not in self.economies:
            names = {one.name.casefold(): one.iso3 for one in self.economies.values()}
            if found := get_close_matches(code.casefold(), names, n=1, cutoff=0.8):
                near = names[found[0]]
            else:
                near = nearest(code.upper(), self.economies)
            hint = f'; did you mean "{near}" ({self.economies[near].name})?' if near else ""
            raise CaseError(f"unknown country {code[:40]!r}; expected an ISO 3166 code{hint}")
        return self.economies[code]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like another, or "" if none is."""
    return next(iter(get_close_matches(word, list(known), n=1)), "")


@cache
def shipped_rows(table: str) -> tuple[Row, ...]:
    """Return the rows of a shipped data table as they are spelled; they are read only."""
    name = TABLES[table].shipped_file if table in TABLES else f"{table}.csv"
    text = read_text(shipped_data() / name, 8)
    return tuple(csv.DictReader(io.StringIO(text, newline="")))


@cache
def world() -> World:
    """Read the tables of the world."""
    figures: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for row in shipped_rows("world/figures"):
        figures[row["iso3"], row["indicator"]].append(_figure(row))
    cities: dict[str, list[City]] = defaultdict(list)
    for row in shipped_rows("world/cities"):
        place = float(row["lat"]), float(row["lon"])
        cities[row["iso3"]].append(City(row["city"], int(row["population"]), *place, row["source"]))
    languages: dict[str, dict[str, tuple[float, bool]]] = defaultdict(dict)
    for row in shipped_rows("world/languages"):
        languages[row["iso3"]][row["language"]] = float(row["share"]), row["official"] == "1"
    areas: dict[str, dict[str, tuple[str, str, str]]] = defaultdict(dict)
    for row in shipped_rows("world/free_movement"):
        areas[row["area"]][row["iso3"]] = row["until"], row["source"], row["certainty"]
    return World(
        {row["iso3"]: _economy(row) for row in shipped_rows("world/economies")},
        {key: tuple(sorted(rows, key=lambda one: one.year)) for key, rows in figures.items()},
        {code: tuple(rows) for code, rows in cities.items()},
        languages,
        {
            (r["origin"], r["destination"]): float(r["persons"])
            for r in shipped_rows("world/stocks")
        },
        {
            (r["passport"], r["destination"]): int(r["level"])
            for r in shipped_rows("world/passports")
        },
        areas,
        shipped_rows("world/structure"),
    )


def _economy(row: Row) -> Economy:
    numeric = int(row["iso_numeric"])
    return Economy(row["iso3"], numeric, row["name"], row["region"], row["income_group"])


def _figure(row: Row) -> Figure:
    kind = row["unit"], int(row["year"]), row["source"], row["certainty"]
    return Figure(float(row["value"]), *kind)
