"""The page of a search: trade-offs, convergence and the Pareto set, in one offline HTML file."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from talentflow_lab import chart_style as style
from talentflow_lab.analysis_page import Part, write_parts
from talentflow_lab.analysis_pictures import Picture
from talentflow_lab.results import Measured
from talentflow_lab.search_tables import Found

__all__ = ["READ", "convergence", "lede", "missing", "trades", "write_search_page"]

_WIDE, _HIGH = 480, 340
_KINDS = {"Pareto set": style.SEEN, "dominated": style.MODEL, "breaks a constraint": style.BAND}
READ = (
    "Intervals are Student's, 90 %, for the mean over pairs of luck and future that all policies "
    "share; pairs that share a future are not independent, so that few futures make them too "
    "narrow. The best of many noisy means are flattered: see in how many resamples of the pairs a "
    "policy stays in the set (stays)."
)


def write_search_page(found: Found) -> Path:
    """Write the pictures and index.html into the folder of a search; return the page's path."""
    pictures = [*trades(found), *convergence(found)]
    words = "Policies than which no other that was tried is as good in every goal and better in one"
    part = Part("What is best", f"{words}.", tuple(pictures), (READ,), found.pareto)
    return write_parts(
        found.title, lede(found), [part], missing(found), found.folder, "policy search"
    )


def lede(found: Found) -> str:
    """Say how much was tried, and what came of it."""
    tried, kept = len(found.trials), int(found.trials["feasible"].sum())
    return (
        f"{tried:,} trials of {found.trials['same_as'].nunique():,} policies, each evaluated in "
        f"{found.pairs:,} pairs; {kept:,} trials keep all constraints, and "
        f"{len(found.pareto):,} policies are dominated by none."
    )


def missing(found: Found) -> list[str]:
    """Say what could not be told."""
    told = []
    if found.incomplete:
        told.append(f"Some runs of {found.incomplete:,} trials failed; others count without.")
    if found.pareto.empty:
        told.append("No policy that was tried keeps all constraints.")
    return told


def trades(found: Found) -> list[Picture]:
    """Draw each pair of goals; a single goal is drawn against the number of the trial."""
    goals = found.aims.objectives
    if found.trials[[one.name for one in goals]].dropna().empty:
        return []
    pairs: list[tuple[Measured | None, Measured]] = list(itertools.combinations(goals, 2))
    pictures = []
    for number, (x, y) in enumerate(pairs or [(None, goals[0])]):
        name = "trade-off" if number == 0 else f"trade-off-{number + 1}"
        title = f"{x.title} and {y.title}" if x else f"{y.title}, trial by trial"
        words = "Every policy that was tried; bars are 90 % intervals of those that none dominates."
        if len(goals) > 2:
            words += " Other goals are not seen here, so some seem dominated that are not."
        spec = _trade(found, x, y, line=len(goals) == 2)
        pictures.append(Picture(name, title, words, spec))
    return pictures


def _trade(found: Found, x: Measured | None, y: Measured, *, line: bool) -> dict[str, Any]:
    across = x.name if x else "trial"
    rows = found.trials.drop_duplicates("same_as").dropna(subset=[across, y.name])
    kind = rows["feasible"].map({True: "dominated", False: "breaks a constraint"})
    dots = pd.DataFrame({"x": rows[across], "y": rows[y.name]})
    dots["kind"] = kind.where(~rows["pareto"], "Pareto set")
    best = found.pareto
    bars = pd.DataFrame({"x": best[across], "y": best[y.name]})
    for channel, one in (("x", x), ("y", y)):
        for end in ("low", "high"):
            bars[f"{channel}_{end}"] = best[f"{one.name}_{end}"] if one else best["trial"]
    scale = alt.Scale(zero=False)
    axis = alt.Axis(grid=True, tickCount=5, titleLimit=0)
    title = _told(x) if x else "trial"
    to_x = alt.X("x:Q", title=title, scale=scale, axis=axis)
    to_y = alt.Y("y:Q", title=None, scale=scale, axis=axis)
    present = [one for one in _KINDS if (dots["kind"] == one).any()]
    colours = alt.Scale(domain=present, range=[_KINDS[one] for one in present])
    legend = alt.Legend(orient="bottom", title=None)
    base = alt.Chart(bars).encode(x=to_x, y=to_y)
    ink: dict[str, Any] = {"color": style.SEEN, "opacity": 0.5}
    upright = alt.Y("y_low:Q", title=None, scale=scale, axis=axis)
    layers: list[Any] = [
        alt.Chart(bars).mark_rule(**ink).encode(x=to_x, y=upright, y2="y_high:Q"),
        alt.Chart(dots)
        .mark_circle(size=42, opacity=0.85)
        .encode(x=to_x, y=to_y, color=alt.Color("kind:N", scale=colours, legend=legend)),
    ]
    if x:
        level = alt.X("x_low:Q", title=title, scale=scale, axis=axis)
        layers.insert(0, alt.Chart(bars).mark_rule(**ink).encode(x=level, x2="x_high:Q", y=to_y))
    if line:
        layers.insert(0, base.mark_line(color=style.SOFT, strokeDash=[5, 4], strokeWidth=1))
    return _spec(alt.LayerChart(layer=layers), _told(y), _HIGH)


def convergence(found: Found) -> Sequence[Picture]:
    """Draw the share of losses covered after each batch."""
    if len(found.hypervolume) < 2:
        return []
    frame = pd.DataFrame({"batch": range(1, len(found.hypervolume) + 1), "y": found.hypervolume})
    axis = alt.Axis(grid=True, tickCount=5, titleLimit=0)
    step = max(1, len(frame) // 10)
    whole = alt.Axis(values=frame["batch"].tolist()[::step], format="d")
    chart = alt.Chart(frame).mark_line(color=style.MODEL, point={"color": style.MODEL})
    chart = chart.encode(
        x=alt.X("batch:Q", title="batch", axis=whole),
        y=alt.Y("y:Q", title=None, axis=axis, scale=alt.Scale(zero=False)),
    )
    words = (
        "Hypervolume: the share of the box of goals, from the worst found to the best, that the "
        "policies so far dominate. A flat end means that more trials find little."
    )
    return [Picture("convergence", "How the search went", words, _spec(chart, "hypervolume", 180))]


def _told(one: Measured) -> str:
    return f"{one.title}, {one.unit} (to {one.goal})"


def _spec(chart: Any, head: str, height: int) -> dict[str, Any]:  # noqa: ANN401 - any chart
    config = style.config()
    config["title"] = {"fontWeight": "normal", "limit": 0}
    title = alt.TitleParams(f"↑ {head}", anchor="start", color=style.SOFT, fontSize=12)
    return {
        **chart.properties(title=title, width=_WIDE, height=height).to_dict(),
        "config": config,
    }
