"""Scale: fewer simulated people for the same real ones give the same answers, within stated errors.

`docs/scale.md` states them. A mean over replications may differ from that of a finer scale by BIAS
and by chance: four standard errors of the difference, which a normal number exceeds with
probability 6e-5, so that all comparisons of a test together fail by chance with at most 3e-4.
"""

import math

import pytest
from benchmarks.scales import BIAS, OUTCOMES, answers


def compare(coarse: int, runs: int, fine: int, finer_runs: int) -> None:
    """Fail if a mean at a scale is further from that at a finer one than it may be."""
    ours, theirs = answers(coarse, runs), answers(fine, finer_runs)
    for name in OUTCOMES:
        one, other = ours[name], theirs[name]
        share = BIAS[coarse][name != OUTCOMES[0]]
        allowed = share * other.mean + 4.0 * math.hypot(one.error, other.error)
        assert abs(one.mean - other.mean) <= allowed, (name, one, other)


def test_one_in_a_hundred_answers_as_one_in_ten() -> None:
    """The coarse scale of a quick look keeps what the usual scale of sweeps finds."""
    compare(100, 32, 10, 8)


@pytest.mark.deep
@pytest.mark.parametrize(("scale", "runs"), [(10, 16), (100, 64)])
def test_scales_answer_as_everybody_does(scale: int, runs: int) -> None:
    """Each scale keeps what one simulated person for each real one finds."""
    compare(scale, runs, 1, 6)
