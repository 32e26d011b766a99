"""A small valid scenario on disk: three countries of the shipped tables."""

import csv
from functools import cache
from pathlib import Path

import pytest
from tests.example_rules import RULES

from talentflow.errors import Problem, ScenarioErrors
from talentflow.reading import shipped_data
from talentflow.scenario import Scenario, load
from talentflow.tables import TABLES

COUNTRIES = ("BLR", "POL", "UKR")

TOML = """\
title = "Three countries"
start = "2019-01"
months = 36
seed = 7
replications = 2
scale = 2.5
origin = ["BLR"]

[data]
{data}

[terms.real_wage]
weight = 0.5
residual = {{ POL = 0.1, UKR = -0.2 }}

[gates.queue]
months = 4
enforced = false
""".format(data="\n".join(f'{name} = "{name}.csv"' for name in TABLES))

type Rows = list[list[str]]


@cache
def small_tables() -> dict[str, Rows]:
    """Return header and rows of each table, of those rows that name other countries left out."""
    return {name: _rows_of(name) for name in TABLES}


def _rows_of(name: str) -> Rows:
    with (shipped_data() / TABLES[name].shipped_file).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    codes = ["iso3", "origin", "destination", "citizenship"]
    if name == "firms":
        codes.append("parent")
    places = [header.index(code) for code in codes if code in header]
    allowed = {*COUNTRIES, "EU", ""}
    return [header, *(row for row in rows if all(row[place] in allowed for place in places))]


def as_csv(rows: Rows) -> str:
    """Return rows as CSV text, one line each."""
    return "".join(",".join(_quoted(cell) for cell in row) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


def write_world(folder: Path, toml: str = TOML, tables: dict[str, Rows] | None = None) -> Path:
    """Write the small scenario into a folder and return its path."""
    for name, rows in (small_tables() if tables is None else tables).items():
        (folder / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    path = folder / "small.toml"
    path.write_text(toml, encoding="utf-8", newline="")
    return path


def load_small(path: Path, *overrides: str) -> Scenario:
    """Load a scenario with the example rules."""
    return load(path, overrides, rules=RULES)


def problems_of(path: Path, *overrides: str) -> tuple[Problem, ...]:
    """Return the problems of a scenario, which must have some, each with its place."""
    with pytest.raises(ScenarioErrors) as caught:
        load_small(path, *overrides)
    check_places(caught.value)
    return caught.value.problems


def check_places(errors: ScenarioErrors) -> None:
    """Demand of every problem a file, a line, a path and a message on one line."""
    assert errors.problems
    for problem in errors.problems:
        assert problem.file
        assert problem.line >= 1
        assert problem.path
        assert problem.message
    assert len(str(errors).split("\n")) == len(errors.problems)


def load_or_complain(path: Path, *overrides: str) -> Scenario | None:
    """Return the scenario, or None if it was refused in the proper way."""
    try:
        return load_small(path, *overrides)
    except ScenarioErrors as errors:
        check_places(errors)
        return None


def written(folder: Path, toml: str, name: str = "bad.toml") -> Path:
    """Write a scenario beside the tables of the small world."""
    path = folder / name
    path.write_text(toml, encoding="utf-8", newline="")
    return path
