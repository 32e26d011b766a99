"""The list of studies: what each is, and how far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import solara

from talentflow_app.studies_folders import SEARCH
from talentflow_app.studies_watch import Row

__all__ = ["List", "about"]

KINDS = {"sweep": "sweep", SEARCH: "policy search"}


def about(kind: str, record: Mapping[str, Any]) -> str:
    """Say in a few words what a study is made of.

    >>> about("sweep", {"design": "lhs", "points": 30, "replications": 2})
    'sweep, design lhs, 30 points, 2 replications each'
    """
    if kind == SEARCH:
        wanted = record.get("wanted", record.get("trials", 0))
        return f"{KINDS[kind]}, {record.get('method', '')}, {wanted:,} trials"
    points = record.get("points", 0)
    count = len(points) if isinstance(points, Mapping) else int(points)
    if not count:
        return KINDS[kind]
    each = f"{count:,} points, {record['replications']:,} replications each"
    return f"{KINDS[kind]}, design {record['design']}, {each}"


@solara.component
def List(rows: Sequence[Row], choose: Callable[[str], None]) -> None:  # noqa: N802 - a component
    """Show a row for each study; its name opens it."""
    if not rows:
        told = "There is no study in the library yet: start one below, or with `talentflow sweep`."
        solara.v.Html(tag="p", children=[told])
        return
    with solara.v.Html(tag="table", class_="tf-table", attributes={"aria-label": "Studies"}):
        with solara.v.Html(tag="thead"), solara.v.Html(tag="tr"):
            for name in ("Study", "What", "State"):
                solara.v.Html(tag="th", attributes={"scope": "col"}, children=[name])
        with solara.v.Html(tag="tbody"):
            for row in rows:
                _row(row, choose)


def _row(row: Row, choose: Callable[[str], None]) -> None:
    entry = row.entry
    attributes = {"data-study": entry.key, "data-state": row.state}
    with solara.v.Html(tag="tr", attributes=attributes).key(entry.key):
        with solara.v.Html(tag="td"):
            solara.Button(
                entry.title, text=True, small=True, classes=["tf-open"],
                on_click=lambda: choose(entry.key), attributes={"title": f"Open {entry.key}"},
            )  # fmt: skip
            solara.v.Html(tag="div", class_="tf-soft", children=[entry.key])
        solara.v.Html(tag="td", children=[about(entry.kind, entry.record)])
        with solara.v.Html(tag="td"):
            solara.v.Html(tag="div", children=[row.state])
            told = row.trouble or (row.line if row.progress.total else "")
            solara.v.Html(tag="div", class_="tf-soft", children=[told])
