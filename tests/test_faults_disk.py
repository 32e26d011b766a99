"""A full disk, and a folder that cannot be written: a sentence, and nothing half is left."""

import subprocess
from pathlib import Path

import pytest
from tests import fake_model
from tests.faults import (
    DEEP,
    IS_ROOT,
    LINUX,
    SMALL,
    file_size,
    mounted,
    said,
    short_case,
    shut,
    small_study,
)
from tests.test_sweep import runs_in, tables

from talentflow.scenario import Scenario
from talentflow_lab.doctor import examine
from talentflow_lab.run import Request, run_scenario
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
@pytest.mark.parametrize(
    "most", [pytest.param(0, marks=DEEP), 4_000, pytest.param(30_000, marks=DEEP)]
)
def test_a_run_on_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], most: int
) -> None:
    """It ends with 1 and a sentence, wherever the room ran out, and the folder is as before."""
    with file_size(most):
        code, told = said(
            monkeypatch, capsys, "run", "belarus-2020", *SMALL, "--out", str(tmp_path / "out")
        )
    assert code == 1, told
    assert "the disk is full" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


@LINUX
@pytest.mark.parametrize(
    "most", [3_000, *(pytest.param(size, marks=DEEP) for size in (0, 9_000, 13_000))]
)
def test_a_sweep_on_a_full_disk_goes_on_later(
    study: Study,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    most: int,
) -> None:
    """It ends with a sentence; when there is room the same command gives the usual tables."""
    out = tmp_path / "out"
    arguments = ("sweep", str(study.path), "--out", str(out), "--workers", "1")
    with file_size(most):
        code, told = said(monkeypatch, capsys, *arguments)
    assert code in {1, 2}, told
    assert "full" in told or "cannot" in told
    assert "Traceback" not in told
    kept = runs_in(out)
    found = sweep(study, out, how=How(1), build=fake_model.FakeModel)
    assert {name: runs_in(out)[name] for name in kept} == kept
    quiet = sweep(study, tmp_path / "quiet", how=How(1), build=fake_model.FakeModel)
    assert tables(found.folder) == tables(quiet.folder)
    assert not examine(out).findings


@LINUX
@pytest.mark.skipif(not IS_ROOT, reason="only root mounts")
@pytest.mark.deep
def test_a_really_full_disk(
    case: Scenario,
    study: Study,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On a disk without room a run, and a sweep, end with a sentence; nothing half is left."""
    with mounted(tmp_path / "disk", "size=64k") as disk:
        code, told = said(
            monkeypatch, capsys, "run", "belarus-2020", *SMALL, "--out", str(disk / "run")
        )
        assert (code, "Traceback" in told) == (1, False), told
        assert "the disk is full" in told
        assert list(disk.iterdir()) == []
        out = str(disk / "sweep")
        code, told = said(monkeypatch, capsys, "sweep", str(study.path), "--out", out)
        assert code in {1, 2}, told
        assert "full" in told
        assert "Traceback" not in told
    assert run_scenario(Request(case, tmp_path / "ok", 1, build=fake_model.FakeModel)).run["done"]


@LINUX
@pytest.mark.parametrize("command", ["run", "sweep", pytest.param("report", marks=DEEP)])
def test_a_folder_that_cannot_be_written(
    case: Scenario,
    study: Study,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    """A sentence names the folder, whatever wants to write there."""
    with mounted(tmp_path / "disk", "size=4m") if IS_ROOT else shut(tmp_path / "disk") as disk:
        run_scenario(Request(case, disk / "run", 1, build=fake_model.FakeModel))
        if IS_ROOT:
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        else:
            (disk / "run").chmod(0o500)
            disk.chmod(0o500)
        arguments = {
            "run": ("run", "belarus-2020", *SMALL, "--out", str(disk / "new")),
            "sweep": ("sweep", str(study.path), "--out", str(disk / "study")),
            "report": ("report", str(disk / "run")),
        }[command]
        code, told = said(monkeypatch, capsys, *arguments)
        if not IS_ROOT:
            disk.chmod(0o700)
    assert code in {1, 2}
    assert str(disk) in told.replace("\n", "")
    assert "Traceback" not in told
