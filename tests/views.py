"""A view of two countries for tests of single rules: all figures alike unless a test says so."""

import numpy as np

from talentflow.view import WorldView
from talentflow.vocabulary import GRADES, INDICATORS

__all__ = ["small_view"]


def small_view(month: int = 0, **indicators: tuple[float, float]) -> WorldView:
    """Return what rules see of Belarus, the only origin, and Poland, one place each.

    `indicators` gives figures of the two countries by name; the others are the middle of their
    range in both.
    """
    middle = {name: np.full(2, 0.5 * (r.low + r.high)) for name, r in INDICATORS.items()}
    given = {name: np.array(values, dtype=np.float64) for name, values in indicators.items()}
    return WorldView(
        month=month,
        countries=("BLR", "POL"),
        country_of_place=np.array([0, 1]),
        home=np.array([0]),
        indicators=middle | given,
        pay_ratio=np.ones((2, len(GRADES))),
        wage_index=np.ones(2),
        vacancies=np.full(2, 30.0),
        jobs=np.full(2, 1000.0),
        diaspora=np.array([[100.0, 10.0]]),
        km=np.array([[0.0, 500.0], [500.0, 0.0]]),
        common_language=np.array([[1.0, 0.1]]),
        ease=np.array([[1.0, 0.5]]),
        consular=np.zeros(1),
        support=np.zeros((1, 1, 1, 1)),
        exposure_levels=np.ones(1),
    )
