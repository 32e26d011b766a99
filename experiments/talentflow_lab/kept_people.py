"""What would have kept whom: pairs of runs summed up by alternative and group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentflow_lab.accounting import intervals
from talentflow_lab.keeping import LEVER, title_of

__all__ = ["best_by_group", "kept_people"]

KEYS = ["alternative", "group", "group_value"]
COUNTS = ["persons", "left", "kept", "pushed"]


def kept_people(pairs: pd.DataFrame) -> pd.DataFrame:
    """Sum up the tables of `talentflow_lab.keeping.Keeping`, as `Explained.kept` describes.

    Counts are means over replications. The share of a group of whom nobody left is 0.
    """
    net = pairs["kept"] - pairs["pushed"]
    pairs = pairs.assign(share=100.0 * net / np.maximum(pairs["left"], 1e-12))
    pairs["share"] = pairs["share"].where(pairs["left"] > 0.0, 0.0)
    found = intervals(pairs, KEYS, "share").rename(columns={"mean": "share"})
    means = pairs.groupby(KEYS, sort=False)[COUNTS].mean().reset_index()
    found = means.merge(found, on=KEYS)
    found.insert(1, "title", [title_of(name) for name in found["alternative"]])
    kind = np.where(found["alternative"].str.startswith(LEVER), "lever", "condition")
    found.insert(2, "kind", kind)
    return found


def best_by_group(kept: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return of each part of a group the alternative of a kind that keeps the largest share.

    A part whom nothing keeps, or of whom nobody left, is left out.
    """
    rows = kept[(kept["kind"] == kind) & (kept["share"] > 0.0)]
    order = rows.sort_values("share", ascending=False, kind="stable")
    best = order.drop_duplicates(["group", "group_value"]).sort_index()
    parts = kept.drop_duplicates(["group", "group_value"])[["group", "group_value"]]
    return parts.merge(best, on=["group", "group_value"])
