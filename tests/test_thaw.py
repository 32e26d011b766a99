"""A change of politics at home: conditions go back, some of those abroad return."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentflow.blueprint import Blueprint
from talentflow.drawing import draw_up
from talentflow.model import MigrationModel
from talentflow.rules.shocks.thaw import INDICATORS, Thaw
from talentflow.scenario import load
from talentflow_lab.page_results import read_results
from talentflow_lab.page_returns import change, returned
from talentflow_lab.report import write_page
from talentflow_lab.run import Request, run_scenario

START = 40
THAW = ("shocks.thaw.enabled=true", f"shocks.thaw.start={START}")


def drawn(*overrides: str) -> Blueprint:
    """Draw up the shipped scenario."""
    return draw_up(load("belarus-2020", overrides), 1)


def test_only_politics_at_home_go_back_and_only_from_the_date_on() -> None:
    """Nothing else changes, nowhere else and not before."""
    calm, thaw = drawn(), drawn(*THAW)
    home = calm.home
    for name, before in calm.indicators.items():
        after = thaw.indicators[name]
        if name in INDICATORS:
            assert (after[:START] == before[:START]).all()
            assert after[START + 12 :, home] == pytest.approx(before[0, home].item())
        there = ~np.isin(np.arange(len(calm.countries)), home) | (name not in INDICATORS)
        assert np.array_equal(after[:, there], before[:, there], equal_nan=True), name
    assert (thaw.exit[START:] == 1.0).all()
    assert (thaw.exit[:START] == calm.exit[:START]).all()


@given(st.floats(0, 1), st.floats(1, 240), st.integers(0, 100), st.floats(-2.5, 2.5))
def test_an_indicator_stays_between_what_it_is_and_what_it_was(
    share: float, months: float, start: int, then: float
) -> None:
    """The way back overshoots neither end, and never turns round."""
    values = np.concatenate([[0.3], np.full(60, then)])
    back = Thaw(enabled=True, start=start, share=share, months=months).back(values)
    low, high = min(0.3, then) - 1e-12, max(0.3, then) + 1e-12
    assert ((low <= back) & (back <= high)).all()
    steps = np.diff(back[1:]) * np.sign(0.3 - then)
    assert (steps >= -1e-12).all()


def test_more_come_back_after_a_thaw() -> None:
    """Two runs with the same luck differ only after the date: fewer leave, more return."""
    runs = [MigrationModel(overrides=o, scale=60, months=64).run() for o in ((), THAW)]
    flows = [run.tables()["flows"] for run in runs]
    since = pd.Timestamp("2019-01-01") + pd.DateOffset(months=START)
    early = [flow[flow["date"] < since].reset_index(drop=True) for flow in flows]
    pd.testing.assert_frame_equal(*early, check_categorical=False)

    def persons(flow: pd.DataFrame, kind: str) -> float:
        return float(flow[(flow["date"] >= since) & (flow["kind"] == kind)]["persons"].sum())

    assert persons(flows[1], "return") > 1.5 * persons(flows[0], "return")
    assert persons(flows[1], "first") < persons(flows[0], "first")


def test_the_page_says_who_came_back(tmp_path: Path) -> None:
    """The section's numbers are those of the flows; without a thaw there is no section."""
    case = load("belarus-2020", THAW).replace(scale=200, months=56, replications=2)
    folder = run_scenario(Request(case, tmp_path / "thaw", workers=1)).folder
    results = read_results(folder)
    date = change(results)
    assert date == pd.Timestamp("2022-05-01")
    back = returned(results, date, 1)
    flows = results.flows
    year = flows[(flows["date"] >= date) & (flows["date"] < pd.Timestamp("2023-05-01"))]
    assert back.sum() == pytest.approx(year[year["kind"] == "return"]["persons"].sum())
    assert "Who came back" in write_page(folder).read_text(encoding="utf-8")
    calm = load("belarus-2020").replace(scale=500, months=20, replications=1)
    other = run_scenario(Request(calm, tmp_path / "calm", workers=1)).folder
    assert "Who came back" not in write_page(other).read_text(encoding="utf-8")
