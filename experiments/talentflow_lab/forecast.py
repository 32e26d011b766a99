"""Forecasts that carry a posterior: each replication has parameters and pay of its own.

Two replications in a row share a draw of the posterior, under every policy. Even pairs also share
the errors of pay, odd ones do not, and luck is never shared: so the parts that parameters, data and
chance have in an interval can be told apart (see `talentflow_lab.variance_parts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from talentflow.frozen import FrozenDict
from talentflow.parameters import parameters_of
from talentflow.scenario import Scenario
from talentflow_lab import replicate
from talentflow_lab.posterior import Posterior, PosteriorError
from talentflow_lab.replicate import Build, Model

__all__ = ["PAY_ERROR", "Drawn", "drawn", "with_values"]

PAY_ERROR: Mapping[str, float] = {"high": 0.05, "medium": 0.1, "low": 0.2}
"""Standard deviation of ln(pay) by the certainty of a country's figure (a judgement)."""

_PAY = "pay_gross_usd_year"


@dataclass(frozen=True)
class Drawn:
    """Makes the model of a replication with its own draw; it travels to other processes.

    `rows` are draws of the model's parameters, dotted path -> value.
    """

    rows: tuple[Mapping[str, float], ...]
    digest: str
    source: str
    build: Build | None = None

    def __call__(self, scenario: Scenario, replication: int, threads: int) -> Model:
        """Return the model."""
        make = self.build or replicate.build_model
        return make(self.scenario(scenario, replication), replication, threads)

    @property
    def record(self) -> dict[str, object]:
        """Say for JSON which posterior it is."""
        return {"file": Path(self.source).name, "digest": self.digest, "draws": len(self.rows)}

    def scenario(self, scenario: Scenario, replication: int) -> Scenario:
        """Return a scenario as it is in a replication: the same draw for any policy."""
        pair, second = divmod(replication, 2)
        changed = with_values(scenario, self.rows[pair % len(self.rows)], self.source)
        of_data = [int(self.digest[:8], 16), pair, second if pair % 2 else 0]
        indicators = _with_pay_errors(scenario, np.random.default_rng(of_data))
        return replace(changed, data=replace(scenario.data, indicators=indicators))


def drawn(posterior: Posterior, scenario: Scenario) -> Drawn:
    """Return a posterior ready for a scenario.

    Raises PosteriorError if the scenario has no such parameter, or sets one by hand (`--set`).
    """
    rows = posterior.draws[posterior.model].to_dict("records")
    set_by = {row.path: row.set_by for row in scenario.provenance}
    for path in posterior.model:
        if set_by.get(path) == "--set":
            raise PosteriorError(f"--set {path}: {posterior.path} draws it; leave one of them out")
    made = tuple({str(name): float(value) for name, value in row.items()} for row in rows)
    with_values(scenario, made[0], str(posterior.path))
    return Drawn(made, posterior.digest, str(posterior.path))


def with_values(scenario: Scenario, values: Mapping[str, float], source: str) -> Scenario:
    """Return a scenario whose rules have these values; PosteriorError if one does not fit."""
    rules = {section: dict(modules) for section, modules in scenario.rules.items()}
    for path, value in values.items():
        section, module, field, *key = [*path.split("."), "", ""][: max(3, path.count(".") + 1)]
        rule: Any = rules.get(section, {}).get(module)
        kind: type = type(rule)
        known = parameters_of(kind).get(field) if rule is not None else None
        if known is None or bool(key) != (known[0] == "map"):
            raise PosteriorError(f"{source}: the scenario has no parameter {path}")
        if not known[1].allows(value):
            bounds = f"{known[1].low:g} to {known[1].high:g}"
            raise PosteriorError(f"{source}: {path} = {value:g} is out of range, {bounds}")
        new = FrozenDict({**getattr(rule, field), key[0]: value}) if key else value
        rules[section][module] = replace(rule, **{field: new})
    frozen = FrozenDict({section: FrozenDict(modules) for section, modules in rules.items()})
    return replace(scenario, rules=frozen)


def _with_pay_errors(scenario: Scenario, rng: np.random.Generator) -> pd.DataFrame:
    """Return the indicators with pay off by one factor a country, the same at all times."""
    table = scenario.data.indicators
    countries = scenario.data.countries
    errors = dict(zip(countries, rng.standard_normal(len(countries)), strict=True))
    pay = (table["indicator"] == _PAY).to_numpy()
    rows = table[pay]
    size = rows["certainty"].map(dict(PAY_ERROR)).to_numpy(np.float64)
    off = rows["iso3"].map(errors).to_numpy(np.float64)
    values = table["value"].to_numpy(np.float64).copy()
    values[pay] *= np.exp(size * off)
    return table.assign(value=values)
