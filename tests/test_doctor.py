"""`talentflow doctor`: a folder that is whole is found whole, and any changed byte is noticed."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import fake_model

from talentflow.scenario import load
from talentflow_lab.doctor import examine
from talentflow_lab.ledger import DONE, Row
from talentflow_lab.manifest import MANIFEST, read_manifest
from talentflow_lab.run import Request, run_scenario
from talentflow_lab.store import FolderError
from talentflow_lab.study_store import Store


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of the fake model, with CSV."""
    case = load("belarus-2020").replace(months=4, replications=2, scale=500.0)
    out = tmp_path_factory.mktemp("doctor") / "run"
    return run_scenario(Request(case, out, 1, csv=True, build=fake_model.FakeModel)).folder


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a folder of a sweep with two parts, as it stands while the sweep is at work."""
    store = Store(tmp_path / "a study? #1")
    with store.held("name", resume=False):
        for n in range(2):
            store.add(Row(f"id{n}", n, 0, "1", DONE, 9.0), {"gone": float(n)})
        store.record({"fingerprint": "name", "finished": False})
    return store.folder


def test_a_run_is_whole(run: Path) -> None:
    """Nothing is wrong, and every file but the manifest has its hash there."""
    report = examine(run)
    assert (report.kind, report.hashed, report.findings) == ("a run", True, ())
    files = {one.relative_to(run).as_posix() for one in run.rglob("*") if one.is_file()}
    assert set(read_manifest(run) or {}) == files - {MANIFEST}


def test_a_page_made_later_is_no_trouble(run: Path, tmp_path: Path) -> None:
    """Who writes a report into the folder changes nothing of what was written."""
    copy = shutil.copytree(run, tmp_path / "run")
    (copy / "index.html").write_text("<p>")
    assert not examine(copy).findings


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_changed_bit_is_noticed(run: Path, data: st.DataObject) -> None:
    """A flipped bit anywhere in a file names that file."""
    names = sorted(read_manifest(run) or {})
    path = run / data.draw(st.sampled_from(names))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, 8 * len(whole) - 1))
    changed = bytearray(whole)
    changed[place // 8] ^= 1 << (place % 8)
    try:
        path.write_bytes(changed)
        assert path.relative_to(run).as_posix() in {one.file for one in examine(run).findings}
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_truncated_file_is_noticed(run: Path, tmp_path: Path, share: float) -> None:
    """What a full disk or a broken copy leaves is told by name, once each."""
    copy = shutil.copytree(run, tmp_path / "run")
    for name in ("stocks.parquet", "run.json", "stocks.csv"):
        whole = (run / name).read_bytes()
        (copy / name).write_bytes(whole[: int(share * len(whole))])
    (copy / "scenario.toml").unlink()
    told = [one.file for one in examine(copy).findings]
    expected = ["run.json", "scenario.toml", "stocks.csv", "stocks.parquet"]
    assert sorted(set(told)) == expected


def test_an_unfinished_sweep_is_held_against_its_ledger(study: Path) -> None:
    """Without a manifest, parts are held against their own checksums and the ledger."""
    report = examine(study)
    assert (report.kind, report.hashed, report.findings) == ("a sweep", False, ())
    first, second = sorted((study / "runs").iterdir())
    whole = bytearray(first.read_bytes())
    values = pd.read_parquet(first)["gone"].to_numpy()
    place = bytes(whole).find(values.tobytes())
    whole[place if place > 0 else 40] ^= 1
    first.write_bytes(whole)
    second.unlink()
    told = {one.file: one.trouble for one in examine(study).findings}
    assert "cannot be read" in told[f"runs/{first.name}"]
    assert second.name in told["ledger.sqlite"]


def test_a_broken_ledger_is_noticed(study: Path) -> None:
    """SQLite itself looks at the ledger."""
    ledger = study / "ledger.sqlite"
    ledger.write_bytes(ledger.read_bytes()[:-700] + b"\xff" * 700)
    assert [one.file for one in examine(study).findings] == ["ledger.sqlite"]
    ledger.write_bytes(b"no database at all" * 99)
    with pytest.raises(sqlite3.Error):
        sqlite3.connect(ledger).execute("SELECT * FROM runs")
    assert [one.file for one in examine(study).findings] == ["ledger.sqlite"]


def test_another_folder_is_refused(tmp_path: Path) -> None:
    """A folder without results is said to be none, with the exit code of bad input."""
    with pytest.raises(FolderError, match=r"run\.json"):
        examine(tmp_path)
    command = [sys.executable, "-m", "talentflow_lab.cli", "doctor", str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert "holds no results" in result.stderr


def test_the_command_says_so(run: Path, tmp_path: Path) -> None:
    """0 for a whole folder; 1, and the file on stdout, for a broken one."""
    copy = shutil.copytree(run, tmp_path / "run")
    command = [sys.executable, "-m", "talentflow_lab.cli", "doctor", str(copy)]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout) == (0, "")
    assert "whole" in good.stderr
    (copy / "story.json").write_text("{")
    bad = subprocess.run(command, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert bad.stdout.startswith("story.json: ")
