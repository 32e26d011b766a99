"""Graduates at home answer emigration prospects, after the length of a study."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import worlds

from talentflow.model import MigrationModel
from talentflow.prospects import Prospects
from talentflow.rules.feedback.graduates import Graduates

FREE = ("feedback.hiring.supply=1", "feedback.hiring.growth=0.5", "feedback.hiring.client_loss=0")
"""All graduates find work."""


def test_three_factors_by_hand() -> None:
    """Ten times the prospect gives 11.5 % more, none at all the least, the usual one no change."""
    rule = Graduates(elasticity=0.05, most=0.3)
    factor = rule.factor(np.array([0.16, 0.0, 0.016]), np.array([0.016, 0.016, 0.016]))
    assert factor.tolist() == pytest.approx([1.0 + 0.05 * np.log(10.0), 0.7, 1.0])


@given(st.floats(0.0, 0.5), st.floats(0.0, 1.0), st.floats(0.0, 10.0), st.floats(0.0005, 0.2))
def test_the_factor_is_bounded_and_rises(
    elasticity: float, most: float, prospect: float, usual: float
) -> None:
    """It stays within the bound, rises with the prospect, and is 1 without elasticity."""
    rule = Graduates(elasticity=elasticity, most=most)
    low, high = rule.factor(np.array([prospect, 2.0 * prospect]), np.array([usual, usual]))
    assert 1.0 - most - 1e-12 <= low <= high <= 1.0 + most + 1e-12
    if elasticity == 0.0:
        assert (low, high) == (1.0, 1.0)


def graduates(*overrides: str, months: int = 30) -> "pd.Series[float]":
    """Return graduates at home by month, from a start in the crisis."""
    case = worlds.scenario(
        worlds.world(*worlds.COUNTRIES), *FREE, *overrides, start="2020-07", months=months, scale=10
    )
    entries = MigrationModel(case).run().tables()["entries_exits"]
    by_date = entries[entries["kind"] == "graduate"].groupby("date")["persons"].sum()
    return by_date.reset_index(drop=True)


def test_the_base_holds_for_the_length_of_a_study() -> None:
    """Until `lag` months have passed graduates are those without the answer, then they are more."""
    lag = 12
    answer = ("feedback.graduates.elasticity=0.2", f"feedback.graduates.lag={lag}")
    one, other = graduates(*answer), graduates("feedback.graduates.elasticity=0")
    pd.testing.assert_series_equal(one[:lag], other[:lag])
    assert one[lag + 3 :].sum() > 1.1 * other[lag + 3 :].sum()


def test_prospects_are_those_who_left_in_a_year() -> None:
    """The prospect is the first moves of twelve months over the stock, calm before the start."""
    case = worlds.scenario(worlds.world(*worlds.COUNTRIES), start="2020-07", months=18, scale=20)
    model = MigrationModel(case).run()
    tables, found = model.tables(), model.simulation.world.prospects
    assert isinstance(found, Prospects)
    first = tables["flows"].query("kind == 'first'").groupby("date")["persons"].sum()
    stock = tables["stocks"].query("country == 'BLR'").groupby("date")["persons"].sum()
    month = stock.index[-1]
    year = first[first.index > month - pd.DateOffset(years=1)].sum()
    assert found.shares[-1][0] == pytest.approx(year / stock[month])
    early = first[first.index <= stock.index[3]].sum() / stock.iloc[3]
    assert found.shares[2][0] == pytest.approx(early + 0.016 * 9 / 12)
