"""Measurement links: formulas with known answers, priors in range, one file each."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fake_tables import FakePlan, fake_tables

from talentflow.errors import TalentflowError
from talentflow.scenario import load
from talentflow_lab import links
from talentflow_lab.measures import MEASURES
from talentflow_lab.targets import Target, counts_of, load_targets, simulate


@pytest.fixture(scope="module")
def tables() -> Mapping[str, pd.DataFrame]:
    """Give made-up tables of one replication."""
    return {
        name: table[table["replication"] == 0] if "replication" in table else table
        for name, table in fake_tables(FakePlan(replications=1)).items()
    }


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, Target]:
    """Give the shipped targets of Belarus by their id."""
    return {target.id: target for target in load_targets(load("belarus-2020"))}


def value(name: str, counts: Mapping[str, float], **parameters: float) -> float:
    """Ask a link with these parameters."""
    given = {f"links.{name}.{field}": one for field, one in parameters.items()}
    arrays = {key: np.array([one], float) for key, one in counts.items()}
    return float(links.link_of(name, given).value(arrays)[0])


def test_a_panel_in_which_people_abroad_answer_more_readily() -> None:
    """With the same odds it finds the truth; with three times the odds 10 of 100 look like 25."""
    seen = {"abroad": 10.0, "home": 90.0}
    assert value("panel_share_abroad", seen, over_representation=1) == pytest.approx(10)
    assert value("panel_share_abroad", seen, over_representation=3) == pytest.approx(25)


def test_the_park_grows_with_the_sector_and_by_reclassification() -> None:
    """Ten percent more staff, and a tenth a year from incumbents over two years."""
    seen = {"now": 110.0, "then": 100.0, "years": 2.0}
    assert value("technology_park", seen, reclassified=0) == pytest.approx(10)
    expected = 100 * (1.1 * np.exp(0.2) - 1)
    assert value("technology_park", seen, reclassified=0.1) == pytest.approx(expected)


def test_visas_hold_families_and_what_is_not_used() -> None:
    """Two hundred grants with families and as many unused visas are four hundred visas."""
    seen = {"granted": 100.0, "family": 100.0}
    assert value("programme_visas", seen, unused=1) == pytest.approx(400)
    assert value("programme_entries", seen, entered=0.5) == pytest.approx(100)


def test_other_formulas() -> None:
    """Each link must give the number that its file's first lines say."""
    assert value("section_j", {"employed": 65.0}, share=0.65) == pytest.approx(100)
    assert value("work_permits", {"moves": 50.0}, part=0.2) == pytest.approx(10)
    assert value("reported_moves", {"moves": 50.0}, coverage=0.5) == pytest.approx(25)
    change = {"now": 30.0, "then": 10.0}
    assert value("citizens_stock_change", change, ict=0.1) == pytest.approx(200)
    assert value("citizens_net_moves", {"net": 30.0}, ict=0.3) == pytest.approx(100)
    assert value("recent_leavers", {"recent": 90.0, "all": 100.0}, earlier=1) == pytest.approx(90)
    assert value("recent_leavers", {"recent": 90.0, "all": 100.0}, earlier=2) < 90
    assert value("leaver_grade", {"grade": 30.0, "all": 100.0}, naming=1) == pytest.approx(30)
    assert value("wish_in_survey", {"considering": 50.0}, readiness=1) == pytest.approx(50)
    assert value("intention_in_survey", {"considering": 50.0}, firmness=0.5) < 50
    assert value("firms_moved_or_moving", {"offices": 20.0}, counted=2) == pytest.approx(40)


def test_nobody_left_is_a_number() -> None:
    """A run without leavers must give 0, not an error and not nan."""
    assert value("leaver_destination", {"there": 0.0, "all": 0.0}) == 0
    assert value("recent_leavers", {"recent": 0.0, "all": 0.0}) == 0


@given(st.floats(0, 1e6), st.floats(1, 1e6), st.floats(1, 3), st.floats(1, 3))
def test_a_panel_is_monotone_in_its_odds(gone: float, home: float, one: float, two: float) -> None:
    """More readiness to answer abroad never lowers the share abroad, which stays a share."""
    seen = {"abroad": gone, "home": home}
    low, high = sorted((one, two))
    less = value("panel_share_abroad", seen, over_representation=low)
    more = value("panel_share_abroad", seen, over_representation=high)
    assert 0 <= less <= more + 1e-9 <= 100 + 1e-6


def test_simulate_is_the_link_over_the_measures(
    tables: Mapping[str, pd.DataFrame], shipped: Mapping[str, Target]
) -> None:
    """What `simulate` returns is the link's formula over counts taken from the same tables."""
    target = shipped["to-pol-apr-2021"]
    counts = counts_of(target)
    there, every = (MEASURES[c.measure].compute(tables, c.ask) for c in counts.values())
    assert simulate(target, tables) == pytest.approx(100 * there / every)
    panel = shipped["abroad-apr-2021"]
    plain = simulate(panel, tables, {"links.panel_share_abroad.over_representation": 1})
    assert plain < simulate(panel, tables) < 3 * plain


def test_every_shipped_target_of_the_run_has_a_finite_answer(
    tables: Mapping[str, pd.DataFrame], shipped: Mapping[str, Target]
) -> None:
    """No link stumbles over a run in which something never happened."""
    inside = [t for t in shipped.values() if t.fitted and t.at.year < 2022]
    assert all(np.isfinite(simulate(target, tables)) for target in inside)


def test_defaults_lie_within_the_priors() -> None:
    """A default lies within its range, and every parameter but the error says what it is."""
    for path, (default, info) in links.parameters().items():
        assert info.low <= default <= info.high, path
        assert info.low < info.high, path
        assert path.endswith(".error") or info.doc


def test_a_parameter_may_be_an_array() -> None:
    """Many draws of a link's parameters are answered at once."""
    odds = np.array([[1.0], [3.0]])
    link = links.link_of(
        "panel_share_abroad", {"links.panel_share_abroad.over_representation": odds}
    )
    seen = {"abroad": np.array([10.0, 20.0]), "home": np.array([90.0, 80.0])}
    assert link.value(seen) == pytest.approx(np.array([[10, 20], [25, 100 * 0.6 / 1.4]]))


def test_an_unknown_parameter_of_a_link_is_refused() -> None:
    """A misspelt parameter must not be ignored."""
    with pytest.raises(TalentflowError, match="no such parameter; expected error, share"):
        links.link_of("section_j", {"links.section_j.shares": 0.5})


def test_each_link_tells_its_formula() -> None:
    """A scientist who opens the file reads first what it measures."""
    for name in links.catalogue():
        path = Path(links.__file__).parent / f"{name}.py"
        assert len(path.read_text(encoding="utf-8").split('"""')[1].split("\n")) >= 3, name
