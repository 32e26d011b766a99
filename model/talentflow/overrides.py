"""Settings given beside the file, such as `--set terms.real_wage.weight=0.5`."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from talentflow.errors import Problem
from talentflow.files import FileTrouble
from talentflow.reading import Layer, parse
from talentflow.toml_lines import KeyPath, split_key

__all__ = ["read_overrides"]

NAME = "--set"
DEEPEST = 8


def read_overrides(overrides: Sequence[str], problems: list[Problem]) -> list[Layer]:
    """Return one layer for each "path=value"; the line of each is its number.

    The value is read as TOML; what is no TOML value is taken as text. Paths of
    data files are relative to the working folder.
    """
    layers = []
    for number, text in enumerate(overrides, start=1):
        try:
            path, value = _split(text)
        except ValueError as error:
            shown = repr(text[:60])
            problems.append(Problem(NAME, number, "(file)", f"{shown}: {error}", "PATH=VALUE"))
            continue
        if path == ("extends",):
            message = "a scenario says in its file what it extends, not on the command line"
            problems.append(Problem(NAME, number, "extends", message))
            continue
        lines: dict[KeyPath, int] = {path[:1]: number}
        layers.append(Layer(NAME, NAME, Path(), _nested(path, value), lines))
    return layers


def _split(text: str) -> tuple[tuple[str, ...], Any]:
    """Split "path=value"; raise ValueError with the reason if it cannot be done."""
    if re.search("[\ud800-\udfff]", text):  # how Python shows bytes that are not UTF-8
        raise ValueError("this is not UTF-8 text")
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError("there is no equals sign")
    path = split_key(name.strip())
    if len(path) > DEEPEST:
        raise ValueError("the name has too many parts")
    return path, _value(value.strip())


def _value(text: str) -> Any:  # noqa: ANN401 - any TOML value
    try:
        values = parse(f"value = {text}")
    except FileTrouble:
        return text
    return values["value"] if len(values) == 1 else text


def _nested(path: tuple[str, ...], value: object) -> dict[str, Any]:
    for name in reversed(path):
        value = {name: value}
    return value  # type: ignore[return-value]
