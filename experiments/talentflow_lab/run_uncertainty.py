"""What the interval of a run with a posterior is made of, for a few numbers of the whole run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from talentflow.months import date_of
from talentflow.scenario import Scenario
from talentflow_lab.measures import MEASURES, Ask
from talentflow_lab.variance_parts import parts_table

__all__ = ["uncertainty_of"]

_TABLES = ("flows", "stocks")


def uncertainty_of(folder: Path, scenario: Scenario, replications: Sequence[int]) -> pd.DataFrame:
    """Return the table of `talentflow_lab.variance_parts` for a results folder."""
    end = date_of(scenario.start, scenario.months - 1)
    asked = {
        "first moves": ("first_moves", Ask(scenario.origin, scenario.start, end)),
        "returns": ("returns", Ask(scenario.origin, scenario.start, end)),
        "at home at the end": ("at_home", Ask(scenario.origin, at=end)),
        "abroad at the end": ("abroad", Ask(scenario.origin, at=end)),
    }
    whole = {name: pd.read_parquet(folder / f"{name}.parquet") for name in _TABLES}
    found: dict[str, dict[int, float]] = {name: {} for name in asked}
    for number in replications:
        tables = {name: table[table["replication"] == number] for name, table in whole.items()}
        for name, (measure, ask) in asked.items():
            found[name][number] = MEASURES[measure].compute(tables, ask)
    return parts_table(found)
