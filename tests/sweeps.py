"""Sweeps built in memory, for tests of their analysis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from talentflow_lab.designs import futures
from talentflow_lab.results import Input, Measured, Results

type Column = np.ndarray[Any, np.dtype[Any]]

type Model = Callable[[pd.DataFrame, np.random.Generator], Column]


def span(name: str, low: float = 0.0, high: float = 1.0, *, log: bool = False) -> Input:
    """Return an uncertainty with a range."""
    return Input(name, "uncertainty", low, high, log, False, ())


def kinds(name: str, *values: Any) -> Input:
    """Return an uncertainty with values to choose from."""
    return Input(name, "uncertainty", math.nan, math.nan, False, False, values)


def measured(name: str, goal: str = "maximise", at_least: float = math.nan) -> Measured:
    """Return an outcome in persons."""
    return Measured(name, name.capitalize(), "persons", goal, False, at_least, math.nan)


def swept(
    inputs: Sequence[Input],
    models: dict[str, Model],
    *,
    design: str = "lhs",
    points: int = 128,
    policies: Sequence[str] = ("baseline",),
    replications: int = 1,
    **options: Any,
) -> Results:
    """Return a sweep whose outcomes are functions of the points (with a column policy)."""
    given = {"points": points, "levels": 4, "second_order": False, "seed": 7} | options
    drawn = pd.DataFrame(futures(design, inputs, given))
    frames = [
        drawn.assign(scenario="belarus-2020", policy=policy, future=range(len(drawn)))
        for policy in policies
    ]
    table = pd.concat(frames, ignore_index=True).rename_axis("point")
    runs = []
    for replication in range(replications):
        numbers = {
            name: model(table, np.random.default_rng([replication, n]))
            for n, (name, model) in enumerate(models.items())
        }
        runs.append(pd.DataFrame({"point": table.index, "replication": replication} | numbers))
    columns = ["scenario", "policy", "future", *(one.name for one in inputs)]
    return Results(
        Path("sweep"), "A sweep", design, given, tuple(inputs), tuple(policies),
        tuple(measured(name) for name in models), table[columns],
        pd.concat(runs, ignore_index=True),
    )  # fmt: skip
