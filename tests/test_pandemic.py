"""The pandemic: home counts for more while it lasts, and only then."""

import pandas as pd
import pytest

from talentflow.model import MigrationModel
from talentflow.rules.shocks.pandemic import Pandemic
from talentflow.scenario import load


def test_home_gains_in_its_months_only() -> None:
    """From the start on for so many months, and never without a pull."""
    rule = Pandemic(pull=0.7, start=3, months=2)
    assert [rule.gain(month) for month in range(7)] == [0, 0, 0, 0.7, 0.7, 0, 0]
    assert Pandemic().gain(14) == 0.0


def moves(*settings: str) -> pd.Series:
    """Count moves by year and kind in a scenario of two years."""
    case = load("belarus-2020", ["scale=20", "months=24", *settings])
    flows = MigrationModel(case).run().tables()["flows"]
    return flows.groupby(["date", "kind"], observed=True)["persons"].sum()


def test_fewer_leave_and_more_return() -> None:
    """Before it starts nothing differs; then fewer leave home and more come back.

    Few of the two years' leavers go before the crisis, to which a pandemic adds nothing.
    """
    on = moves("shocks.pandemic.pull=3", "shocks.pandemic.start=6", "shocks.pandemic.months=12")
    off = moves()
    before = pd.Timestamp("2019-07-01")
    early = [series[series.index.get_level_values("date") < before] for series in (on, off)]
    pd.testing.assert_series_equal(*early)
    later = [series[series.index.get_level_values("date") >= before] for series in (on, off)]
    first, back = (
        [series.xs(kind, level="kind").sum() for series in later] for kind in ("first", "return")
    )
    assert first[0] < 0.95 * first[1]
    assert back[0] > 1.5 * back[1]


def test_origins_differ_in_it() -> None:
    """The shipped figure is that of Finland; Belarus has none."""
    case = load("finland-balance")
    assert case.rule("shocks.pandemic", "FIN").pull == pytest.approx(0.63)
    assert case.rule("shocks.pandemic", "BLR").pull == 0.0
