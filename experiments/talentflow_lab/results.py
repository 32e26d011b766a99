"""What a sweep leaves to be analysed: its inputs, its outcomes, its points and its runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["Input", "Measured", "Results"]


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
