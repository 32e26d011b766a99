"""The engine's own exp and log against those of the C library."""

from math import exp, inf, log, ulp

from hypothesis import example, given
from hypothesis import strategies as st

from talentflow import elementary

UNITS = 3
"""Units in the last place between two libraries: two of ours, one of theirs."""


@given(st.floats(-700.0, 700.0))
@example(0.0)
@example(1.0)
@example(-700.0)
def test_exp_is_that_of_the_library(x: float) -> None:
    """Within three units in the last place."""
    assert abs(elementary.exp(x) - exp(x)) <= UNITS * ulp(exp(x))


@given(st.floats(1e-300, 1e300))
@example(1.0)
@example(0.7071067811865476)
@example(1.4142135623730951)
@example(1.0000000000000002)
def test_log_is_that_of_the_library(x: float) -> None:
    """Within three units in the last place."""
    assert abs(elementary.log(x) - log(x)) <= UNITS * ulp(log(x))


def test_exp_is_cut_off_at_both_ends() -> None:
    """Nothing overflows, and minus infinity gives nothing."""
    assert elementary.exp(-inf) == 0.0
    assert elementary.exp(-710.0) == 0.0
    assert 0.0 < elementary.exp(inf) < inf
    assert elementary.exp(0.0) == 1.0


@given(st.floats(-30.0, 30.0))
def test_log_undoes_exp(x: float) -> None:
    """What goes through both comes back."""
    assert abs(elementary.log(elementary.exp(x)) - x) <= 1e-15 * max(1.0, abs(x)) * 4
