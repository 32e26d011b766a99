"""What prior and posterior predict of each target, beside what was observed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentflow_lab.calibration_plan import Plan
from talentflow_lab.priors import values_of
from talentflow_lab.reference_table import Simulated, answer

__all__ = ["predictive"]

ROWS = 20
"""Draws of links' parameters and errors for each run."""


def predictive(
    plan: Plan,
    prior: Simulated,
    posterior: Simulated,
    draws: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return a row a target: what was observed, and 90 % intervals of prior and posterior.

    Run n of `posterior` is one of draw n; its links have that draw's parameters, too. `rank` is
    where the observation lies among the posterior's predictions (0 to 1).
    """
    before = _seen(plan, prior, None, rng)
    after = _seen(plan, posterior, draws, rng)
    rows = []
    for n, target in enumerate(plan.targets):
        low, high = target.interval
        bounds = np.quantile(after[:, n], (0.05, 0.5, 0.95))
        wide = np.quantile(before[:, n], (0.05, 0.5, 0.95))
        rows.append(
            {
                "target": target.id,
                "link": target.link,
                "unit": target.unit,
                "observed": target.value,
                "observed_low": low,
                "observed_high": high,
                "prior_low": wide[0],
                "prior_median": wide[1],
                "prior_high": wide[2],
                "low": bounds[0],
                "median": bounds[1],
                "high": bounds[2],
                "rank": float((after[:, n] < target.value).mean()),
                "within": bool(bounds[0] <= target.value <= bounds[2]),
            }
        )
    return pd.DataFrame(rows)


def _seen(
    plan: Plan, runs: Simulated, draws: pd.DataFrame | None, rng: np.random.Generator
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    run = np.repeat(np.arange(len(runs.counts)), ROWS)
    counts = {name: runs.counts[name].to_numpy(np.float64)[run] for name in plan.counts.values()}
    if draws is None:
        scores = rng.standard_normal((len(run), len(plan.link_priors)))
        return answer(plan.targets, plan.counts, counts, values_of(plan.link_priors, scores), rng)
    points = runs.counts["point"].to_numpy(np.int64)[run]
    own = {one.name: draws[one.name].to_numpy(np.float64)[points] for one in plan.link_priors}
    return answer(plan.targets, plan.counts, counts, own, rng)
