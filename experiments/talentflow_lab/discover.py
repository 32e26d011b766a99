"""In which futures does it happen? Scenario discovery by PRIM and CART on a sweep."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.condition import Condition, conditions, satisfied
from talentflow_lab.results import Results
from talentflow_lab.rules_found import Rule, cart_leaves, prim_boxes
from talentflow_lab.sample_values import pooled, ranks

__all__ = ["Discovery", "discovery"]

COLUMNS = (
    "method", "rule", "input", "low", "high", "values", "qp_low", "qp_high", "coverage", "density",
    "mass", "points",
)  # fmt: skip
FEWEST = 20


@dataclass(frozen=True)
class Discovery:
    """What PRIM and CART found.

    `frame` has a row for each limit of each rule (a PRIM box or a leaf of the tree): method,
    rule (from 1), input, low and high (nan: not limited there) or the values that stay, separated
    by " | ", quasi-p-values of the limits (small: the limit is hardly there by chance; nan for
    CART), coverage (share of all cases of interest that lie inside), density (share of the points
    inside that are of interest), mass (share of all points) and points. A rule without a limit has
    one row with an empty input. `trajectory` holds every step of PRIM: rule, step, coverage,
    density, mass, restricted, chosen. `inputs` are the points that were searched and `interest`
    and `inside` (the first box of PRIM) say which of them are in.
    """

    frame: pd.DataFrame
    trajectory: pd.DataFrame
    conditions: tuple[Condition, ...]
    inputs: pd.DataFrame
    interest: npt.NDArray[np.bool]
    inside: npt.NDArray[np.bool]
    categories: Mapping[str, tuple[str, ...]]

    @property
    def sentence(self) -> str:
        """Say what is of interest, and how often that was."""
        asked = " and ".join(map(str, self.conditions))
        cases, points = int(self.interest.sum()), len(self.interest)
        return f"{cases} of {points} points are of interest ({asked}; means over replications)"


def discovery(results: Results, where: Sequence[str] = ()) -> Discovery:
    """Search for the inputs under which all conditions are met.

    Of policies drawn from levers the values are searched, and a baseline without levers is left
    out.

    Raises TalentflowError if conditions cannot be read, if nothing varies, with less than 20
    finished points, or if no point or every point is of interest.
    """
    asked = conditions(results, where)
    met = satisfied(results, asked)
    together = pooled(results)
    if together is not None:
        met = met[met.index.isin(together.index)]
    inputs, categories = _searched(results, results.points.loc[met.index])
    told = " and ".join(map(str, asked))
    if len(met) < FEWEST or inputs.empty:
        raise TalentflowError(
            f"discovery needs {FEWEST} finished points and something that varies; this study has "
            f"{len(met)} points and {inputs.shape[1]} varied inputs"
        )
    if met.all() or not met.any():
        raise TalentflowError(
            f"{'every' if met.all() else 'no'} one of {len(met)} points is of interest ({told}), "
            "so there is nothing to tell apart; choose another number with --where"
        )
    interest = met.to_numpy(dtype=bool)
    plain = inputs.set_axis([f"c{n}" for n in range(inputs.shape[1])], axis=1)
    found = prim_boxes(plain, interest)
    leaves = cart_leaves(plain, interest)
    whole = {one.name for one in results.inputs if one.whole}
    rows: list[tuple[Any, ...]] = []
    for method, rules in (("prim", found.boxes), ("cart", leaves)):
        for number, rule in enumerate(rules, start=1):
            rows += _limits(method, number, rule, inputs, categories, whole)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    inside = found.boxes[0].inside if found.boxes else np.ones(len(interest), dtype=bool)
    return Discovery(frame, found.trajectory, asked, inputs, interest, inside, categories)


def _searched(
    results: Results, points: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
    """Return the columns that vary: numbers, or ranks of the named categories."""
    columns: dict[str, pd.Series[Any]] = {}
    categories: dict[str, tuple[str, ...]] = {}
    for one in results.inputs:
        if points[one.name].isna().any():  # a lever that not every policy turns
            continue
        if one.values:
            categories[one.name] = tuple(map(str, one.values))
            rank = ranks(one, points[one.name]).astype(np.int64)
            columns[one.name] = pd.Series(rank, index=points.index).astype("category")
        else:  # whole numbers, too: PRIM's steps for integers fail on a limit between two
            columns[one.name] = points[one.name].astype("float64")
    named = ("policy", "scenario") if pooled(results) is None else ("scenario",)
    for name in named:
        values = tuple(dict.fromkeys(points[name].astype(str)))
        categories[name] = values
        codes = points[name].astype(str).map({value: n for n, value in enumerate(values)})
        columns[name] = codes.astype("category")
    frame = pd.DataFrame(columns, index=points.index)
    varied = [name for name in frame if len(set(frame[name])) > 1]
    kept = {name: values for name, values in categories.items() if name in varied}
    return frame[varied].reset_index(drop=True), kept


def _limits(
    method: str,
    number: int,
    rule: Rule,
    inputs: pd.DataFrame,
    categories: Mapping[str, tuple[str, ...]],
    whole: set[str],
) -> list[tuple[Any, ...]]:
    """Return one row for each limit of a rule, with the names of inputs and categories."""
    stats = (rule.coverage, rule.density, rule.mass, int(rule.inside.sum()))
    rows: list[tuple[Any, ...]] = []
    for code, limit in rule.limits.items():
        name = str(inputs.columns[int(code[1:])])
        low, high, told = limit.low, limit.high, ""
        if limit.kept is not None:
            told = " | ".join(categories[name][rank] for rank in sorted(limit.kept))
        elif name in whole:
            low = low if math.isnan(low) else math.ceil(low)
            high = high if math.isnan(high) else math.floor(high)
        rows.append((method, number, name, low, high, told, limit.qp_low, limit.qp_high, *stats))
    return rows or [(method, number, "", *(math.nan,) * 2, "", *(math.nan,) * 2, *stats)]
