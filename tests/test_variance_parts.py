"""Parts of an interval: known components are found, and bad input is no number."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentflow_lab.variance_parts import parts_of


def drawn(replications: int, parameters: float, data: float, chance: float, seed: int):  # noqa: ANN201
    """Draw an outcome whose variance has these parts (standard deviations), as forecasts do."""
    rng = np.random.default_rng(seed)
    values = {}
    for pair in range(replications // 2):
        own = rng.normal(0.0, parameters)
        shared = rng.normal(0.0, data)
        for second in (0, 1):
            error = shared if pair % 2 == 0 else rng.normal(0.0, data)
            values[2 * pair + second] = 10.0 + own + error + rng.normal(0.0, chance)
    return values


def test_known_parts_are_found() -> None:
    """Of variances 4, 2 and 1 the shares over 8,000 replications lie within 4 points.

    The standard error of the largest share is 1.3 points, so a false alarm is rarer than 1 in 300.
    """
    parts = parts_of(drawn(8000, 2.0, math.sqrt(2.0), 1.0, 1))
    assert parts.parameters == pytest.approx(4 / 7, abs=0.04)
    assert parts.data == pytest.approx(2 / 7, abs=0.04)
    assert parts.chance == pytest.approx(1 / 7, abs=0.04)
    assert parts.sd == pytest.approx(math.sqrt(7.0), rel=0.03)


@pytest.mark.parametrize(
    ("sizes", "whole"), [((1, 0, 0), "parameters"), ((0, 1, 0), "data"), ((0, 0, 1), "chance")]
)
def test_one_cause_alone_takes_nearly_all(sizes: tuple[float, ...], whole: str) -> None:
    """If only one thing varies, its share is above nine tenths."""
    parts = parts_of(drawn(2000, *sizes, 2))  # type: ignore[arg-type]
    assert getattr(parts, whole) > 0.9


@given(st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=40))
def test_shares_sum_to_one(values: list[float]) -> None:
    """Shares are between 0 and 1 and sum to 1, or all are missing."""
    parts = parts_of(dict(enumerate(values)))
    shares = [parts.parameters, parts.data, parts.chance]
    if all(math.isnan(one) for one in shares):
        return
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) >= 0.0


def test_too_few_replications_have_no_parts() -> None:
    """Below eight replications, or with failed partners, nothing is told."""
    assert math.isnan(parts_of({0: 1.0, 1: 2.0}).chance)
    assert math.isnan(parts_of({n: float(n) for n in range(0, 40, 2)}).chance)
