"""What a survey gets wrong: shares that it finds against the truth in the model.

A bias is the sum of three parts, exactly:

* `coverage` = truth in the frame − truth among those whom the survey is about
* `response` = truth among those who answer, weighted − truth in the frame: who answers, and the
  luck of the draw
* `reporting` = what they tell − what is true of them: refused and guarded answers
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t

from talentflow_lab.survey_answers import Wave
from talentflow_lab.survey_people import Floats, Texts
from talentflow_lab.survey_question import NO_ANSWER
from talentflow_lab.survey_weights import effective_size, wilson

__all__ = ["KEYS", "bias_table", "estimates", "misplaced"]

KEYS = ["scenario", "month", "question", "answer", "weighting"]
_PARTS = ["coverage", "response", "reporting"]


def estimates(wave: Wave) -> pd.DataFrame:
    """Return the shares of all answers that one survey finds, one row an answer and weighting.

    Columns question, answer, weighting, truth, found, bias, coverage, response, reporting, low
    and high (95 % by Wilson with the effective size), answers (how many gave one), effective and
    unreached.
    Shares are 0 to 1 of those to whom the question applies; nan where nobody answers.
    """
    rows = []
    for question, truth in wave.truth.items():
        true, told = truth[wave.rows], wave.told[question]
        gave = (told != "") & (told != NO_ANSWER)
        kinds = sorted({*truth[truth != ""].tolist(), *told[gave].tolist()})
        for way, weights in wave.weights.items():
            size = effective_size(weights[gave])
            for kind in kinds:
                asked = true != ""
                found = _share(told[gave], kind, weights[gave])
                whole = _share(truth[wave.about], kind)
                frame = _share(truth[wave.frame], kind)
                theirs = _share(true[asked], kind, weights[asked])
                low, high = wilson(found, size)
                rows.append(
                    (question, kind, way, whole, found, found - whole, frame - whole,
                     theirs - frame, found - theirs, low, high, int(gave.sum()), size,
                     wave.unreached[way])
                )  # fmt: skip
    columns = ["question", "answer", "weighting", "truth", "found", "bias", *_PARTS, "low", "high",
               "answers", "effective", "unreached"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _share(answers: Texts, kind: str, weights: Floats | None = None) -> float:
    """Return the share of those to whom a question applies who give an answer; nan for none."""
    applies = answers != ""
    each = applies.astype(np.float64) if weights is None else np.where(applies, weights, 0.0)
    whole = float(each.sum())
    return float(each[answers == kind].sum()) / whole if whole > 0.0 else float("nan")


def bias_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return means over replications, one row for each of `KEYS`.

    `low` and `high` are the interval that one such survey would state, on average; `covered` is the
    share of surveys whose interval holds the truth. `bias_low` and `bias_high` are 95 % for the
    mean bias over replications (Student's t); of one survey, its own interval less the truth. An
    answer that nobody has in some replication counts there with 0.
    """
    found = _with_zeros(found)
    numbers = [
        "truth",
        "found",
        "bias",
        *_PARTS,
        "low",
        "high",
        "answers",
        "effective",
        "unreached",
    ]
    within = (found["low"] <= found["truth"]) & (found["truth"] <= found["high"])
    held = found.assign(covered=within.astype(float).where(found["found"].notna()))
    groups = held.groupby(KEYS, sort=False, observed=True)
    table = groups[[*numbers, "covered"]].mean()
    count, spread = groups["bias"].count(), groups["bias"].std()
    half = spread / np.sqrt(count) * t.ppf(0.975, np.maximum(count - 1, 1))
    many = count > 1
    table["bias_low"] = (table["bias"] - half).where(many, table["low"] - table["truth"])
    table["bias_high"] = (table["bias"] + half).where(many, table["high"] - table["truth"])
    table.insert(0, "surveys", count)
    return table.reset_index()


def _with_zeros(found: pd.DataFrame) -> pd.DataFrame:
    """Add the answers that another replication of the same survey has, and this one has not."""
    wave, size = ["scenario", "month", "question"], ["answers", "effective", "unreached"]
    one = [*wave, "weighting", "replication"]
    surveys = found.drop_duplicates(one)[[*one, *size]]
    every = surveys.merge(found[[*wave, "answer"]].drop_duplicates(), on=wave)
    rows = every.merge(found.drop(columns=size), on=[*one, "answer"], how="left", indicator=True)
    added = rows["_merge"] == "left_only"
    rows.loc[added, ["truth", "coverage"]] = 0.0
    told = added & (rows["answers"] > 0)
    rows.loc[told, ["found", "bias", "response", "reporting", "low"]] = 0.0
    rows.loc[told, "high"] = [wilson(0.0, n)[1] for n in rows.loc[told, "effective"]]
    return rows.drop(columns="_merge")


def misplaced(bias: pd.DataFrame) -> pd.DataFrame:
    """Return by scenario, month, question and weighting how many would have to answer otherwise.

    That is half the sum of absolute biases over the answers, from 0 to 1 of those asked; nan where
    nobody answers.
    """
    keys = [key for key in KEYS if key != "answer"]
    away = bias.assign(misplaced=bias["bias"].abs() / 2.0).groupby(keys, sort=False, observed=True)
    return away["misplaced"].sum(min_count=1).reset_index()
