"""Find the country or city that somebody means: by code or by name, with or without umlauts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from talentflow.errors import TalentflowError
from talentflow.scenario import Scenario

__all__ = ["Beneficiary", "TerritoryError", "find"]


class TerritoryError(TalentflowError):
    """There is no such country or place; the text names the nearest."""


@dataclass(frozen=True)
class Beneficiary:
    """A country, or a place of it, on whose behalf something is asked."""

    country: str
    """ISO 3166 alpha-3 code."""
    place: str
    """Name of the place in tables; empty for the whole country."""
    name: str
    country_name: str

    @property
    def code(self) -> str:
        """Write it as levers and tables do: FIN, or FIN:jyvaskyla."""
        return f"{self.country}:{self.place}" if self.place else self.country

    @property
    def home(self) -> Beneficiary:
        """The country that a place belongs to."""
        return Beneficiary(self.country, "", self.country_name, self.country_name)


def find(wanted: str, scenario: Scenario) -> Beneficiary:
    """Return what `FIN`, `Finland`, `FIN:Jyväskylä`, `Finland:jyvaskyla` or `Jyväskylä` means.

    Raises TerritoryError with the nearest valid name.
    """
    country, colon, place = wanted.partition(":")
    known = list(_all(scenario))
    if colon:
        inside = [one for one in known if _fold(country) in {_fold(n) for n in _home(one)}]
        if not inside:
            _refuse(wanted, country, [one for one in known if not one.place])
        return _pick(wanted, place, [one for one in inside if one.place])
    return _pick(wanted, wanted, known)


def _pick(wanted: str, text: str, among: list[Beneficiary]) -> Beneficiary:
    found = [one for one in among if _fold(text) in {_fold(name) for name in _names(one)}]
    return found[0] if found else _refuse(wanted, text, among)


def _refuse(wanted: str, text: str, among: list[Beneficiary]) -> Beneficiary:
    by_name = {_fold(name): one for one in among for name in _names(one)}
    nearest = get_close_matches(_fold(text), by_name, n=1, cutoff=0.5)
    if nearest:
        one = by_name[nearest[0]]
        hint = f'; did you mean "{one.code}" ({one.name})?'
    else:
        hint = f"; there are {', '.join(sorted({one.code for one in among}))}"
    raise TerritoryError(f"--for {wanted}: there is no such country or place{hint}")


def _all(scenario: Scenario) -> Iterator[Beneficiary]:
    rows = scenario.data.country_rows
    names = dict(zip(rows["iso3"], rows["name"], strict=True))
    for code in scenario.data.countries:
        yield Beneficiary(code, "", str(names.get(code, code)), str(names.get(code, code)))
    places = scenario.data.place_rows
    for place, name, code in places[["place", "name", "iso3"]].itertuples(index=False):
        yield Beneficiary(str(code), str(place), str(name), str(names.get(code, code)))


def _names(one: Beneficiary) -> tuple[str, ...]:
    return (one.place, one.name) if one.place else (one.country, one.name)


def _home(one: Beneficiary) -> tuple[str, str]:
    return one.country, one.country_name


def _fold(text: str) -> str:
    """Drop case, umlauts and accents: Jyväskylä and JYVASKYLA are the same."""
    plain = unicodedata.normalize("NFKD", text.strip()).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
