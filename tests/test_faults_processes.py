"""Processes that are ended, killed or without memory: nothing is corrupted, the rest goes on."""

import os
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests import fake_model
from tests.faults import LINUX, children, command_of, short_case, small_study, start, until
from tests.test_cli import FAKED
from tests.test_sweep import SLOW_SWEEP, runs_in, tables

from talentflow.scenario import Scenario
from talentflow_lab.doctor import examine
from talentflow_lab.execute import execute
from talentflow_lab.replicate import Job
from talentflow_lab.store import FolderError
from talentflow_lab.study import Study
from talentflow_lab.sweep import How, sweep


@pytest.fixture(scope="module", name="case")
def _case() -> Scenario:
    """Return the shipped scenario, short."""
    return short_case()


@pytest.fixture(scope="module", name="study")
def _study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of three points, each run twice."""
    return small_study(tmp_path_factory.mktemp("study"))


@LINUX
def test_a_worker_without_memory_takes_no_other_with_it(case: Scenario, tmp_path: Path) -> None:
    """Its replication fails with a sentence; all others are there."""
    job = Job(case.replace(replications=3), tmp_path, build=fake_model.GreedyModel)
    batch = execute(job, workers=2)
    assert [one.replication for one in batch.done] == [0, 2]
    (failure,) = batch.failures
    assert (failure.replication, failure.expected) == (1, True)
    assert failure.message.startswith("memory ran out")


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.deep
def test_sigterm_ends_a_sweep_well_and_keeps_others_out(study: Study, tmp_path: Path) -> None:
    """A second sweep is refused while one is at work; SIGTERM ends it with 130 and a word."""
    arguments = ("sweep", str(study.path), "--out", "out", "--workers", "1")
    process = start([sys.executable, "-c", FAKED, "SlowModel", *arguments], tmp_path)
    until(process, lambda: bool(runs_in(tmp_path / "out")))
    with pytest.raises(FolderError, match="another sweep is at work"):
        sweep(study, tmp_path / "out", how=How(1), build=fake_model.FakeModel)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "The same command goes on" in told
    kept = runs_in(tmp_path / "out")
    assert 0 < len(kept) < 6
    sweep(study, tmp_path / "out", how=How(1), build=fake_model.FakeModel)
    quiet = sweep(study, tmp_path / "quiet", how=How(1), build=fake_model.FakeModel)
    assert tables(tmp_path / "out") == tables(quiet.folder)


@LINUX
@pytest.mark.deep
def test_killed_workers_are_replaced(study: Study, tmp_path: Path) -> None:
    """A worker killed (-9) in the middle of its work costs no run: it is done again."""
    command = [sys.executable, "-c", SLOW_SWEEP, str(study.path), str(tmp_path / "out"), "2"]
    process = start(command, tmp_path)
    until(process, lambda: bool(runs_in(tmp_path / "out")))
    workers = [pid for pid in children(process.pid) if "resource_tracker" not in command_of(pid)]
    os.kill(max(workers), signal.SIGKILL)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    quiet = sweep(study, tmp_path / "quiet", how=How(1), build=fake_model.FakeModel)
    assert tables(tmp_path / "out") == tables(quiet.folder)


@LINUX
@pytest.mark.deep
@pytest.mark.parametrize("moment", range(8))
def test_a_sweep_killed_at_any_moment_goes_on(study: Study, tmp_path: Path, moment: int) -> None:
    """However far it was, the ledger is whole and the same command completes it."""
    arguments = ("sweep", str(study.path), "--out", "out", "--workers", "1")
    process = start([sys.executable, "-c", FAKED, "FakeModel", *arguments], tmp_path)
    until(process, (tmp_path / "out").exists)
    time.sleep(0.02 * moment)
    process.kill()
    process.communicate()
    ledger = tmp_path / "out" / "ledger.sqlite"
    if ledger.exists():
        with closing(sqlite3.connect(ledger)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    sweep(study, tmp_path / "out", how=How(1), build=fake_model.FakeModel)
    quiet = sweep(study, tmp_path / "quiet", how=How(1), build=fake_model.FakeModel)
    assert tables(tmp_path / "out") == tables(quiet.folder)
    assert not examine(tmp_path / "out").findings
    shutil.rmtree(tmp_path / "quiet")
