"""The pictures of an analysis: which to draw of a sweep, and what each says in plain words."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from talentflow.errors import TalentflowError
from talentflow.files import write_text
from talentflow_lab import chart_style as style
from talentflow_lab.analysis_charts import box_charts, heat_map, tornado, trade_off
from talentflow_lab.designs import from_unit
from talentflow_lab.discover import Discovery
from talentflow_lab.results import Input, Measured, Results
from talentflow_lab.sample_values import drawn, groups, means, to_unit
from talentflow_lab.vega_draw import to_png, to_svg

__all__ = [
    "Picture",
    "boxes",
    "heat",
    "resolved",
    "spearman",
    "tornadoes",
    "trade",
    "write_pictures",
]

MOST, BINS = 15, 6
_ROOM = {"left": 40, "top": 5, "right": 15, "bottom": 5}
"""Around a picture in a page, whose reader may have wider letters than it was laid out with."""
INDICES = {
    "saltelli": ("ST", "total Sobol' index"),
    "morris": ("mu_star", "mu*: mean absolute effect over the whole range"),
}


@dataclass(frozen=True)
class Picture:
    """A chart with the name of its files, a title and what it says."""

    name: str
    title: str
    words: str
    spec: dict[str, Any]


def spearman(results: Results, outcome: Measured) -> tuple[str, pd.DataFrame]:
    """Return the first policy under which an outcome varies, and its rank correlations.

    Columns input, value, low, high: 95 % by Fisher's transformation with the standard error
    1.03 / sqrt(n - 3) of Fieller, Hartley and Pearson (1957, doi:10.1093/biomet/44.3-4.470).
    Categories count in the order of the study. Raises TalentflowError if nothing varies.
    """
    from scipy.stats import spearmanr  # noqa: PLC0415 - takes long to import

    for _, policy, points in groups(results):
        y = means(results, outcome.name).loc[points.index].dropna()
        rows = []
        for one in drawn(results):
            x = to_unit(one, points.loc[y.index, one.name])
            if len(y) < 5 or np.ptp(x) == 0.0 or np.ptp(y.to_numpy()) == 0.0:
                continue
            value = float(spearmanr(x, y).statistic)
            half = 1.96 * 1.03 / math.sqrt(len(y) - 3)
            middle = math.atanh(max(-0.999999, min(0.999999, value)))
            rows.append((one.name, value, math.tanh(middle - half), math.tanh(middle + half)))
        if rows:
            frame = pd.DataFrame(rows, columns=["input", "value", "low", "high"])
            return policy, _longest(frame)
    raise TalentflowError(f"no input varies together with {outcome.name}; there is nothing to draw")


def _longest(frame: pd.DataFrame) -> pd.DataFrame:
    order = frame["value"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].head(MOST).reset_index(drop=True)


def tornadoes(
    results: Results, indices: pd.DataFrame | None, outcomes: Sequence[Measured]
) -> list[Picture]:
    """Draw which inputs matter most, from indices if the design has them, else correlations."""
    pictures = []
    for one in outcomes:
        if indices is None or results.design not in INDICES:
            policy, rows = spearman(results, one)
            axis = "Spearman's rank correlation"
            words = (
                "Spearman's rank correlation of each input with the outcome: to the right the "
                "outcome grows with the input, to the left it shrinks. It sees only what goes "
                "steadily one way; categories count in the order of the study."
            )
        else:
            index, axis = INDICES[results.design]
            mine = indices[
                (indices["outcome"] == one.name) & (indices["index"].isin([index, "S1"]))
            ]
            if mine.empty:
                continue
            policy = str(mine["policy"].iloc[0])
            mine = mine[(mine["policy"] == policy) & (mine["scenario"] == mine["scenario"].iloc[0])]
            rows = _longest(mine[mine["index"] == index][["input", "value", "low", "high"]])
            words = "How far the outcome moves, on average, when only this input changes."
            if index == "ST":
                first = mine[mine["index"] == "S1"].set_index("input")["value"]
                rows = rows.assign(inner=rows["input"].map(first).clip(lower=0.0))
                words = (
                    "Wide bars: the share of the outcome's variance that involves the input in any "
                    "way (total Sobol' index). Narrow bars: what it does on its own (first order); "
                    "the rest are interactions."
                )
            else:
                axis = f"{axis}, {one.unit}"
        more = (
            f" The {MOST} longest of {len(drawn(results))}." if len(drawn(results)) > MOST else ""
        )
        words += f" Thin lines: 95 % intervals. Policy: {policy}.{more}"
        pictures.append(
            Picture(f"tornado-{one.name}", f"What {one.title} hangs on", words, tornado(rows, axis))
        )
    return pictures


def heat(results: Results, outcome: Measured, axes: Sequence[str] = ()) -> Picture:
    """Draw the mean outcome over two inputs, the two that it goes with most if none are named.

    Raises TalentflowError if the study has less than two inputs, or not those named.
    """
    known = {one.name: one for one in drawn(results)}
    policy, strongest = spearman(results, outcome)
    names = [*axes, *(name for name in strongest["input"] if name not in axes)][:2]
    missing = [name for name in names if name not in known]
    if missing or len(names) < 2:
        raise TalentflowError(
            f"a heat map needs two of the inputs that were drawn ({', '.join(known)}), "
            f"not {', '.join(names)}"
        )
    points = next(rows for _, name, rows in groups(results) if name == policy)
    y = means(results, outcome.name).loc[points.index].dropna()
    columns, labels = {}, []
    for axis, name in zip("xy", names, strict=True):
        told = _bins(known[name])
        labels.append(told)
        unit = to_unit(known[name], points.loc[y.index, name])
        columns[axis] = [told[min(int(u * len(told)), len(told) - 1)] for u in unit]
    cells = (
        pd.DataFrame(columns).assign(mean=y.to_numpy()).groupby(["x", "y"], as_index=False).mean()
    )
    words = (
        f"Each cell is the mean of {outcome.title} ({outcome.unit}) over the points that fall into "
        f"it, whatever the other inputs are; a cell without a point stays empty. Policy: {policy}."
    )
    spec = heat_map(cells, labels[0], labels[1], [*names, f"{outcome.title}, {outcome.unit}"])
    return Picture(f"heat-{outcome.name}", f"{outcome.title} over two inputs", words, spec)


def _bins(one: Input) -> list[str]:
    if one.values:
        return [str(value) for value in one.values]
    whole = int(one.high - one.low) + 1 if one.whole else BINS + 1
    if whole <= BINS:
        return [str(int(one.low) + n) for n in range(whole)]
    ends = [from_unit(one, n / BINS) for n in range(BINS + 1)]
    return [f"{a:.3g}–{b:.3g}" for a, b in itertools.pairwise(ends)]


def boxes(found: Discovery) -> list[Picture]:
    """Draw PRIM's first box over pairs of the inputs that it limits."""
    limits = found.frame[(found.frame["method"] == "prim") & (found.frame["rule"] == 1)]
    if limits.empty:
        return []
    row = limits.iloc[0]
    words = (
        f"{found.sentence}. Orange dots are of interest. Within the limits of the box (shaded; it "
        f"also has the other limits of the table) {row['density']:.0%} of the points are of "
        f"interest, and {row['coverage']:.0%} of all that are of interest lie there."
    )
    return [
        Picture(f"box-{n}", "Where it happens", words, spec)
        for n, spec in enumerate(box_charts(found, limits), start=1)
    ]


def trade(results: Results, outcomes: Sequence[Measured]) -> Picture:
    """Draw two outcomes that have goals against each other.

    Raises TalentflowError if there are not two.
    """
    axes = [one for one in outcomes if one.goal][:2]
    if len(axes) < 2:
        raise TalentflowError("a trade-off needs two outcomes that have a goal")
    frame = pd.DataFrame({"x": means(results, axes[0].name), "y": means(results, axes[1].name)})
    points = frame.assign(policy=results.points["policy"].astype(str)).dropna()
    if points.empty:
        raise TalentflowError("a trade-off needs finished points")
    several = len(set(points["policy"])) > 1
    middle = points.groupby("policy", sort=False, as_index=False)[["x", "y"]].mean()
    front = _front(middle if several else points, axes)
    first = (
        "Large dots are policies, each the mean over its futures (small dots)"
        if several
        else ("Each dot is a point of the study")
    )
    words = (
        f"{first}. Along the dashed line nothing is better in both: more of "
        "one has to be paid for with the other. What is off the line is beaten by something on it."
    )
    title = f"{axes[0].title} against {axes[1].title}"
    spec = trade_off(points, middle if several else middle.iloc[:0], front, axes)
    return Picture("trade-off", title, words, spec)


def _front(points: pd.DataFrame, axes: Sequence[Measured]) -> pd.DataFrame:
    """Return the points that no other is at least as good as in both, and better in one."""
    signs = [1.0 if one.goal == "maximise" else -1.0 for one in axes]
    values = points[["x", "y"]].to_numpy(dtype=np.float64) * signs
    beaten = [
        bool(((values >= one).all(axis=1) & (values > one).any(axis=1)).any()) for one in values
    ]
    front = points[~np.asarray(beaten, dtype=bool)].sort_values(["x", "y"], kind="stable")
    return front.assign(order=range(len(front)))


def write_pictures(pictures: Sequence[Picture], folder: Path) -> list[str]:
    """Write each picture as SVG and PNG; return SVGs for a page, whose colours follow its theme."""
    folder.mkdir(parents=True, exist_ok=True)
    inline = []
    for one in pictures:
        plain = resolved(one.spec)
        plain["background"] = resolved(style.PAPER)
        plain["padding"] = 14
        write_text(folder / f"{one.name}.svg", to_svg(plain))
        draft = folder / f".{one.name}.png.tmp"
        draft.write_bytes(to_png(plain))
        draft.replace(folder / f"{one.name}.png")
        roomy = one.spec | {"padding": _ROOM}
        inline.append(to_svg(roomy))
    return inline


def resolved(part: Any) -> Any:  # noqa: ANN401 - any part of a specification
    """Put the fallback for each CSS variable, which only browsers understand."""
    if isinstance(part, str):
        return re.sub(r"var\(--[\w-]+, (#\w+)\)", r"\1", part)
    if isinstance(part, dict):
        return {name: resolved(value) for name, value in part.items()}
    return [resolved(value) for value in part] if isinstance(part, list) else part
