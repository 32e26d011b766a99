"""Where every value of a scenario comes from, and how far to trust it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from talentflow.levers import Lever, fields_of
from talentflow.parameters import Kind, ParameterInfo, Value, defaults_of, parameters_of
from talentflow.table_reading import TableFile
from talentflow.tables import ENTRY_FIELDS, INDICATORS, PAIR_INDICATORS, Column, Range
from talentflow.validation import Setting, Settings

__all__ = ["DEFAULT", "ProvenanceRow", "data_rows", "lever_rows", "rule_rows", "run_rows"]

DEFAULT = "default"
"""`set_by` of a value that the scenario leaves as the code has it."""

_RUN_UNITS = {
    "start": "month",
    "months": "months",
    "seed": "seed",
    "replications": "runs",
    "scale": "persons per simulated person",
    "origin": "ISO 3166 alpha-3",
}
_RANGES = {"indicators": INDICATORS, "pairs": PAIR_INDICATORS, "entry_rules": ENTRY_FIELDS}


class ProvenanceRow(NamedTuple):
    """One value with its source.

    `certainty` is high, medium or low for a figure of a data table; for a
    parameter it is "sourced" (a default with evidence), "prior" (a default
    without) or "set" (a scenario chose another value). `set_by` is "default",
    "--set" or a file name with a line. `low` and `high` are the bounds of a
    parameter, or the interval of a target; None where there is none.
    """

    path: str
    value: Value
    unit: str
    low: float | None
    high: float | None
    source: str
    certainty: str
    set_by: str


def _set_by(setting: Setting | None) -> str:
    if setting is None:
        return DEFAULT
    name = setting.layer.set_by
    return f"{name}:{setting.line}" if setting.layer.path else name


def run_rows(values: Mapping[str, Any], settings: Settings) -> Iterator[ProvenanceRow]:
    """Yield one row for each value of the run itself, such as months and seed."""
    for name, unit in _RUN_UNITS.items():
        value = values[name]
        text = ", ".join(value) if isinstance(value, tuple) else value
        text = f"{value:%Y-%m}" if isinstance(value, date) else text
        by = _set_by(settings.get((name,)))
        yield ProvenanceRow(name, text, unit, None, None, "setting of the run", "set", by)


def rule_rows(
    rules: Mapping[str, Mapping[str, object]], settings: Settings
) -> Iterator[ProvenanceRow]:
    """Yield one row for each parameter of each rule, and for each entry of a map."""
    for section, modules in rules.items():
        for module, rule in modules.items():
            made: type = type(rule)
            defaults = defaults_of(made)
            for name, (kind, info) in parameters_of(made).items():
                path = (section, module, name)
                value = getattr(rule, name)
                if kind == "map":
                    for code, entry in value.items():
                        default = defaults[name].get(code)  # type: ignore[union-attr]
                        yield _row((*path, code), entry, default, kind, info, settings)
                else:
                    yield _row(path, value, defaults[name], kind, info, settings)


def _row(
    path: tuple[str, ...],
    value: Value,
    default: Value | None,
    kind: Kind,
    info: ParameterInfo,
    settings: Settings,
) -> ProvenanceRow:
    bounded = kind not in ("flag", "choice")
    low, high = (info.low, info.high) if bounded else (None, None)
    certainty, source = "prior" if info.prior else "sourced", info.source
    if value != default:
        certainty, source = "set", "chosen by the scenario"
    by = _set_by(settings.get(path))
    return ProvenanceRow(".".join(path), value, info.unit, low, high, source, certainty, by)


def lever_rows(levers: tuple[Lever, ...], settings: Settings) -> Iterator[ProvenanceRow]:
    """Yield one row for each figure of each lever in force."""
    for lever in levers:
        known = fields_of(lever.kind)
        for name, value in lever.figures().items():
            path = ("levers", lever.slug, lever.holder, name)
            info, figure = known[name][1], lever.kind.figures.get(name)
            setting = settings.get(path)
            source, certainty = "not used by this lever", "prior"
            if setting is not None:
                source, certainty = "chosen by the scenario", "set"
            elif figure is not None:
                certainty = "prior" if figure.basis == "assumption" else "sourced"
                source = figure.source
            by = _set_by(setting)
            row = (".".join(path), value, info.unit, info.low, info.high, source, certainty, by)
            yield ProvenanceRow(*row)


def data_rows(tables: Mapping[str, TableFile]) -> Iterator[ProvenanceRow]:
    """Yield one row for each figure of the data tables, in the order of the files."""
    for name, read in tables.items():
        columns = read.columns
        keys = list(zip(*(columns[key] for key in read.table.key), strict=True))
        figures = [column for column in read.table.columns if column.figure]
        for number, key in enumerate(keys):
            words = [str(part) for part in key if part is not None]
            path = ".".join(["data", name, *words])
            by = f"{read.file_name}:{read.lines[number]}"
            source, certainty = columns["source"][number], columns["certainty"][number]
            for column in figures:
                if columns[column.name][number] is None:
                    continue  # left open, as the table allows
                yield ProvenanceRow(
                    path if len(figures) == 1 else f"{path}.{column.name}",
                    columns[column.name][number],
                    _unit(read, column, number),
                    columns["low"][number] if name == "targets" else None,
                    columns["high"][number] if name == "targets" else None,
                    source,
                    certainty,
                    by,
                )


def _unit(read: TableFile, column: Column, number: int) -> str:
    if "unit" in read.columns:
        return str(read.columns["unit"][number])
    ranges: Mapping[str, Range] = _RANGES.get(read.table.name, {})
    return ranges[read.columns["field"][number]].unit if ranges else column.unit
