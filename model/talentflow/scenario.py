"""Scenarios: read, inherit, validate, freeze, fingerprint, write.

```python
scenario = load("belarus-2020", ["months=24", "terms.real_wage.weight=0.5"])
scenario.rule("terms.real_wage").weight   # an instance of a class of talentflow.rules
scenario.data.indicators                  # a validated frame, see talentflow.tables
scenario.fingerprint                      # the same values, the same fingerprint
```

`python -m talentflow.scenario --write-schema` renews scenarios/scenario.schema.json.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from talentflow import building, resolved
from talentflow.data import Data
from talentflow.errors import Problem, ScenarioErrors
from talentflow.files import write_text
from talentflow.frozen import FrozenDict
from talentflow.lever_reading import plain_levers, read_levers
from talentflow.levers import OPEN_END, Lever
from talentflow.months import month_index
from talentflow.overrides import read_overrides
from talentflow.provenance import ProvenanceRow, data_rows, lever_rows, rule_rows, run_rows
from talentflow.reading import Layer, read_chain, shipped, shipped_data
from talentflow.rules import Catalogue, catalogue
from talentflow.scenario_checks import (
    check_codes,
    check_digests,
    check_origins,
    check_parameters,
    check_sizes,
)
from talentflow.scenario_schema import json_schema
from talentflow.source import Source, tables_of
from talentflow.tables import TABLES
from talentflow.validation import merge

__all__ = [
    "Data",
    "ProvenanceRow",
    "Scenario",
    "ScenarioErrors",
    "difference",
    "load",
    "schema",
    "schema_text",
    "shipped",
]

RUN = ("start", "months", "seed", "replications", "scale", "origin")


@dataclass(frozen=True, eq=False)
class Scenario:
    """One frozen, validated scenario; make one with `load`.

    `path` is the file that it was loaded from. `start` is the first of a month,
    `months` the length of the run, `seed` that of all chance, `replications`
    how many runs differ in chance only, `scale` how many real people one
    simulated professional stands for (1 or more), `origin` the ISO 3166 alpha-3
    codes of the countries whose professionals are simulated. `rules` holds
    section -> module -> instance of the rule's dataclass. `provenance` has a
    row for every value. Scenarios are equal if their fingerprints are.
    """

    title: str
    description: str
    path: Path
    start: date
    months: int
    seed: int
    replications: int
    scale: float
    origin: tuple[str, ...]
    rules: Mapping[str, Mapping[str, Any]]
    data: Data
    provenance: tuple[ProvenanceRow, ...]
    levers: tuple[Lever, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Return the SHA-256 of all values that can change a result, in hexadecimal.

        It does not depend on title, description, places of files, spelling of
        numbers or order of keys; it does on the order of the rows of tables.
        """
        levers: dict[str, Any] = dict(plain_levers(self.levers, self.start))
        for one in self.levers:  # whom a lever of the catalogue is for counts, too
            levers[one.slug] = {**levers[one.slug], "": [one.kind.citizens, one.kind.grades]}
        return resolved.fingerprint(self._run(), self.rules, self.data, levers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def rule(self, path: str, origin: str = "") -> Any:  # noqa: ANN401 - each has its own class
        """Return a rule by its dotted path, such as "terms.real_wage".

        With a country code, the rule as it holds for that origin: figures of origins.csv take the
        place of its own. Raises KeyError if there is none.
        """
        if (origin, path) not in self._found:
            section, _, module = path.partition(".")
            self._found[origin, path] = self._of_origins.get(
                (origin, path), self.rules[section][module]
            )
        return self._found[origin, path]

    @cached_property
    def _found(self) -> dict[tuple[str, str], Any]:
        """Rules that have been asked for."""
        return {}

    @cached_property
    def _of_origins(self) -> dict[tuple[str, str], Any]:
        """Rules in which an origin differs, by origin and path."""
        found: dict[tuple[str, str], Any] = {}
        table = self.data.origins
        for origin, parameter, value in zip(
            table["iso3"], table["parameter"], table["value"].tolist(), strict=True
        ):
            path, _, name = parameter.rpartition(".")
            section, _, module = path.partition(".")
            rule = found.get((origin, path), self.rules[section][module])
            whole = isinstance(getattr(rule, name), int)
            kind = type(getattr(rule, name)) if whole else float
            found[origin, path] = replace(rule, **{name: kind(value)})
        return found

    def replace(
        self,
        *,
        start: date | None = None,
        months: int | None = None,
        seed: int | None = None,
        replications: int | None = None,
        scale: float | None = None,
    ) -> Self:
        """Return a copy with other values of the run; raise ScenarioErrors if they are bad."""
        given = {
            "start": None if start is None else f"{start:%Y-%m}",
            "months": months,
            "seed": seed,
            "replications": replications,
            "scale": scale,
        }
        changes = {name: _plain(value) for name, value in given.items() if value is not None}
        layer = Layer("replace()", "replace()", Path(), changes, {})
        problems: list[Problem] = []
        settings = merge([layer], FrozenDict[str, Any](), problems)
        if problems:
            raise ScenarioErrors(problems)
        values = building.run_values(settings)
        old = {name: getattr(self, name) for name in RUN}
        new = old | {name: values[name] for name in changes}
        rows = {row.path: row for row in run_rows(new, settings) if row.path in changes}
        provenance = tuple(rows.get(row.path, row) for row in self.provenance)
        later = month_index(self.start, new["start"])
        levers = tuple(
            replace(one, start=one.start + later, end=min(one.end + later, OPEN_END))
            for one in self.levers
        )
        return replace(self, **new, provenance=provenance, levers=levers)

    def resolved_toml(self) -> str:
        """Return a scenario file that holds every value, with no path of this machine.

        It loads again to the same fingerprint from any folder if the data are
        the shipped ones; else it names tables in a folder data beside it, which
        `write` makes.
        """
        shipped_digests = building.shipped_digests()
        own = [name for name in TABLES if self.data.digests[name] != shipped_digests.get(name)]
        return self._toml(own)

    def write(self, folder: Path) -> Path:
        """Write scenario.toml and data/*.csv into a folder and return the former.

        The folder is made if need be; the file loads again to the same
        fingerprint wherever the folder is moved. Each file is replaced whole.
        """
        resolved.write_tables(self.data, folder / "data")
        path = folder / "scenario.toml"
        write_text(path, self._toml(list(TABLES)))
        return path

    def _run(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in RUN}
        return values | {"start": f"{self.start:%Y-%m}", "origin": list(self.origin)}

    def _toml(self, tables: Sequence[str]) -> str:
        head = {"title": self.title, "description": self.description, **self._run()}
        files = {name: f"data/{name}.csv" for name in tables}
        levers = plain_levers(self.levers, self.start)
        return resolved.toml_text(head, self.rules, files, self.data.digests, levers)


def load(
    source: str | Path | Source,
    overrides: Sequence[str] = (),
    *,
    above: Sequence[Layer] = (),
    rules: Catalogue | None = None,
) -> Scenario:
    """Return the scenario of a file, or a shipped one by name ("belarus-2020").

    `overrides` are "path=value" texts that lie above the file; the value is TOML
    or else plain text. `above` lies above these. `rules` replaces the catalogue of
    `talentflow.rules`.
    A `Source` is a scenario that has been read before; no file is read again.
    Raises ScenarioErrors with every problem of the files, tables and overrides.
    """
    rules = catalogue() if rules is None else rules
    problems: list[Problem] = []
    chain = source.chain if isinstance(source, Source) else read_chain(source, problems)
    complete = not problems
    settings = merge([*chain, *read_overrides(overrides, problems), *above], rules, problems)
    if complete and not problems and ("title",) not in settings:
        problems.append(Problem(chain[-1].file, 1, "title", "the scenario has no title"))
    if not chain:
        raise ScenarioErrors(problems)
    run = building.run_values(settings)
    horizon = building.horizon_of(run["start"], run["months"])
    tables = tables_of(source, settings, horizon, problems)
    codes = building.codes_of(tables)
    problems += check_codes(settings, rules, codes)
    if any(name not in tables or tables[name].problems for name in TABLES):
        raise ScenarioErrors(problems)
    if isinstance(source, Source) and tables is source.tables:
        data = source.data
    else:
        data = Data.of({name: read.frame() for name, read in tables.items()})
    problems += check_digests(settings, data)
    problems += check_origins(run["origin"], settings, tables)
    problems += check_sizes(run["origin"], settings, tables)
    problems += check_parameters(tables["origins"], rules)
    levers = read_levers(settings, data, run, problems)
    if problems:
        raise ScenarioErrors(problems)
    instances = building.build_rules(settings, rules, codes)
    provenance = (
        *run_rows(run, settings),
        *rule_rows(instances, settings),
        *lever_rows(levers, settings),
        *data_rows(tables),
    )
    path = chain[-1].path or Path()
    return Scenario(
        **run, path=path, rules=instances, data=data, provenance=provenance, levers=levers
    )


def _plain(value: object) -> object:
    """Return a NumPy number as Python's own; sweeps make such numbers."""
    return value.item() if isinstance(value, np.generic) else value


def difference(a: Scenario, b: Scenario) -> list[tuple[str, Any, Any]]:
    """Return (path, value in a, value in b) of each parameter and figure that differs.

    None stands for a value that one of them does not have. A table that differs
    only in texts or in the order of its rows is listed with its two digests.
    """
    ours, theirs = ({row.path: row.value for row in one.provenance} for one in (a, b))
    found: list[tuple[str, Any, Any]] = [
        (path, ours.get(path), theirs.get(path))
        for path in {**ours, **theirs}
        if ours.get(path) != theirs.get(path)
    ]
    for table in TABLES:
        digests = a.data.digests[table], b.data.digests[table]
        listed = any(path.startswith(f"data.{table}.") for path, *_ in found)
        if digests[0] != digests[1] and not listed:
            found.append((f"data.{table}", *digests))
    return found


def schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, for editors and for the docs."""
    return json_schema(catalogue())


def schema_text() -> str:
    """Return the JSON Schema as scenarios/scenario.schema.json holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] != ["--write-schema"]:
        sys.exit("usage: python -m talentflow.scenario --write-schema")
    write_text(shipped_data().with_name("scenario.schema.json"), schema_text())
