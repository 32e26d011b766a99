"""Interviews: what people would truly say, asked of a run that goes on undisturbed."""

import numpy as np
import pytest
from tests.asked import lived, scenario

from talentflow.interview import interview
from talentflow.kernels.tables import COLUMNS, STUDENT
from talentflow.simulation import Simulation


def test_an_interview_changes_nothing() -> None:
    """A run in which everybody is asked every month is bit for bit the run without."""
    quiet, asked = (Simulation(scenario(), records=False) for _ in range(2))
    for _ in range(4):
        quiet.step()
        asked.step()
        interview(asked)
    for name in COLUMNS:
        ours, theirs = (getattr(run.world.people, name) for run in (quiet, asked))
        assert np.array_equal(ours[: quiet.world.people.used], theirs[: asked.world.people.used])
    for ours, theirs in zip(quiet.world.cells, asked.world.cells, strict=True):
        assert np.array_equal(ours, theirs)


def test_nobody_is_asked_before_the_first_month() -> None:
    """There is no month to speak of before one is lived."""
    with pytest.raises(ValueError, match="before the first month"):
        interview(Simulation(scenario(), records=False))


@pytest.mark.deep
def test_the_wish_is_that_of_the_model() -> None:
    """The stage that the model gives by the wish is the one that people tell, but for few.

    The model asks before the month's moves, the interview after them. At home, where nobody moved,
    the two differ for few: fewer than one in twenty of those without a plan.
    """
    known = lived()
    people, rows = known.people, known.rows
    settled = (people.stage[rows] < 2) & (known.country == known.home)
    tells = known.wish + people.answer[rows] > 0.0
    assert settled.sum() > 500
    assert (tells != (people.stage[rows] == 1))[settled].mean() < 0.05


def test_reasons_sum_to_the_wish() -> None:
    """What a wish consists of sums to it."""
    known = lived()
    free = np.isfinite(known.wish)
    assert np.allclose(known.reasons.sum(1)[free], known.wish[free], atol=1e-9)


def test_students_think_of_it_later() -> None:
    """Who studies abroad has no wish and makes no plans."""
    known = lived()
    studying = known.people.employment[known.rows] == STUDENT
    assert studying.any()
    assert (known.wish[studying] == -np.inf).all()
    assert (known.plans[studying] == 0.0).all()


def test_chances_of_going_home_are_chances() -> None:
    """Those at home cannot go home; those abroad can, with a chance between 0 and 1."""
    known = lived()
    abroad = known.country != known.home
    assert (known.homewards[~abroad] == 0.0).all()
    assert ((known.homewards >= 0.0) & (known.homewards <= 1.0)).all()
    assert (known.homewards[abroad] > 0.0).mean() > 0.9


def test_those_who_left_in_the_run_tell_why() -> None:
    """Who left home during the run to work tells why, who lives at home or left before does not."""
    known = lived()
    people, rows = known.people, known.rows
    told = ~np.isnan(known.left_for).any(1)
    abroad = known.country != known.home
    left_in_run = abroad & (people.abroad_since[rows] >= 0) & ~known.studying
    assert not told[~abroad].any()
    assert not told[abroad & (people.abroad_since[rows] < 0)].any()
    # Who finished a study abroad in the run and stayed never planned to leave.
    assert told[left_in_run].mean() > 0.8
    assert np.isfinite(known.left_for[told]).all()
