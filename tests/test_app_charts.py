"""Charts of the app and their downloads."""

import io
import json

import altair as alt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentflow_app import downloads
from talentflow_app.charts import dressed
from talentflow_app.controls import step_of
from talentflow_lab import chart_style

ROWS = pd.DataFrame({"name": ["a", "b"], "persons": [1.5, -2.0]})


def bars() -> alt.LayerChart:
    """Return a chart with round corners, in layers."""
    base = alt.Chart(ROWS).mark_bar(color=chart_style.MODEL, cornerRadiusEnd=3)
    layer = base.encode(x="persons:Q", y="name:N")
    return alt.LayerChart(layer=[layer]).properties(width="container", height=80)


def test_no_chart_has_a_clip_path() -> None:
    """Round corners are clip paths, and their names clash between charts of one page."""
    assert "cornerRadius" in json.dumps(bars().to_dict())
    spec = dressed(bars())
    assert "cornerRadius" not in json.dumps(spec)
    assert spec["datasets"] == bars().to_dict()["datasets"]
    assert spec["config"]["background"] == "transparent"


def test_a_picture_has_the_colours_of_a_light_page() -> None:
    """A PNG is made without a browser, so no colour may be a variable of a page."""
    picture = downloads.png_bytes(dressed(bars()), width=300)
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20], "big")
    assert width >= 600  # twice the pixels


def test_numbers_come_back_as_they_were() -> None:
    """CSV and Parquet hold what is shown."""
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(downloads.csv_bytes(ROWS))), ROWS)
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(downloads.parquet_bytes(ROWS))), ROWS)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_steps_of_sliders_are_round(low: float, width: float) -> None:
    """Some 50 to 125 steps, each a 1, 2 or 5 with zeros."""
    step = step_of(low, low + width)
    if low + width > low:
        assert 49 <= (low + width - low) / step <= 126
    digits = f"{step:.0e}"[0]
    assert digits in "125"


def test_a_slider_without_a_range_has_a_step() -> None:
    """Nothing divides by zero."""
    assert step_of(3.0, 3.0) == pytest.approx(1.0)
