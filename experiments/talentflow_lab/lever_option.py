"""What `--lever` says: a lever and its figures, or a file that puts several in force.

fast-track-permits:owner=FIN,processing_months=0.3
fast-track-permits:owner=FIN+EST           two hosts at once
city-talent-office:owner=FIN:jyvaskyla
package.toml                               a file with tables [levers.NAME.OWNER]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from talentflow.errors import Problem
from talentflow.files import FileTrouble, read_text, shown
from talentflow.levers import catalogue
from talentflow.reading import Layer, parse
from talentflow.toml_lines import key_lines, line_of

__all__ = ["read_lever_options"]

NAME = "--lever"
FORM = "NAME:owner=COUNTRY[:PLACE],FIELD=VALUE,... or a TOML file"
TABLE = "tables [levers.NAME.OWNER]"


def read_lever_options(
    options: Sequence[str],
    start: str,
    problems: list[Problem],
    known: Collection[tuple[str, str]] = (),
) -> list[Layer]:
    """Return one layer for each option; `start` is the month for levers that say none.

    `known` are the levers (name, owner) that the scenario has already: they keep its start.
    What is wrong with an option is added to the problems.
    """
    layers: list[Layer] = []
    for number, text in enumerate(options, start=1):
        found = _file(text, number) if text.endswith(".toml") else _words(text, number)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        for slug, holders in found.values["levers"].items():
            for holder, fields in holders.items():
                if (slug, holder) not in known:
                    fields.setdefault("start", start)
        layers.append(found)
    problems += _twice(layers)
    return layers


def _file(text: str, number: int) -> Layer | Problem:
    source = Path(text)
    try:
        content = read_text(source, 1)
        values = parse(content)
    except FileTrouble as trouble:
        if trouble.line:
            return Problem(shown(source), trouble.line, "(file)", trouble.reason)
        return Problem(NAME, number, "(file)", f"{text[:80]!r}: {trouble.reason}", FORM)
    lines = key_lines(content)
    for path, message, expected in _misshapen(values):
        return Problem(shown(source), line_of(lines, path), ".".join(path), message, expected)
    levers = {"levers": values["levers"]}
    return Layer(shown(source), source.name, source.parent, levers, lines, source)


def _misshapen(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield path, what is wrong and what is expected, where a package has not its form."""
    for name, value in values.items():
        if name not in {"title", "description", "levers"}:
            yield (name,), "a package holds levers only", TABLE
        elif name != "levers" and not isinstance(value, str):
            yield (name,), "not valid", "text"
    levers = values.get("levers", {})
    if not isinstance(levers, dict) or not levers:
        yield ("levers",), "the package holds no levers", TABLE
        return
    for slug, holders in levers.items():
        if not isinstance(holders, dict) or not holders:
            yield ("levers", slug), "no owner has this lever", TABLE
            return
        for holder, fields in holders.items():
            if not isinstance(fields, dict):
                yield ("levers", slug, holder), "the owner is no table of figures", TABLE


def _words(text: str, number: int) -> Layer | Problem:
    slug, _, rest = text.partition(":")
    if slug not in catalogue():
        nearest = get_close_matches(slug.lower(), catalogue(), n=1)
        expected = "" if nearest else "a lever of `talentflow levers list`"
        message = f"unknown lever {slug[:60]!r}"
        return Problem(NAME, number, "levers", message, expected, (nearest or [""])[0])
    fields: dict[str, Any] = {}
    for part in filter(None, rest.split(",")):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            return Problem(NAME, number, f"levers.{slug}", f"{part[:60]!r}: no equals sign", FORM)
        if name in fields:
            return Problem(NAME, number, f"levers.{slug}", f"{name[:60]} is given twice", FORM)
        fields[name] = _value(name, value)
    owners = str(fields.pop("owner", "")).split("+")
    if owners == [""]:
        kinds = " or ".join(catalogue()[slug].owners)
        message = f"no owner is named: a {kinds} can hold this lever"
        return Problem(NAME, number, f"levers.{slug}", message, "owner=FIN or owner=FIN:jyvaskyla")
    if len(set(owners)) < len(owners):
        return Problem(NAME, number, f"levers.{slug}", "an owner is given twice", FORM)
    holders = {owner: dict(fields) for owner in owners}
    return Layer(NAME, NAME, Path(), {"levers": {slug: holders}}, {("levers",): number})


def _value(name: str, text: str) -> Any:  # noqa: ANN401 - any TOML value
    if name in {"owner", "start", "end"}:
        return text
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        number = float(text)
        return int(number) if number.is_integer() and "." not in text else number
    try:
        return parse(f"value = {text}")["value"]
    except (FileTrouble, KeyError):
        return text


def _twice(layers: Sequence[Layer]) -> Iterator[Problem]:
    """Yield a problem for each owner that gets the same lever twice."""
    known: set[tuple[str, str]] = set()
    for layer in layers:
        for slug, holders in layer.values["levers"].items():
            for holder in holders:
                if (slug, holder) in known:
                    path = ("levers", slug, holder)
                    text = "the owner has this lever already; give it once"
                    yield Problem(layer.file, layer.line(path), ".".join(path), text)
                known.add((slug, holder))
