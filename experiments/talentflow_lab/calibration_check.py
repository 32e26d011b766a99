"""Does a calibration find the truth where it is known? Runs of the table taken as if the data.

A run of the first wave, with its links' parameters and errors, is held out of the table, what it
would have shown is taken for the data, and the posterior of the rest is asked where the run's own
parameters lie. If the posteriors are right, their ranks are uniform and 90 % of the 90 % intervals
hold the truth (Talts and others 2018, arXiv:1804.06788). Only runs near the real data are taken,
for that is where the posterior is used; the property holds within any region of the observations
(Prangle and others 2014, doi:10.1111/insr.12027).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from talentflow_lab.reference_table import ReferenceTable
from talentflow_lab.regression_abc import Kept, fit, nearest

__all__ = ["Checked", "check"]

type Floats = npt.NDArray[np.float64]

NEAR = 0.5
"""Share of the rows of the first wave that count as near the data."""


@dataclass(frozen=True)
class Checked:
    """Ranks of the truth (0 to 1) in its posterior: a row a held-out run, a column a parameter."""

    names: tuple[str, ...]
    ranks: Floats

    def frame(self) -> pd.DataFrame:
        """Return a row a parameter: coverage of 90 % intervals, and whether ranks are uniform.

        `p` is that of a Kolmogorov-Smirnov test of the ranks against the uniform distribution.
        """
        covered = ((self.ranks >= 0.05) & (self.ranks <= 0.95)).mean(axis=0)
        p = [float(stats.kstest(self.ranks[:, n], "uniform").pvalue) for n in range(len(covered))]
        names = list(self.names)
        return pd.DataFrame({"parameter": names, "coverage_90": covered, "p_uniform": p})

    def coverage(self, names: list[str]) -> tuple[float, int]:
        """Return the coverage of 90 % intervals of some parameters together, and of how many."""
        columns = [self.names.index(name) for name in names]
        ranks = self.ranks[:, columns]
        inside = (ranks >= 0.05) & (ranks <= 0.95)
        return float(inside.mean()), inside.size


def check(
    table: ReferenceTable,
    names: tuple[str, ...],
    observed: Floats,
    *,
    first_runs: int,
    count: int,
    rng: np.random.Generator,
    kept: Kept | None = None,
    progress: Callable[[int], None] | None = None,
) -> Checked:
    """Hold out so many runs of the first wave, one row of each, and rank them in their posterior.

    Runs numbered below `first_runs` are of the first wave, so drawn from the prior.
    """
    candidates = np.flatnonzero(table.run < first_runs)
    near = candidates[nearest(table.only(candidates), observed, NEAR)]
    runs = rng.permutation(np.unique(table.run[near]))[:count]
    ranks = []
    for run in runs:
        row = int(rng.choice(near[table.run[near] == run]))
        found = fit(table.without(int(run)), table.seen[row], kept)
        below = found.scores < table.scores[row]
        ranks.append(found.weights @ below)
        if progress:
            progress(len(ranks))
    return Checked(names, np.array(ranks))
