"""A run that is being made: `talentflow run` in a process of its own, one at a time.

The process belongs to the server, not to a session: a page that is closed ends nothing, and every
page sees how far it is.
"""

from __future__ import annotations

import atexit
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread, Timer
from typing import Literal

from talentflow_app.desk_files import to_toml
from talentflow_app.desk_state import Desk, checked
from talentflow_app.library_acts import free_for
from talentflow_app.library_runs import LibraryError
from talentflow_lab.terminal import PROGRESS, WATCHED

__all__ = ["IDLE", "State", "begin", "cancel", "forget", "start", "state"]

PATIENCE = 20.0
"""Seconds that a process has to end by itself."""
MOST_LINES = 40
_PROGRESS = re.compile(rf"{PROGRESS} (\d+) (\d+)\s*")

type Stage = Literal["idle", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class State:
    """How far the newest run is: months lived of all months of all replications."""

    stage: Stage = "idle"
    name: str = ""
    lived: int = 0
    months: int = 0
    said: tuple[str, ...] = ()
    """What the process said beside its progress, for people."""


IDLE = State()


class _Job:
    """The newest process and what is known of it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.state = IDLE
        self.process: subprocess.Popen[str] | None = None
        self.cancelled = False


_job = _Job()


def begin(library: Path, name: str, desk: Desk, months: int) -> None:
    """Run a desk's policy for so many months of its scenario, into a new run of the library.

    Raises TalentflowError if the state or the name is bad, or another run is at work.
    """
    checked(desk)
    target = free_for(library, name).absolute()
    room = tempfile.TemporaryDirectory(prefix="talentflow-")
    words = ["run", *_scenario(desk, Path(room.name)), "--out", str(target)]
    words += ["--scale", repr(desk.scale), "--replications", str(desk.replications)]
    words += ["--months", str(months)]
    start(target.name, [sys.executable, "-P", "-m", "talentflow_lab.cli", *words], room)


def _scenario(desk: Desk, room: Path) -> list[str]:
    """Return how to name a desk's scenario; its policy, if there is one, is written to a file."""
    if not desk.options:
        changed = [word for setting in desk.settings for word in ("--set", setting)]
        return [desk.scenario, *changed, *([] if desk.seed is None else ["--seed", str(desk.seed)])]
    file = f"{desk.scenario}.toml"
    (room / file).write_text(to_toml(desk), encoding="utf-8")
    return [file]


def start(name: str, command: Sequence[str], room: tempfile.TemporaryDirectory[str]) -> None:
    """Start a process in a folder of its own, which goes when it ends.

    Raises LibraryError if one is at work.
    """
    paths = [str(Path(path).resolve()) for path in sys.path if path]
    environment = {WATCHED: "1", "PYTHONPATH": os.pathsep.join(paths)}
    with _job.lock:
        if _job.state.stage == "running":
            room.cleanup()
            text = f"{_job.state.name} is being run: wait until it is done, or cancel it"
            raise LibraryError(text)
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=room.name, env=os.environ | environment, text=True, encoding="utf-8",
            errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        _job.process, _job.cancelled = process, False
        _job.state = State("running", name)
    Thread(target=_watch, args=(process, room), daemon=True).start()


def state() -> State:
    """Return how far the newest run is."""
    return _job.state


def cancel() -> None:
    """Ask the process to end; it ends at its next month and leaves nothing behind."""
    with _job.lock:
        process = _job.process
        if process is None or process.poll() is not None:
            return
        _job.cancelled = True
        process.terminate()
    insist = Timer(PATIENCE, _kill, (process,))
    insist.daemon = True
    insist.start()


def forget() -> None:
    """Stop to tell of a run that has ended."""
    with _job.lock:
        if _job.state.stage != "running":
            _job.state = IDLE


def _watch(process: subprocess.Popen[str], room: tempfile.TemporaryDirectory[str]) -> None:
    """Follow what the process says until it ends."""
    with process:
        for line in process.stderr or ():
            now = _job.state
            if told := _PROGRESS.fullmatch(line):
                _job.state = replace(now, lived=int(told[1]), months=int(told[2]))
            elif line.strip():
                _job.state = replace(now, said=(*now.said, line.rstrip()[:500])[-MOST_LINES:])
    code = process.returncode
    room.cleanup()
    with _job.lock:
        stage: Stage = "done" if code == 0 else "cancelled" if _job.cancelled else "failed"
        _job.state = replace(_job.state, stage=stage)


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process, and its workers where the system has groups of processes."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


@atexit.register
def _end() -> None:
    """End the process with the server."""
    process = _job.process
    if process is not None and process.poll() is None:
        process.terminate()
