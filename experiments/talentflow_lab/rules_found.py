"""PRIM boxes and CART leaves, from the EMA Workbench, as limits on columns."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Found", "Limit", "Rule", "cart_leaves", "prim_boxes"]

type Mask = npt.NDArray[np.bool]

DENSITY, BOXES, LEAST_MASS = 0.8, 3, 0.05


@dataclass(frozen=True)
class Limit:
    """Limits of one column: a range (nan: open), or the categories that stay."""

    low: float = math.nan
    high: float = math.nan
    kept: frozenset[int] | None = None
    qp_low: float = math.nan
    qp_high: float = math.nan


@dataclass(frozen=True)
class Rule:
    """Limits by column, which points are inside, and what share of the cases that is."""

    limits: Mapping[str, Limit]
    inside: Mask
    coverage: float
    density: float
    mass: float


@dataclass(frozen=True)
class Found:
    """Boxes of PRIM, first found first, and all of its steps."""

    boxes: tuple[Rule, ...]
    trajectory: pd.DataFrame


def prim_boxes(x: pd.DataFrame, interest: Mask) -> Found:
    """Peel up to three boxes, each from the points that the boxes before have left.

    Columns of `x` are floats or categories that are whole numbers. On each trajectory the box is
    chosen by one rule: of the boxes with a limit and a density of at least 0.8 (or halfway from
    the density of all points to 1, if this is more) the one with the highest coverage; without
    such a box the one with the highest density times coverage. PRIM ends when the chosen box is no
    denser than all points. Friedman and Fisher (1999, doi:10.1023/A:1008894516817); quasi-p-values
    of Bryant and Lempert (2010, doi:10.1016/j.techfore.2009.08.002).
    """
    with _quiet():
        return _peeled(x, interest)


def _peeled(x: pd.DataFrame, interest: Mask) -> Found:
    from ema_workbench.analysis import prim as method  # noqa: PLC0415 - takes long to import

    prim = method.Prim(x, interest, mass_min=LEAST_MASS)
    boxes, steps = [], []
    base = float(interest.mean())
    for number in range(1, BOXES + 1):
        box = prim.find_box() if interest[prim.yi_remaining].any() else None
        if box is None:
            break
        path = box.peeling_trajectory
        step = _choice(path, max(DENSITY, (1.0 + base) / 2.0))
        told = path[["coverage", "density", "mass"]].astype("float64")
        told = told.assign(restricted=path["res_dim"].astype("int64"), rule=number)
        steps.append(told.assign(step=range(len(told)), chosen=told.index == step))
        density = float(path["density"].iloc[step])
        if step == 0 or density <= base:
            break
        box.select(step)
        inside = np.zeros(len(x), dtype=np.bool)
        inside[box.yi] = True
        stats = (float(path["coverage"].iloc[step]), density, float(path["mass"].iloc[step]))
        boxes.append(Rule(_prim_limits(box, step), inside, *stats))
    columns = ["rule", "step", "coverage", "density", "mass", "restricted", "chosen"]
    return Found(tuple(boxes), pd.concat(steps, ignore_index=True)[columns])


def _choice(path: pd.DataFrame, enough: float) -> int:
    """Return the step of a trajectory that is chosen; 0 (all points) if nothing was peeled."""
    limited = path[path["res_dim"] > 0]
    if limited.empty:
        return 0
    dense = limited[limited["density"] >= enough]
    if len(dense):
        best = dense.sort_values(["coverage", "density"], ascending=False, kind="stable")
        return int(best.index[0])
    worth = (limited["density"] * limited["coverage"]).to_numpy(dtype=np.float64)
    return int(limited.index[int(worth.argmax())])


def _prim_limits(box: Any, step: int) -> dict[str, Limit]:  # noqa: ANN401 - of a library without types
    first, lims = box.box_lims[0], box.box_lims[step]
    found = {}
    for name, qp in box.p_values[step].items():
        low, high = lims[name].tolist()
        told = [math.nan if value < 0 else float(value) for value in qp]
        if isinstance(low, set):
            found[name] = Limit(kept=frozenset(int(one) for one in low), qp_low=told[0])
            continue
        ends = first[name].tolist()
        found[name] = Limit(
            float(low) if low > ends[0] else math.nan,
            float(high) if high < ends[1] else math.nan,
            None,
            *told,
        )
    return found


def cart_leaves(x: pd.DataFrame, interest: Mask) -> tuple[Rule, ...]:
    """Grow a tree whose leaves hold 5 % of the points or more; return them, densest first.

    Breiman et al. (1984), by the EMA Workbench on scikit-learn. Leaves are read off the tree here,
    because the Workbench loses the limits of categories. A category is one yes-or-no column.
    """
    with _quiet():
        cart = _grown(x, interest)
    tree = cart.clf.tree_
    rules = []
    pending: list[tuple[int, dict[str, Limit], Mask]] = [(0, {}, np.ones(len(x), dtype=np.bool))]
    while pending:
        node, limits, inside = pending.pop()
        if tree.children_left[node] < 0:
            cases = int(interest[inside].sum())
            stats = (cases / int(interest.sum()), cases / int(inside.sum()), float(inside.mean()))
            rules.append(Rule(limits, inside, *stats))
            continue
        cut = float(tree.threshold[node])
        column, _, value = str(cart.feature_names[tree.feature[node]]).partition(cart.sep)
        known = limits.get(column, Limit())
        if value:
            every = frozenset(int(one) for one in x[column].unique())
            kept, one = known.kept or every, frozenset([int(value)])
            below, over = Limit(kept=kept - one), Limit(kept=kept & one)
            left = (x[column] != int(value)).to_numpy(dtype=np.bool)
        else:
            below, over = Limit(known.low, cut), Limit(cut, known.high)
            left = x[column].to_numpy(dtype=np.float32) <= cut  # as scikit-learn compares
        pending.append((int(tree.children_left[node]), limits | {column: below}, inside & left))
        pending.append((int(tree.children_right[node]), limits | {column: over}, inside & ~left))
    return tuple(sorted(rules, key=lambda rule: (-rule.density, -rule.mass)))


def _grown(x: pd.DataFrame, interest: Mask) -> Any:  # noqa: ANN401 - of a library without types
    from ema_workbench.analysis import cart as method  # noqa: PLC0415 - takes long to import

    cart = method.CART(x, interest, mass_min=LEAST_MASS)
    before = np.random.get_state()  # noqa: NPY002 - the tree's ties are broken by this generator
    np.random.seed(0)  # noqa: NPY002
    try:
        cart.build_tree()
    finally:
        np.random.set_state(before)  # noqa: NPY002
    return cart


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to itself what the Workbench warns of in its own code and its imports."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="ipyparallel not installed")
        warnings.filterwarnings("ignore", module=r"ema_workbench\.")
        yield
