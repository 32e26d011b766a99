"""Forecasts with a posterior: draws keyed by replication, and refusals that say why."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.test_study import GOOD, written

from talentflow.reading import shipped_data
from talentflow.scenario import Scenario, load
from talentflow_lab.forecast import drawn, with_values
from talentflow_lab.posterior import PosteriorError, read_posterior, write_posterior
from talentflow_lab.run import Request, run_scenario
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_store import Namer

DRAWS = pd.DataFrame(
    {
        "shocks.crisis.gain": [10.0, 20.0, 30.0],
        "terms.residual.values.POL": [0.5, -0.5, 1.0],
        "links.section_j.share": [0.6, 0.7, 0.8],
    }
)


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    write_posterior(tmp_path / "posterior.parquet", DRAWS, {"scenario": "belarus-2020"})
    return tmp_path / "posterior.parquet"


@pytest.fixture(scope="module", name="scenario")
def _scenario() -> Scenario:
    return load("belarus-2020").replace(months=4, scale=400, replications=8)


def pay(scenario: Scenario) -> np.ndarray:
    """Return the figures of pay."""
    table = scenario.data.indicators
    return table.loc[table["indicator"] == "pay_gross_usd_year", "value"].to_numpy()


def test_two_replications_in_a_row_share_a_draw(path: Path, scenario: Scenario) -> None:
    """Pairs share parameters; even pairs share pay, odd ones do not; draws begin again."""
    made = drawn(read_posterior(path), scenario)
    runs = [made.scenario(scenario, n) for n in range(8)]
    gains = [run.rules["shocks"]["crisis"].gain for run in runs]
    assert gains == [10, 10, 20, 20, 30, 30, 10, 10]
    assert runs[2].rules["terms"]["residual"].values["POL"] == -0.5
    assert (pay(runs[0]) == pay(runs[1])).all()
    assert (pay(runs[2]) != pay(runs[3])).any()
    assert (pay(runs[0]) != pay(runs[6])).any()
    other = scenario.data.indicators["indicator"] != "pay_gross_usd_year"
    drawn_table, table = runs[0].data.indicators, scenario.data.indicators
    pd.testing.assert_frame_equal(drawn_table[other], table[other])


def test_any_policy_meets_the_same_draw(path: Path, scenario: Scenario) -> None:
    """A scenario with a lever has in replication n the parameters that it has without."""
    policy = load("belarus-2020", ['levers.fast-track-permits.FIN.start="2020-09"'])
    made = drawn(read_posterior(path), scenario)
    one, other = made.scenario(scenario, 3), made.scenario(policy, 3)
    assert one.rules["shocks"]["crisis"] == other.rules["shocks"]["crisis"]
    assert (pay(one) == pay(other)).all()
    assert len(other.levers) == 1


def test_a_posterior_is_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """Writing the same draws again gives the same file, and reading gives them back."""
    again = tmp_path / "again.parquet"
    write_posterior(again, DRAWS, {"scenario": "belarus-2020"})
    assert again.read_bytes() == path.read_bytes()
    read = read_posterior(path)
    pd.testing.assert_frame_equal(read.draws, DRAWS)
    assert read.model == ["shocks.crisis.gain", "terms.residual.values.POL"]
    assert read.links == ["links.section_j.share"]
    assert read.record["scenario"] == "belarus-2020"


def test_a_run_with_a_posterior_tells_of_it(path: Path, scenario: Scenario, tmp_path: Path) -> None:
    """run.json names the posterior, parts of variance are written, workers change nothing."""
    made = drawn(read_posterior(path), scenario)
    one = run_scenario(Request(scenario, tmp_path / "one", workers=1, posterior=made))
    two = run_scenario(Request(scenario, tmp_path / "two", workers=2, posterior=made))
    assert one.run["posterior"]["digest"] == made.digest
    assert (one.uncertainty["replications"] == 8).all()
    for name in ("flows.parquet", "stocks.parquet", "uncertainty.csv"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()
    plain = run_scenario(Request(scenario, tmp_path / "plain", workers=1))
    assert plain.uncertainty.empty
    assert not (plain.folder / "uncertainty.csv").exists()


def test_a_study_with_a_posterior_has_runs_of_its_own(path: Path, tmp_path: Path) -> None:
    """The id of a run names the posterior, and a study may not set what it draws."""
    study = read_study(written(tmp_path, GOOD))
    made = drawn(read_posterior(path), study.scenario)
    drawing = study.drawing(made)
    values = study.points[0].values
    assert Namer(study)(values, 0) != Namer(drawing)(values, 0)
    gain = DRAWS.rename(columns={"terms.residual.values.POL": "firms.relocation.enabled"})
    other = write_posterior(tmp_path / "other.parquet", gain[["shocks.crisis.gain"]], {})
    clash = read_study(written(tmp_path, GOOD + '\n[points."calm"]\nshocks.crisis.gain = 0\n'))
    with pytest.raises(PosteriorError, match=r"shocks\.crisis\.gain is set by the study"):
        clash.drawing(drawn(other, clash.scenario))


def test_shipped_posteriors_fit_their_scenario() -> None:
    """What is shipped can be drawn from, and says which command and seed made it."""
    paths = sorted((shipped_data() / "posteriors").glob("*.parquet"))
    assert paths
    for path in paths:
        read = read_posterior(path)
        record = read.record
        made = drawn(read, load(record["scenario"]))
        assert len(made.rows) == 1000
        assert record["command"].startswith(f"talentflow calibrate {record['scenario']} --out ")
        assert "/" not in record["command"].split("--out ")[1].split()[0].removeprefix("results/")
        assert record["seed"] >= 0
        assert record["until"] <= "2022-02"


def test_what_does_not_fit_is_refused(path: Path, scenario: Scenario, tmp_path: Path) -> None:
    """Unknown parameters, values out of range, hand-set ones and other files are told by name."""
    with pytest.raises(PosteriorError, match=r"no parameter terms\.charm\.weight"):
        with_values(scenario, {"terms.charm.weight": 1.0}, "p")
    with pytest.raises(PosteriorError, match="out of range, 0 to 60"):
        with_values(scenario, {"shocks.crisis.gain": 61.0}, "p")
    with pytest.raises(PosteriorError, match=r"no parameter shocks\.crisis"):
        with_values(scenario, {"shocks.crisis": 1.0}, "p")
    by_hand = load("belarus-2020", ["shocks.crisis.gain=5"])
    with pytest.raises(PosteriorError, match=r"--set shocks\.crisis\.gain"):
        drawn(read_posterior(path), by_hand)
    with pytest.raises(PosteriorError, match="there is no such file"):
        read_posterior(tmp_path / "missing.parquet")
    DRAWS.to_parquet(tmp_path / "plain.parquet")
    with pytest.raises(PosteriorError, match="holds no posterior"):
        read_posterior(tmp_path / "plain.parquet")
