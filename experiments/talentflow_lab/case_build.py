"""A new scenario as rows of data tables, from what is known of the economies of the world."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from talentflow.tables import TABLES
from talentflow.vocabulary import INDICATORS
from talentflow_lab.case_countries import hosts
from talentflow_lab.case_entry import OWN, Entry
from talentflow_lab.case_estimates import Estimates, assumed
from talentflow_lab.case_pairs import Pairs
from talentflow_lab.case_people import Person, recent
from talentflow_lab.world_tables import ASSUMED, Figure, Row, World, shipped_rows, world

__all__ = ["Case", "spelled_rows"]


@dataclass(frozen=True)
class Case:
    """What is asked for: origins first, then destinations, ISO 3166 alpha-3 codes.

    `people` is the number of professionals of all origins together at home, None for as many as
    the tables tell.
    """

    name: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...] = ()
    start: date = date(2019, 1, 1)
    months: int = 60
    people: int | None = None
    world: World = field(default_factory=world)

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """All countries of the scenario, origins first."""
        wanted = self.destinations or hosts(self.world, self.start.year)
        return tuple(dict.fromkeys((*self.origins, *wanted)))

    @cached_property
    def estimates(self) -> Estimates:
        """What stands in for missing figures, as of the start."""
        return Estimates(self.world, self.start.year)

    @cached_property
    def professionals(self) -> Mapping[str, Figure]:
        """Professionals at home by origin."""
        known = {code: self._indicator(code, "ict_employment") for code in self.origins}
        if self.people is None:
            return known
        total = sum(figure.value for figure in known.values())
        shared = " shared as ICT professionals are" if len(known) > 1 else ""
        why = f"{self.people:,} people asked for with --people{shared}"
        return {
            code: assumed(
                max(1, round(self.people * one.value / total)), one.unit, self.start.year, why
            )
            for code, one in known.items()
        }

    @cached_property
    def tables(self) -> dict[str, list[Row]]:
        """The rows of every data table of the scenario, by name."""
        pairs = Pairs(self.world, self.countries)
        entry = Entry(self.world, self.countries)
        described = [self._person(code) for code in self.origins if code not in OWN]
        resized = [self._person(code) for code in self.origins if code in OWN and self.people]
        structure = [row for row in shipped_rows("structure") if not row["iso3"]]
        events = self._events()
        there = {"", *(row["id"] for row in events)}
        rules = [row for code in self.origins for row in entry.rows(code)]
        abroad = [row for code in self.origins for row in self._abroad(pairs, code)]
        return {
            "countries": self._countries(),
            "places": self._places(),
            "events": events,
            "indicators": self._indicators(),
            "pay_by_grade": list(shipped_rows("pay_by_grade")),
            "pairs": pairs.rows() + abroad,
            "entry_rules": _without(there, "event", rules),
            "programmes": self._about_ours("programmes", "citizenship", "destination"),
            "structure": structure + [row for one in described for row in one.structure()],
            "origins": [row for one in described + resized for row in one.parameters()],
            "firms": self._firms(),
            "targets": self._about_ours("targets", "origin", "destination"),
        }

    def _events(self) -> list[Row]:
        """Return the events of the countries, and those that explain a step in one of them."""
        steps = {
            row["event"]: row["iso3"]
            for row in shipped_rows("indicators")
            if row["event"] and row["iso3"] in self.countries
        }
        ours = {"EU", *self.countries}
        return [
            row if row["iso3"] in ours else row | {"iso3": steps[row["id"]]}
            for row in shipped_rows("events")
            if row["iso3"] in ours or row["id"] in steps
        ]

    def _about_ours(self, table: str, by: str, other: str) -> list[Row]:
        """Return shipped rows about the citizens of an origin and countries of the scenario."""
        return [
            row
            for row in shipped_rows(table)
            if row[by] in self.origins and (not row[other] or row[other] in self.countries)
        ]

    def _firms(self) -> list[Row]:
        if self.people is not None:
            return []  # the known firms belong to the known number of professionals
        rows = [row for row in shipped_rows("firms") if row["iso3"] in self.origins]
        return _without({"", *self.countries}, "parent", rows)

    def _countries(self) -> list[Row]:
        shipped = {row["iso3"]: row for row in shipped_rows("countries")}
        rows = []
        for code in self.countries:
            if code in shipped:
                rows.append(shipped[code])
                continue
            one, city = self.world.economies[code], self.world.cities[code][0]
            pool = "WEST" if one.income_group == "High income" else "EAST"
            rows.append(
                {
                    "iso3": code,
                    "iso_numeric": str(one.iso_numeric),
                    "name": one.name,
                    "lat": f"{city.lat:g}",
                    "lon": f"{city.lon:g}",
                    "pay_pool": pool,
                    "source": f"{ASSUMED}pay by grade as in the pool {pool}, as it is a "
                    f"{one.income_group} country; coordinates of {city.name}: {city.source}",
                    "certainty": "low",
                }
            )
        return rows

    def _places(self) -> list[Row]:
        shipped = shipped_rows("places")
        known = {row["iso3"] for row in shipped}
        rows, taken = [], {row["place"] for row in shipped}
        for code in self.countries:
            if code in known:
                rows += [row for row in shipped if row["iso3"] == code]
                continue
            one, city = self.world.economies[code], self.world.cities[code][0]
            slug = _slug(city.name)
            slug = f"{slug}-{code.lower()}" if slug in taken or not slug else slug
            taken.add(slug)
            rows.append(
                {
                    "place": slug,
                    "name": one.name,
                    "iso3": code,
                    "job_share": "1",
                    "lat": f"{city.lat:g}",
                    "lon": f"{city.lon:g}",
                    "source": f"the whole country as one place, located at {city.name}; "
                    f"coordinates: {city.source}",
                    "certainty": "high",
                }
            )
        return rows

    def _indicators(self) -> list[Row]:
        shipped = shipped_rows("indicators")
        known = {row["iso3"] for row in shipped}
        rows: list[Row] = []
        for code in self.countries:
            own = [row for row in shipped if row["iso3"] == code]
            if code not in known:
                own = [
                    _indicator_row(code, name, self._indicator(code, name)) for name in INDICATORS
                ]
            if self.people and code in self.origins:
                row = _indicator_row(code, "ict_employment", self.professionals[code])
                own = [r for r in own if r["indicator"] != "ict_employment"] + [row]
            rows += own
        return rows

    def _indicator(self, code: str, name: str) -> Figure:
        """Return an indicator from the beginning: the shipped one, else an estimate."""
        for row in shipped_rows("indicators"):
            if (row["iso3"], row["indicator"], row["date"]) == (code, name, ""):
                told = row["unit"], int(row["year"]), row["source"], row["certainty"]
                return Figure(float(row["value"]), *told)
        return self.estimates.indicator(code, name)

    def _person(self, code: str) -> Person:
        english, violence = (
            self._indicator(code, name).value for name in ("english", "vdem_physical_violence")
        )
        return Person(self.estimates, code, self.professionals[code], english, violence)

    def _abroad(self, pairs: Pairs, code: str) -> list[Row]:
        spread = pairs.diaspora(code, *recent(self.professionals[code]))
        if code not in OWN or self.people:
            return spread
        shipped = {
            row["destination"]: row
            for row in shipped_rows("pairs")
            if (row["origin"], row["indicator"]) == (code, "ict_diaspora")
        }
        return [shipped.get(row["destination"], row) for row in spread]


def _indicator_row(code: str, name: str, figure: Figure) -> Row:
    return {
        "iso3": code,
        "indicator": name,
        "date": "",
        "value": f"{figure.value:.6g}" if abs(figure.value) < 1e5 else f"{figure.value:.0f}",
        "unit": figure.unit,
        "year": str(figure.year),
        "event": "",
        "source": figure.source,
        "certainty": figure.certainty,
    }


def _without(known: set[str], column: str, rows: Sequence[Row]) -> list[Row]:
    """Return rows with a cell emptied where it names what the scenario does not have."""
    return [row if row[column] in known else row | {column: ""} for row in rows]


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def spelled_rows(name: str, rows: Sequence[Row]) -> list[list[str]]:
    """Return the cells of a table in the order of its columns."""
    return [[row.get(column, "") for column in TABLES[name].names] for row in rows]
