"""Accounting: stages and reasons of a run as its tables hold them, with intervals.

Reasons add up: contributions of the terms to the wish, with the variety of the choice set, sum to
the wish, and those to a choice sum to what speaks for the place against the residence. So does
their change since the first year. What they do not say is what would have happened without a term:
that is causal, see `talentflow_lab.causal`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from talentflow_lab import parts
from talentflow_lab.page_numbers import estimate

__all__ = ["destination_reasons", "intervals", "stage_shares", "wish_reasons"]


def intervals(frame: pd.DataFrame, keys: Sequence[str], value: str) -> pd.DataFrame:
    """Reduce replications: mean, low and high (90 % of them) of a column by keys, in their order.

    The interval is missing for a single replication.
    """
    rows = []
    for key, values in frame.groupby(list(keys), sort=False, observed=True, dropna=False)[value]:
        found = estimate(values)
        rows.append((*key, found.mean, found.low, found.high))
    numbers = dict.fromkeys(("mean", "low", "high"), "float64")
    return pd.DataFrame(rows, columns=[*keys, *numbers]).astype(numbers)


def stage_shares(folder: Path, origin: Sequence[str], until: pd.Timestamp) -> pd.DataFrame:
    """Share of each stage among those at home, by group and month: percent.

    Columns date, group, group_value, stage, mean, low, high.
    """
    frame = parts.read(folder, "stages")
    frame = frame[frame["citizenship"].isin(origin) & frame["country"].isin(origin)]
    frame = frame[frame["date"] <= until]
    keys = ["date", "group", "group_value"]
    sums = frame.groupby([*keys, "stage", "replication"], observed=True)["persons"].sum()
    wide = sums.unstack("stage").fillna(0.0)
    shares = 100.0 * wide.div(wide.sum(axis=1), axis=0)
    long = shares.melt(ignore_index=False, value_name="share").reset_index()
    return intervals(long, [*keys, "stage"], "share")


def wish_reasons(folder: Path, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Say what the wish to leave consists of in a month, and how that has changed, in logit units.

    `before` is the mean over the months before `since`. The sums over terms are the mean wish, and
    its change. Columns group, group_value, term, before, mean (of the month `until`), change, and
    low and high of the change.
    """
    frame = parts.read(folder, "reasons", where={"decision": "wish"})
    keys = ["group", "group_value", "term"]
    at = frame[frame["date"] == until].set_index([*keys, "replication"])["contribution"]
    early = frame[frame["date"] < since]
    before = early.groupby([*keys, "replication"], observed=True)["contribution"].mean()
    both = pd.DataFrame({"at": at, "before": before}).reset_index()
    both["change"] = both["at"] - both["before"]
    changes = intervals(both, keys, "change").rename(columns={"mean": "change"})
    means = both.groupby(keys, observed=True)[["before", "at"]].mean().reset_index()
    means = means.rename(columns={"at": "mean"})
    found = means.astype(dict.fromkeys(keys, "str")).merge(
        changes.astype(dict.fromkeys(keys, "str")), on=keys
    )
    return found[[*keys, "before", "mean", "change", "low", "high"]]


def destination_reasons(folder: Path, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Say what speaks for each destination against the residence, to those who planned for it.

    In logit units: means over the months from `since` to `until`, each with the moves to the
    country as its weight (and a little, so that a plan that nobody realised counts, too).
    Columns group, group_value, destination, term, mean, low, high.
    """
    frame = parts.read(folder, "reasons", where={"decision": "destination"})
    frame = frame[frame["date"].between(since, until)]
    flows = parts.read(folder, "flows", ["replication", "date", "destination", "kind", "persons"])
    keys = ["replication", "date", "destination"]
    first = flows[flows["kind"] == "first"].astype({"destination": "str"})
    weight = first.groupby(keys)["persons"].sum().rename("weight").reset_index()
    texts = ("group", "group_value", "destination", "term")
    frame = frame.astype(dict.fromkeys(texts, "str")).merge(weight, on=keys, how="left")
    frame["weight"] = frame["weight"].fillna(0.0) + 1e-6
    frame["part"] = frame["weight"] * frame["contribution"]
    sums = frame.groupby([*texts, "replication"])[["part", "weight"]].sum()
    means = (sums["part"] / sums["weight"]).rename("mean_part").reset_index()
    return intervals(means, list(texts), "mean_part")
