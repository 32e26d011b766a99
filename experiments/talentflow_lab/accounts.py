"""Effects and costs of a policy, from what pairs of twins came to.

Intervals of effects are 90 % confidence intervals of the mean over pairs (Student's t). Those of
costs per additional professional are percentiles over resampled pairs and the range of unit costs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from talentflow.levers import Lever
from talentflow.scenario import Scenario

__all__ = ["cost_table", "effect_table", "half_width", "independent_runs"]

type Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.90
RESAMPLES = 2000
UNITS = {"person_years": "person-years"}

EFFECTS = [
    "outcome", "date", "group", "group_value",
    "baseline", "policy", "effect", "low", "high", "unit",
]  # fmt: skip
COSTS = [
    "lever", "owner", "spent", "recipients", "present", "additional", "deadweight", "crowded_out",
    "others_gained", "person_years", "cost_per_additional", "low", "high", "break_even_cost",
]  # fmt: skip


def effect_table(
    series: pd.DataFrame, groups: pd.DataFrame, dates: Mapping[int, pd.Timestamp],
    horizon: pd.Timestamp, first: int,
) -> pd.DataFrame:  # fmt: skip
    """Return the table `effects`: every month from the policy's first, groups at the horizon."""
    every = series.assign(date=series["month"].map(dates), group="all", group_value="all")
    every = every[every["month"] >= first]
    both = [every.drop(columns="month")]
    if len(groups):
        both.append(_complete(groups).assign(date=horizon))
    frame = pd.concat(both, ignore_index=True)
    key = ["outcome", "date", "group", "group_value"]
    frame["effect"] = frame["policy"] - frame["baseline"]
    found = frame.groupby(key, sort=False).agg(
        baseline=("baseline", "mean"), policy=("policy", "mean"), effect=("effect", "mean"),
        spread=("effect", "std"), pairs=("effect", "size"),
    ).reset_index()  # fmt: skip
    wide = _half(found["spread"].to_numpy(), found["pairs"].to_numpy())
    found["low"], found["high"] = found["effect"] - wide, found["effect"] + wide
    found["unit"] = [UNITS.get(name.partition(":")[0], "persons") for name in found["outcome"]]
    table: pd.DataFrame = found[EFFECTS]
    return table


def _complete(groups: pd.DataFrame) -> pd.DataFrame:
    """Add the zeros of pairs in which a group is empty."""
    key = ["outcome", "group", "group_value"]
    wide = groups.pivot_table(
        index="replication", columns=key, values=["baseline", "policy"], fill_value=0.0
    )
    long = wide.stack(key, future_stack=True).reset_index().fillna(0.0)
    every: pd.DataFrame = long[["replication", *key, "baseline", "policy"]]
    return every


def _half(spread: Floats, pairs: Floats) -> Floats:
    """Half-width of the confidence interval; not known for one pair."""
    n = np.maximum(pairs, 1)
    quantile = stats.t.ppf(0.5 + CONFIDENCE / 2.0, np.maximum(n - 1, 1))
    half: Floats = np.where(pairs > 1, quantile * spread / np.sqrt(n), np.nan)
    return half


def _main(series: pd.DataFrame, main: str) -> pd.DataFrame:
    rows = series[series["outcome"] == main]
    last: pd.DataFrame = rows[rows["month"] == rows["month"].max()]
    return last


def half_width(series: pd.DataFrame, main: str) -> float:
    """Half-width of the main effect at the horizon; infinite for fewer than two pairs."""
    if not len(series):
        return float("inf")
    rows = _main(series, main)
    if len(rows) < 2:
        return float("inf")
    effect = rows["policy"] - rows["baseline"]
    return float(_half(np.array([effect.std()]), np.array([len(rows)]))[0])


def independent_runs(series: pd.DataFrame, main: str) -> float:
    """Count the runs of each kind that independent chance needs for the same precision.

    Of the main effect at the horizon; infinite where pairs do not differ in it.
    """
    rows = _main(series, main) if len(series) else series
    if len(rows) < 2:
        return float("nan")
    paired = float((rows["policy"] - rows["baseline"]).var())
    apart = float(rows["policy"].var() + rows["baseline"].var())
    if paired == 0.0:
        return float("inf") if apart > 0.0 else float(len(rows))
    return len(rows) * apart / paired


def cost_table(books: pd.DataFrame, policy: Scenario, series: pd.DataFrame) -> pd.DataFrame:
    """Return the table `costs`: a row a lever, and one for all levers of an owner if many.

    Money in EUR. `break_even_cost` is what an additional professional may cost at most for the
    owner's wage taxes on the additional person-years to pay for it within the horizon.
    """
    if not len(books):
        return pd.DataFrame(columns=COSTS)
    rows = []
    for lever in policy.levers:
        own = books[(books["lever"] == lever.slug) & (books["owner"] == lever.holder)]
        rows.append(_row(own, lever.slug, lever.holder, _years(series, lever.holder), [lever]))
    for owner in dict.fromkeys(lever.holder for lever in policy.levers):
        held = [lever for lever in policy.levers if lever.holder == owner]
        if len(held) > 1:
            rows.append(_package(books, owner, _years(series, owner), held))
    return pd.DataFrame(rows)[COSTS]


def _years(series: pd.DataFrame, owner: str) -> Floats:
    """Additional person-years at the horizon, one a pair."""
    rows = _main(series, f"person_years:{owner}").sort_values("replication")
    found: Floats = (rows["policy"] - rows["baseline"]).to_numpy()
    return found


def _package(
    books: pd.DataFrame, owner: str, years: Floats, held: list[Lever]
) -> dict[str, object]:
    """All levers of an owner together: who got several is a recipient once."""
    own = books[books["owner"] == owner]
    first = own[own["lever"] == held[0].slug].copy()
    money = own.groupby("replication")[["spent", "tax_value"]].sum()
    money["tax_value"] = own.groupby("replication")["tax_value"].first()
    by = first.set_index("replication")
    by["spent"] = money["spent"]
    for name in ("recipients", "present", "deadweight", "crowded_out", "others_gained"):
        by[name] = np.nan
    return _row(by.reset_index(), "package", owner, years, held)


def _row(
    own: pd.DataFrame, slug: str, owner: str, years: Floats, levers: list[Lever]
) -> dict[str, object]:
    own = own.sort_values("replication")
    additional = (own["stock_with"] - own["stock_without"]).to_numpy()
    spent = own["spent"].to_numpy()
    low, high = _interval(spent, additional, levers)
    mean = float(additional.mean())
    value = float(own["tax_value"].mean()) * float(years.mean())
    return {
        "lever": slug,
        "owner": owner,
        "spent": float(spent.mean()),
        "additional": mean,
        "person_years": float(years.mean()),
        "cost_per_additional": float(spent.mean()) / mean if mean > 0.0 else np.nan,
        "low": low,
        "high": high,
        "break_even_cost": value / mean if mean > 0.0 else np.nan,
    } | {
        name: float(own[name].mean())
        for name in ("recipients", "present", "deadweight", "crowded_out", "others_gained")
    }


def _interval(spent: Floats, additional: Floats, levers: list[Lever]) -> tuple[float, float]:
    """90 % interval of cost per additional professional; unknown where nobody may be gained."""
    if len(spent) < 2:
        return np.nan, np.nan
    rng = np.random.default_rng(len(spent))
    rows = rng.integers(0, len(spent), (RESAMPLES, len(spent)))
    scale = _cost_range(levers)
    factor = rng.uniform(*scale, RESAMPLES)
    gained = additional[rows].mean(1)
    if (gained <= 0.0).mean() > (1.0 - CONFIDENCE) / 2.0:
        positive = gained > 0.0
        if not positive.any():
            return np.nan, np.nan
        cost = factor[positive] * spent[rows].mean(1)[positive] / gained[positive]
        return float(np.quantile(cost, 0.05)), np.inf
    cost = factor * spent[rows].mean(1) / gained
    low, high = np.quantile(cost, [0.05, 0.95])
    return float(low), float(high)


def _cost_range(levers: list[Lever]) -> tuple[float, float]:
    """Plausible range of costs relative to the values used: mean of fixed and unit costs'."""
    ratios = []
    for lever in levers:
        for name in ("fixed_cost", "unit_cost"):
            figure = lever.kind.figures[name]
            if figure.value > 0.0:
                ratios.append((figure.low / figure.value, figure.high / figure.value))
    if not ratios:
        return 1.0, 1.0
    low, high = np.mean(ratios, axis=0)
    return float(low), float(high)
