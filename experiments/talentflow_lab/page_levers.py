"""The figures of levers that an answer rests on, each with range, basis and source."""

from __future__ import annotations

from talentflow.levers import catalogue, fields_of
from talentflow_lab.actions_folder import ActionsFolder
from talentflow_lab.page_parts import Section

__all__ = ["levers_section"]


def levers_section(found: ActionsFolder) -> Section:
    """List the figures of the levers: those of options that are told from zero stand open."""
    told = set(found.table[found.table["told"]]["option"])
    groups = []
    for option, held in found.record["levers"].items():
        if len(held) == 1:
            slug = held[0].partition(":")[0]
            title = str(found.table.set_index("option")["title"][option])
            groups.append({"title": title, "open": option in told, "rows": _figures(slug),
                           "example": catalogue()[slug].example})  # fmt: skip
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
