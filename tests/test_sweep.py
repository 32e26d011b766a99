"""Sweeps: pairs with the same luck, and no finished run lost, whatever ends the sweep."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests import fake_model
from tests.test_study import GOOD, written

from talentflow_lab import study_store
from talentflow_lab.ledger import Ledger, Row
from talentflow_lab.store import FolderError
from talentflow_lab.study import Study
from talentflow_lab.study_page import render_study
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_store import Namer
from talentflow_lab.study_tables import read_tables
from talentflow_lab.sweep import How, Swept, sweep, to_do

ROOT = Path(__file__).parents[1]
FIRMS = "firms.relocation.enabled = false"
IDLE = '\n[points."nothing that matters"]\nshocks.thaw.start = 50\n'
"""Politics do not change in the scenario, so it does not matter when."""

SLOW_SWEEP = """
import sys
from pathlib import Path
from tests.fake_model import SlowModel
from talentflow_lab.study_reading import read_study
from talentflow_lab.sweep import How, sweep

how = How(int(sys.argv[3]))
sweep(read_study(Path(sys.argv[1])), Path(sys.argv[2]), how=how, build=SlowModel)
"""


@pytest.fixture(scope="module", name="study")
def _study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of three points, short and small."""
    text = GOOD.replace(FIRMS, f"{FIRMS}\nshocks.crisis.gain = 0") + IDLE
    return read_study(written(tmp_path_factory.mktemp("study"), text))


@pytest.fixture(scope="module", name="swept")
def _swept(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """Return what a sweep of it with the real model finds."""
    return sweep(study, tmp_path_factory.mktemp("swept") / "out", how=How(1))


def tables(folder: Path) -> list[bytes]:
    """Return the tables of a study, byte for byte."""
    return [
        (folder / f"{table}.{suffix}").read_bytes()
        for table in ("outcomes", "differences")
        for suffix in ("csv", "parquet")
        if (folder / f"{table}.{suffix}").exists()
    ]


def runs_in(folder: Path) -> dict[str, float]:
    """Return the finished runs of a study with the seconds that each took."""
    return {row.id: row.seconds for row in Ledger(folder / "ledger.sqlite").rows() if not row.error}


def test_a_point_equal_to_the_first_differs_by_exactly_nothing(swept: Swept) -> None:
    """Pairs share all luck: what changes nothing gives 0, and what does not gives more than 0."""
    compared = swept.differences.set_index("point")
    idle = compared.loc["nothing that matters"]
    assert (idle[["difference", "low", "high"]] == 0.0).all(axis=None)
    assert (idle["pairs"] == 2).all()
    assert (compared.loc["as it is", ["difference", "low", "high"]] == 0.0).all(axis=None)
    assert (compared.loc["no firms", "difference"] != 0.0).any()
    assert len(runs_in(swept.folder)) == 6


def test_tables_hold_every_run(study: Study, swept: Swept) -> None:
    """The tidy table has a row for each point, replication and outcome; files equal the frames."""
    found = swept.outcomes
    keys = ["point", "replication", "outcome"]
    assert len(found) == len(found[keys].drop_duplicates()) == 3 * 2 * 2
    assert list(dict.fromkeys(found["point"])) == [point.name for point in study.points]
    assert found.groupby("replication")["seed"].nunique().tolist() == [1, 1]
    assert found["seed"].nunique() == 2
    stored = pd.read_parquet(swept.folder / "differences.parquet")
    pd.testing.assert_frame_equal(stored, swept.differences, check_dtype=False)
    left = found[(found["point"] == "as it is") & (found["outcome"] == "left")]["value"]
    row = stored[(stored["point"] == "as it is") & (stored["outcome"] == "left")]
    assert row["level"].item() == left.mean() > 0
    record = json.loads((swept.folder / "study.json").read_text(encoding="utf-8"))
    assert record["finished"]
    assert (record["runs"], record["run_now"]) == (6, 6)
    changed = {"firms.relocation.enabled": False, "shocks.crisis.gain": 0}
    assert record["points"]["no firms"] == changed
    document = json.dumps(swept.to_dict(), allow_nan=False)
    assert len(json.loads(document)["differences"]) == 3 * 2


def test_a_finished_study_runs_nothing_again(study: Study, swept: Swept) -> None:
    """The same study in the same folder takes every run from there and gives the same tables."""
    assert to_do(study, swept.folder) == 0
    before, runs = tables(swept.folder), runs_in(swept.folder)
    sweep(study, swept.folder, build=fake_model.HopelessModel)
    assert tables(swept.folder) == before
    assert runs_in(swept.folder) == runs


def test_more_replications_keep_those_that_are_there(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed study needs --resume; then only what is new is run. So does changed code."""
    sweep(study, tmp_path / "out", build=fake_model.FakeModel)
    more = read_study(study.path, replications=3)
    with pytest.raises(FolderError, match=r"holds another study; .* --resume"):
        sweep(more, tmp_path / "out", build=fake_model.FakeModel)
    with monkeypatch.context() as patched:
        patched.setattr(study_store, "code_digest", lambda: "other")
        with pytest.raises(FolderError, match=r"of other code \(talentflow \d.* --resume"):
            sweep(study, tmp_path / "out", build=fake_model.FakeModel)
    before = runs_in(tmp_path / "out")
    swept = sweep(more, tmp_path / "out", resume=True, build=fake_model.FakeModel)
    after = runs_in(tmp_path / "out")
    assert len(after) == len(before) + 3
    assert {name: after[name] for name in before} == before
    assert len(swept.outcomes) == 3 * 3 * 2


def test_other_code_is_another_run(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of other code, another outcome or another replication is never taken for this one."""
    values = study.points[0].values
    first = Namer(study)(values, 0)
    assert Namer(study)(values, 0) == first
    fewer = replace(study, outcomes=study.outcomes[:1])
    others = {Namer(study)(values, 1), Namer(fewer)(values, 0), Namer(study)({("a",): 1}, 0)}
    monkeypatch.setattr(study_store, "code_digest", lambda: "other")
    others.add(Namer(study)(values, 0))
    assert len(others | {first}) == 5


def test_failed_runs_are_data_and_tried_again(study: Study, tmp_path: Path) -> None:
    """A run that fails is told with its point; its pairs are missing; the next sweep tries it."""
    swept = sweep(study, tmp_path / "out", build=fake_model.FailingModel)
    assert len(swept.failures) == 3
    assert (swept.differences["pairs"] == 1).all()
    record = json.loads((tmp_path / "out" / "study.json").read_text(encoding="utf-8"))
    assert not record["finished"]
    assert {failure["point"] for failure in record["failures"]} == {p.name for p in study.points}
    assert {failure["replication"] for failure in record["failures"]} == {1}
    assert to_do(study, tmp_path / "out") == 3
    again = sweep(study, tmp_path / "out", build=fake_model.FakeModel)
    assert not again.failures
    assert (again.differences["pairs"] == 2).all()


def test_foreign_folders_are_left_alone(study: Study, tmp_path: Path) -> None:
    """A folder with anything else in it is refused, even with --resume."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match="left alone"):
        sweep(study, tmp_path, resume=True, build=fake_model.FakeModel)
    with pytest.raises(FolderError, match="is a file"):
        sweep(study, tmp_path / "notes.txt", build=fake_model.FakeModel)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_sweep_goes_on(study: Study, tmp_path: Path, workers: int) -> None:
    """After kill -9 the same command runs what is left and gives the tables of a quiet sweep."""
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_SWEEP, str(study.path), str(out), str(workers)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 120
    while len(runs_in(out)) < 2:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    time.sleep(0.3)  # its workers end when it is gone
    kept = runs_in(out)
    assert 2 <= len(kept) < 6
    assert to_do(study, out) == 6 - len(kept)
    sweep(study, out, build=fake_model.FakeModel)
    assert {name: runs_in(out)[name] for name in kept} == kept
    quiet = sweep(study, tmp_path / "quiet", build=fake_model.FakeModel)
    assert tables(out) == tables(quiet.folder)
    assert not list((out / "runs").glob(".*"))


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_lets_runs_in_flight_end(study: Study, tmp_path: Path, workers: int) -> None:
    """The first Ctrl-C hands nothing more out; what is in flight is kept, and nothing fails."""
    out, path = tmp_path / "out", tmp_path / "study.toml"
    text = study.path.read_text(encoding="utf-8")
    path.write_text(text.replace("replications = 2", "replications = 6"), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_SWEEP, str(path), str(out), str(workers)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 120
    while not runs_in(out):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.3)  # the next ones are under way
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode in {-signal.SIGINT, 130}
    assert said.rstrip().endswith("KeyboardInterrupt")
    rows = list(Ledger(out / "ledger.sqlite").rows())
    assert {row.status for row in rows} == {"done"}
    assert 2 <= len(rows) < 18
    assert not (out / "outcomes.csv").exists()


def test_a_sweep_that_was_killed_at_its_start_goes_on(study: Study, tmp_path: Path) -> None:
    """What stands in the folder before study.json does not make it somebody else's."""
    (tmp_path / "runs").mkdir()
    (tmp_path / "sweep.lock").touch()
    (tmp_path / ".study.json.99.tmp").write_text("{", encoding="utf-8")
    assert len(sweep(study, tmp_path, build=fake_model.FakeModel).outcomes) == 12


def test_one_sweep_at_a_time_is_in_a_folder(study: Study, tmp_path: Path) -> None:
    """A second sweep would take the parts of the first for left-overs."""
    store = study_store.Store(tmp_path / "out")
    with (
        store.held(study_store.fingerprint(study), resume=False),
        pytest.raises(FolderError, match="another sweep is at work"),
    ):
        sweep(study, tmp_path / "out", build=fake_model.FakeModel)
    assert len(sweep(study, tmp_path / "out", build=fake_model.FakeModel).outcomes) == 12


def test_long_runs_are_written_at_once(tmp_path: Path) -> None:
    """A run that took long waits for no other; short ones are written together."""
    store = study_store.Store(tmp_path)
    with store.held("made up", resume=False):
        store.add(Row("a", 0, 0, "7", "done", 0.01), {"left": 1.0})
        assert store.numbers().empty
        store.add(Row("b", 0, 1, "8", "done", 3.0), {"left": 2.0})
        assert store.numbers()["left"].tolist() == [1.0, 2.0]


def test_the_page_stands_alone(study: Study, swept: Swept) -> None:
    """The page names every point and outcome, loads nothing and runs no script."""
    html = render_study(read_tables(swept.folder), study)
    for name in [point.name for point in study.points] + [one.title for one in study.outcomes]:
        assert name in html
    assert "<svg" in html
    assert "<script" not in html
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in html
    assert " src=" not in html
    assert "firms.relocation.enabled = false" in html


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `talentflow sweep` in a folder."""
    call = [sys.executable, "-m", "talentflow_lab.cli", "sweep", *arguments]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)


def test_the_command_prints_tables_and_tells_of_mistakes(tmp_path: Path) -> None:
    """The command ends with 0 and a table, or with 2 and the place of the mistake."""
    short = GOOD.replace("months = 24", "months = 3").replace("2020-08", "2019-01")
    written(tmp_path, short.replace("2020-12", "2019-03").replace("scale = 100", "scale = 300"))
    good = command(tmp_path, "study.toml", "--out", "out", "--workers", "1")
    assert good.returncode == 0, good.stderr
    assert "no firms" in good.stdout
    assert (tmp_path / "out" / "index.html").exists()
    written(tmp_path, short.replace("enabled", "enabeld"))
    bad = command(tmp_path, "study.toml", "--out", "other")
    assert bad.returncode == 2
    assert 'study.toml:23  firms.relocation.enabeld: unknown name; did you mean "enabled"?' in (
        bad.stderr
    )
    assert not (tmp_path / "other").exists()
