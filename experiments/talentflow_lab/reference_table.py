"""The reference table of a calibration: what runs say through the links, with noise, row by row.

A run is made once for a draw of the model's parameters. The links' parameters and the error of an
observation cost no run, so each run gives many rows that differ in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow_lab import links
from talentflow_lab.calibration_plan import Plan
from talentflow_lab.links import Count
from talentflow_lab.priors import values_of
from talentflow_lab.targets import Target, counts_of

__all__ = ["ReferenceTable", "Simulated", "answer", "tabulate"]

type Floats = npt.NDArray[np.float64]
type Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Simulated:
    """Finished runs: scores of the model's parameters, importance weights, and counts.

    `scores` has a row a run and a column a parameter, `counts` a column for each outcome.
    """

    scores: Floats
    weights: Floats
    counts: pd.DataFrame


@dataclass(frozen=True)
class ReferenceTable:
    """Rows of scores (those of the model's parameters first) and of what would be observed.

    `run` says which run a row is of, `weights` how much it counts against a draw of the prior.
    """

    run: Ints
    scores: Floats
    seen: Floats
    weights: Floats

    def __len__(self) -> int:
        return len(self.run)

    def without(self, run: int) -> ReferenceTable:
        """Return the table without the rows of a run."""
        return self.only(self.run != run)

    def only(self, rows: npt.NDArray[np.bool_] | Ints) -> ReferenceTable:
        """Return some rows."""
        return ReferenceTable(
            self.run[rows], self.scores[rows], self.seen[rows], self.weights[rows]
        )


def tabulate(plan: Plan, runs: Simulated, draws: int, rng: np.random.Generator) -> ReferenceTable:
    """Draw the links' parameters and the errors so many times for each run."""
    run = np.repeat(np.arange(len(runs.scores)), draws)
    of_links = rng.standard_normal((len(run), len(plan.link_priors)))
    counts = {name: runs.counts[name].to_numpy(np.float64)[run] for name in plan.counts.values()}
    seen = answer(plan.targets, plan.counts, counts, values_of(plan.link_priors, of_links), rng)
    scores = np.column_stack([runs.scores[run], of_links])
    return ReferenceTable(run, scores, seen, runs.weights[run])


def answer(
    targets: Sequence[Target],
    names: Mapping[Count, str],
    counts: Mapping[str, Floats],
    parameters: Mapping[str, Floats],
    rng: np.random.Generator | None = None,
) -> Floats:
    """Return what would be observed, rows by targets; with `rng` the errors are drawn.

    `counts` and `parameters` hold one number a row. The error of an observation is that of its
    row, and that of its link.
    """
    columns = []
    for target in targets:
        given = {
            name: counts[names[count]] if isinstance(count, Count) else np.float64(count)
            for name, count in counts_of(target).items()
        }
        link = links.link_of(target.link, parameters)
        said = link.value({name: np.asarray(value, np.float64) for name, value in given.items()})
        if rng is not None:
            missed = link.error * rng.standard_normal(len(said))
            said = said * (1.0 + missed) + target.sd * rng.standard_normal(len(said))
        columns.append(said)
    return np.column_stack(columns)
