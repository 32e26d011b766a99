"""Weights: margins are met, unreached groups are told, intervals are Wilson's."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from talentflow_lab.survey_weights import effective_size, post_stratified, raked, wilson

groups = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), min_size=1, max_size=60)


def frame(rows: list[tuple[str, str]]) -> pd.DataFrame:
    """Return people by two groups."""
    return pd.DataFrame(rows, columns=["one", "two"], dtype=object)


@given(groups, groups)
def test_post_stratification_meets_all_cells_that_answer(
    sample: list[tuple[str, str]], population: list[tuple[str, str]]
) -> None:
    """Weighted shares of joint cells are those of the population among the cells that answer."""
    ours, whole = frame(sample), frame(population)
    weights, missed = post_stratified(ours, whole)
    there = whole.merge(ours.drop_duplicates(), on=["one", "two"])
    assert missed == pytest.approx(1.0 - len(there) / len(whole))
    if there.empty:
        assert np.isnan(weights).all()
        return
    found = ours.assign(w=weights / weights.sum()).groupby(["one", "two"])["w"].sum()
    wanted = there.groupby(["one", "two"]).size() / len(there)
    assert np.allclose(found.reindex(wanted.index), wanted)
    assert weights.sum() == pytest.approx(len(whole))


def test_raking_meets_all_margins() -> None:
    """Where every cell answers, the margins are those of the population, to ten digits."""
    sample = frame([("a", "x")] * 5 + [("a", "y")] * 2 + [("b", "x")] * 1 + [("b", "y")] * 7)
    whole = frame([("a", "x")] * 40 + [("a", "y")] * 10 + [("b", "x")] * 30 + [("b", "y")] * 20)
    weights, missed = raked(sample, whole)
    assert missed == pytest.approx(0.0)
    for name in ("one", "two"):
        found = sample.assign(w=weights).groupby(name)["w"].sum()
        assert np.allclose(found, whole[name].value_counts().reindex(found.index), rtol=1e-8)


def test_raking_keeps_the_odds_ratio_of_the_sample() -> None:
    """What the margins do not say stays as the sample has it (Deming and Stephan 1940)."""
    sample = frame([("a", "x")] * 5 + [("a", "y")] * 2 + [("b", "x")] * 1 + [("b", "y")] * 7)
    whole = frame([("a", "x")] * 40 + [("a", "y")] * 10 + [("b", "x")] * 30 + [("b", "y")] * 20)
    cells = sample.assign(w=raked(sample, whole)[0]).groupby(["one", "two"])["w"].sum()
    odds = cells["a", "x"] * cells["b", "y"] / (cells["a", "y"] * cells["b", "x"])
    assert odds == pytest.approx(5 * 7 / (2 * 1))


@given(groups, groups)
def test_raking_never_fails(
    sample: list[tuple[str, str]], population: list[tuple[str, str]]
) -> None:
    """Weights are never negative and sum to the population, or nobody answers for anybody."""
    weights, missed = raked(frame(sample), frame(population))
    assert 0.0 <= missed <= 1.0
    if np.isfinite(weights).all():
        assert (weights >= 0.0).all()
        assert weights.sum() == pytest.approx(len(population))
    else:
        assert np.isnan(weights).all()


@given(st.integers(1, 3000), st.data())
def test_intervals_are_wilsons(size: int, data: st.DataObject) -> None:
    """The interval is the one that SciPy gives for whole counts."""
    count = data.draw(st.integers(0, size))
    theirs = binomtest(count, size).proportion_ci(method="wilson")
    assert wilson(count / size, size) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_effective_size_of_nobody() -> None:
    """Nobody has no precision, and an interval that says nothing."""
    assert effective_size([]) == 0.0
    assert wilson(float("nan"), 0.0) == (0.0, 1.0)
