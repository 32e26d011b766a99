"""Compare the points of a study with its first, replication by replication.

Replication n of every point has the same seed, and all chance is keyed, so two points differ only
where what they change reaches people. The difference within a pair is therefore far less noisy
than that between two means.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from talentflow_lab.page_numbers import estimate

__all__ = ["differences"]

COLUMNS = ["point", "outcome", "unit", "pairs", "level", "difference", "low", "high"]


def differences(outcomes: pd.DataFrame, points: Sequence[str]) -> pd.DataFrame:
    """Return the paired differences of each point and outcome to the first point.

    `outcomes` has point, replication, outcome, unit and value. In the result `level` is the mean
    at the point, `difference` the mean over the `pairs` (replications that both points have), from
    `low` to `high` in 90 % of them; these are missing for one pair, and all but `level` without
    any. The first point's differences are 0.
    """
    units = outcomes.drop_duplicates("outcome").set_index("outcome")["unit"]
    wide = outcomes.pivot_table(
        index="replication", columns=["point", "outcome"], values="value", sort=False
    )
    nothing = pd.Series(float("nan"), index=wide.index)
    rows = []
    for point in points:
        for name, unit in units.items():
            here, base = (wide.get((one, name), nothing) for one in (point, points[0]))
            pairs = (here - base).dropna()
            found = estimate(pairs)
            mean = found.mean if len(pairs) else float("nan")
            numbers = (len(pairs), float(here.mean()), mean, found.low, found.high)
            rows.append((point, name, unit, *numbers))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(dict.fromkeys(("level", "difference", "low", "high"), "float64"))
