"""Policies over futures: what each can promise when nobody knows which future comes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.condition import Condition, conditions, satisfied
from talentflow_lab.results import Measured, Results

__all__ = ["Robustness", "robustness"]

COLUMNS = (
    "scenario", "policy", "outcome", "unit", "goal", "futures", "pairs", "expected", "worst",
    "regret_mean", "regret_p90", "regret_max", "best", "meets",
)  # fmt: skip


@dataclass(frozen=True)
class Robustness:
    """One row a scenario, outcome and policy; `conditions` are what `meets` asks for.

    In `frame` `expected` is the mean over futures and replications, `worst` the mean over
    replications in the worst future; regrets are differences to the best policy in the same
    future with the same luck, over `pairs` of future and replication that all policies have; all
    in the outcome's unit. `best` is the share of pairs in which no policy did better, `meets` the
    share of futures in which the policy meets all conditions (nan if there are none).
    """

    frame: pd.DataFrame
    conditions: tuple[Condition, ...]
    notes: tuple[str, ...]


def robustness(
    results: Results, where: Sequence[str] = (), outcomes: Sequence[Measured] | None = None
) -> Robustness:
    """Compare the policies of a sweep over its futures.

    Raises TalentflowError with less than two policies, for outcomes without a goal, and for
    conditions that cannot be read.
    """
    if len(results.policies) < 2:
        raise TalentflowError("robustness compares policies, and this study has only one")
    wanted = tuple(outcomes or results.outcomes)
    aimless = [one.name for one in wanted if not one.goal]
    if aimless and (outcomes or len(aimless) == len(wanted)):
        raise TalentflowError(
            f"better and worse are not defined for {', '.join(aimless)}; give the outcome "
            'goal = "maximise" or "minimise" in the study'
        )
    notes = [f"without a goal, and so left out: {', '.join(aimless)}"] if aimless else []
    asked = _asked(results, where)
    met = satisfied(results, asked) if asked else pd.Series(dtype=bool)
    told = results.runs.join(results.points[["scenario", "policy", "future"]], on="point")
    rows = [
        (scenario, policy, one.name, one.unit, one.goal, *numbers, _share(results, met, key))
        for scenario, runs in told.groupby("scenario", sort=False)
        for one in wanted
        if one.goal
        for policy, numbers in _regrets(results, runs, one, notes)
        for key in [(scenario, policy)]
    ]
    if not rows:
        raise TalentflowError("no future has runs of all policies; let the sweep finish")
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return Robustness(frame, asked, tuple(dict.fromkeys(notes)))


def _asked(results: Results, where: Sequence[str]) -> tuple[Condition, ...]:
    bounds = [bound for one in results.outcomes for bound in (one.at_least, one.at_most)]
    if where or not all(math.isnan(bound) for bound in bounds):
        return conditions(results, where)
    return ()


def _regrets(
    results: Results, runs: pd.DataFrame, one: Measured, notes: list[str]
) -> list[tuple[str, tuple[float, ...]]]:
    """Return policy and futures, pairs, expected, worst, three regrets and share best."""
    wide = runs.pivot_table(index=["future", "replication"], columns="policy", values=one.name)
    wide = wide.reindex(columns=list(results.policies))
    whole = wide.dropna()
    if len(whole) < len(wide):
        lost = len(wide) - len(whole)
        notes.append(f"{one.title}: {lost} of {len(wide)} pairs left out, because runs are missing")
    if whole.empty:
        return []
    sign = 1.0 if one.goal == "maximise" else -1.0
    regret = (-sign * whole).add((sign * whole).max(axis=1), axis=0)
    futures = whole.groupby(level="future").mean()
    worst = futures.min() if sign > 0 else futures.max()
    found: list[tuple[str, tuple[float, ...]]] = []
    for policy in results.policies:
        told = regret[policy]
        numbers = (
            len(futures), len(whole), float(futures[policy].mean()), float(worst[policy]),
            float(told.mean()), float(told.quantile(0.9)), float(told.max()),
            float((told == 0.0).mean()),
        )  # fmt: skip
        found.append((policy, numbers))
    return found


def _share(results: Results, met: pd.Series[bool], key: tuple[object, object]) -> float:
    """Return in which share of futures a policy meets the conditions."""
    if met.empty:
        return math.nan
    rows = results.points.loc[met.index]
    chosen = (rows["scenario"] == key[0]) & (rows["policy"] == key[1])
    return float(met[chosen].mean())
