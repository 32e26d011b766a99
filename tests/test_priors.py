"""Priors: read strictly, scores that stay in range, and every parameter one of the scenario's."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentflow.errors import ScenarioErrors
from talentflow_lab.calibration_plan import Asked, plan
from talentflow_lab.priors import NINETY, Prior, of_links, read_priors

HEAD = "parameter,shape,low,high,source\n"
RANGES = st.tuples(st.floats(0.001, 1e3), st.floats(1.01, 1e3))


@given(RANGES, st.sampled_from(["uniform", "log", "normal"]), st.floats(-50, 50))
def test_no_score_leaves_the_range(ends: tuple[float, float], shape: str, score: float) -> None:
    """Whatever the score, a bounded prior stays within its ends, and values rise with scores."""
    low, high = ends[0], ends[0] * ends[1]
    prior = Prior("a.b.c", shape, low, high, "s")  # type: ignore[arg-type]
    here, above = prior.values(np.array([score, score + 1.0]))
    assert here <= above
    if shape != "normal":
        assert low * (1 - 1e-9) <= here <= high * (1 + 1e-9)


def test_draws_have_the_spread_that_the_prior_says() -> None:
    """Mean and standard deviation of 100,000 draws, on the prior's own scale, within 1 %."""
    scores = np.random.default_rng(1).standard_normal(100_000)
    for prior in [
        Prior("a", "uniform", 2.0, 4.0, "s"),
        Prior("b", "log", 0.5, 8.0, "s"),
        Prior("c", "normal", 1.0 - NINETY, 1.0 + NINETY, "s"),
    ]:
        drawn = prior.on_scale(prior.values(scores))
        assert drawn.std() == pytest.approx(prior.sd, rel=0.015)
    ends = Prior("c", "normal", -1.0, 1.0, "s").values(np.array([-NINETY, NINETY]))
    assert ends == pytest.approx([-1.0, 1.0])


def test_shipped_priors_fit_the_scenario() -> None:
    """The scenario takes both ends of every shipped prior; sources are given; paths are new."""
    made = plan(Asked("belarus-2020", scale=50))
    assert 15 <= len([one for one in made.priors if ".residual." not in one.name]) <= 30
    assert all(one.source for one in made.all_priors)
    names = [one.name for one in made.all_priors]
    assert len(names) == len(set(names))
    assert (made.scenario.months, made.scenario.scale) == (38, 50)


def test_a_calibration_may_end_early() -> None:
    """With --until only targets that end by then are fitted; the run is as long as they need."""
    made = plan(Asked("belarus-2020", until=date(2021, 2, 1)))
    assert made.scenario.months == 26
    assert max(target.at for target in made.targets) == date(2021, 2, 1)
    assert 10 <= len(made.targets) <= 20


def test_priors_of_links_are_those_of_the_links_asked() -> None:
    """A link's parameters come with its name in their path, and none of other links."""
    assert [one.name for one in of_links(["section_j"])] == [
        "links.section_j.error",
        "links.section_j.share",
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("terms.distance.weight,uniform,1,0.5,s", "mine.csv:2  priors.low: 1 is not below high"),
        ("terms.distance.weight,log,0,1,s", "cannot begin at 0"),
        ("terms.distance.weight,logg,0,1,s", 'did you mean "log"'),
        ("terms.distance.weight,uniform,0,1,", "the cell is empty"),
        ("terms.distanse.weight,uniform,0,1,s", 'did you mean "distance"'),
        ("terms.distance.weight,uniform,0,9,s", "out of range"),
    ],
)
def test_a_bad_prior_is_told_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    """File, line, what is wrong, and the nearest name."""
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        plan(Asked("belarus-2020", priors=path))
    assert message in str(caught.value)
    assert "mine.csv:2" in str(caught.value)


def test_a_prior_that_is_there_twice(tmp_path: Path) -> None:
    """Two rows for one parameter are refused."""
    path = tmp_path / "mine.csv"
    row = "terms.distance.weight,uniform,0,1,s\n"
    path.write_text(HEAD + row + row, encoding="utf-8")
    with pytest.raises(ScenarioErrors, match="is there twice"):
        read_priors(path)
