"""Scenario discovery: the part of the inputs in which an outcome satisfies a condition.

PRIM (Friedman and Fisher 1999; Bryant and Lempert 2010) and CART by EMA Workbench. Cases are
means over replications at a point.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.conditions import Condition
from talentflow_lab.results import Results

__all__ = ["Discovered", "discover"]

DENSE = 0.8
"""Of the boxes on the peeling trajectory the one that covers most with so much density is taken."""


@dataclass(frozen=True)
class Discovered:
    """A box, how it was peeled, and the leaves of a tree; `cases` has inputs and `inside`."""

    condition: Condition
    of_interest: int
    cases: pd.DataFrame
    box: pd.DataFrame
    trajectory: pd.DataFrame
    leaves: pd.DataFrame
    coverage: float
    density: float
    mass: float


def discover(results: Results, condition: Condition) -> Discovered:
    """Find a box and a tree; raise TalentflowError if the condition holds nowhere or everywhere."""
    means = results.runs.groupby("point")[[one.name for one in results.outcomes]].mean()
    points = results.points.loc[means.index]
    x = points[[one.name for one in results.inputs]].copy()
    for one in results.inputs:
        if one.values:
            x[one.name] = pd.Categorical(x[one.name].astype("str"))
    x = x.fillna(0.0) if not any(one.values for one in results.inputs) else x
    if len(results.policies) > 1:
        x["policy"] = pd.Categorical(points["policy"])
    y = condition.holds(means).to_numpy(dtype=bool)
    if not y.any() or y.all():
        where = "all" if y.all() else "none"
        raise TalentflowError(f"{condition} holds at {where} of the {len(y)} points")
    x = x.reset_index(drop=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("EMA").setLevel(logging.ERROR)
        return _found(x, y, condition)


def _found(x: pd.DataFrame, y: Any, condition: Condition) -> Discovered:  # noqa: ANN401 - booleans
    from ema_workbench.analysis import cart, prim  # noqa: PLC0415 - takes seconds to import

    box = prim.Prim(x, y).find_box()
    if box is None:
        raise TalentflowError(f"PRIM finds no box for {condition} among {len(y)} points")
    path = box.peeling_trajectory
    dense = path[path["density"] >= DENSE]
    chosen = (
        dense["coverage"].idxmax() if len(dense) else (path["density"] * path["coverage"]).idxmax()
    )
    limits, whole = box.box_lims[int(chosen)], box.box_lims[0]
    rows, inside = [], np.ones(len(x), dtype=bool)
    for name in x.columns:
        ends, every = limits[name].tolist(), whole[name].tolist()
        if ends == every:
            continue
        if isinstance(ends[0], set):
            told = ", ".join(sorted(map(str, ends[0])))
            rows.append((name, np.nan, np.nan, told))
            inside &= x[name].isin(ends[0]).to_numpy()
        else:
            rows.append((name, float(ends[0]), float(ends[1]), ""))
            inside &= x[name].between(ends[0], ends[1]).to_numpy()
    tree = cart.CART(x, y, mass_min=0.05)
    tree.build_tree()
    cases = x.assign(of_interest=y, inside=inside)
    here = path.loc[chosen]
    kept = path[["coverage", "density", "mass", "res_dim"]]
    return Discovered(
        condition, int(y.sum()), cases,
        pd.DataFrame(rows, columns=["input", "low", "high", "values"]),
        kept.reset_index(drop=True).astype("float64"), pd.DataFrame(tree.stats),
        float(here["coverage"]), float(here["density"]), float(here["mass"]),
    )  # fmt: skip
