"""Who the professionals of a new scenario are: rows of `structure` and `origins`.

Age and experience are those of developers in surveys, where there are enough answers; everything
else is that of the shipped tables, English and exposure to repression by what the country is like.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from talentflow.rules.decision.anchors import Anchors
from talentflow.rules.feedback.hiring import Hiring
from talentflow.rules.people.population import Population
from talentflow.vocabulary import STRUCTURE
from talentflow_lab.case_estimates import Estimates
from talentflow_lab.world_tables import ASSUMED, Figure, Row, shipped_rows

__all__ = ["Person", "recent"]

FLUENT = 600
"""EF EPI points from which on English is as in Finland."""
PEACEFUL = 0.9
"""V-Dem physical violence index from which on nobody is exposed to repression."""
_SURVEYED = {"age", "grade"}
_MODEL = ("FIN", {"english", "exposure"})
"""The shipped country that stands for those with much English, or no repression."""


@dataclass(frozen=True)
class Person:
    """The rows of one origin; `people` is the number of professionals at home."""

    estimates: Estimates
    origin: str
    people: Figure
    english: float
    violence: float

    def structure(self) -> list[Row]:
        """Return the shares of every attribute."""
        shipped = shipped_rows("structure")
        surveyed = [row for row in self.estimates.world.structure if row["iso3"] == self.origin]
        found: list[Row] = []
        for attribute in STRUCTURE:
            own = [row for row in surveyed if row["attribute"] == attribute]
            if attribute in _SURVEYED and own:
                found += [row | {"group": "all"} for row in own]
                continue
            like, why = self._like(attribute)
            found += [
                row | {"iso3": self.origin, "source": f"{ASSUMED}{why}: {row['source']}"}
                | {"certainty": "low"}
                for row in shipped
                if row["iso3"] == like and row["attribute"] == attribute
            ]  # fmt: skip
        return found

    def _like(self, attribute: str) -> tuple[str, str]:
        country, attributes = _MODEL
        if attribute not in attributes:
            return "", "as shipped for Belarus"
        if attribute == "english":
            fluent = self.english >= FLUENT
            word = "or more" if fluent else "too few for Finland's"
            return (country if fluent else ""), f"{self.english:.0f} EF EPI points, {word}"
        peaceful = self.violence >= PEACEFUL
        word = "as in Finland" if peaceful else "as in Belarus"
        return (country if peaceful else ""), f"V-Dem physical violence {self.violence:g}, {word}"

    def parameters(self) -> list[Row]:
        """Return what differs between origins: the rows of `origins`."""
        return list(self._parameters())

    def _parameters(self) -> Iterator[Row]:
        exit_, return_ = Anchors().calm_exit, Anchors().calm_return
        default = f"{ASSUMED}default of the code"
        yield self._row(
            "decision.anchors.calm_exit", f"{exit_:g}", "share of residents a year",
            f"{default}: comparison group of developers elsewhere, 2.8 % in 21 months",
        )  # fmt: skip
        yield self._row(
            "decision.anchors.calm_return", f"{return_:g}", "share of the diaspora a year",
            f"{default}, a judgement",
        )  # fmt: skip
        belarus = self.estimates.shipped["BLR", "ict_employment"]
        firms = max(1, round(Population().firms * self.people.value / belarus))
        yield self._row(
            "people.population.firms", str(firms), "employers",
            f"{ASSUMED}as many for each professional as in Belarus, 1 for "
            f"{belarus / Population().firms:.0f}",
        )  # fmt: skip
        yield self._graduates()
        growth = f"{default}, a judgement about Belarus in 2019"
        yield self._row("feedback.hiring.growth", f"{Hiring().growth:g}", "a year", growth)
        yield self._row("feedback.hiring.supply", f"{Hiring().supply:g}", "a year", growth)

    def _graduates(self) -> Row:
        name, unit = "feedback.hiring.graduates", "persons a year"
        world = self.estimates.world
        known = world.figure(self.origin, "ict_graduates", self.estimates.year)
        here = self.estimates.shipped.get((self.origin, "ict_employment"))
        if known and here:
            number = known.value * self.people.value / here
            row = self._row(name, f"{number:.0f}", unit, known.source)
            return row | {"certainty": known.certainty, "year": str(known.year)}
        shares = [
            found.value / total
            for (code, indicator), total in self.estimates.shipped.items()
            if indicator == "ict_employment"
            and (found := world.figure(code, "ict_graduates", self.estimates.year))
        ]
        share = median(shares)
        why = f"{share:.1%} of professionals, median of {len(shares)} countries (Eurostat)"
        return self._row(name, f"{share * self.people.value:.0f}", unit, ASSUMED + why)

    def _row(self, parameter: str, value: str, unit: str, source: str) -> Row:
        key = {"iso3": self.origin, "parameter": parameter, "value": value, "unit": unit}
        return key | {"year": "2019", "source": source, "certainty": "low"}


def recent(people: Figure) -> tuple[float, str]:
    """Return how many professionals live abroad at the start, and why so many.

    As many as leave in calm in the mean time abroad of those who have not returned.
    """
    share, months = Anchors().calm_exit, Population().months_abroad
    why = f"{people.value:,.0f} at home x {share:.1%} who leave in a year x {months / 12:g} years"
    return people.value * share * months / 12.0, why
