"""Calibration end to end: resumable, the same for any number of workers, and it finds the truth."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pytest
from tests.fake_tables import FakePlan, fake_tables

from talentflow.errors import TalentflowError
from talentflow.scenario import Scenario, load
from talentflow_lab.calibrate import Calibrated, Effort, calibrate
from talentflow_lab.calibration_page import write_calibration_page
from talentflow_lab.calibration_plan import Asked, Plan, plan
from talentflow_lab.posterior import read_posterior
from talentflow_lab.quick_fit import quick_fit
from talentflow_lab.regression_abc import Kept
from talentflow_lab.sweep import How
from talentflow_lab.sweep_progress import sweep_progress

TARGETS = """\
id,period_start,period_end,origin,destination,group,link,value,low,high,unit,scope,certainty,fitted,source,note
moved,2020-08-09,2020-11-30,,POL,,reported_moves,{moved},,,persons,IT,high,yes,s,
permits,2020-08-09,2020-11-30,,POL,,work_permits,{permits},,,permits,IT,high,yes,s,
weak,2020-08-09,2020-11-30,,POL,,work_permits,9,,,permits,IT,low,no,s,of low certainty
"""
PRIORS = """\
parameter,shape,low,high,source
shocks.crisis.gain,log,5,50,s
terms.quality.weight,uniform,0,1,s
"""
MOVES_AT_20 = 500.0
"""First moves to Poland in these months if the gain is 20, with the luck of `FakeModel`."""


@cache
def made_up(seed: int) -> Mapping[str, pd.DataFrame]:
    """Return made-up tables, without the column replication."""
    tables = fake_tables(FakePlan(replications=1, months=23, seed=seed))
    return {
        name: frame.drop(columns="replication", errors="ignore") for name, frame in tables.items()
    }


@dataclass
class FakeModel:
    """Moves in proportion to the gain of the crisis; nothing else matters."""

    scenario: Scenario
    replication: int
    threads: int

    def run(self, progress: Callable[[int], None] | None = None) -> Self:
        """Live all months at once."""
        if progress:
            progress(self.scenario.months)
        return self

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return made-up tables with so many moves."""
        tables = dict(made_up(self.scenario.seed % 3))
        flows = tables["flows"]
        there = (flows["kind"] == "first") & (flows["destination"] == "POL")
        there &= flows["date"] >= "2020-08-01"
        factor = self.scenario.rules["shocks"]["crisis"].gain / 20.0 * MOVES_AT_20
        tables["flows"] = flows.assign(
            persons=flows["persons"].where(
                ~there, factor * flows["persons"] / flows["persons"][there].sum()
            )
        )
        return tables

    def story(self) -> Mapping[str, Any]:
        """Tell nothing."""
        return {}


@contextmanager
def quiet(_wave: str, left: int) -> Iterator[Any]:
    """Show no progress."""
    with sweep_progress(left, 1) as teller:
        yield teller


def asked(folder: Path, moved: float = 350.0, permits: float = 150.0) -> Plan:
    """Write targets and priors, and plan a calibration on them."""
    targets, priors = folder / "targets.csv", folder / "priors.csv"
    targets.write_text(TARGETS.format(moved=moved, permits=permits), encoding="utf-8")
    priors.write_text(PRIORS, encoding="utf-8")
    return plan(Asked("belarus-2020", (), targets, priors, None, 1000, 1))


def found_in(folder: Path, made: Plan, *, runs: int = 100, workers: int = 1) -> Calibrated:
    """Calibrate with the fake model."""
    effort = Effort(runs, rows=40, draws=200, kept=Kept(0.3))
    return calibrate(made, folder, effort, how=How(workers), build=FakeModel, shown=quiet)


@pytest.fixture(scope="module", name="found")
def _found(tmp_path_factory: pytest.TempPathFactory) -> Calibrated:
    folder = tmp_path_factory.mktemp("calibration")
    return found_in(folder / "out", asked(folder))


def test_rows_that_are_not_fitted_are_left_out(found: Calibrated) -> None:
    """Only rows with `fitted` yes count, and the run ends with the last of them."""
    assert [target.id for target in found.plan.targets] == ["moved", "permits"]
    assert f"{found.plan.until:%Y-%m}" == "2020-11"


def test_the_truth_lies_in_the_posterior(found: Calibrated) -> None:
    """Moves of 500 mean a gain of 20: the interval holds it, and is narrower than the prior.

    350 reported of 500 and 150 permits are the links' defaults.
    """
    table = found.identified.set_index("parameter")
    gain = table.loc["shocks.crisis.gain"]
    assert gain["low"] < 20 < gain["high"]
    assert gain["ratio"] < 0.85
    assert table.loc["terms.quality.weight", "ratio"] == pytest.approx(1.0, abs=0.15)
    assert table.loc["terms.quality.weight", "pinned"] == "hardly"


def test_more_moves_mean_a_stronger_crisis(found: Calibrated, tmp_path: Path) -> None:
    """With twice the moves and permits the posterior moves up."""
    double = found_in(tmp_path / "out", asked(tmp_path, 700.0, 300.0))
    name = "shocks.crisis.gain"
    assert double.posterior.draws[name].median() > 1.3 * found.posterior.draws[name].median()


def test_the_posterior_predicts_the_targets(found: Calibrated) -> None:
    """Simulated again, the posterior holds what was observed, more tightly than the prior."""
    rows = found.predicted
    assert rows["within"].all()
    assert ((rows["high"] - rows["low"]) < (rows["prior_high"] - rows["prior_low"])).all()


def test_the_folder_says_what_made_it(found: Calibrated) -> None:
    """Metadata, tables and page are there, and the page needs nothing from elsewhere."""
    record = read_posterior(found.folder / "posterior.parquet").record
    assert record["targets"] == ["moved", "permits"]
    assert record["until"] == "2020-11"
    assert record["fingerprint"] == found.plan.scenario.fingerprint
    assert set(record["priors"]) == set(found.posterior.draws.columns)
    html = write_calibration_page(found).read_text(encoding="utf-8")
    assert "What the data pin" in html
    assert not [
        mark for mark in ("<script", "src=", "<link", "@import", "https://") if mark in html
    ]
    study = json.loads((found.folder / "wave-1" / "study.json").read_text(encoding="utf-8"))
    assert study["finished"]


@pytest.mark.deep
def test_going_on_and_workers_change_nothing(found: Calibrated, tmp_path: Path) -> None:
    """A part of the first wave that was there before, and two processes: the same bytes."""
    made = asked(tmp_path)
    effort = Effort(100, rows=40, draws=200, kept=Kept(0.3))
    with pytest.raises(KeyboardInterrupt):
        calibrate(made, tmp_path / "out", effort, how=How(1), build=FakeModel, shown=_stops)
    again = found_in(tmp_path / "out", made, workers=2)
    pd.testing.assert_frame_equal(again.posterior.draws, found.posterior.draws)
    assert again.posterior.digest == found.posterior.digest


@contextmanager
def _stops(_wave: str, left: int) -> Iterator[Any]:
    class Stopping:
        ended_so_far = 0

        def months(self, _behind: int) -> None:
            """Show nothing."""

        def ended(self, _result: object) -> None:
            """Interrupt after some runs."""
            self.ended_so_far += 1
            if self.ended_so_far == min(20, left):
                raise KeyboardInterrupt

    yield Stopping()


def test_too_few_runs_and_no_targets_are_refused(tmp_path: Path) -> None:
    """Both say what to do."""
    made = asked(tmp_path)
    with pytest.raises(TalentflowError, match="40 is the least"):
        found_in(tmp_path / "out", made, runs=10)
    with pytest.raises(TalentflowError, match="no target is fitted"):
        plan(Asked("belarus-2020", until=made.scenario.start))


def test_a_quick_fit_finds_a_point_near_the_truth(tmp_path: Path) -> None:
    """Sixty runs give a point whose targets are missed by little, as a scenario; again the same."""
    made = asked(tmp_path)
    found = quick_fit(made, tmp_path / "out", 60, how=How(1), build=FakeModel, shown=quiet)
    assert found.targets["miss"].abs().max() < 1.5
    gain = found.parameters.set_index("parameter").loc["shocks.crisis.gain", "value"]
    assert 8 < gain < 45
    assert load(found.scenario).rules["shocks"]["crisis"].gain == pytest.approx(gain)
    again = quick_fit(made, tmp_path / "out", 60, how=How(1), build=FakeModel, shown=quiet)
    assert again.loss == found.loss


def test_the_real_model_is_calibrated(tmp_path: Path) -> None:
    """Forty coarse runs to February 2021 give a posterior of every parameter, within its range."""
    from datetime import date

    made = plan(Asked("belarus-2020", until=date(2021, 2, 1), scale=300.0))
    found = calibrate(made, tmp_path, Effort(40, draws=100), how=How(1), shown=quiet)
    assert found.failed == 0
    assert len(found.posterior.draws) == 100
    for prior in made.priors:
        if prior.shape != "normal":
            assert found.posterior.draws[prior.name].between(prior.low, prior.high).all()
    assert set(found.predicted["target"]) == {target.id for target in made.targets}
