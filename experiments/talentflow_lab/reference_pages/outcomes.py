"""The page of outcomes: tables of a results folder, and measures of studies."""

from __future__ import annotations

import inspect

from talentflow.outcomes import TABLES, Column
from talentflow_lab.measures import MEASURES
from talentflow_lab.reference_pages.words import code, figure, table

__all__ = ["page"]


def page() -> str:
    """Return the page of all outcome tables and measures."""
    parts = [
        "# Outcomes",
        (
            "Tables of a results folder, as `talentflow run` writes them (Parquet, with `--csv` "
            "also CSV). Counts are real people whatever the scale, dates the first day of the "
            "month."
        ),
    ]
    for name, one in TABLES.items():
        rows = [(code(c.name), c.doc, c.unit, _values(c)) for c in one.columns]
        parts += [f"## {name}", one.doc, table(("column", "what", "unit", "values"), rows)]
    measures = table(
        ("measure", "what it does", "unit", "must be told", "may be told"),
        [
            (
                code(name),
                (inspect.getdoc(one.compute) or "").partition("\n\n")[0],
                one.unit,
                ", ".join(map(code, one.needs)),
                ", ".join(map(code, one.takes)),
            )
            for name, one in MEASURES.items()
        ],
    )
    told = (
        "What an outcome of a study file can measure: one number from the tables of a replication."
    )
    return "\n\n".join([*parts, "## Measures of studies", told, measures])


def _values(column: Column) -> str:
    allowed = ", ".join(map(code, column.allowed))
    low = "" if column.low is None else f"at least {figure(float(column.low))}"
    return "; ".join(filter(None, [allowed, low, "may be missing" if column.optional else ""]))
