"""Scores of predictions: their ranges, what is perfect, and what must not matter."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from talentflow_lab import scores

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
SAMPLES = arrays(np.float64, st.integers(1, 30), elements=NUMBERS)
SHARES = arrays(np.float64, 5, elements=st.floats(0.0, 1.0)).filter(lambda a: a.sum() > 1e-6)


@given(SAMPLES, NUMBERS, NUMBERS)
def test_crps_moves_with_everything(samples: np.ndarray, observed: float, shift: float) -> None:
    """Forecast and observation shifted alike score the same."""
    before = scores.crps(samples, observed)
    after = scores.crps(samples + shift, observed + shift)
    assert after == pytest.approx(before, abs=1e-6 * (1.0 + abs(before) + abs(shift)))


@given(SAMPLES, NUMBERS, st.floats(0.01, 100.0))
def test_crps_has_the_unit_of_what_is_observed(
    samples: np.ndarray, observed: float, factor: float
) -> None:
    """In another unit the score is in that unit."""
    before = scores.crps(samples, observed)
    after = scores.crps(samples * factor, observed * factor)
    assert after == pytest.approx(before * factor, rel=1e-6, abs=1e-6 * factor)


@given(NUMBERS, NUMBERS)
def test_crps_of_one_number_is_its_error(forecast: float, observed: float) -> None:
    """A forecast of one number scores its absolute error."""
    assert scores.crps(np.array([forecast]), observed) == abs(forecast - observed)


@given(SAMPLES, NUMBERS)
def test_crps_is_that_of_the_definition(samples: np.ndarray, observed: float) -> None:
    """The sorted sum is the mean over all pairs of different samples."""
    n = samples.size
    pairs = np.abs(samples[:, None] - samples[None, :]).sum() / max(n * (n - 1), 1)
    expected = np.abs(samples - observed).mean() - pairs / 2.0
    assert scores.crps(samples, observed) == pytest.approx(expected, abs=1e-6)


def test_crps_is_proper() -> None:
    """On average the true distribution scores better than a shifted, wider or narrower one.

    3,000 observations, seed fixed; the differences are more than 8 standard errors.
    """
    rng = np.random.default_rng(1)
    seen = rng.standard_normal(3000)

    def mean(of: float, sd: float) -> float:
        return float(np.mean([scores.crps(rng.normal(of, sd, 40), y) for y in seen]))

    true = mean(0.0, 1.0)
    assert true < min(mean(0.7, 1.0), mean(0.0, 2.5), mean(0.0, 0.2))
    assert true == pytest.approx(1.0 / math.sqrt(math.pi), abs=0.04)


@given(SAMPLES, st.floats(0.1, 0.9))
def test_intervals_are_nested(samples: np.ndarray, inside: float) -> None:
    """What a narrower interval holds a wider one holds, and every interval holds the median."""
    narrow, wide = scores.interval(samples, inside / 2.0), scores.interval(samples, inside)
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]
    assert scores.covers(samples, float(np.median(samples)), inside)


@given(SHARES, SHARES, SHARES)
def test_total_variation_is_a_distance(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
    """It is symmetric, 0 to itself, at most 1, no detour is shorter, and size does not matter."""
    there = scores.total_variation(a, b)
    assert there == pytest.approx(scores.total_variation(b, a))
    assert scores.total_variation(a, a) == 0.0
    assert 0.0 <= there <= 1.0 + 1e-12
    detour = scores.total_variation(a, c) + scores.total_variation(c, b)
    assert there <= detour + 1e-12
    assert scores.total_variation(a * 7.0, b) == pytest.approx(there)


@given(SHARES, SHARES)
def test_averaged_difference_is_twice_the_distance_of_equal_totals(
    a: np.ndarray, b: np.ndarray
) -> None:
    """Where both have the same total, in persons, one score is twice the other."""
    persons_a, persons_b = 1000.0 * a / a.sum(), 1000.0 * b / b.sum()
    difference = scores.averaged_relative_difference(persons_a, persons_b)
    assert difference == pytest.approx(2.0 * scores.total_variation(a, b))


def test_averaged_difference_counts_the_total_too() -> None:
    """Twice as many everywhere is a difference of 1; nobody at all is one, too."""
    observed = np.array([30.0, 70.0])
    assert scores.averaged_relative_difference(2.0 * observed, observed) == 1.0
    assert scores.averaged_relative_difference(0.0 * observed, observed) == 1.0
    assert scores.averaged_relative_difference(observed, 0.0 * observed) == 100.0


@given(arrays(np.float64, 6, elements=st.integers(0, 100).map(float), unique=True))
def test_rank_correlation_sees_order_only(shares: np.ndarray) -> None:
    """The same order correlates 1, the reverse -1, whatever the sizes."""
    assert scores.rank_correlation(np.exp(shares / 50.0), shares) == pytest.approx(1.0)
    assert scores.rank_correlation(-shares, shares) == pytest.approx(-1.0)


def test_what_cannot_be_scored_is_nan() -> None:
    """Ranks of two places, shares of nobody and errors of nothing say nothing."""
    two = np.array([1.0, 2.0])
    assert math.isnan(scores.rank_correlation(two, two))
    assert math.isnan(scores.total_variation(0.0 * two, two))
    assert math.isnan(scores.relative_error(1.0, 0.0))
