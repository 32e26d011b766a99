"""Structural cases: what a case is, what it says, and when the model hits it.

A case follows simulated people through a small experiment and counts. Counts are pooled over
replications before they become a share or an elasticity, so that a replication with few movers
counts for little. A quantity is hit if its simulated value lies between `low` and `high`, which
each case states beside the observed value, with the reason for the tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from talentflow_lab.cases.ground import Ground
from talentflow_lab.replicate import Progress

__all__ = ["COLUMNS", "Case", "Counts", "Quantity", "rows_of"]

type Counts = Mapping[str, float]
"""Real people, or sums over them, by name."""

Use = Literal["fitted", "predicted", "property"]

COLUMNS = (
    "case", "quantity", "unit", "use", "observed", "low", "high", "simulated", "interval_low",
    "interval_high", "verdict", "sure", "source", "note",
)  # fmt: skip

RESAMPLES = 1000
INSIDE = 0.9


@dataclass(frozen=True)
class Quantity:
    """A number that the world has shown.

    `use` says whether parameters may be fitted to it ("fitted": they may be, and the literature's
    values that the model has rest on it), whether it is to be predicted, or whether it is a
    qualitative finding ("property"), of which `low` and `high` are the bounds.
    """

    name: str
    unit: str
    use: Use
    observed: float
    """NaN where only a direction is known."""
    low: float
    high: float
    simulate: Callable[[Counts], float]
    """From counts to the same quantity in the model; NaN where it cannot be told."""
    source: str
    note: str = ""
    met: bool = False
    """Whether the case itself sets something so that it is met: neither a hit nor a miss."""


@dataclass(frozen=True)
class Case:
    """A structural case of `evidence.md` section 5."""

    name: str
    title: str
    about: str
    """What stands for what in the model, and what does not."""
    months: int
    """Months of each run; the work of a replication is `lived` months."""
    lived: int
    changes: Mapping[str, Any]
    """What the case sets above the calm scenario."""
    live: Callable[[Ground, int, Progress], Counts]
    """Run one replication of all arms and count."""
    quantities: tuple[Quantity, ...]

    def ground(self, scenario: str, settings: tuple[str, ...] = (), **run: Any) -> Ground:  # noqa: ANN401 - see Ground.of
        """Return the case's own ground."""
        return Ground.of(scenario, settings, months=self.months, changes=self.changes, **run)


def rows_of(case: Case, counts: pd.DataFrame, *, posterior: bool = False) -> pd.DataFrame:
    """Return a row for each quantity, with the columns `COLUMNS`.

    `counts` has a row for each replication. The interval holds 90 % of resamples of the
    replications: what luck leaves open of the pooled number. With a posterior each replication has
    a draw of its own, and the interval is that of the single replications.
    """
    found = []
    for one in case.quantities:
        value, low, high = _simulated(one, counts, posterior=posterior)
        inside = one.low <= value <= one.high
        sure = (
            (one.low <= low and high <= one.high) if inside else (high < one.low or low > one.high)
        )
        verdict = "untold" if math.isnan(value) else "hit" if inside else "miss"
        verdict = "set" if one.met and inside else verdict
        found.append(
            (
                case.name, one.name, one.unit, one.use, one.observed, one.low, one.high, value, low,
                high, verdict, bool(sure), one.source, one.note,
            )
        )  # fmt: skip
    return pd.DataFrame(found, columns=list(COLUMNS))


def _simulated(
    one: Quantity, counts: pd.DataFrame, *, posterior: bool
) -> tuple[float, float, float]:
    values = counts.to_numpy(dtype=np.float64)
    names = [str(name) for name in counts.columns]

    def number(of: Any) -> float:  # noqa: ANN401 - rows of values
        with np.errstate(divide="ignore", invalid="ignore"):
            told = float(one.simulate(dict(zip(names, of.mean(0), strict=True))))
        return told if math.isfinite(told) else math.nan

    rng = np.random.default_rng(len(values))
    if posterior:
        spread = [number(values[n : n + 1]) for n in range(len(values))]
    else:
        picks = rng.integers(0, len(values), (RESAMPLES, len(values)))
        spread = [number(values[pick]) for pick in picks]
    known = np.array([x for x in spread if not math.isnan(x)])
    if not known.size or len(values) < 2:
        return number(values), math.nan, math.nan
    low, high = np.quantile(known, [(1 - INSIDE) / 2, (1 + INSIDE) / 2])
    return number(values), float(low), float(high)
