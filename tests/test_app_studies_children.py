"""Studies at work: one child a folder, seen by all sessions, that can be cancelled and resumed."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.fake_model import FakeModel
from tests.slow_models import Endless, Pausing
from tests.test_sweep import tables
from tests.test_sweep_designs import TEXT

from talentflow_app import shared
from talentflow_app import studies_children as children
from talentflow_app.studies_children import ChildError
from talentflow_app.studies_folders import entries
from talentflow_app.studies_launch import Order, begin, resume, source_of
from talentflow_app.studies_watch import Row, rows
from talentflow_lab.study_reading import read_study
from talentflow_lab.sweep import How, sweep

ROOT = Path(__file__).parents[1]
MANY = TEXT.replace("points = 5", "points = 5\npolicies = 1")
PROGRAM = """
from talentflow_lab import replicate
from tests.slow_models import {model}

replicate.build_measured = {model}
from talentflow_lab.cli import main

main()
"""
ONE = Order(workers=1)


@pytest.fixture(autouse=True)
def _children(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have children run the real command line with a quick model; leave none behind."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)
    program(monkeypatch, Pausing)
    yield
    for folder, one in children.seen().items():
        if one.running:
            children.cancel(folder)
            children.cancel(folder)
        until(lambda folder=folder: not children.seen()[folder].running)
        children.forget(folder)


def program(monkeypatch: pytest.MonkeyPatch, model: type) -> None:
    """Replace the model of the children."""
    text = PROGRAM.format(model=model.__name__)
    monkeypatch.setattr(children, "PROGRAM", (sys.executable, "-c", text))


def until(met: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something to be so."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def row(library: Path, key: str = "mine") -> Row:
    """Return what any session sees of a study."""
    return {one.entry.key: one for one in rows(library, "")}[key]


def test_a_sweep_is_started_followed_cancelled_and_resumed(tmp_path: Path) -> None:
    """Cancelling keeps finished runs; resuming does the rest; tables are as of one sweep."""
    library = tmp_path / "library"
    folder = begin(library, "mine", MANY, "Drawn", ONE)
    assert row(library).state == "starting"
    with pytest.raises(ChildError, match="at work already"):
        resume(row(library).entry, folder / "study.toml", ONE)
    until(lambda: row(library).progress.done > 2)
    seen = row(library)
    assert (seen.state, seen.progress.total, seen.progress.failed) == ("running", 20, 0)
    assert "runs/" in seen.line
    children.cancel(folder)
    assert row(library).state == "ending"
    until(lambda: row(library).state == "unfinished")
    left = row(library).progress
    assert 0 < left.done < 20
    assert left.left == 20 - left.done
    assert children.seen()[folder.resolve()].problem == ""
    entry = entries(library)["mine"]
    source = source_of(entry, library)
    assert source == folder / "study.toml"
    resume(entry, source, ONE)
    until(lambda: row(library).state == "finished")
    assert row(library).progress.done == 20
    whole = sweep(read_study(source), tmp_path / "whole", how=How(1), build=FakeModel)
    assert tables(folder) == tables(whole.folder)
    assert len(tables(folder)) == 2


def test_the_end_of_the_server_asks_and_a_second_cancel_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that is asked ends its runs first; asked again, it ends at once."""
    program(monkeypatch, Endless)
    folder = begin(tmp_path, "mine", MANY, "Drawn", ONE)
    until((folder / "scenario.toml").exists)
    time.sleep(1.0)
    shared.end()
    time.sleep(1.0)
    assert row(tmp_path).state == "ending"
    children.cancel(folder)
    until(lambda: row(tmp_path).state == "unfinished", 20.0)
    assert row(tmp_path).progress.left == 20


def test_a_study_that_cannot_begin_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    """The words of the command line are told, and the name is free again."""
    folder = begin(tmp_path, "mine", MANY.replace("points = 5", "points = 0"), "Drawn", ONE)
    until(lambda: not children.seen()[folder.resolve()].running)
    told = children.seen()[folder.resolve()]
    assert told.code == 2
    assert "study.toml:9  sampling.points: 0 is out of range" in told.problem
    assert not folder.exists()
    assert rows(tmp_path, "") == ()


def test_no_more_children_than_the_machine_bears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One too many is refused, and its folder is not left behind."""
    monkeypatch.setattr(children, "MOST", 0)
    with pytest.raises(ChildError, match="0 studies are at work"):
        begin(tmp_path, "mine", MANY, "Drawn", ONE)
    assert list(tmp_path.iterdir()) == []


def test_pace_is_of_runs_that_end_while_somebody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs that had ended before, and the time until the first one ends, do not count."""
    now = iter([10.0, 14.0, 16.0])
    folder = begin(tmp_path, "mine", MANY, "Drawn", ONE)
    monkeypatch.setattr(children.time, "monotonic", lambda: next(now))
    assert children.pace(folder, 30) is None
    assert children.pace(folder, 30) is None
    assert children.pace(folder, 31) is None
    assert children.pace(folder, 39) == pytest.approx(2.0)
    assert children.pace(folder, 39) == pytest.approx(2.0)
    assert children.pace(folder, 43) == pytest.approx(2.0)
    monkeypatch.undo()
    program(monkeypatch, Pausing)
