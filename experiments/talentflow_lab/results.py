"""What a sweep leaves to be analysed: its inputs, its outcomes, its points and its runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["Input", "Measured", "Results", "read_input", "read_measured", "to_plain"]


@dataclass(frozen=True)
class Input:
    """One varied parameter: a range, or values to choose from."""

    name: str
    kind: str
    low: float
    high: float
    log: bool
    whole: bool
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Measured:
    """One outcome; `goal` is "maximise", "minimise" or empty, bounds are nan where none is set."""

    name: str
    title: str
    unit: str
    goal: str
    additional: bool
    at_least: float
    at_most: float


def to_plain(one: Input | Measured) -> dict[str, Any]:
    """Return it for JSON: what is not finite is nothing, since JSON knows no other way."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in asdict(one).items()
    }


def read_input(values: Mapping[str, Any]) -> Input:
    """Return an input that `to_plain` has written."""
    told = _finite(values, "low", "high")
    return Input(**(told | {"values": tuple(told["values"])}))


def read_measured(values: Mapping[str, Any]) -> Measured:
    """Return an outcome that `to_plain` has written."""
    return Measured(**_finite(values, "at_least", "at_most"))


def _finite(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {n: math.nan if n in names and v is None else v for n, v in values.items()}


@dataclass(frozen=True)
class Results:
    """A sweep, read.

    `points` has the index 0 to P-1 and the columns scenario, policy, future and one for each
    input that varies. `runs` has point, replication and a column for each outcome; a failed run
    has no row.
    """

    folder: Path
    title: str
    design: str
    options: Mapping[str, Any]
    inputs: tuple[Input, ...]
    policies: tuple[str, ...]
    outcomes: tuple[Measured, ...]
    points: pd.DataFrame
    runs: pd.DataFrame
