"""The assumptions of a scenario: every parameter of every rule, with what it rests on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from talentflow.parameters import Kind, ParameterInfo, Value, parameters_of
from talentflow.rules import catalogue
from talentflow.scenario import Scenario
from talentflow_lab.page_words import TERMS

__all__ = ["BASES", "ORDERS", "Row", "data_counts", "kept", "rows_of", "sections_of", "table_of",
           "written"]  # fmt: skip

BASES = {"sourced": "evidence", "prior": "judgement", "set": "chosen"}
"""Certainty of a parameter -> the word for it."""
ORDERS = ("as in the model", "name", "basis", "source", "width of the range")


@dataclass(frozen=True)
class Row:
    """One parameter.

    `rule` is the path of its rule ("terms.repression") and `title` that rule's docstring. `usual`
    is the value without what is changed on the desk; None if it has none then. `low` and `high`
    are None for switches and words. `note` tells whose own figures go before it.
    """

    path: str
    rule: str
    title: str
    name: str
    kind: Kind
    value: Value
    usual: Value | None
    unit: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    source: str
    certainty: str
    set_by: str
    doc: str
    note: str

    @property
    def section(self) -> str:
        """Return the folder of its rule."""
        return self.rule.partition(".")[0]

    @property
    def changed(self) -> bool:
        """Tell whether the desk has another value than the scenario."""
        return self.usual != self.value

    @property
    def judgement(self) -> bool:
        """Tell whether no evidence stands behind the value."""
        return self.certainty != "sourced"

    @property
    def range(self) -> str:
        """Write what it may be."""
        if self.choices:
            return " or ".join(self.choices)
        if self.low is None or self.high is None:
            return "on or off"
        return f"{self.low:g} to {self.high:g}"


def rows_of(scenario: Scenario, usual: Scenario) -> list[Row]:
    """Return the parameters of a scenario, in the order of the model.

    `usual` is the same scenario without what is changed.
    """
    before = {row.path: row.value for row in usual.provenance}
    known = {
        f"{section}.{module}": rule
        for section, modules in catalogue().items()
        for module, rule in modules.items()
    }
    rows = []
    for told in scenario.provenance:
        section, _, rest = told.path.partition(".")
        module, _, name = rest.partition(".")
        if (rule := known.get(f"{section}.{module}")) is None:
            continue
        kind, info = parameters_of(rule)[name.partition(".")[0]]
        source = told.source
        if told.certainty == "set":
            source = f"{source}; of the default: {info.source}"
        rows.append(
            Row(
                told.path, f"{section}.{module}", _title(rule), name, kind, told.value,
                before.get(told.path), told.unit, told.low, told.high, info.choices, source,
                told.certainty, told.set_by, info.doc, _own(told.path, info, scenario),
            )
        )  # fmt: skip
    return rows


def sections_of(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by section, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.section, []).append(row)
    return found


def kept(
    rows: Sequence[Row], words: str = "", order: str = ORDERS[0], *, judgements: bool = False
) -> list[Row]:
    """Return the rows in which all words occur, in an order of `ORDERS`."""
    wanted = words.lower().split()
    found = [
        row
        for row in rows
        if (row.judgement or not judgements) and all(word in _text(row) for word in wanted)
    ]
    return list(_sorted(found, order))


def table_of(rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows as a table for downloads; values are texts, for some are words."""
    columns = ["path", "value", "usual", "unit", "low", "high", "source", "certainty", "set_by"]
    made = [
        (r.path, written(r.value), "" if r.usual is None else written(r.usual), r.unit, r.low,
         r.high, r.source, r.certainty, r.set_by)
        for r in rows
    ]  # fmt: skip
    frame = pd.DataFrame(made, columns=columns)
    return frame.astype({"low": "float64", "high": "float64"})


def data_counts(scenario: Scenario) -> pd.DataFrame:
    """Count the figures of each data table by certainty: table, high, medium, low, all."""
    rows = [
        (row.path.split(".")[1], row.certainty)
        for row in scenario.provenance
        if row.path.startswith("data.")
    ]
    frame = pd.DataFrame(rows, columns=["table", "certainty"])
    wide = pd.crosstab(frame["table"], frame["certainty"])
    wide = wide.reindex(columns=["high", "medium", "low"], fill_value=0)
    wide["all"] = wide.sum(axis=1)
    return wide.rename_axis(columns=None).reset_index()


def written(value: Value) -> str:
    """Write a value as scenario files do.

    >>> written(0.30000000001), written(True), written("solve"), written(60.0)
    ('0.3', 'true', 'solve', '60')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _text(row: Row) -> str:
    module = row.rule.partition(".")[2]
    parts = (row.path, row.title, row.unit, row.source, row.doc, BASES.get(row.certainty, ""))
    return " ".join((*parts, TERMS.get(module, ""))).lower()


def _sorted(rows: list[Row], order: str) -> Iterable[Row]:
    if order == "name":
        return sorted(rows, key=lambda row: row.path)
    if order == "basis":
        return sorted(rows, key=lambda row: list(BASES).index(row.certainty), reverse=True)
    if order == "source":
        return sorted(rows, key=lambda row: row.source.lower())
    if order == "width of the range":
        return sorted(rows, key=_width, reverse=True)
    return rows


def _width(row: Row) -> float:
    """Return the width of a range as a multiple of the value; -1 where there is none."""
    if row.low is None or row.high is None or isinstance(row.value, (bool, str)):
        return -1.0
    size = abs(row.value) if isinstance(row.value, (int, float)) else 0.0
    return (row.high - row.low) / size if size else float("inf")


def _title(rule: type) -> str:
    """Return the first line of the docstring of a rule's module."""
    return (sys.modules[rule.__module__].__doc__ or "").partition("\n")[0].rstrip(".")


def _own(path: str, info: ParameterInfo, scenario: Scenario) -> str:
    """Say which origins have a figure of their own, which goes before a parameter."""
    if not info.by_origin:
        return ""
    return "; ".join(_owned(path, scenario))


def _owned(path: str, scenario: Scenario) -> Iterator[str]:
    table = scenario.data.origins
    for origin, parameter, value in zip(
        table["iso3"], table["parameter"], table["value"].tolist(), strict=True
    ):
        if parameter == path and origin in scenario.origin:
            yield f"{origin} has its own, {value:g} (origins.csv), which goes before this one"
