"""What `--lever` says: a lever and its figures, or a file that puts several in force.

fast-track-permits:owner=FIN,processing_months=0.3
fast-track-permits:owner=FIN+EST           two hosts at once
city-talent-office:owner=FIN:jyvaskyla
package.toml                               a file with tables [levers.NAME.OWNER]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from talentflow.errors import Problem
from talentflow.files import FileTrouble, read_text, shown
from talentflow.levers import catalogue
from talentflow.reading import Layer, parse
from talentflow.toml_lines import key_lines

__all__ = ["read_lever_options"]

NAME = "--lever"
FORM = "NAME:owner=COUNTRY[:PLACE],FIELD=VALUE,... or a TOML file"


def read_lever_options(options: Sequence[str], start: str, problems: list[Problem]) -> list[Layer]:
    """Return one layer for each option; `start` is the month for levers that say none.

    What is wrong with an option is added to the problems.
    """
    layers: list[Layer] = []
    for number, text in enumerate(options, start=1):
        found = _file(text, number) if text.endswith(".toml") else _words(text, number)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        for holders in found.values.get("levers", {}).values():
            for fields in holders.values() if isinstance(holders, dict) else ():
                if isinstance(fields, dict):
                    fields.setdefault("start", start)
        layers.append(found)
    problems += _twice(layers)
    return layers


def _file(text: str, number: int) -> Layer | Problem:
    path = Path(text)
    try:
        content = read_text(path, 1)
        values = parse(content)
    except FileTrouble as trouble:
        if trouble.line:
            return Problem(shown(path), trouble.line, "(file)", trouble.reason)
        return Problem(NAME, number, "(file)", f"{text[:80]!r}: {trouble.reason}", FORM)
    if odd := set(values) - {"title", "description", "levers"}:
        name = min(odd)
        line = key_lines(content).get((name,), 1)
        return Problem(
            shown(path), line, name, "a package holds levers only", "[levers.NAME.OWNER]"
        )
    levers = {"levers": values.get("levers", {})}
    return Layer(shown(path), path.name, path.parent, levers, key_lines(content), path)


def _words(text: str, number: int) -> Layer | Problem:
    slug, _, rest = text.partition(":")
    if slug not in catalogue():
        nearest = get_close_matches(slug.lower(), catalogue(), n=1)
        expected = "" if nearest else "a lever of `talentflow levers list`"
        message = f"unknown lever {slug[:60]!r}"
        return Problem(NAME, number, "levers", message, expected, (nearest or [""])[0])
    fields: dict[str, Any] = {}
    for part in filter(None, rest.split(",")):
        name, equals, value = part.partition("=")
        if not equals:
            return Problem(NAME, number, f"levers.{slug}", f"{part[:60]!r}: no equals sign", FORM)
        fields[name.strip()] = _value(name.strip(), value.strip())
    owner = str(fields.pop("owner", ""))
    if not owner:
        kinds = " or ".join(catalogue()[slug].owners)
        message = f"no owner is named: a {kinds} can hold this lever"
        return Problem(NAME, number, f"levers.{slug}", message, "owner=FIN or owner=FIN:jyvaskyla")
    owners = {holder: dict(fields) for holder in owner.split("+")}
    return Layer(NAME, NAME, Path(), {"levers": {slug: owners}}, {("levers",): number})


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
        for slug, holders in layer.values.get("levers", {}).items():
            for holder in holders if isinstance(holders, dict) else ():
                if (slug, holder) in known:
                    path = ("levers", slug, holder)
                    text = "the owner has this lever already; give it once"
                    yield Problem(layer.file, layer.line(path), ".".join(path), text)
                known.add((slug, holder))
