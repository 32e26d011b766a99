"""Regret, worst case and satisficing, computed by hand for three policies."""

from dataclasses import replace

import numpy as np
import pytest
from tests.sweeps import measured, span, swept

from talentflow.errors import TalentflowError
from talentflow_lab.results import Results
from talentflow_lab.robust import robustness

TABLE = {"none": [10.0, 20.0], "permits": [14.0, 18.0], "housing": [12.0, 26.0]}


def three(goal: str = "maximise") -> Results:
    """Return three policies in two futures, one replication."""
    model = {
        "hired": lambda x, _: np.array([TABLE[p][f] for p, f in x[["policy", "future"]].values])
    }
    sweep = swept([span("a")], model, points=2, policies=tuple(TABLE))
    return replace(sweep, outcomes=(measured("hired", goal),))


def test_by_hand() -> None:
    """Best: 14 and 26. Regrets: 4, 6; 0, 8; 2, 0."""
    found = robustness(three(), ["hired>=14"]).frame.set_index("policy")
    assert found["regret_mean"].tolist() == [5.0, 4.0, 1.0]
    assert found["regret_max"].tolist() == [6.0, 8.0, 2.0]
    assert found["regret_p90"].tolist() == pytest.approx([5.8, 7.2, 1.8])
    assert found["expected"].tolist() == [15.0, 16.0, 19.0]
    assert found["worst"].tolist() == [10.0, 14.0, 12.0]
    assert found["meets"].tolist() == [0.5, 1.0, 0.5]
    assert found["best"].tolist() == [0.0, 0.5, 0.5]
    assert set(found["unit"]) == {"persons"}


def test_minimise() -> None:
    """The other way round the worst is the highest, and regrets turn."""
    found = robustness(three("minimise")).frame.set_index("policy")
    assert found["worst"].tolist() == [20.0, 18.0, 26.0]
    assert found["regret_mean"].tolist() == [1.0, 2.0, 5.0]
    assert found["meets"].isna().all()


def test_constraints_of_the_study() -> None:
    """Without --where the bounds of the study count."""
    sweep = replace(three(), outcomes=(measured("hired", at_least=13.0),))
    assert robustness(sweep).frame["meets"].tolist() == [0.5, 1.0, 0.5]


def test_missing_runs_leave_pairs_out() -> None:
    """A future that one policy lacks counts for none."""
    sweep = three()
    found = robustness(replace(sweep, runs=sweep.runs.drop(index=[1])))
    assert found.frame["pairs"].tolist() == [1, 1, 1]
    assert "1 of 2 pairs" in found.notes[0]


def test_mistakes_are_told() -> None:
    """No goal, or one policy only."""
    with pytest.raises(TalentflowError, match="hired"):
        robustness(three(""))
    with pytest.raises(TalentflowError, match="only one"):
        robustness(replace(three(), policies=("none",)))
