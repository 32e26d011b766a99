"""The figures of levers that an answer rests on, each with range, basis and source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talentflow.levers import catalogue, fields_of
from talentflow_lab.page_parts import Section

__all__ = ["levers_section"]


def levers_section(levers: Sequence[tuple[str, str, bool]]) -> Section:
    """List the figures of levers: title, name in the catalogue, and whether they stand open."""
    groups: list[dict[str, Any]] = [
        {"title": title, "open": is_open, "rows": _figures(slug),
         "example": catalogue()[slug].example}
        for title, slug, is_open in levers if slug in catalogue()
    ]  # fmt: skip
    groups.sort(key=lambda one: not one["open"])
    every = [row for group in groups for row in group["rows"]]
    weak = sum(row["basis"] == "assumption" for row in every)
    context = {"groups": groups, "weak": weak, "count": len(every)}
    return Section("matters", "The assumptions that matter most", "lever_figures.html.j2", context)


def _figures(slug: str) -> list[dict[str, str]]:
    kind = catalogue()[slug]
    return [
        {
            "name": field.replace("_", " "), "value": f"{figure.value:g}",
            "unit": fields_of(kind)[field][1].unit, "range": f"{figure.low:g} to {figure.high:g}",
            "basis": figure.basis, "source": figure.source,
        }
        for field, figure in kind.figures.items()
    ]  # fmt: skip
