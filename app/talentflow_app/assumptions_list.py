"""The list of assumptions: find one, see what it rests on, change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara

from talentflow_app.assumptions_rows import (
    BASES,
    ORDERS,
    Row,
    kept,
    sections_of,
    table_of,
    written,
)
from talentflow_app.controls import Dial
from talentflow_app.downloads import Menu

__all__ = ["List"]

MOST_ROWS = 80
HEADS = ("Parameter", "Value", "Unit", "Range", "Rests on", "Source", "Set by")

type Put = Callable[[str, str], None]
"""Told a path and the text of its new value."""


@solara.component
def List(rows: Sequence[Row], put: Put) -> None:  # noqa: N802 - a component
    """Show the rows of a section, or those that were searched for."""
    words, judgements = solara.use_reactive(""), solara.use_reactive(False)  # noqa: FBT003
    order, section = solara.use_reactive(ORDERS[0]), solara.use_reactive(rows[0].section)
    opened = solara.use_reactive("")
    found = kept(rows, words.value, order.value, judgements=judgements.value)
    with solara.Div(classes=["tf-controls", "tf-form"]):
        solara.InputText("Search the parameters", value=words, continuous_update=True,
                         classes=["tf-field"])  # fmt: skip
        solara.Select("Order", values=list(ORDERS), value=order, classes=["tf-field-small"])
        solara.Checkbox(label="Judgements only", value=judgements)
    sections = sections_of(found)
    every = bool(words.value.strip())
    Sections(sections, "" if every else section.value, section.set)
    shown = found if every else sections.get(section.value, [])
    text = f"{len(found):,} of {len(rows):,} parameters"
    text += f", {sum(row.judgement for row in found):,} of them without evidence."
    solara.v.Html(tag="p", class_="tf-soft", attributes={"role": "status"}, children=[text])
    with solara.v.Html(tag="div", class_="tf-scroll"), solara.v.Html(
        tag="table", class_="tf-table tf-assumptions"
    ):  # fmt: skip
        with solara.v.Html(tag="thead"), solara.v.Html(tag="tr"):
            for head in HEADS:
                solara.v.Html(tag="th", children=[head], attributes={"scope": "col"})
        with solara.v.Html(tag="tbody"):
            _body(shown[:MOST_ROWS], opened, put, grouped=order.value == ORDERS[0])
    if len(shown) > MOST_ROWS:
        text = f"{MOST_ROWS} of {len(shown)} are shown: search for more words."
        solara.v.Html(tag="p", class_="tf-soft", children=[text])
    Menu("assumptions", None, table_of(found))


@solara.component
def Sections(  # noqa: N802 - a component
    sections: dict[str, list[Row]], here: str, go: Callable[[str], None]
) -> None:
    """Show the sections with the number of their parameters; the one shown is pressed."""
    with solara.v.Html(tag="div", class_="tf-sections", attributes={"aria-label": "Sections"}):
        for name, rows in sections.items():
            pressed = name == here
            solara.Button(
                f"{name} ({len(rows)})", small=True, text=not pressed, outlined=pressed,
                on_click=lambda name=name: go(name),
                attributes={"aria-pressed": str(pressed).lower()},
            )  # fmt: skip


def _body(rows: Sequence[Row], opened: solara.Reactive[str], put: Put, *, grouped: bool) -> None:
    rule = ""
    for row in rows:
        if grouped and row.rule != rule:
            rule = row.rule
            _rule(row)
        Line(row, opened).key(row.path)
        if opened.value == row.path:
            with solara.v.Html(tag="tr").key(f"edit {row.path}"), solara.v.Html(
                tag="td", class_="tf-ask", attributes={"colspan": str(len(HEADS))}
            ):  # fmt: skip
                Editor(row, put, lambda: opened.set("")).key(f"{row.path} {row.value}")


def _rule(row: Row) -> None:
    span = {"colspan": str(len(HEADS)), "scope": "colgroup"}
    with (
        solara.v.Html(tag="tr", class_="tf-rule").key(f"rule {row.rule}"),
        solara.v.Html(tag="th", attributes=span),
    ):
        solara.v.Html(tag="span", children=[row.title])
        solara.v.Html(tag="code", class_="tf-path", children=[row.rule])


@solara.component
def Line(row: Row, opened: solara.Reactive[str]) -> None:  # noqa: N802 - a component
    """Show one parameter; its value is a button."""
    value = written(row.value)
    with solara.v.Html(
        tag="tr", class_="tf-changed" if row.changed else "", attributes={"data-path": row.path}
    ):
        with solara.v.Html(tag="td"):
            solara.v.Html(tag="span", children=[row.name.replace("_", " ").replace(".", ", ")])
            if row.doc or row.note:
                note = " ".join(filter(None, (row.doc, row.note)))
                solara.v.Html(tag="div", class_="tf-soft", children=[note])
        with solara.v.Html(tag="td"):
            solara.Button(
                value, small=True, outlined=True, classes=["tf-value-button"],
                on_click=lambda: opened.set("" if opened.value == row.path else row.path),
                attributes={"aria-label": f"Change {row.path}, which is {value}"},
            )  # fmt: skip
            if row.changed:
                before = "none" if row.usual is None else written(row.usual)
                solara.v.Html(tag="div", class_="tf-soft", children=[f"model: {before}"])
        basis = BASES.get(row.certainty, row.certainty)
        setter = "this desk" if row.set_by == "--set" else row.set_by
        for text in (row.unit, row.range):
            solara.v.Html(tag="td", children=[text])
        with solara.v.Html(tag="td"):
            solara.v.Html(tag="span", class_=f"tf-basis tf-{row.certainty}", children=[basis])
        for text in (row.source, setter):
            solara.v.Html(tag="td", class_="tf-soft", children=[text])


@solara.component
def Editor(row: Row, put: Put, close: Callable[[], None]) -> None:  # noqa: N802 - a component
    """Let a value be changed: by a slider and a field, a switch, or a choice."""

    def to(text: str) -> None:
        put(row.path, text)

    with solara.Div(classes=["tf-controls", "tf-form"]):
        if row.kind == "flag":
            solara.Switch(
                label=row.path, value=bool(row.value), on_value=lambda on: to(written(on))
            )
        elif row.choices:
            solara.Select(row.path, values=list(row.choices), value=str(row.value), on_value=to)
        else:
            _number(row, to)
        if row.changed and row.usual is not None:
            usual = written(row.usual)
            solara.Button(f"Back to {usual}", text=True, on_click=lambda: to(usual))
        solara.Button("Close", text=True, on_click=close)


def _number(row: Row, to: Callable[[str], None]) -> None:
    solara.InputText(f"{row.path}, {row.unit}", value=written(row.value), on_value=to,
                     classes=["tf-field"])  # fmt: skip
    if not isinstance(row.value, (int, float)) or row.low is None or row.high is None:
        return
    whole = row.kind == "integer"
    with solara.Div(classes=["tf-field"]):
        Dial(
            row.name.replace("_", " "), row.unit, float(row.value), row.low, row.high,
            lambda value: to(f"{value:.0f}" if whole else written(value)),
        )  # fmt: skip
