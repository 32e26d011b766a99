"""Tables on pages: one piece of HTML that scrolls, however many cells there are."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import solara
from markupsafe import Markup, escape
from pandas.api.types import is_numeric_dtype

from talentflow_app import downloads
from talentflow_lab.analysis_page import cell
from talentflow_lab.analysis_tables import spanned
from talentflow_lab.search_tables import Found

__all__ = ["MOST_ROWS", "Table", "best", "html_of"]

MOST_ROWS = 500


def html_of(frame: pd.DataFrame, label: str = "") -> str:
    """Return a table as HTML; numbers as the lab's own pages write them, everything escaped."""
    rows = frame.astype(object).to_numpy().tolist()
    kinds = [Markup(' class="n"') if is_numeric_dtype(frame[n]) else "" for n in frame]
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(kind, _broken(name))
        for name, kind in zip(frame, kinds, strict=True)
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(_cell(value) for value in row)) for row in rows
    )
    whole = Markup(
        '<table class="tf-table tf-numbers" aria-label="{}"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    )
    return str(whole.format(label, head, body))


def _cell(value: object) -> Markup:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Markup("<td{}>{}</td>").format(Markup(' class="n"') if number else "", cell(value))


def _broken(name: object) -> Markup:
    """Let a long name break after its dots and underscores."""
    text = str(escape(name))
    return Markup(text.replace(".", ".<wbr>").replace("_", "_<wbr>"))  # noqa: S704 - escaped above


def best(found: Found) -> pd.DataFrame:
    """Return the Pareto set of a search as text: trial, outcomes with 90 % intervals, levers."""
    rows = found.pareto
    three = [(f"{one.title}, {one.unit}", one.name) for one in found.aims.outcomes]
    three += [("EUR a person", "eur_per_person")] if found.aims.price else []
    columns: dict[str, Iterable[str]] = {"trial": [cell(n) for n in rows["trial"].tolist()]}
    for title, name in three:
        numbers = rows[[name, f"{name}_low", f"{name}_high"]].to_numpy().tolist()
        columns[title] = [spanned(*each) for each in numbers]
    columns["stays"] = [f"{share:.0%}" for share in rows["stays"]]
    for one in found.inputs:
        columns[one.name.removeprefix("levers.")] = [cell(v) for v in rows[one.name].tolist()]
    return pd.DataFrame(columns)


@solara.component
def Table(  # noqa: N802 - a component
    name: str, title: str, frame: pd.DataFrame, data: pd.DataFrame | None = None
) -> None:
    """Show a table with its title and its downloads; `data` is what they hold, if not itself."""
    text, data = html_of(frame.head(MOST_ROWS), title), frame if data is None else data
    with solara.v.Html(tag="section", class_="tf-data", attributes={"id": f"table-{name}"}):
        with solara.Div(classes=["tf-figure-head"]):
            solara.v.Html(tag="h3", children=[title])
            downloads.Menu(name, None, data)
        solara.HTML(tag="div", unsafe_innerHTML=text, classes=["tf-scroll", "tf-tall"])
        if len(frame) > MOST_ROWS:
            told = f"The first {MOST_ROWS:,} of {len(frame):,} rows; the files have all."
            solara.v.Html(tag="p", class_="tf-soft", children=[told])
