"""The page of an analysis: pictures, what they say, and the numbers, in one offline HTML file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from talentflow.files import write_text
from talentflow_lab.analysis_pictures import Picture, write_pictures
from talentflow_lab.report import template, template_text
from talentflow_lab.results import Results

__all__ = ["Part", "cell", "write_analysis_page", "write_parts"]


@dataclass(frozen=True)
class Part:
    """A section of the page: words, pictures, notes and a table."""

    title: str
    words: str
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()
    frame: pd.DataFrame | None = None


def write_analysis_page(
    results: Results, parts: Sequence[Part], missing: Sequence[str], folder: Path
) -> Path:
    """Write the pictures and index.html into a folder; return the path of the page."""
    futures = results.points["future"].nunique()
    lede = (
        f"{len(results.points):,} points: {futures:,} futures (design {results.design}) and "
        f"{len(results.policies):,} policies, {len(results.runs):,} finished runs."
    )
    return write_parts(results.title, lede, parts, missing, folder)


def write_parts(
    title: str,
    lede: str,
    parts: Sequence[Part],
    missing: Sequence[str],
    folder: Path,
    kind: str = "analysis",
    of: str = "a study",
) -> Path:
    """Write the pictures of any page of parts, and index.html; it is a page `kind` of `of`."""
    text = template("analysis.html.j2").render(
        title=title,
        kind=kind,
        of=of,
        lede=lede,
        parts=[_shown(part, folder) for part in parts],
        missing=list(missing),
        style=Markup(template_text("page.css")),  # noqa: S704 - our own file
    )
    path = folder / "index.html"
    write_text(path, text)
    return path


def _shown(part: Part, folder: Path) -> dict[str, object]:
    drawn = [Markup(svg) for svg in write_pictures(part.pictures, folder)]  # noqa: S704 - our own
    frame = pd.DataFrame() if part.frame is None else part.frame
    rows = [
        [(cell(value), isinstance(value, int | float)) for value in row]
        for row in frame.astype(object).to_numpy().tolist()
    ]
    return {
        "title": part.title,
        "words": part.words,
        "pictures": list(zip(part.pictures, drawn, strict=True)),
        "notes": part.notes,
        "columns": list(frame.columns),
        "rows": rows,
    }


def cell(value: object) -> str:
    """Write a value of a table: three digits after the point at most, a dash for nothing.

    >>> cell(0.12345), cell(12345.6), cell(float("nan")), cell(3), cell("a")
    ('0.123', '12,346', '-', '3', 'a')
    """
    if not isinstance(value, float):
        return str(value)
    if math.isnan(value):
        return "-"
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) >= 0.001 else f"{value:.1e}"
