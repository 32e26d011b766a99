"""Checking the layers of a scenario against the names and ranges that the rules declare."""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from talentflow.errors import Problem
from talentflow.parameters import Kind, ParameterInfo, parameters_of
from talentflow.reading import Layer, spelled
from talentflow.rules import Catalogue
from talentflow.scenario_schema import FIRST_YEAR, LAST_YEAR, Leaf, Names, file_model, names
from talentflow.toml_lines import KeyPath

__all__ = ["Setting", "Settings", "described", "merge"]

EXPECTED = {
    "title": "a text of 1 to 200 characters",
    "description": "a text of at most 20000 characters",
    "extends": "the path of a scenario file, or the name of a shipped scenario",
    "start": f'a month from {FIRST_YEAR}-01 to {LAST_YEAR}-12, such as "2019-01"',
    "months": "a whole number from 1 to 1200",
    "seed": f"a whole number from 0 to {2**63 - 1}",
    "replications": "a whole number from 1 to 10000",
    "scale": "a number from 1 to 1000000",
    "origin": 'a list of country codes, such as ["BLR"]',
    "data": "the path of a CSV file",
    "data_sha256": "the SHA-256 of the table's rows, 64 hexadecimal digits",
    "levers": 'a month of the run, such as "2020-09"',
}
"""What the top-level names may hold, for messages."""

_OUT_OF_RANGE = {"greater_than_equal", "less_than_equal", "value_error"}
_MOST_NAMES_SHOWN = 12

MOST_PROBLEMS = 100
"""Of one file; a file of the wrong kind would otherwise give one per line."""


class Setting(NamedTuple):
    """A value that a scenario sets, and where."""

    value: Any
    layer: Layer
    line: int

    def problem(
        self, path: KeyPath, message: str, expected: str = "", suggestion: str = ""
    ) -> Problem:
        """Return a problem with this value."""
        return Problem(self.layer.file, self.line, spelled(path), message, expected, suggestion)


type Settings = dict[tuple[str, ...], Setting]
"""Path -> value of everything that some layer sets; maps are taken entry by entry."""


def merge(layers: list[Layer], rules: Catalogue, problems: list[Problem]) -> Settings:
    """Return the values that hold after all layers, later ones above earlier ones.

    What is wrong in any layer, even below another, is added to the problems and
    left out of the result.
    """
    settings: Settings = {}
    for layer in layers:
        wrong = _wrong(layer, rules)
        problems.extend(_problem(layer, wrong[path], rules) for path in [*wrong][:MOST_PROBLEMS])
        changes = {
            path: Setting(value, layer, layer.line(path))
            for path, value in _leaves(layer.values, names(rules), ())
            if path not in wrong
        }
        for path in changes:
            if path[0] == "data":  # the digest of another file says nothing about this one
                settings.pop(("data_sha256", *path[1:]), None)
        settings.update(changes)
    return settings


def _leaves(
    values: Mapping[str, Any], known: Names, above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield path and value of each known name that is no table, and of each map's entries."""
    for name in (name for name in values if name in known):
        path, value, inner = (*above, name), values[name], known[name]
        if isinstance(inner, Mapping):
            if isinstance(value, dict):
                yield from _leaves(value, inner, path)
        elif not isinstance(value, dict):
            yield path, value
        elif inner is not None and inner[0] == "map":
            yield from (((*path, code), entry) for code, entry in value.items())


def _wrong(layer: Layer, rules: Catalogue) -> dict[KeyPath, ErrorDetails]:
    """Return the first thing wrong with each path of a layer."""
    found: dict[KeyPath, ErrorDetails] = {}
    try:
        file_model(rules).model_validate(layer.values)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            path, _ = _known_part(detail["loc"], names(rules))
            found.setdefault(path, detail)
    return found


def _problem(layer: Layer, detail: ErrorDetails, rules: Catalogue) -> Problem:
    path, level = _known_part(detail["loc"], names(rules))
    line = layer.line(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return _unknown(layer.file, line, path, rules)
    message = described(detail["type"], detail["input"])
    return Problem(layer.file, line, spelled(path), message, _expected(path, level))


def _known_part(loc: KeyPath, known: Names) -> tuple[KeyPath, Names | Leaf]:
    """Cut what pydantic adds to the path of a value; tell what is declared there."""
    level: Names | Leaf = known
    for depth, part in enumerate(loc):
        if isinstance(level, Mapping):
            if part not in level:
                return loc[: depth + 1], level
            level = level[str(part)]
        else:
            is_entry = level is not None and level[0] == "map"
            return loc[: depth + 1] if is_entry else loc[:depth], level
    return loc, level


def _unknown(file: str, line: int, path: KeyPath, rules: Catalogue) -> Problem:
    level: Names | Leaf = names(rules)
    for part in path[:-1]:
        level = level[str(part)] if isinstance(level, Mapping) else None
    siblings = list(level) if isinstance(level, Mapping) else []
    nearest = get_close_matches(str(path[-1]).lower(), siblings, n=1) or _elsewhere(path, rules)
    expected = ""
    if not nearest and 0 < len(siblings) <= _MOST_NAMES_SHOWN:
        expected = f"one of {', '.join(siblings)}"
    return Problem(file, line, spelled(path), "unknown name", expected, (nearest or [""])[0])


def _elsewhere(path: KeyPath, rules: Catalogue) -> list[str]:
    """Return rules and parameters of other tables that end in the same names."""
    every = []
    for section, modules in rules.items():
        for module, rule in modules.items():
            every.append(f"{section}.{module}")
            every += [f"{section}.{module}.{name}" for name in parameters_of(rule)]
    tail, last = f".{spelled(path)}", f".{spelled(path[-1:])}"
    return [p for p in every if p.endswith(tail)] or [p for p in every if p.endswith(last)]


def described(kind: str, value: object) -> str:
    """Say what is wrong with a value, from the kind of error that pydantic names."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value} is not a finite number"
    return f"{_shown(value)} is {'out of range' if kind in _OUT_OF_RANGE else 'not valid'}"


def _shown(value: object) -> str:
    """Return a value as short text, whatever its depth and size."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return json.dumps(value if len(value) <= 40 else f"{value[:40]}...", ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else "a very large number"
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _expected(path: KeyPath, level: Names | Leaf) -> str:
    if isinstance(level, Mapping):
        return "a table"
    if level is None:
        return EXPECTED.get(str(path[0]), "")
    kind, info = level
    return _expected_parameter(kind, info)


def _expected_parameter(kind: Kind, info: ParameterInfo) -> str:
    bounds = f"from {info.low:g} to {info.high:g}"
    texts = {
        "number": f"a number {bounds}",
        "number or solve": f'a number {bounds}, or "solve"',
        "integer": f"a whole number {bounds}",
        "flag": "true or false",
        "choice": "one of " + ", ".join(f'"{choice}"' for choice in info.choices),
        "map": f"a table of {info.keys} codes, each with a number {bounds}",
    }
    return texts[kind]
