"""Policies over futures: regret, satisficing, expectation and the worst case.

A policy's regret in a future is how far it falls behind the best policy there, with the same luck
(Savage 1951); satisficing is the share of futures in which it meets every condition (Simon 1956).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.conditions import Condition, of_constraints
from talentflow_lab.results import Results

__all__ = ["COLUMNS", "robust"]

COLUMNS = [
    "policy", "outcome", "unit", "goal", "mean", "worst",
    "regret_mean", "regret_90", "regret_max", "best_in", "satisfied",
]  # fmt: skip


def robust(results: Results, conditions: Sequence[Condition] = ()) -> pd.DataFrame:
    """Return a row for each policy and outcome that has a goal.

    `best_in` is the share of futures in which the policy is best, `satisfied` that in which it
    meets the conditions (else the study's constraints; nan without any). Numbers are means over
    replications. Raises TalentflowError with one policy, or without any goal.
    """
    if len(results.policies) < 2:
        raise TalentflowError("robust compares policies; the study has one")
    aimed = [one for one in results.outcomes if one.goal]
    if not aimed:
        told = ", ".join(one.name for one in results.outcomes)
        raise TalentflowError(
            f'no outcome has a goal; write goal = "maximise" or "minimise" for one of {told}'
        )
    runs = results.runs.join(results.points[["policy", "future"]], on="point")
    keys = ["policy", "future"]
    means: pd.DataFrame = runs.groupby(keys)[[one.name for one in results.outcomes]].mean()
    limits = list(conditions) or of_constraints(results.outcomes)
    met = pd.Series(data=True, index=means.index)
    for limit in limits:
        met &= limit.holds(means)
    rows = []
    for one in aimed:
        sign = 1.0 if one.goal == "maximise" else -1.0
        worth = sign * means[one.name].unstack("policy").dropna()
        best = worth.max(axis=1)
        for policy in results.policies:
            if policy not in worth or worth.empty:
                continue
            mine = worth[policy]
            regret = best - mine
            satisfied = float(met.xs(policy, level="policy").mean()) if limits else float("nan")
            rows.append(
                (
                    policy, one.name, one.unit, one.goal, sign * float(mine.mean()),
                    sign * float(mine.min()), float(regret.mean()), float(regret.quantile(0.9)),
                    float(regret.max()), float((regret == 0.0).mean()), satisfied,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
