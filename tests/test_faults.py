"""Faults of the machine: nothing is corrupted, a sentence says what happened, the rest goes on."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests import fake_model
from tests.test_cli import FAKED
from tests.test_study import GOOD, written
from tests.test_sweep import IDLE, SLOW_SWEEP, runs_in, tables

from talentflow.scenario import Scenario, load
from talentflow_lab import cli, replicate
from talentflow_lab.doctor import examine
from talentflow_lab.execute import execute
from talentflow_lab.folder_lock import folder_lock
from talentflow_lab.ledger import DONE, Row
from talentflow_lab.replicate import Job
from talentflow_lab.run import Request, run_scenario
from talentflow_lab.store import FolderError
from talentflow_lab.study import Study
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_store import Store
from talentflow_lab.sweep import How, sweep

ROOT = Path(__file__).parents[1]
SMALL = ("--scale", "500", "--months", "3", "--replications", "2", "--workers", "1")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts as on Linux")
DEEP = pytest.mark.deep
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(scope="module", name="case")
def _case() -> Scenario:
    """Return the shipped scenario, short."""
    return load("belarus-2020").replace(months=3, replications=2, scale=500.0)


@pytest.fixture(scope="module", name="study")
def _study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of three points, each run twice."""
    return read_study(written(tmp_path_factory.mktemp("study"), GOOD + IDLE))


@contextmanager
def file_size(most: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str]:
    """Run the command in this process with the fake model; return its exit code and stderr."""
    monkeypatch.setattr(sys, "argv", ["talentflow", *arguments])
    for build in ("build_model", "build_measured"):
        monkeypatch.setattr(replicate, build, fake_model.FakeModel)
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        signal.signal(signal.SIGTERM, before)
    return int(ended.value.code or 0), capsys.readouterr().err


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


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Mount a small disk in memory at a folder."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if made.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


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


@contextmanager
def shut(folder: Path) -> Iterator[Path]:
    """Give a folder that its owner can shut."""
    folder.mkdir()
    yield folder


def _flip(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 16
    path.write_bytes(whole)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _rename_column(path: Path) -> None:
    whole = path.read_bytes()
    assert b"finland" in whole
    path.write_bytes(whole.replace(b"finland", b"finlane"))


@pytest.mark.parametrize(
    "harm", [_rename_column, *(pytest.param(one, marks=DEEP) for one in (_flip, _cut, Path.unlink))]
)
def test_damaged_parts_are_named_and_done_again(
    study: Study, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    """The doctor names a damaged part, and the next sweep does its runs again, and no other."""
    quiet = sweep(study, tmp_path / "out", how=How(1), build=fake_model.FakeModel)
    whole, before = tables(quiet.folder), runs_in(quiet.folder)
    store = Store(quiet.folder)
    row = Row("another", 0, 9, "1", DONE, 9.0)
    store.add(row, {"left": 1.0, "finland": 2.0})  # another part, with a run of its own
    harmed = next(
        iter(
            store.ledger.parts() - {one.part for one in store.ledger.rows() if one.id == "another"}
        )
    )
    harm(store.parts / harmed)
    assert {one.file for one in examine(quiet.folder).findings} & {
        f"runs/{harmed}",
        "ledger.sqlite",
    }
    again = sweep(study, quiet.folder, how=How(1), build=fake_model.FakeModel)
    assert tables(again.folder) == whole
    assert runs_in(again.folder).keys() == before.keys() | {"another"}
    assert not examine(again.folder).findings


def test_a_damaged_ledger_is_a_sentence(
    study: Study,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It says which file to take away; then all runs are done again."""
    out = tmp_path / "out"
    quiet = sweep(study, out, how=How(1), build=fake_model.FakeModel)
    whole = tables(quiet.folder)
    (out / "ledger.sqlite").write_bytes(b"no database at all" * 99)
    code, told = said(monkeypatch, capsys, "sweep", str(study.path), "--out", str(out))
    assert code == 2
    assert "ledger.sqlite cannot be used" in told
    assert "take it away" in told
    (out / "ledger.sqlite").unlink()
    sweep(study, out, how=How(1), build=fake_model.FakeModel)
    assert tables(out) == whole


def test_the_lock_tells_why(tmp_path: Path) -> None:
    """Another process at work and a folder that cannot be written are two things."""
    with (
        folder_lock(tmp_path / "a.lock", "sweep"),
        pytest.raises(FolderError, match="another sweep is at work"),
    ):
        _enter(tmp_path / "a.lock")
    with pytest.raises(FolderError, match="cannot write into"):
        _enter(tmp_path / "nowhere" / "a.lock")
    (tmp_path / "b.lock").write_bytes(b"something else" * 99)
    with pytest.raises(FolderError, match="cannot write into"):
        _enter(tmp_path / "b.lock")


def _enter(lock: Path) -> None:
    with folder_lock(lock, "sweep"):
        pytest.fail("it was entered")


@LINUX
def test_a_worker_without_memory_takes_no_other_with_it(case: Scenario, tmp_path: Path) -> None:
    """Its replication fails with a sentence; all others are there."""
    job = Job(case.replace(replications=3), tmp_path, build=fake_model.GreedyModel)
    batch = execute(job, workers=2)
    assert [one.replication for one in batch.done] == [0, 2]
    (failure,) = batch.failures
    assert (failure.replication, failure.expected) == (1, True)
    assert failure.message.startswith("memory ran out")


def start(command: Sequence[str], folder: Path) -> subprocess.Popen[str]:
    """Start a command in a folder."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def until(process: subprocess.Popen[str], true: Callable[[], bool]) -> None:
    """Wait until something is true while a process is at work."""
    deadline = time.monotonic() + 120
    while not true():
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < deadline
        time.sleep(0.02)


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


def children(pid: int) -> set[int]:
    """Return the processes below a process, Linux only."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child} | children(child)
    return found


def command_of(pid: int) -> str:
    """Return the command line of a process; empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


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
