"""What a sweep says of its pace: nothing before it knows."""

import time

from talentflow_lab.sweep_progress import Count


def test_no_end_is_foretold_before_a_run_has_ended() -> None:
    """A few months lived in the first moment must not become a forecast."""
    count = Count(total=100, months=36, behind=0.5)
    count.began = time.monotonic() - 10.0
    assert count.line() == "0 done, 0 failed, 100 left"
    count.done, count.behind = 1, 1.0
    assert count.line().endswith(("ETA 16:30", "ETA 16:31"))
