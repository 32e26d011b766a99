"""Uncertainties and levers of a study file: tables of ranges, by the paths of what they vary."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from talentflow.errors import Problem
from talentflow.reading import spelled
from talentflow.toml_lines import KeyPath, line_of
from talentflow_lab.results import Input

__all__ = ["Leaves", "leaves", "read_inputs"]

type Leaves = dict[tuple[str, ...], Any]

_WORDS = ("low", "high", "log", "whole", "values")
_EXPECTED = "low and high, or values, such as { low = 0.5, high = 2.0 } or { values = [0, 1] }"


def leaves(
    values: Mapping[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield (path, value) of all that tables within tables set; a range is one value."""
    for name, value in values.items():
        path = (*above, name)
        if isinstance(value, dict) and not _is_range(value):
            yield from leaves(value, path)
        else:
            yield path, value


def read_inputs(
    values: Mapping[str, Any], table: str, file: str, lines: Mapping[KeyPath, int]
) -> tuple[dict[tuple[str, ...], Input], Leaves, list[Problem]]:
    """Return the inputs of a table, what it fixes, and what is wrong with it.

    The table `levers` holds fields of levers (LEVER.OWNER.FIELD), so their paths begin with it.
    Only there may a field have one value: it holds wherever the lever does.
    """
    found: dict[tuple[str, ...], Input] = {}
    fixed: Leaves = {}
    problems: list[Problem] = []
    kind = "lever" if table == "levers" else "uncertainty"
    for keys, value in leaves(values):
        path = ("levers", *keys) if kind == "lever" else tuple(keys)
        if not isinstance(value, dict):
            fixed[path] = value
            if kind == "uncertainty":
                line = line_of(lines, (table, *keys))
                told = spelled((table, *keys))
                message = "has one value; constants stand in [constants]"
                problems.append(Problem(file, line, told, message, _EXPECTED))
            continue
        if trouble := _trouble(value):
            message, expected, near = trouble
            line = line_of(lines, (table, *keys))
            told = spelled((table, *keys))
            problems.append(Problem(file, line, told, message, expected, near))
            continue
        found[path] = _input(spelled(path), kind, value)
    return found, fixed, problems


def _is_range(value: Mapping[str, Any]) -> bool:
    """Tell a range from a table; a table `values` is a parameter of that name, by country."""
    listed = not isinstance(value.get("values", {}), dict)
    return listed or "low" in value or "high" in value


def _input(name: str, kind: str, value: Mapping[str, Any]) -> Input:
    if "values" in value:
        choices = tuple(value["values"])
        return Input(name, kind, math.nan, math.nan, log=False, whole=False, values=choices)
    low, high = value["low"], value["high"]
    whole = bool(value.get("whole", False))
    logged = bool(value.get("log", False))
    return Input(name, kind, float(low), float(high), logged, whole, ())


def _trouble(value: Mapping[str, Any]) -> tuple[str, str, str] | None:
    for word in value:
        if word not in _WORDS:
            near = get_close_matches(word, _WORDS, n=1)
            return f"unknown word {json.dumps(word)}", _EXPECTED, (near or [""])[0]
    if "values" in value:
        if set(value) != {"values"}:
            return "has values and a range", _EXPECTED, ""
        choices = value["values"]
        plain = isinstance(choices, list) and all(
            isinstance(one, (bool, int, float, str)) for one in choices
        )
        if not plain or len(choices) < 2 or len(set(map(repr, choices))) < len(choices):
            return "needs at least two different plain values", _EXPECTED, ""
        return None
    return _range_trouble(value)


def _range_trouble(value: Mapping[str, Any]) -> tuple[str, str, str] | None:
    ends = [value.get("low"), value.get("high")]
    for word, end in zip(("low", "high"), ends, strict=True):
        if isinstance(end, bool) or not isinstance(end, (int, float)) or not math.isfinite(end):
            return f"{word} is missing or no finite number", _EXPECTED, ""
    low, high = (float(end) for end in ends if end is not None)
    for word in ("log", "whole"):
        if not isinstance(value.get(word, False), bool):
            return f"{word} is true or false", _EXPECTED, ""
    if not low < high:
        return f"low {low:g} is not below high {high:g}", _EXPECTED, ""
    if value.get("log") and (low <= 0.0 or value.get("whole")):
        return "log needs a low above 0, and numbers that are not whole", _EXPECTED, ""
    if value.get("whole") and not (low.is_integer() and high.is_integer()):
        return "whole needs whole ends", _EXPECTED, ""
    return None
