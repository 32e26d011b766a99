"""Faults made on purpose: full disks, folders that are shut, commands that are watched."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests import fake_model
from tests.test_study import GOOD, written
from tests.test_sweep import IDLE

from talentflow.scenario import Scenario, load
from talentflow_lab import cli, replicate
from talentflow_lab.study import Study
from talentflow_lab.study_reading import read_study

ROOT = Path(__file__).parents[1]
SMALL = ("--scale", "500", "--months", "3", "--replications", "2", "--workers", "1")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts as on Linux")
DEEP = pytest.mark.deep
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def short_case() -> Scenario:
    """Return the shipped scenario, short."""
    return load("belarus-2020").replace(months=3, replications=2, scale=500.0)


def small_study(folder: Path) -> Study:
    """Return a study of three points, each run twice."""
    return read_study(written(folder, GOOD + IDLE))


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


@contextmanager
def shut(folder: Path) -> Iterator[Path]:
    """Give a folder that its owner can shut."""
    folder.mkdir()
    yield folder


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
