"""The page of what is shipped: scenarios, questionnaires, tables of targets, priors, posteriors."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

from talentflow.reading import shipped, shipped_data, shipped_folder
from talentflow_lab.reference_pages.words import code, table

__all__ = ["page"]


def page() -> str:
    """Return the page of all shipped scenarios and files beside them."""
    parts = [
        "# Scenarios and data that are shipped",
        (
            "`talentflow scenario list` names the scenarios, `talentflow scenario show NAME` "
            "prints every value with its unit, source and certainty. A scenario file of your own "
            "may extend one."
        ),
    ]
    for name, path in shipped().items():
        told = _read(path)
        extends = f" Extends `{told['extends']}`." if "extends" in told else ""
        run = ", ".join(f"{n} {_said(told[n])}" for n in ("start", "months", "origin") if n in told)
        parts += [
            f"## {name}",
            f"**{told.get('title', '')}.**{extends}" + (f" {run}." if run else ""),
        ]
        parts += [" ".join(str(told.get("description", "")).split())]
    surveys = sorted((shipped_folder() / "surveys").glob("*.toml"))
    rows = [(code(path.stem), _read(path)["title"]) for path in surveys]
    parts += ["## Questionnaires", table(("name", "title"), rows), "## Tables", _tables()]
    return "\n\n".join(part for part in parts if part)


def _tables() -> str:
    folder = shipped_data()
    rows = []
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            head, *body = csv.reader(file)
        name = path.relative_to(folder).as_posix()
        rows.append((code(name), len(body), ", ".join(map(code, head))))
    return table(("file in `scenarios/data/`", "rows", "columns"), rows)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
