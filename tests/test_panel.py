"""The panel of whom reasons are recorded: the same people every month, and nobody else changes."""

import numpy as np
import pytest

from talentflow import world as worlds
from talentflow.scenario import load
from talentflow.simulation import Simulation
from talentflow.threads import Threads

PEOPLE = 400


def lived(panel: int, months: int, threads: Threads | None = None) -> Simulation:
    """Live some months with a panel of so many; everybody is asked where it is larger than all."""
    case = load("belarus-2020").replace(scale=40.0, months=months)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worlds, "PANEL", panel)
        return Simulation(case, 0, threads or Threads(1), histories=False).run()


@pytest.fixture(name="all_asked", scope="module")
def _all_asked() -> Simulation:
    """Ask all of some 2,200 at home."""
    return lived(10**9, 22)


@pytest.fixture(name="some_asked", scope="module")
def _some_asked() -> Simulation:
    """Ask one in five of them."""
    return lived(PEOPLE, 22)


def test_a_panel_changes_nobody(all_asked: Simulation, some_asked: Simulation) -> None:
    """People decide alike whoever is asked why."""
    assert (all_asked.world.panel, some_asked.world.panel) == (1, 5)
    for name in ("stage", "plan", "place", "employer"):
        one, other = (getattr(run.world.people, name) for run in (all_asked, some_asked))
        np.testing.assert_array_equal(one, other)


def test_a_panel_tells_what_all_would(all_asked: Simulation, some_asked: Simulation) -> None:
    """Number and mean reasons are those of all within five standard errors; the seed is fixed.

    A number of people is binomial; a reason differs between people by less than two logit units.
    Some 60 comparisons fail together by chance with probability 4e-5.
    """
    for month in (5, 20):
        every, asked = (int(run.log.at_home[month].sum()) for run in (all_asked, some_asked))
        assert asked % 5 == 0
        assert abs(asked - every) < 5.0 * 5.0 * np.sqrt(every * 0.2 * 0.8)
        whole, some = (
            run.log.wishes[month].sum(0) / run.log.at_home[month].sum()
            for run in (all_asked, some_asked)
        )
        np.testing.assert_allclose(some, whole, atol=5.0 * 2.0 / np.sqrt(asked / 5))
        assert np.abs(some - whole).max() > 0.0


def test_the_panel_does_not_depend_on_threads(some_asked: Simulation) -> None:
    """In chunks of 97 rows on two threads the sums are the same to the last bit."""
    other = lived(PEOPLE, 22, Threads(2, 97))
    for one, two in zip(some_asked.log.wishes, other.log.wishes, strict=True):
        np.testing.assert_array_equal(one, two)
