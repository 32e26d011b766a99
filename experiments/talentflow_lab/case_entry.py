"""Rules of entry for the citizens of a new scenario: the table `entry_rules`.

* inside an area of free movement (EEA and Switzerland, Eurasian Economic Union and others): no
  permit, no opening asked for, ease 1; when the area ends for a member, as for Britain in 2021, the
  terms of those without it begin
* elsewhere the ease that the shipped tables judge for a citizen without free movement, the stricter
  one where they judge two; a country that they do not have takes the median of its kind
* who may stay at an ease of 0.6 or more needs no opening to go
* Covid closings of the shipped tables hold, as far as they are not about one citizenship
* nobody is held back at home
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from talentflow_lab.world_tables import ASSUMED, Row, World, shipped_rows

__all__ = ["OWN", "Entry"]

OWN = ("BLR",)
"""Citizenships whose shipped rules are about professionals of ICT, and are taken as they are."""
LOOKS_FOR_WORK = 0.6
"""Ease from which on people may go before they have found a job."""
VISA_FREE = 3
"""Level of a passport that needs no visa; 0 needs one."""
STRICTER = 0.1
"""What a visa for a visit takes from the ease, where the judged citizen needs none."""

_AREA = "EEA"
_EU_ENDS = "brexit-2021"
_LIKE = {"POL": "DEU", "LTU": "DEU", "CZE": "DEU"}
"""Countries whose closings in the shipped tables are those for Belarusians, and whose stand in."""


@dataclass(frozen=True)
class Entry:
    """Entry rules by citizenship for the countries of a scenario."""

    world: World
    countries: tuple[str, ...]

    def rows(self, citizenship: str) -> list[Row]:
        """Return all rules for the citizens of a country."""
        if citizenship in OWN:
            own = [row for row in self.shipped if row["citizenship"] == citizenship]
            found = [row for row in own if row["destination"] in self.countries]
        else:
            found = [_row(citizenship, citizenship, "exit", "1", f"{ASSUMED}no limit is known")]
        there = {row["destination"] for row in found}
        for destination in self.countries:
            if destination != citizenship and destination not in there:
                found += self._rules(citizenship, destination)
        return found

    @cached_property
    def shipped(self) -> tuple[Row, ...]:
        """Rules of the shipped tables."""
        return shipped_rows("entry_rules")

    def area(self, a: str, b: str) -> tuple[str, str, str, str] | None:
        """Return the area of free movement of two countries: name, end, source, certainty.

        Of several areas the one without an end, if there is one; None where there is no area.
        """
        found = []
        for name, members in self.world.areas.items():
            if a in members and b in members:
                ends = [members[code][0] for code in (a, b) if members[code][0]]
                last = a if members[a][0] else b
                found.append((name, min(ends, default=""), *members[last][1:]))
        return min(found, key=lambda one: one[1] != "", default=None)

    def _rules(self, a: str, b: str) -> Iterator[Row]:
        area = self.area(a, b)
        if area:
            name, end, source, certainty = area
            told = f"{name}: {source}"
            for field, value in (("ease", "1"), ("job_required", "0"), ("processing_months", "0")):
                yield _row(a, b, field, value, told, certainty=certainty)
            if end:
                ease, why = self.outside(a, b)
                event = _EU_ENDS if name == _AREA else ""
                yield _row(a, b, "ease", f"{ease:g}", why, end, event)
                yield _row(a, b, "job_required", _job(ease), _job_source(ease), end, event)
                months = f"{ASSUMED}a permit as for others from outside the {name}"
                yield _row(a, b, "processing_months", "1.5", months, end, event)
        else:
            ease, why = self.outside(a, b)
            yield _row(a, b, "ease", f"{ease:g}", why)
            yield _row(a, b, "job_required", _job(ease), _job_source(ease))
            yield from self._processing(a, b)
        yield _row(a, b, "entry", "1", f"{ASSUMED}open before Covid")
        yield from self._closings(a, b, free=area is not None)

    def outside(self, a: str, b: str) -> tuple[float, str]:
        """Return the ease of b for citizens of a without free movement, and its source."""
        judged = self._judged(b)
        if judged is None:
            return self._of_its_kind(b)
        ease, like = judged
        why = f"{ASSUMED}as judged for citizens of {like}"
        ours, theirs = (self.world.passports.get((code, b)) for code in (a, like))
        if ours == 0 and theirs == VISA_FREE:
            return round(ease - STRICTER, 2), f"{why}, less {STRICTER:g} for a visa"
        return ease, why

    def _judged(self, b: str) -> tuple[float, str] | None:
        """Return the lowest ease that a shipped citizen without free movement has, and whose."""
        found = [
            (float(row["value"]), row["citizenship"])
            for row in self.shipped
            if row["destination"] == b
            and row["field"] == "ease"
            and not row["date"]
            and self.area(row["citizenship"], b) is None
        ]
        return min(found, default=None)

    def _of_its_kind(self, b: str) -> tuple[float, str]:
        """Return the median ease of the shipped countries of the same area or income group."""
        europe = self.world.areas[_AREA]
        group = self.world.economies[b].income_group
        if b in europe:
            kind = "EEA countries"
            alike: Sequence[str] = [code for code in europe if self._judged(code)]
        else:
            kind = f"{group} countries outside the EEA"
            alike = self._outside_europe(group) or self._outside_europe("")
        judged = [found[0] for code in alike if (found := self._judged(code))]
        return median(judged), f"{ASSUMED}median of {len(judged)} shipped {kind}"

    def _outside_europe(self, group: str) -> Sequence[str]:
        codes = {row["destination"] for row in self.shipped} - set(self.world.areas[_AREA])
        economies = self.world.economies
        return [
            code
            for code in sorted(codes)
            if economies[code].income_group == (group or economies[code].income_group)
            and self._judged(code)
        ]

    def _processing(self, a: str, b: str) -> Iterator[Row]:
        """Yield what is known of the time that permits take: the register is not about Belarus."""
        for row in self.shipped:
            known = row["destination"] == b and row["field"] == "processing_months"
            if known and row["citizenship"] in OWN:
                yield row | {"citizenship": a}

    def _closings(self, a: str, b: str, *, free: bool) -> Iterator[Row]:
        """Yield the Covid closings of b, as the shipped tables have them for others."""
        within = free and b in self.world.areas[_AREA]
        like = b if within or b == "USA" else _LIKE.get(b, b)
        whose = "BLR" if b in self.world.areas[_AREA] and not within else "FIN"
        if b in {"USA", "GBR"} and not within:
            whose = "BLR"  # the ban that Finns met was one for the Schengen area
        if b == "USA" and a in self.world.areas[_AREA] and a != "GBR":
            whose = "FIN"
        dated = [
            row
            for row in self.shipped
            if row["citizenship"] == whose
            and row["destination"] == like
            and row["field"] == "entry"
            and row["date"]
            and (row["date"] < "2022-02-24" or row["value"] == "1")
        ]
        for row in dated:
            source = f"{ASSUMED}as for citizens of {whose}: {row['source']}"
            yield _row(a, b, "entry", row["value"], source, row["date"], row["event"])


def _row(
    a: str, b: str, field: str, value: str, source: str, date: str = "", event: str = "",
    certainty: str = "low",
) -> Row:  # fmt: skip
    key = {"citizenship": a, "destination": b, "field": field, "date": date, "value": value}
    return key | {"event": event, "source": source, "certainty": certainty}


def _job(ease: float) -> str:
    return "0" if ease >= LOOKS_FOR_WORK else "1"


def _job_source(ease: float) -> str:
    word = "none asked for" if ease >= LOOKS_FOR_WORK else "one asked for"
    side = "of 0.6 or more" if ease >= LOOKS_FOR_WORK else "below 0.6"
    return f"{ASSUMED}{word} at an ease {side}"
