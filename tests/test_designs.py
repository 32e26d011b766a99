"""Designs: rows fill the ranges as each design promises, and the same seed gives the same rows."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentflow_lab.designs import from_unit, futures
from talentflow_lab.results import Input

OPTIONS = {"points": 8, "levels": 4, "second_order": False, "seed": 3, "policies": 0}
RANGE = Input("a", "uncertainty", 2.0, 6.0, log=False, whole=False, values=())
LOG = Input("b", "uncertainty", 1.0, 100.0, log=True, whole=False, values=())
WHOLE = Input("c", "lever", 1.0, 3.0, log=False, whole=True, values=())
CHOICE = Input("d", "lever", math.nan, math.nan, log=False, whole=False, values=("x", True, 3))
EVERY = (RANGE, LOG, WHOLE, CHOICE)


@pytest.mark.parametrize(
    ("design", "rows"),
    [("lhs", 8), ("sobol", 8), ("saltelli", 8 * 6), ("morris", 8 * 5), ("grid", 4 * 4 * 3 * 3)],
)
def test_a_design_has_its_rows_within_the_ranges(design: str, rows: int) -> None:
    """The number of rows follows from the design, values lie in their ranges, seeds repeat."""
    found = futures(design, EVERY, OPTIONS)
    assert len(found) == rows
    assert found == futures(design, EVERY, OPTIONS)
    assert all(2.0 <= row["a"] <= 6.0 and 0.999 <= row["b"] <= 100.001 for row in found)
    assert {row["c"] for row in found} <= {1, 2, 3}
    assert {row["d"] for row in found} <= {"x", True, 3}
    if design != "grid":
        assert found != futures(design, EVERY, OPTIONS | {"seed": 4})


def test_a_latin_hypercube_has_one_row_in_each_slice() -> None:
    """Each eighth of a range holds one of eight points, in the logarithm where that is asked."""
    found = futures("lhs", EVERY, OPTIONS)
    assert sorted(int((row["a"] - 2.0) / 0.5) for row in found) == list(range(8))
    assert sorted(int(math.log10(row["b"]) / 2.0 * 8) for row in found) == list(range(8))


@given(st.floats(0.0, 1.0))
def test_every_place_of_the_unit_line_is_a_value(u: float) -> None:
    """Ends of the unit line are ends of the range, and nothing lies beyond them."""
    assert 2.0 <= from_unit(RANGE, u) <= 6.0
    assert from_unit(WHOLE, u) in {1, 2, 3}
    assert from_unit(CHOICE, u) in CHOICE.values
    assert (from_unit(WHOLE, 0.0), from_unit(WHOLE, 1.0)) == (1, 3)
