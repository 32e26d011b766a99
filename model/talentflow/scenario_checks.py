"""What must hold between the values of a scenario and its data tables."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from talentflow.data import Data
from talentflow.errors import Problem
from talentflow.parameters import parameters_of
from talentflow.rules import Catalogue
from talentflow.table_reading import TableFile
from talentflow.validation import Setting, Settings

__all__ = ["check_codes", "check_digests", "check_origins", "check_parameters", "check_sizes"]

MOST_ORIGINS = 127
"""Codes of citizenship are 8-bit numbers."""
MOST_PROGRAMMES = 110
"""So are codes of visa routes, of which the ordinary one and levers have some."""
MOST_PLACES = 4_095
"""The identity of a person has 12 bits for the place."""

type Codes = Mapping[str, tuple[str, ...]]
"""The valid codes of each kind: "country" and "place"."""


def check_codes(settings: Settings, rules: Catalogue, codes: Codes) -> list[Problem]:
    """Return a problem for each origin or entry of a map that no table knows.

    Codes of a kind that `codes` lacks are not checked.
    """
    problems: list[Problem] = []
    for path, setting in settings.items():
        if path == ("origin",):
            problems += _unknown(setting, path, list(setting.value), codes.get("country"))
            if len(set(setting.value)) < len(setting.value):
                problems.append(setting.problem(path, "a country is there twice"))
        elif len(path) == 4 and path[0] != "levers":
            _, info = parameters_of(rules[path[0]][path[1]])[path[2]]
            problems += _unknown(setting, path, [path[3]], codes.get(info.keys))
    return problems


def _unknown(
    setting: Setting, path: tuple[str, ...], used: list[str], known: tuple[str, ...] | None
) -> list[Problem]:
    problems = []
    for code in used:
        if known is not None and code not in known:
            nearest = get_close_matches(code, known, n=1)
            expected = "" if nearest else "a code of the data tables"
            problems.append(
                setting.problem(path, f"unknown code {code!r}", expected, (nearest or [""])[0])
            )
    return problems


def check_origins(
    origins: tuple[str, ...], settings: Settings, tables: Mapping[str, TableFile]
) -> list[Problem]:
    """Return a problem for each origin whose citizens the tables do not describe.

    Each needs, from the beginning, ease, job_required and entry for every other
    country, exit from the own one, and the diaspora in every other country.
    """
    rules, pairs = tables["entry_rules"], tables["pairs"]
    there = {
        (citizenship, destination, field)
        for _, citizenship, destination, field, day in rules.rows(
            "citizenship", "destination", "field", "date"
        )
        if day is None
    } | {tuple(key) for _, *key in pairs.rows("origin", "destination", "indicator")}
    countries = tables["countries"].columns["iso3"]
    problems = []
    for origin in (code for code in origins if code in countries):
        needed = [(origin, origin, "exit")]
        for country in countries:
            if country != origin:
                fields = ("ease", "job_required", "entry", "ict_diaspora")
                needed += [(origin, country, field) for field in fields]
        missing = [key for key in needed if key not in there]
        if missing:
            problems.append(_undescribed(origin, missing, settings, rules))
    return problems


def check_sizes(
    origins: tuple[str, ...], settings: Settings, tables: Mapping[str, TableFile]
) -> list[Problem]:
    """Return a problem for each list that is longer than the codes of people can tell apart."""
    problems = []
    if len(origins) > MOST_ORIGINS and ("origin",) in settings:
        message = f"{len(origins)} origins are more than {MOST_ORIGINS}"
        problems.append(settings["origin",].problem(("origin",), message))
    for name, column, most in (
        ("programmes", "programme", MOST_PROGRAMMES),
        ("places", "place", MOST_PLACES),
    ):
        if (count := len(set(tables[name].columns.get(column, ())))) > most:
            message = f"{count:,} are more than {most:,}"
            problems.append(Problem(tables[name].shown, 1, f"{name}.{column}", message))
    return problems


def _undescribed(
    origin: str, missing: list[tuple[str, str, str]], settings: Settings, rules: TableFile
) -> Problem:
    _, country, field = missing[0]
    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    message = f"the tables say nothing about citizens of {origin}: {field} for {country}{more}"
    expected = "rows of entry_rules.csv without a date, and ict_diaspora in pairs.csv"
    if ("origin",) in settings:
        return settings["origin",].problem(("origin",), message, expected)
    return Problem(rules.shown, 1, "entry_rules.citizenship", message, expected)


def check_parameters(table: TableFile, rules: Catalogue) -> list[Problem]:
    """Return a problem for each row of origins.csv that gives no figure a rule can take."""
    known = {
        f"{section}.{module}.{name}": (kind, info)
        for section, modules in rules.items()
        for module, rule in modules.items()
        for name, (kind, info) in parameters_of(rule).items()
    }
    differing = [path for path, (_, info) in known.items() if info.by_origin]
    problems = []
    for line, path, value in table.rows("parameter", "value"):
        if path not in differing:
            nearest = get_close_matches(path, differing, n=1)
            same = f"{path} is the same for all origins"
            message = same if path in known else f"unknown parameter {path!r}"
            expected = "" if nearest else f"one of {', '.join(differing)}"
            where = Problem(table.shown, line, "origins.parameter", message, expected)
            problems.append(replace(where, suggestion=(nearest or [""])[0]))
            continue
        kind, info = known[path]
        whole = kind not in ("integer", "flag") or value == int(value)
        if not (info.allows(value) and whole):
            number = "a number" if kind.startswith("number") else "a whole number"
            expected = f"{number} from {info.low:g} to {info.high:g} ({info.unit})"
            message = f"{value:g} is out of range for {path}"
            problems.append(Problem(table.shown, line, "origins.value", message, expected))
    return problems


def check_digests(settings: Settings, data: Data) -> list[Problem]:
    """Return a problem for each table whose rows are not those that the file vouches for."""
    problems = []
    for path, setting in settings.items():
        if path[0] == "data_sha256" and setting.value != data.digests[path[1]]:
            message = f"the rows of {path[1]} are not those of the scenario when it was written"
            expected = "the same rows (delete this line to accept the new ones)"
            problems.append(setting.problem(path, message, expected))
    return problems
