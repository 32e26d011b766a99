"""Explanations: accounting adds up, causes add up, what is known is not run again."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from talentflow.kernels.appraisal import appraise
from talentflow.kernels.rooms import Gathered
from talentflow.moment import Moment
from talentflow.phases.calendar import calendar
from talentflow.phases.values import values
from talentflow.reasons import wish_parts
from talentflow.scenario import load
from talentflow.simulation import Simulation
from talentflow_lab import explain_tables as tables
from talentflow_lab.explain import Explained, ExplainError, How, explain
from talentflow_lab.explain_page import write_explained
from talentflow_lab.replicate import Progress
from talentflow_lab.store import FolderError

RUN = ("scale=200",)
FACTORS = ("repression", "living", "networks", "war")
AT = "2020-12"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that keeps what the tests of this file run."""
    return tmp_path_factory.mktemp("explained")


@pytest.fixture(scope="module")
def found(cache: Path) -> Explained:
    """Return a small explanation."""
    return asked(cache)


def asked(cache: Path, replications: int = 2) -> Explained:
    """Explain the crackdown at a coarse scale."""
    return explain(
        load("belarus-2020", RUN), at=AT, replications=replications, factors=FACTORS,
        how=How(cache, workers=1),
    )  # fmt: skip


def test_values_of_factors_sum_to_the_total_effect(found: Explained) -> None:
    """Of every outcome and group, to rounding."""
    keys = ["outcome", "group", "group_value"]
    sums = found.effects.groupby(keys)["value"].sum()
    effects = found.totals.set_index(keys)["effect"]
    size = found.totals.set_index(keys)[["none", "all"]].abs().max(axis=1).clip(lower=1.0)
    assert ((sums - effects).abs() / size).max() < 1e-12


def test_a_factor_that_cannot_act_is_told_and_counts_nothing(found: Explained) -> None:
    """The war begins later: it has no start, no values, and 0 in the tables."""
    war = found.factors.set_index("factor").loc["war"]
    assert pd.isna(war["start"])
    assert set(found.effects["factor"]) == {"repression", "living", "networks"}
    row = tables.both_ways(found).set_index("factor").loc["war"]
    assert (row["wish"], row["gone"]) == (0.0, 0.0)


def test_the_crackdown_is_what_moved_people(found: Explained) -> None:
    """In the autumn of 2020 repression does most, in every replication (as interval)."""
    gone = found.effects[(found.effects["outcome"] == "gone") & (found.effects["group"] == "all")]
    by_factor = gone.set_index("factor")
    assert by_factor["value"].idxmax() == "repression"
    assert by_factor.loc["repression", "low"] > 0.0


def test_accounting_sums_to_the_change_of_the_wish(found: Explained) -> None:
    """Both ways stand side by side; the weights of the factors and the rest sum to the change."""
    both = tables.both_ways(found)
    total = both[both["title"] == tables.TOTAL]["weight"].iloc[0]
    assert both[both["title"] != tables.TOTAL]["weight"].sum() == pytest.approx(total, abs=1e-9)
    everybody = found.reasons[found.reasons["group"] == "all"]
    assert everybody["change"].sum() == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("months", [1, 12, 22])
def test_contributions_of_terms_sum_to_the_wish(months: int) -> None:
    """Term by term, with variety: the utility difference that decides, to 1e-5, of everybody."""
    run = Simulation(load("belarus-2020", [*RUN, "months=30"]), histories=False)
    for _ in range(months):
        run.step()
    world, now = run.world, Moment(months)
    calendar(world, now)
    values(world, now)
    rows = np.flatnonzero(world.people.active[: world.people.used] == 1).astype(np.uint32)
    wish = np.empty(rows.size)
    nothing = Gathered.of(world.cells, 0, 1)
    ties = world.tie_columns
    appraise(world.people, world.cells, now.look, ties, world.block(), rows, wish, nothing)
    parts = wish_parts(world, now.look, rows.astype(np.int64))
    able = np.isfinite(wish)
    assert able.sum() > 300
    np.testing.assert_allclose(parts[able].sum(axis=1), wish[able], atol=1e-5)


def test_contributions_to_a_choice_sum_to_the_difference_of_places() -> None:
    """Of every planner: what the terms say for the place is its value less the residence's."""
    run = Simulation(load("belarus-2020", [*RUN, "months=30"]), histories=False)
    checked = 0
    while run.month < 24:
        place = run.world.people.place.copy()
        now = run.step()
        terms = run.world.cells.contribution.shape[1]
        for n in np.flatnonzero(now.chose_at_home).tolist():
            i, there = int(now.planners[n]), int(now.plans[n])
            people, cells = run.world.people, run.world.cells
            axes = (people.citizenship[i], place[i], people.grade[i], people.english[i])
            shape = (len(now.look.home), *cells.shape)
            cell = np.ravel_multi_index((*axes, people.exposure[i]), shape)
            if i in now.promoted:
                continue  # the cell is that before the promotion
            difference = cells.value[cell, there] - cells.value[cell, place[i]]
            assert now.why[n, :terms].sum() == pytest.approx(difference, abs=1e-5)
            checked += 1
    assert checked > 20


def test_paired_people_add_up(found: Explained) -> None:
    """Groups sum to everybody; who is kept has left, who is pushed has not."""
    counts = ["persons", "left", "kept", "pushed"]
    sums = found.kept.groupby(["alternative", "group"])[counts].sum()
    for _, rows in sums.groupby("alternative"):
        assert (rows - rows.iloc[0]).abs().max(axis=None) < 1e-9
    assert (found.kept["kept"] <= found.kept["left"]).all()
    assert (found.kept["pushed"] <= found.kept["persons"] - found.kept["left"]).all()


def test_without_repression_most_leavers_stay(found: Explained, cache: Path) -> None:
    """The paired count agrees with the coalitions: left less left without, of the cohort.

    To the last digit in one replication; over several, whose cohorts differ by a person or two, a
    mean of shares is not quite the share of means.
    """
    for told, precision in ((asked(cache, 1), 1e-6), (found, 0.01)):
        gone = told.effects[(told.effects["outcome"] == "gone") & (told.effects["group"] == "all")]
        without = gone.set_index("factor").loc["repression", "without"]
        alike = (told.kept["alternative"] == "repression") & (told.kept["group"] == "all")
        one = told.kept[alike].iloc[0]
        share = 100.0 * (one["kept"] - one["pushed"]) / one["persons"]
        assert without == pytest.approx(share, abs=precision)


def test_stages_are_shares(found: Explained) -> None:
    """Of every group and month they sum to 100."""
    sums = found.stages.groupby(["date", "group", "group_value"], observed=True)["mean"].sum()
    np.testing.assert_allclose(sums, 100.0, atol=1e-9)


def test_what_is_known_is_not_run_again(
    found: Explained, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same question is answered from the cache, to the last digit; more replications add."""

    def refuse(*_: object, **__: object) -> Progress:
        raise AssertionError("something is run")

    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*.parquet")}
    with monkeypatch.context() as patched:
        patched.setattr("talentflow_lab.piecework.perform", refuse)
        patched.setattr("talentflow_lab.explain.run_scenario", refuse)
        again = asked(cache)
    for name, frame in again.frames().items():
        pd.testing.assert_frame_equal(frame, found.frames()[name])
    more = asked(cache, replications=3)
    assert more.replications == 3
    after = {path: path.stat().st_mtime_ns for path in before}
    assert before == after


@pytest.mark.deep
def test_workers_change_nothing(found: Explained, tmp_path: Path) -> None:
    """Two processes find what one finds."""
    other = explain(
        load("belarus-2020", RUN), at=AT, replications=2, factors=FACTORS,
        how=How(tmp_path, workers=2),
    )  # fmt: skip
    for name, frame in other.frames().items():
        pd.testing.assert_frame_equal(frame, found.frames()[name])


def test_the_folder_holds_tables_and_a_page(found: Explained, tmp_path: Path) -> None:
    """Everything is in the folder, the page loads nothing, and foreign folders are left alone."""
    out = tmp_path / "why"
    page = write_explained(found, out, "talentflow explain")
    text = page.read_text(encoding="utf-8")
    assert "repression and crisis" in text
    assert "http://" not in text.replace("http://www.w3.org", "")
    for name, frame in found.frames().items():
        assert len(pd.read_parquet(out / f"{name}.parquet")) == len(frame)
        assert (out / f"{name}.csv").exists()
    write_explained(found, out)  # again is no trouble
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("precious")
    with pytest.raises(FolderError, match="left alone"):
        write_explained(found, tmp_path / "mine")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"at": "2026-01"}, "within the run"),
        ({"at": "2019-06", "since": "2020-01"}, "within the run"),
        ({"at": "soon"}, "not a month"),
        ({"since": "2019-01"}, "but for its first month"),
        ({"at": "2020-02", "factors": ("war",)}, "no factor can change anything"),
        ({"at": "2021-12", "factors": ("repression", "war", "living", "pay", "work", "firms",
                                       "networks", "entry", "borders")}, "at most 8"),
    ],
)  # fmt: skip
def test_what_cannot_be_explained_is_told(given: dict[str, str], told: str, tmp_path: Path) -> None:
    """A sentence says what is wrong, before anything runs."""
    with pytest.raises(ExplainError, match=told):
        explain(load("belarus-2020", RUN), how=How(tmp_path), **given)
    assert not list(tmp_path.iterdir())


@pytest.mark.deep
def test_the_command(tmp_path: Path) -> None:
    """It prints JSON that holds all tables, and tells a user's mistake without a traceback."""
    command = [sys.executable, "-m", "talentflow_lab.cli", "explain", "belarus-2020"]
    small = ["--at", "2020-09", "--scale", "400", "--factors", "repression", "--workers", "1",
             "--replications", "1", "--json"]  # fmt: skip
    done = subprocess.run(
        [*command, *small], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["at"] == "2020-09"
    assert {row["factor"] for row in told["effects"]} == {"repression"}
    assert all(row["low"] is None for row in told["effects"])
    wrong = subprocess.run(
        [*command, "--factors", "represion"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert wrong.returncode == 2
    assert 'did you mean "repression"' in wrong.stderr
    assert "Traceback" not in wrong.stderr
