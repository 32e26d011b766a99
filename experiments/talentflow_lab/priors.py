"""Priors: what is believed of a parameter before it meets targets, one row each with its source.

Every prior is turned into a standard normal *score*: z = Phi^-1(F(x)). In scores all priors are
alike, so that regressions, proposals and weights need not know their shapes, and no parameter can
leave its range.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from talentflow.errors import Problem, ScenarioErrors
from talentflow.files import FileTrouble, read_text, shown
from talentflow.reading import shipped_data
from talentflow.table_reading import TableFile, read_table
from talentflow.tables import Column, Table
from talentflow_lab import links

__all__ = ["Prior", "check_priors", "of_links", "read_priors", "values_of"]

type Floats = npt.NDArray[np.float64]
type Shape = Literal["uniform", "log", "normal"]

FARTHEST = 2.9
"""Scores are kept within this distance of 0: 0.4 % of the prior's mass lies beyond."""

NINETY = 1.6448536269514722
"""Standard deviations between the mean and either end of a normal's 90 % interval."""

LARGEST = 1  # megabytes

_TABLE = Table(
    "priors",
    ("parameter",),
    (
        Column("parameter"),
        Column("shape", choices=("uniform", "log", "normal")),
        Column("low", "number", -1e12, 1e12),
        Column("high", "number", -1e12, 1e12),
        Column("source"),
    ),
)


@dataclass(frozen=True)
class Prior:
    """One parameter by its dotted path.

    `low` and `high` are the ends of a uniform or log-uniform prior, and of the 90 % interval of a
    normal one. `line` is where the prior stands in its file, 0 if in none.
    """

    name: str
    shape: Shape
    low: float
    high: float
    source: str
    line: int = 0

    def values(self, scores: Floats) -> Floats:
        """Return the values at some scores."""
        kept = np.clip(scores, -FARTHEST, FARTHEST)
        if self.shape == "normal":
            half = (self.high - self.low) / 2.0
            return (self.low + self.high) / 2.0 + half / NINETY * kept
        unit = ndtr(kept)
        if self.shape == "log":
            return np.asarray(self.low * np.exp(unit * math.log(self.high / self.low)))
        return np.asarray(self.low + unit * (self.high - self.low))

    def on_scale(self, values: Floats) -> Floats:
        """Return values on the scale of the prior: logs of a log-uniform one, else as they are."""
        return np.log(values) if self.shape == "log" else values

    @property
    def sd(self) -> float:
        """Return the standard deviation on the prior's own scale."""
        if self.shape == "normal":
            return (self.high - self.low) / 2.0 / NINETY
        ends = self.on_scale(np.array([self.low, self.high]))
        return float(ends[1] - ends[0]) / math.sqrt(12.0)

    def to_plain(self) -> dict[str, str | float]:
        """Return the prior for JSON."""
        told: dict[str, str | float] = {"shape": self.shape, "low": self.low, "high": self.high}
        return told | {"source": self.source}


def read_priors(path: Path | None = None) -> list[Prior]:
    """Read a table of priors, the shipped one of Belarus if none is named.

    Raises ScenarioErrors with every problem, each with file and line.
    """
    path = path or shipped_data() / "priors" / "belarus-2020.csv"
    try:
        text = read_text(path, LARGEST)
    except FileTrouble as trouble:
        told = Problem(shown(path), max(trouble.line, 1), "(file)", trouble.reason)
        raise ScenarioErrors([told]) from None
    read = read_table(_TABLE, text, shown(path), path.name, (date.min, date.max))
    _check(read)
    if read.problems:
        raise ScenarioErrors(read.problems)
    return [
        Prior(name, cast("Shape", shape), low, high, source, line)
        for line, name, shape, low, high, source in read.rows(*_TABLE.names)
    ]


def _check(read: TableFile) -> None:
    seen: set[str] = set()
    for line, name, shape, low, high in read.rows("parameter", "shape", "low", "high"):
        if name in seen:
            read.complain(line, "parameter", f"{name} is there twice")
        seen.add(name)
        if not low < high:
            read.complain(line, "low", f"{low:g} is not below high {high:g}")
        if shape == "log" and low <= 0.0:
            read.complain(line, "low", f"a log-uniform prior cannot begin at {low:g}", "above 0")


def check_priors(priors: Sequence[Prior], file: str, problems: Mapping[int, Problem]) -> None:
    """Raise ScenarioErrors if a scenario refused some priors; `problems` by their position."""
    told = [
        Problem(file, priors[n].line, p.path, p.message, p.expected, p.suggestion)
        for n, p in problems.items()
    ]
    if told:
        raise ScenarioErrors(told)


def of_links(names: Sequence[str]) -> list[Prior]:
    """Return the priors of all parameters of some links, by dotted path."""
    starts = tuple(f"{links.PREFIX}.{name}." for name in names)
    return [
        Prior(path, "log" if info.low > 0.0 else "uniform", info.low, info.high, info.source)
        for path, (_, info) in links.parameters().items()
        if path.startswith(starts)
    ]


def values_of(priors: Sequence[Prior], scores: Floats) -> dict[str, Floats]:
    """Return the values of several priors, name -> values; `scores` has a column for each."""
    return {one.name: one.values(scores[:, n]) for n, one in enumerate(priors)}
