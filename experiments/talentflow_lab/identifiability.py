"""Which parameters the data pin: posterior against prior, one row a parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from talentflow_lab.priors import Prior

__all__ = ["identifiability", "words"]

STRONG, PARTLY = 0.5, 0.85
"""Below these ratios of standard deviations the data pin a parameter strongly, or partly."""


def identifiability(priors: Sequence[Prior], draws: pd.DataFrame) -> pd.DataFrame:
    """Return parameter, of (model or link), prior range, posterior quantiles, ratio and words.

    `ratio` is the posterior's standard deviation over the prior's, on the prior's own scale. The
    rows of residuals of destinations stand apart, after the other parameters of the model.
    """
    rows = [_row(one, draws[one.name].to_numpy(np.float64)) for one in priors]
    order = {"model": 0, "residual": 1, "link": 2}
    frame = pd.DataFrame(rows)
    ranked = frame.assign(rank=frame["of"].map(order))
    ranked = ranked.sort_values(["rank", "ratio"], kind="stable", ignore_index=True)
    return ranked.drop(columns="rank")


def _row(one: Prior, values: np.ndarray) -> Mapping[str, object]:
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    ratio = float(one.on_scale(values).std() / one.sd)
    kind = "link" if one.name.startswith("links.") else "model"
    return {
        "parameter": one.name,
        "of": "residual" if ".residual." in one.name else kind,
        "prior_low": one.low,
        "prior_high": one.high,
        "low": float(low),
        "median": float(middle),
        "high": float(high),
        "ratio": ratio,
        "pinned": words(ratio),
    }


def words(ratio: float) -> str:
    """Say how far the data pin a parameter.

    >>> words(0.3), words(0.7), words(0.95)
    ('strongly', 'partly', 'hardly')
    """
    if ratio < STRONG:
        return "strongly"
    return "partly" if ratio < PARTLY else "hardly"
