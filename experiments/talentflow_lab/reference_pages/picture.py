"""The picture of the README: leavers by month and where they go, from the folder of a run.

`python -m talentflow_lab.reference_pages.picture RUN FILE.png` draws it; `make picture` runs the
scenario first. Lines are medians over replications, bands hold 90 % of them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import altair as alt
import pandas as pd
import vl_convert

from talentflow.scenario import load
from talentflow_lab import parts

__all__ = ["main", "picture"]

BLUE, BAND = "#0d5c75", "#a9cbd5"
SHOWN = 8
WIDTH, HEIGHT = 420, 230


def picture(folder: Path) -> alt.HConcatChart:
    """Return the two charts of a run's folder, side by side."""
    flows = parts.read(folder, "flows", where={"kind": "first"})
    case = load(folder / "scenario.toml")
    rows = case.data.country_rows
    names = dict(zip(rows["iso3"], rows["name"], strict=True))
    left = _quantiles(flows, "date")
    months = alt.Chart(left, title="People who leave, by month")
    axis = alt.X("date:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6))
    band = months.mark_area(color=BAND).encode(x=axis, y=alt.Y("low:Q", title=None), y2="high:Q")
    line = months.mark_line(color=BLUE, strokeWidth=2).encode(x=axis, y="median:Q")
    went = _quantiles(flows, "destination").nlargest(SHOWN, "median")
    went["country"] = went["destination"].astype(str).map(names)
    where = alt.Chart(went, title=f"Where to: the first {SHOWN} countries")
    order = went["country"].tolist()
    side = alt.Y("country:N", sort=order, title=None)
    amount = alt.X("median:Q", title=None, axis=alt.Axis(tickCount=5))
    bars = where.mark_bar(color=BLUE).encode(y=side, x=amount)
    rules = where.mark_rule(strokeWidth=2, color="#1d2023").encode(y=side, x="low:Q", x2="high:Q")
    size = {"width": WIDTH, "height": HEIGHT}
    return alt.hconcat((band + line).properties(**size), (bars + rules).properties(**size))


def _quantiles(flows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Sum people by key and replication; return median, 5 and 95 % over replications."""
    sums = flows.pivot_table(
        index="replication", columns=key, values="persons", aggfunc="sum", fill_value=0.0,
        observed=True,
    )  # fmt: skip
    found = sums.quantile([0.05, 0.5, 0.95]).T
    return found.set_axis(["low", "median", "high"], axis=1).rename_axis(key).reset_index()


def main(arguments: list[str]) -> int:
    """Draw the picture of a folder into a file; return the exit code."""
    if len(arguments) != 2 or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m talentflow_lab.reference_pages.picture RUN FILE.png\n")
        return 2
    chart = picture(Path(arguments[0])).configure_view(stroke=None).configure(background="white")
    png = vl_convert.vegalite_to_png(chart.to_json(), scale=1.5)
    Path(arguments[1]).write_bytes(png)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
