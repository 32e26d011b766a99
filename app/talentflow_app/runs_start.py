"""A run that the app starts: `talentflow run` in a process of its own, one at a time."""

from __future__ import annotations

import atexit
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from talentflow_app import shared
from talentflow_lab.store import free_name

__all__ = ["CASE", "SCALE", "Job", "command_of", "current", "start"]

CASE, SCALE = "belarus-2020", 20
PATIENCE = 4.0
"""Seconds that a process has after each request to end, before the next, stronger one."""
TAIL = 4000
"""Characters of what a process said last that are kept."""
TERMINAL = {"TTY_COMPATIBLE": "1", "NO_COLOR": "1", "COLUMNS": "100"}
"""What makes the command show its bar although nobody's terminal is there."""
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_COUNT = re.compile(r"(\d+)/(\d+)\s+months")


@dataclass(frozen=True)
class Progress:
    """How far a process is: months lived of so many (0 of 0 before the first), seconds so far."""

    done: int
    total: int
    seconds: float


class Job:
    """A command at work; it never blocks who asks."""

    def __init__(self, command: Sequence[str], out: Path) -> None:
        """Start the command, which writes its results into the folder `out`."""
        self.out = out
        self.cancelled = False
        self._began = time.monotonic()
        self._done, self._total, self._said = 0, 0, ""
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, **TERMINAL},
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self.end)

    @property
    def running(self) -> bool:
        """Tell whether it is still at work."""
        return self._process.poll() is None

    @property
    def problem(self) -> str:
        """Say what went wrong; nothing while it runs, after a good end, and if it was cancelled."""
        if self.running or self.cancelled or self._process.returncode == 0:
            return ""
        words = " ".join(_CODES.sub("", self._said).split())
        return words or f"it ended with code {self._process.returncode}"

    def progress(self) -> Progress:
        """Return how far it is."""
        return Progress(self._done, self._total, time.monotonic() - self._began)

    def cancel(self) -> None:
        """Ask the process to end as Ctrl-C does; insist if it does not. Returns at once."""
        self.cancelled = True
        threading.Thread(target=self.end, daemon=True).start()

    def end(self) -> None:
        """End the process, and wait until it has ended."""
        atexit.unregister(self.end)
        for way in (signal.SIGINT, signal.SIGTERM):
            if self._ended(way):
                return
        if os.name == "posix":
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()

    def _ended(self, way: signal.Signals) -> bool:
        if not self.running:
            return True
        if os.name == "posix":
            self._process.send_signal(way)
        else:
            self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _listen(self) -> None:
        """Read what the process says, and how far its bar is."""
        stream = self._process.stderr
        if stream is None:
            return
        while piece := os.read(stream.fileno(), 4096):
            self._said = (self._said + piece.decode("utf-8", "replace"))[-TAIL:]
            counts = _COUNT.findall(_CODES.sub("", self._said))
            if counts:
                self._done, self._total = (int(number) for number in counts[-1])
        stream.close()


_lock = threading.Lock()
_jobs: list[Job] = []


def command_of(out: Path) -> list[str]:
    """Return the command that runs the shipped scenario into a folder."""
    run = [sys.executable, "-m", "talentflow_lab.cli", "run", CASE]
    return [*run, "--scale", str(SCALE), "--out", str(out)]


def start() -> Job:
    """Start a run into the library; the one that is at work already, if there is one."""
    with _lock:
        if _jobs and _jobs[-1].running:
            return _jobs[-1]
        out = free_name(shared.library().resolve() / CASE)
        _jobs[:] = [Job(command_of(out), out)]
        return _jobs[-1]


def current() -> Job | None:
    """Return the run that was started last, whoever started it."""
    return _jobs[-1] if _jobs else None
