"""Small pieces of Markdown that all reference pages are made of."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence

from talentflow.parameters import Kind, ParameterInfo, Value

__all__ = ["code", "figure", "prose", "span", "table", "told", "valued"]


def code(text: object) -> str:
    """Return a text as code."""
    return f"`{text}`"


def told(rule: type) -> str:
    """Return the docstring of the module that defines a class."""
    return prose(sys.modules[rule.__module__].__doc__ or "")


def prose(text: str) -> str:
    """Return a docstring as Markdown: lines of formulas stay lines, lists stay lists."""
    lines = text.strip().splitlines()
    kept: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("* ") and kept and kept[-1] and not kept[-1].startswith(("* ", "  ")):
            kept.append("")
        formula = line.startswith("`") and after.startswith("`")
        kept.append(f"{line}  " if formula else line)
    return "\n".join(kept)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown; bars within cells are escaped and lines joined."""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    text = re.sub(r"\s+", " ", str(value)).strip()
    return text.replace("|", "\\|")


def figure(value: float) -> str:
    """Return a number as a person would write it.

    >>> figure(0.5), figure(1e7), figure(3.0), figure(2019)
    ('0.5', '10,000,000', '3', '2019')
    """
    if isinstance(value, float) and not value.is_integer():
        return f"{value:g}"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.0f}"


def span(kind: Kind, info: ParameterInfo) -> str:
    """Return what a parameter may be."""
    if kind == "flag":
        return "true or false"
    if kind == "choice":
        return ", ".join(code(word) for word in info.choices)
    numbers = f"{figure(info.low)} to {figure(info.high)}"
    if kind == "map":
        return f"by {info.keys}: {numbers}"
    return f'{numbers}, or `"solve"`' if kind == "number or solve" else numbers


def valued(value: Value) -> str:
    """Return a default."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        entries = [f"{key} {figure(number)}" for key, number in value.items()]
        return ", ".join(entries) or "none"
    return code(value) if isinstance(value, str) else figure(value)
