"""Your weights: how much each reason counts for those who choose a place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara

from talentflow_app.assumptions_rows import Row, written
from talentflow_app.controls import Dial
from talentflow_lab.page_words import TERMS

__all__ = ["Weights", "part", "weights_of"]


def weights_of(rows: Sequence[Row]) -> list[Row]:
    """Return the weights of terms that are numbers; one that is to be solved is none."""
    return [
        row
        for row in rows
        if row.section == "terms" and row.name == "weight" and row.kind == "number"
    ]


def part(row: Row, value: object) -> float:
    """Return where in its range a value lies, in percent."""
    if row.low is None or row.high is None or not isinstance(value, (int, float)):
        return 0.0
    return 100.0 * (value - row.low) / (row.high - row.low)


@solara.component
def Weights(  # noqa: N802 - a component
    rows: Sequence[Row], put: Callable[[str, str], None], back: Callable[[Sequence[str]], None]
) -> None:
    """Show a slider and a bar for each weight."""
    weights = weights_of(rows)
    changed = [row.path for row in weights if row.changed]
    text = "How much each reason counts when people weigh places. A bar shows where in its "
    text += "plausible range a weight lies, the mark where the model has it. Units differ, so "
    text += "bars of two reasons are not to be compared."
    solara.v.Html(tag="p", class_="tf-soft", children=[text])
    with solara.Row():
        solara.Button("Back to the model's weights", on_click=lambda: back(changed),
                      disabled=not changed)  # fmt: skip
    with solara.Div(classes=["tf-weights"]):
        for row in weights:
            Weight(row, put).key(row.path)


@solara.component
def Weight(row: Row, put: Callable[[str, str], None]) -> None:  # noqa: N802 - a component
    """Show one weight."""
    module = row.rule.partition(".")[2]
    name = TERMS.get(module, module.replace("_", " ")).capitalize()
    value = row.value if isinstance(row.value, (int, float)) else 0.0
    with solara.v.Html(
        tag="div", class_="tf-changed" if row.changed else "", attributes={"data-weight": row.path}
    ):
        Dial(name, row.unit, float(value), row.low or 0.0, row.high or 0.0,
             lambda number: put(row.path, written(number)), row.source)  # fmt: skip
        with solara.v.Html(tag="div", class_="tf-bar-room"):
            _bar("tf-bar-full", f"width: {part(row, row.value):.1f}%")
            _bar("tf-bar-mark", f"left: {part(row, row.usual):.1f}%")


def _bar(kind: str, style: str) -> None:
    solara.v.Html(tag="div", class_=kind, attributes={"style": style, "aria-hidden": "true"})
