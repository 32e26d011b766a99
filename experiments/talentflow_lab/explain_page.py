"""The folder of an explanation: tables, and one offline page with charts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from talentflow.files import write_text
from talentflow_lab import chart_style as style
from talentflow_lab import explain_tables as tables
from talentflow_lab.analysis_charts import tornado
from talentflow_lab.analysis_page import Part, write_parts
from talentflow_lab.analysis_pictures import Picture
from talentflow_lab.explain import Explained
from talentflow_lab.store import FolderError
from talentflow_lab.study_parts import write_frame
from talentflow_lab.terminal_explain import MEANING, words

__all__ = ["explain_parts", "refuse_other", "write_explained"]

FORMAT = "talentflow explanation 1"
_RECORD = "explain.json"
_STAGES = ("considering", "planning", "preparing")


def refuse_other(folder: Path) -> None:
    """Raise FolderError if a folder holds anything but an explanation."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record = None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise FolderError(
            f"{folder} exists and holds no explanation of talentflow, so it is left alone; choose "
            "another folder with --out"
        )


def write_explained(found: Explained, folder: Path, command: str = "") -> Path:
    """Write tables (Parquet and CSV), charts and index.html; return the path of the page.

    Raises FolderError if the folder holds anything else, or cannot be made.
    """
    refuse_other(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FolderError(f"cannot write into {folder}: {problem.strerror}") from None
    told = {name: x for name, x in found.to_dict().items() if name not in found.frames()}
    record = {"format": FORMAT, "command": command, **told}
    write_text(folder / _RECORD, json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    for name, frame in found.frames().items():
        write_frame(frame, folder / f"{name}.parquet")
        write_frame(frame, folder / f"{name}.csv")
    lede = (
        f"At the end of {found.at:%B %Y}. Factors that do not act are held as they were before "
        f"{found.since:%B %Y}. {found.replications} replications with the same luck in every run; "
        f"one simulated person stands for {found.case.scale:g}."
    )
    return write_parts(
        found.case.title, lede, explain_parts(found), [], folder, "explanation", "a scenario"
    )


def explain_parts(found: Explained) -> list[Part]:
    """Return the sections of the page, for other pages to show, too."""
    countries = tables.destinations(found)
    both = tables.both_ways(found)
    acting = both[both["wish"].notna() & (both["factor"] != "")]
    return [
        Part(
            "1. Who is where in the decision",
            "Shares of those who live at home, month by month, with 90 % of the replications.",
            (Picture("stages", "Stages over time", _told_stages(found), _stages(found)),
             Picture("stages-by-group", "Who has left, by group", "Percent of those who lived at "
                     "home when the factors begin to differ.", _groups(found))),
            (), tables.by_group(found),
        ),
        Part(
            "2a. Why they are willing to leave",
            MEANING,
            (_values("wish", "The wish to leave", acting, "wish", "who wish, points of percent"),
             _values("gone", "Having left", acting, "gone", "who left, points of percent"),
             _weights(both)),
            (), both,
        ),
        Part(
            "2b. Why there",
            "Shapley values of each destination's share of those who left. They sum to the "
            "difference between the run as it is and the run in which no factor acts.",
            (Picture("destinations", "What moved the shares", "Points of percent.",
                     _where(found, countries)),),
            (), tables.by_destination(found, countries),
        ),
        Part(
            "3. What would have kept whom",
            "The same people with the same luck: of those who left, how many would not have "
            "without the condition, or with a lever of the origin at the catalogue's figures, less "
            "those who leave only then. The largest of each kind by group.",
            (Picture("kept", "What would have kept everybody", "Percent of those who left.",
                     _kept(found)),),
            (), tables.keepers(found),
        ),
    ]  # fmt: skip


def _told_stages(found: Explained) -> str:
    rows = found.stages[(found.stages["date"] == found.at) & (found.stages["group"] == "all")]
    settled = float(rows[rows["stage"] == "settled"]["mean"].iloc[0])
    return f"{100.0 - settled:.0f} % at least consider leaving in {found.at:%B %Y}."


def _stages(found: Explained) -> dict[str, Any]:
    rows = found.stages[(found.stages["group"] == "all") & found.stages["stage"].isin(_STAGES)]
    rows = rows.assign(stage=rows["stage"].astype("str"))
    colours = alt.Scale(domain=list(_STAGES), range=[style.MODEL, style.SEEN, "#7a8b2a"])
    colour = alt.Color("stage:N", scale=colours, legend=alt.Legend(orient="top", title=None))
    x = alt.X("date:T", title=None, axis=alt.Axis(format="%Y-%m", labelOverlap=True))
    base = alt.Chart(rows).encode(x=x, color=colour)
    layers: list[Any] = [
        base.mark_area(opacity=0.25).encode(y=alt.Y("low:Q", title=None), y2="high:Q"),
        base.mark_line(strokeWidth=2).encode(y=alt.Y("mean:Q", title="percent")),
    ]
    return _spec(alt.LayerChart(layer=layers), 260)


def _groups(found: Explained) -> dict[str, Any]:
    rows = found.totals[found.totals["outcome"] == "gone"]
    frame = pd.DataFrame(
        {"input": [words(v) for v in rows["group_value"]], "value": rows["all"].to_numpy()}
    )
    y = alt.Y("input:N", sort=list(frame["input"]), title=None, axis=_names())
    bars = alt.Chart(frame).mark_bar(color=style.MODEL, height=14)
    return _spec(bars.encode(y=y, x=alt.X("value:Q", title="percent")), 22 * len(frame))


def _values(name: str, title: str, rows: pd.DataFrame, outcome: str, unit: str) -> Picture:
    frame = pd.DataFrame(
        {
            "input": rows["title"],
            "value": rows[outcome],
            "low": rows[f"{outcome}_low"].fillna(rows[outcome]),
            "high": rows[f"{outcome}_high"].fillna(rows[outcome]),
            "inner": rows[f"{outcome}_without"],
        }
    )
    frame = frame.sort_values("value", key=abs, ascending=False, kind="stable")
    told = (
        "Broad bars: Shapley values, with 90 % of the replications. Narrow bars: what goes away "
        "without this factor alone."
    )
    return Picture(name, title, told, tornado(frame, unit))


def _weights(both: pd.DataFrame) -> Picture:
    rows = both[both["title"] != tables.TOTAL]
    frame = pd.DataFrame({"input": rows["title"], "value": rows["weight"]})
    frame = frame.assign(low=frame["value"], high=frame["value"])
    told = "Accounting: what changed in the mean wish, term by term; the bars sum to the change."
    return Picture("weights", "What weighs", told, tornado(frame, "logit units"))


def _where(found: Explained, countries: list[str]) -> dict[str, Any]:
    rows = tables.by_destination(found, countries)
    rows = rows[(rows["factor"] != "") & rows["value"].notna()]
    names = dict(
        zip(found.case.data.country_rows["iso3"], found.case.data.country_rows["name"], strict=True)
    )
    rows = rows.assign(name=rows["destination"].map(names))
    most = max(float(rows["value"].abs().max()), 1e-9)
    scale = alt.Scale(type="quantize", domain=[-most, most], range=list(style.DIVERGING))
    base = alt.Chart(rows).encode(
        x=alt.X("name:N", sort=[names[one] for one in countries], title=None,
                axis=_names(labelAngle=-30)),
        y=alt.Y("title:N", sort=list(rows["title"].drop_duplicates()), title=None, axis=_names()),
    )  # fmt: skip
    layers: list[Any] = [
        base.mark_rect(stroke=style.PAPER).encode(
            color=alt.Color("value:Q", scale=scale, legend=None)
        ),
        base.mark_text(fontSize=11).encode(text=alt.Text("value:Q", format="+.1f")),
    ]
    return _spec(alt.LayerChart(layer=layers), 30 * rows["title"].nunique())


def _kept(found: Explained) -> dict[str, Any]:
    rows = found.kept[(found.kept["group"] == "all") & (found.kept["share"] != 0.0)]
    frame = pd.DataFrame(
        {
            "input": rows["title"],
            "value": rows["share"],
            "low": rows["low"].fillna(rows["share"]),
            "high": rows["high"].fillna(rows["share"]),
        }
    ).sort_values("value", ascending=False, kind="stable")
    return tornado(frame, "percent of those who left, net")


def _names(**more: Any) -> alt.Axis:  # noqa: ANN401 - what Altair takes
    return alt.Axis(labelColor=style.INK, labelLimit=0, titleLimit=0, labelOverlap=False, **more)


def _spec(chart: Any, height: int) -> dict[str, Any]:  # noqa: ANN401 - any chart
    return {**chart.properties(width=480, height=height).to_dict(), "config": style.config()}
