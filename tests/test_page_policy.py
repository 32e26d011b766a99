"""The page's section on policy: what it says of one pair, and which folders it reads."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.fake_results import write_results

from talentflow_lab.compare import FORMAT
from talentflow_lab.policies import read_policies
from talentflow_lab.report import write_page
from talentflow_lab.store import FolderError

DONE: dict[str, object] = {"format": FORMAT, "finished": True, "pairs": 1, "command": "compare"}


def write_comparison(folder: Path, half: float, record: dict[str, object]) -> Path:
    """Write a made-up comparison of one lever; `half` is the half-width of its interval."""
    folder.mkdir()
    date = pd.Timestamp("2020-12-01")
    effect = {
        "outcome": "stock:POL", "group": "all", "date": date, "effect": 12.0,
        "low": 12.0 - half, "high": 12.0 + half,
    }  # fmt: skip
    cost = {
        "lever": "housing", "owner": "POL", "recipients": 30.0, "deadweight": 18.0,
        "crowded_out": 0.0, "additional": 12.0, "cost_per_additional": 5000.0, "low": np.nan,
        "high": np.nan, "break_even_cost": 9000.0,
    }  # fmt: skip
    ways = pd.DataFrame(columns=["place_without", "place_with", "persons"])
    pd.DataFrame([effect]).to_parquet(folder / "effects.parquet")
    pd.DataFrame([cost]).to_parquet(folder / "costs.parquet")
    ways.to_parquet(folder / "displacement.parquet")
    (folder / "compare.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def page_with(folder: Path, half: float, pairs: int) -> str:
    """Return the page of made-up results with a comparison."""
    compared = write_comparison(folder / "compared", half, DONE | {"pairs": pairs})
    return write_page(write_results(folder / "run"), compared=[compared]).read_text("utf-8")


def test_one_pair_has_no_interval(tmp_path: Path) -> None:
    """Where the interval is not known, the page says so in words."""
    html = page_with(tmp_path, np.nan, 1)
    assert "one pair: no interval" in html
    assert "1 pair of runs" in html
    assert "interval nan" not in html


def test_several_pairs_have_an_interval(tmp_path: Path) -> None:
    """The interval of the effect stands below it."""
    html = page_with(tmp_path, 5.0, 3)
    assert "interval 7.0 to 17.0" in html
    assert "3 pairs of runs" in html


@pytest.mark.parametrize(
    "record",
    [
        DONE | {"format": "talentflow sweep 1"},
        DONE | {"finished": False},
        {"finished": True},
        {"format": FORMAT},
    ],
)
def test_a_folder_without_a_finished_comparison_is_refused(
    tmp_path: Path, record: dict[str, object]
) -> None:
    """The record must be of this format and say that the comparison is finished."""
    assert read_policies([write_comparison(tmp_path / "good", 5.0, DONE)])
    bad = write_comparison(tmp_path / "bad", 5.0, record)
    with pytest.raises(FolderError, match="holds no finished comparison"):
        read_policies([bad])
