"""Rings: where a point falls on one, and who stands there after others have entered."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from talentflow.kernels.rings import enter_ring, find_starts

FIRMS = 5
SHARES = st.floats(0.0, 1.0, exclude_max=True)
POINTS = st.lists(st.tuples(st.integers(0, FIRMS - 1), SHARES), max_size=60)


@given(POINTS, POINTS)
def test_a_point_falls_where_a_search_of_the_whole_ring_finds_it(
    entries: list[tuple[int, float]], asked: list[tuple[int, float]]
) -> None:
    """Among the entries of its own firm, however unevenly these are spread."""
    ring = np.sort(np.array([firm + share for firm, share in entries], np.float64))
    firm = np.array([one for one, _ in asked], np.int64)
    points = firm + np.array([share for _, share in asked], np.float64)
    first, last = (np.searchsorted(ring, (firm + n).astype(np.float64)) for n in (0, 1))
    starts = np.full(points.size, -1)
    find_starts(ring, points, first, last, starts)
    np.testing.assert_array_equal(starts, np.searchsorted(ring, points))


@given(st.lists(st.lists(SHARES, max_size=20), max_size=5))
def test_a_ring_is_sorted_whoever_enters_when(cohorts: list[list[float]]) -> None:
    """Everybody is on it once, beside their own point."""
    every = np.array([point for cohort in cohorts for point in cohort], np.float64)
    ring, rows = np.zeros(every.size + 3), np.zeros(every.size + 3, np.uint32)
    used = 0
    for cohort in cohorts:
        points = np.array(cohort, np.float64)
        order = np.argsort(points, kind="stable")
        enter_ring(ring, rows, used, points[order], (used + order).astype(np.uint32))
        used += points.size
    np.testing.assert_array_equal(ring[:used], np.sort(every))
    np.testing.assert_array_equal(every[rows[:used]], ring[:used])
    assert len(set(rows[:used].tolist())) == used
