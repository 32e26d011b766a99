"""The page of a calibration: what the data pin, what they do not, and what is predicted of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from talentflow_lab.analysis_page import Part, write_parts
from talentflow_lab.analysis_pictures import Picture
from talentflow_lab.calibrate import Calibrated
from talentflow_lab.calibration_charts import correlations, intervals, predictions
from talentflow_lab.calibration_check import Checked
from talentflow_lab.priors import Prior

__all__ = ["write_calibration_page"]

MOST = 14
"""Parameters in the picture of correlations: those that the data pin most."""


def write_calibration_page(found: Calibrated, checked: Checked | None = None) -> Path:
    """Write index.html and its pictures into the folder; return the path of the page."""
    record = found.posterior.record
    first, second, third = record["runs"]
    lede = (
        f"{len(found.plan.targets)} targets to {record['until']}, {first:,} runs over the priors, "
        f"{second:,} around what they found and {third:,} of the posterior, one simulated person "
        f"for {record['scale']:g}. Rows kept: {record['kept']:,} of {record['rows']:,}, effective "
        f"number {record['effective']:,.0f}. Made by: {record['command']}"
    )
    parts = [_parameters(found), _correlated(found), _predicted(found)]
    if checked is not None:
        parts.append(_check(found, checked))
    title = f"Calibration of {found.plan.base}"
    return write_parts(title, lede, parts, [], found.folder, "calibration", "a scenario")


def _parameters(found: Calibrated) -> Part:
    table = found.identified
    pinned = table[table["pinned"] != "hardly"]
    words = (
        f"{len(pinned)} of {len(table)} parameters are pinned at least partly. Ratio: standard "
        "deviation of the posterior over that of the prior. Whatever the data hardly pin stays at "
        "the prior's range and is varied in every forecast."
    )
    pictures = [
        Picture(
            f"prior-posterior-{kind}", title,
            "Pale: the prior; blue: 90 % of the posterior; line: its median.",
            intervals(_places(found, kind)),
        )
        for kind, title in (
            ("model", "Parameters of the model"),
            ("residual", "What other terms leave unexplained about destinations"),
            ("link", "Parameters of the measurement links"),
        )
        if (table["of"] == kind).any()
    ]  # fmt: skip
    return Part("What the data pin", words, tuple(pictures), (), table)


def _places(found: Calibrated, kind: str) -> pd.DataFrame:
    priors = {one.name: one for one in found.plan.all_priors}
    rows = found.identified[found.identified["of"] == kind]
    return pd.DataFrame(
        [
            {"parameter": row["parameter"]}
            | {
                end: _place(priors[row["parameter"]], float(row[end]))
                for end in ("low", "median", "high")
            }
            for row in rows.to_dict("records")
        ]
    )


def _place(prior: Prior, value: float) -> float:
    """Return where a value lies between the ends of a prior: those of 99 % for a normal one."""
    low, high, at = prior.on_scale(np.array([prior.low, prior.high, value])).tolist()
    if prior.shape == "normal":
        middle, half = (low + high) / 2.0, (high - low) * 0.783
        low, high = middle - half, middle + half
    return float(min(max((at - low) / (high - low), 0.0), 1.0))


def _correlated(found: Calibrated) -> Part:
    names = found.identified.sort_values("ratio")["parameter"].head(MOST).tolist()
    words = (
        "Two parameters that are correlated in the posterior are pinned together: the data fix a "
        "combination of them, not each."
    )
    spec = correlations(found.posterior.draws[names])
    picture = Picture("correlations", f"The {len(names)} parameters pinned most", "", spec)
    return Part("Which parameters stand in for each other", words, (picture,))


def _predicted(found: Calibrated) -> Part:
    table = found.predicted
    within = int(table["within"].sum())
    words = (
        f"Runs of the posterior, through the links and with their errors: {within} of {len(table)} "
        "targets lie within the 90 % interval. A target outside of it is one that this model "
        "cannot show together with the others, or whose link is wrong."
    )
    picture = Picture(
        "predictions", "Predictions as multiples of the observation",
        "Pale: 90 % of the prior's predictions; blue: of the posterior's, with the median; red: "
        "the observation with its error. What is above 4 is drawn at 4.",
        predictions(table[table["observed"] != 0]),
    )  # fmt: skip
    return Part("What the posterior predicts of the targets", words, (picture,), (), table)


def _check(found: Calibrated, checked: Checked) -> Part:
    pinned = found.identified.loc[found.identified["pinned"] != "hardly", "parameter"].tolist()
    rate, count = checked.coverage(list(checked.names))
    own, _ = checked.coverage(pinned)
    words = (
        f"{len(checked.ranks)} runs near the data were taken as if they were the data. 90 % "
        f"intervals held their true parameters in {rate:.1%} of {count:,} cases, and in {own:.1%} "
        "of those that the data pin."
    )
    return Part("Does it find what is known?", words, (), (), checked.frame())
