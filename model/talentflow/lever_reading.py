"""Levers of a scenario: read what files and the command line set, check it, make the levers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from talentflow.data import Data
from talentflow.errors import Problem
from talentflow.levers import (
    COMMON,
    OPEN_END,
    Lever,
    LeverKind,
    catalogue,
    default_of,
    fields_of,
    limited,
    mechanisms,
)
from talentflow.months import date_of, month_index, parse_month
from talentflow.parameters import parameters_of
from talentflow.validation import Setting, Settings

__all__ = ["plain_levers", "read_levers", "usual_lever"]

MOST = 15
"""Levers that the bits of a person's column `aided` can hold."""

type Key = tuple[str, str]
"""Name of the lever and its owner, as written."""


def read_levers(
    settings: Settings, data: Data, run: Mapping[str, Any], problems: list[Problem]
) -> tuple[Lever, ...]:
    """Return the levers that the settings put in force, in the order of name and owner.

    `run` holds the start, the months and the origins of the run.
    What is wrong with any is added to the problems.
    """
    found: dict[Key, dict[str, Setting]] = {}
    for path, setting in settings.items():
        if path[0] == "levers":
            found.setdefault((path[1], path[2]), {})[path[3]] = setting
    levers = []
    for (slug, holder), given in sorted(found.items()):
        kind = catalogue()[slug]
        wrong = [*_owner_problems(kind, holder, given, data)]
        wrong = wrong or [*_eligible_problems(kind, holder, given, run["origin"])]
        wrong += _time_problems(kind, holder, given, run["start"], run["months"])
        problems += wrong
        if not wrong:
            levers.append(_make(kind, holder, given, run["start"]))
    problems += _contradictions(levers, found)
    problems += _too_many(found)
    return tuple(levers)


def _first(given: Mapping[str, Setting]) -> Setting:
    return next(iter(given.values()))


def _owner_problems(
    kind: LeverKind, holder: str, given: Mapping[str, Setting], data: Data
) -> Iterator[Problem]:
    country, colon, place = holder.partition(":")
    path = ("levers", kind.slug, holder)
    if country not in data.countries:
        nearest = get_close_matches(country.upper(), data.countries, n=1)
        yield _first(given).problem(
            path, f"there is no country {country!r}", "a code of countries.csv", *nearest
        )
        return
    own = data.place_rows[data.place_rows["iso3"] == country]["place"].tolist()
    if colon and place not in own:
        nearest = get_close_matches(place.lower(), own, n=1)
        expected = f"one of {', '.join(own)}"
        yield _first(given).problem(path, f"{country} has no place {place!r}", expected, *nearest)
    elif place and "city" not in kind.owners:
        yield _first(given).problem(path, "a city cannot hold this lever", f'"{country}"')
    elif not place and kind.owners == ("city",):
        yield _first(given).problem(path, "a city holds this lever", f'"{country}:{own[0]}"')


def _eligible_problems(
    kind: LeverKind, holder: str, given: Mapping[str, Setting], origins: Sequence[str]
) -> Iterator[Problem]:
    """Yield a problem where the lever would reach nobody, or needs an origin as its owner."""
    country = holder.partition(":")[0]
    path = ("levers", kind.slug, holder)
    of_origins = kind.citizens == "own" or set(kind.owners) <= {"origin", "international"}
    if of_origins and country not in origins:
        text = f"{country} is no origin of this run, and the lever acts on an origin's people"
        yield _first(given).problem(path, text, f"one of {', '.join(origins)}")
    elif kind.citizens == "foreign" and set(origins) <= {country}:
        text = f"nobody is eligible: it is for foreigners, and only {country} is simulated"
        yield _first(given).problem(path, text, "another country than the origin")


def _time_problems(
    kind: LeverKind, holder: str, given: Mapping[str, Setting], start: date, months: int
) -> Iterator[Problem]:
    """Yield what is wrong with the months; an end after the run is as good as none."""
    first = 1
    if "start" in given:
        first = month_index(parse_month(given["start"].value), start)
        if not 1 <= first < months:
            text = f"{given['start'].value} is outside the run, or in its first month"
            expected = "a month after the first, in which the model is anchored on calm"
            yield given["start"].problem(("levers", kind.slug, holder, "start"), text, expected)
    if "end" in given and month_index(parse_month(given["end"].value), start) < first:
        path = ("levers", kind.slug, holder, "end")
        text = f"the end {given['end'].value} is before the start {date_of(start, first):%Y-%m}"
        yield given["end"].problem(path, text, "the start or a later month")


def _make(kind: LeverKind, holder: str, given: Mapping[str, Setting], start: date) -> Lever:
    country, _, place = holder.partition(":")

    def value(name: str) -> Any:  # noqa: ANN401 - a number or a switch
        return given[name].value if name in given else default_of(kind, name)

    common = {name: float(value(name)) for name in COMMON}
    mechanism = mechanisms()[kind.mechanism]
    doses = {}
    for name, (sort, _) in parameters_of(mechanism).items():
        convert = {"flag": bool, "integer": int}.get(sort, float)
        doses[name] = convert(value(name))
    first = month_index(parse_month(given["start"].value), start) if "start" in given else 1
    end = OPEN_END
    if "end" in given:
        end = month_index(parse_month(given["end"].value), start) + 1
    lever = Lever(kind, country, place, first, end, **common, act=mechanism(**doses))
    return replace(lever, capacity=limited(lever.capacity))


def usual_lever(kind: LeverKind, holder: str, first: int) -> Lever:
    """Return a lever with the catalogue's figures, in force from month `first` of a run on."""
    return replace(_make(kind, holder, {}, date.min), start=first)


def _too_many(found: Mapping[Key, dict[str, Setting]]) -> Iterator[Problem]:
    for (slug, holder), given in sorted(found.items())[MOST:]:
        text = f"a scenario has at most {MOST} levers, {len(found)} are set"
        yield _first(given).problem(("levers", slug, holder), text, "fewer levers")


def _contradictions(
    levers: list[Lever], found: Mapping[Key, dict[str, Setting]]
) -> Iterator[Problem]:
    for n, one in enumerate(levers):
        for other in levers[:n]:
            clash = other.slug in one.kind.contradicts or one.slug in other.kind.contradicts
            overlap = one.start < other.end and other.start < one.end
            if clash and overlap and one.owner == other.owner:
                given = found[one.slug, one.holder]
                yield _first(given).problem(
                    ("levers", one.slug, one.holder),
                    f"{one.owner} cannot hold this together with {other.slug}",
                    "one of the two, or months that do not overlap",
                )


def plain_levers(levers: tuple[Lever, ...], start: date) -> dict[str, dict[str, dict[str, Any]]]:
    """Return levers as a scenario file writes them."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for lever in levers:
        kinds = fields_of(lever.kind)
        values: dict[str, Any] = {"start": f"{date_of(start, lever.start):%Y-%m}"}
        if lever.end < OPEN_END:
            values["end"] = f"{date_of(start, lever.end - 1):%Y-%m}"
        for name, number in lever.figures().items():
            convert = {"flag": bool, "integer": int}.get(kinds[name][0], float)
            values[name] = convert(number)
        found.setdefault(lever.slug, {})[lever.holder] = values
    return found
