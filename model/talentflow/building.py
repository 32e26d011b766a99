"""From settings to the parts of a scenario: run values, rules, tables."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from talentflow.data import Data
from talentflow.errors import Problem
from talentflow.files import FileTrouble, read_text, shown
from talentflow.frozen import FrozenDict
from talentflow.months import date_of, parse_month
from talentflow.parameters import Kind, Value, defaults_of, parameters_of
from talentflow.reading import shipped_data
from talentflow.rules import Catalogue
from talentflow.scenario_schema import FIRST_YEAR, TopLevel
from talentflow.table_checks import check_tables
from talentflow.table_reading import Horizon, TableFile, read_table
from talentflow.tables import TABLES, Table
from talentflow.validation import Settings

__all__ = [
    "build_rules",
    "codes_of",
    "horizon_of",
    "read_tables",
    "run_values",
    "shipped_digests",
    "table_path",
]

LARGEST_TABLE = 32  # megabytes
LAST_DAY = date(2050, 12, 31)


def run_values(settings: Settings) -> dict[str, Any]:
    """Return title, start, months and so on, by name; defaults where nothing is set."""
    values = {name: field.default for name, field in TopLevel.model_fields.items()}
    values |= {path[0]: setting.value for path, setting in settings.items() if len(path) == 1}
    del values["extends"]
    values["start"] = parse_month(values["start"])
    values["scale"] = float(values["scale"])
    values["origin"] = tuple(values["origin"])
    return values


def horizon_of(start: date, months: int) -> Horizon:
    """Return the days that tables may speak of: a generous frame around the run."""
    return date(FIRST_YEAR, 1, 1), max(LAST_DAY, date_of(start, months))


def build_rules(
    settings: Settings, rules: Catalogue, codes: Mapping[str, tuple[str, ...]]
) -> FrozenDict[str, FrozenDict[str, Any]]:
    """Return an instance of every rule, with the values that the settings give.

    Entries of a default map whose code the data tables do not have are left out.
    """
    return FrozenDict(
        {
            section: FrozenDict(
                {
                    module: rule(**_arguments(rule, (section, module), settings, codes))
                    for module, rule in modules.items()
                }
            )
            for section, modules in rules.items()
        }
    )


def _arguments(
    rule: type,
    above: tuple[str, str],
    settings: Settings,
    codes: Mapping[str, tuple[str, ...]],
) -> dict[str, Value]:
    defaults = defaults_of(rule)
    arguments: dict[str, Value] = {}
    for name, (kind, info) in parameters_of(rule).items():
        path, default = (*above, name), defaults[name]
        if isinstance(default, Mapping):
            known = {code: x for code, x in default.items() if code in codes[info.keys]}
            given = {p[3]: s.value for p, s in settings.items() if p[:3] == path}
            entries = (known | given).items()
            arguments[name] = FrozenDict({code: float(x) + 0.0 for code, x in entries})
        else:
            value = settings[path].value if path in settings else default
            arguments[name] = _typed(kind, value)
    return arguments


def _typed(kind: Kind, value: Any) -> Value:  # noqa: ANN401 - checked before
    is_float = kind == "number" or (kind == "number or solve" and value != "solve")
    return float(value) + 0.0 if is_float else value


def read_tables(
    settings: Settings, horizon: Horizon, problems: list[Problem]
) -> dict[str, TableFile]:
    """Return every data table, checked; what is wrong is added to the problems."""
    tables: dict[str, TableFile] = {}
    missing = len(problems)
    for name, table in TABLES.items():
        try:
            tables[name] = _read(table, settings, horizon)
        except FileTrouble as trouble:
            problems.append(_unread(name, settings, trouble))
    if len(problems) == missing:
        check_tables(tables)
    for read in tables.values():
        problems.extend(read.problems)
    return tables


def table_path(name: str, settings: Settings) -> Path:
    """Return the file of a table: the one that the settings name, else the shipped one."""
    setting = settings.get(("data", name))
    return (
        setting.layer.folder / setting.value
        if setting
        else shipped_data() / TABLES[name].shipped_file
    )


def _read(table: Table, settings: Settings, horizon: Horizon) -> TableFile:
    path = table_path(table.name, settings)
    return read_table(table, read_text(path, LARGEST_TABLE), shown(path), path.name, horizon)


def _unread(name: str, settings: Settings, trouble: FileTrouble) -> Problem:
    path, setting = table_path(name, settings), settings.get(("data", name))
    if trouble.line or setting is None:
        return Problem(shown(path), max(trouble.line, 1), f"data.{name}", trouble.reason)
    return setting.problem(("data", name), f"{str(setting.value)[:80]!r}: {trouble.reason}")


def codes_of(tables: Mapping[str, TableFile]) -> dict[str, tuple[str, ...]]:
    """Return the codes of countries and places, of those tables that are good."""
    found = {}
    for kind, table, column in (("country", "countries", "iso3"), ("place", "places", "place")):
        if table in tables and not tables[table].problems:
            found[kind] = tuple(tables[table].columns[column])
    return found


@cache
def shipped_digests() -> Mapping[str, str]:
    """Return the digests of the tables that come with talentflow, if they are whole."""
    problems: list[Problem] = []
    tables = read_tables({}, horizon_of(date(FIRST_YEAR, 1, 1), 1), problems)
    if problems:
        return FrozenDict()
    return Data.of({name: read.frame() for name, read in tables.items()}).digests
