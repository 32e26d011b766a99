"""Effects and costs of a policy, from what pairs of twins came to.

Intervals of effects are 90 % confidence intervals of the mean over pairs (Student's t). Those of
costs per additional professional hold 90 % of draws: of what the means over pairs may be, jointly
by the same t, and of fixed and unit costs that are the catalogue's from their plausible ranges;
what the lever gives (grants, relief) is what it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from talentflow.levers import Lever
from talentflow.scenario import Scenario

__all__ = [
    "cost_interval",
    "cost_table",
    "effect_table",
    "half_width",
    "independent_runs",
    "new_levers",
    "plausible_means",
]

type Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.90
DRAWS = 2000
UNITS = {"person_years": "person-years"}
PACKAGE = "package"
"""Name of the row of all levers of an owner."""

EFFECTS = [
    "outcome", "date", "group", "group_value",
    "baseline", "policy", "effect", "low", "high", "unit",
]  # fmt: skip
COSTS = [
    "lever", "owner", "spent", "recipients", "present", "additional", "deadweight", "crowded_out",
    "others_gained", "person_years", "cost_per_additional", "low", "high", "break_even_cost",
]  # fmt: skip


def new_levers(baseline: Scenario, policy: Scenario) -> tuple[Lever, ...]:
    """Levers of the policy that the baseline does not have, or not like that."""
    return tuple(lever for lever in policy.levers if lever not in baseline.levers)


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
    quantile = stdtrit(np.maximum(n - 1, 1), 0.5 + CONFIDENCE / 2.0)
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


def cost_table(
    books: pd.DataFrame, baseline: Scenario, policy: Scenario, series: pd.DataFrame
) -> pd.DataFrame:
    """Return the table `costs`: a row a lever, and one for all levers of an owner of several.

    Money in EUR. What levers of one owner add together cannot be told apart: then the numbers of
    people who would be elsewhere stand in the owner's row alone. With several owners each row says
    what all levers together do at that owner's places. `break_even_cost` is what an additional
    professional may cost a country at most for the wage taxes of the additional person-years to
    pay for it within the horizon; a city, a firm or somebody abroad does not get them.
    """
    if not len(books):
        return pd.DataFrame(columns=COSTS)
    levers = new_levers(baseline, policy)
    owners = list(dict.fromkeys(lever.holder for lever in levers))
    rows = []
    for owner in owners:
        held = [lever for lever in levers if lever.holder == owner]
        years = _years(series, owner)
        for lever in held:
            own = books[(books["lever"] == lever.slug) & (books["owner"] == owner)]
            rows.append(_row(own, lever.slug, owner, years, [lever], alone=len(held) == 1))
        if len(held) > 1:
            own = books[(books["lever"] == PACKAGE) & (books["owner"] == owner)]
            rows.append(_row(own, PACKAGE, owner, years, held, alone=True))
    return pd.DataFrame(rows)[COSTS]


def _years(series: pd.DataFrame, owner: str) -> Floats:
    """Additional person-years at the horizon, one a pair."""
    rows = _main(series, f"person_years:{owner}").sort_values("replication")
    found: Floats = (rows["policy"] - rows["baseline"]).to_numpy()
    return found


def _row(
    own: pd.DataFrame, slug: str, owner: str, years: Floats, levers: Sequence[Lever], *, alone: bool
) -> dict[str, object]:
    own = own.sort_values("replication")
    additional = (own["stock_with"] - own["stock_without"]).to_numpy()
    spent = float(own["spent"].mean())
    mean = float(additional.mean()) if alone else np.nan
    gains = mean > 0.0
    low, high = cost_interval(own, additional, levers) if gains else (np.nan, np.nan)
    worth = float(own["tax_value"].mean()) * float(years.mean())
    taxes = ":" not in owner and {"host", "origin"} & {one.kind.owners[0] for one in levers}
    row: dict[str, object] = {"lever": slug, "owner": owner, "spent": spent, "additional": mean}
    row |= {name: float(own[name].mean()) for name in ("recipients", "present", "deadweight")}
    for name in ("crowded_out", "others_gained"):
        row[name] = float(own[name].mean()) if alone else np.nan
    return row | {
        "person_years": float(years.mean()) if alone else np.nan,
        "cost_per_additional": spent / mean if gains and spent > 0.0 else np.nan,
        "low": low,
        "high": high,
        "break_even_cost": worth / mean if gains and taxes else np.nan,
    }


def cost_interval(
    own: pd.DataFrame, additional: Floats, levers: Sequence[Lever]
) -> tuple[float, float]:
    """Return the 90 % interval of cost per additional professional; see the module.

    `own` has spent, fixed and by_person of each pair, `additional` the people gained in it. The
    high bound is infinite where nobody may be gained, both are missing for one pair.
    """
    pairs = len(own)
    if pairs < 2 or not own["spent"].any():
        return np.nan, np.nan
    rng = np.random.default_rng(pairs)
    paid = own[["spent", "fixed", "by_person"]].to_numpy(np.float64)
    means = plausible_means(np.column_stack([additional, paid]), rng)
    gained, spent, fixed, unit = means.T
    cost = spent - fixed - unit
    cost = cost + fixed * _factor(levers, "fixed_cost", rng)
    cost = np.maximum(cost + unit * _factor(levers, "unit_cost", rng), 0.0)
    each = np.where(gained > 0.0, cost / np.where(gained > 0.0, gained, 1.0), np.inf)
    low, high = np.quantile(each, [0.05, 0.95], method="nearest")
    return (float(low), float(high)) if np.isfinite(low) else (np.nan, np.nan)


def plausible_means(pairs: Floats, rng: np.random.Generator) -> Floats:
    """Draw what the means of the columns of `pairs` (n, k) may be (DRAWS, k).

    Each is spread about the mean as Student's t with n − 1 degrees of freedom has it, and they go
    together as they do over pairs: a multivariate t (Kotz and Nadarajah 2004, "Multivariate t
    distributions and their applications").
    """
    n, mean = len(pairs), pairs.mean(0)
    apart = rng.normal(size=(DRAWS, n)) @ (pairs - mean) / np.sqrt(n * (n - 1.0))
    wider: Floats = np.sqrt((n - 1.0) / rng.chisquare(n - 1.0, DRAWS))
    means: Floats = mean + apart * wider[:, None]
    return means


def _factor(levers: Sequence[Lever], name: str, rng: np.random.Generator) -> Floats:
    """Draws of a cost relative to the one used: from its range where it is the catalogue's."""
    ranges = []
    for lever in levers:
        used, figure = getattr(lever, name), lever.kind.figures[name]
        if used > 0.0 and used == figure.value:
            ranges.append((figure.low / used, figure.high / used, used))
        elif used > 0.0:
            ranges.append((1.0, 1.0, used))
    if not ranges:
        return np.ones(DRAWS)
    low, high, weight = np.array(ranges).T
    drawn: Floats = rng.uniform(
        np.average(low, weights=weight), np.average(high, weights=weight), DRAWS
    )
    return drawn
