"""Sweeps and searches at work: child processes, one a folder, that all sessions share."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO

from talentflow.errors import TalentflowError
from talentflow_app import shared
from talentflow_lab.study_store import SOURCE

__all__ = [
    "ChildError",
    "Seen",
    "cancel",
    "end_all",
    "forget",
    "pace",
    "refuse_taken",
    "seen",
    "start",
]

PROGRAM = (sys.executable, "-m", "talentflow_lab.cli")
MOST = 4
"""Children at once; each uses all cores unless told otherwise."""
MOST_WORDS = 4000
PACE_SECONDS = 60.0
INTERRUPTED = 130
RECORDS = ("study.json", "search.json")


class ChildError(TalentflowError):
    """A study that cannot be started now; the text says why."""


@dataclass(frozen=True)
class Seen:
    """What is known of a child: `code` is None while it runs, `told` its last words.

    `asked` counts how often it was asked to end.
    """

    folder: Path
    kind: str
    title: str
    asked: int
    code: int | None
    told: str

    @property
    def running(self) -> bool:
        """Tell whether it is at work."""
        return self.code is None

    @property
    def problem(self) -> str:
        """Say what went wrong, if it did not end by itself or because it was asked to."""
        if self.running or self.code in {0, INTERRUPTED} or (self.asked and self.code):
            return ""
        return self.told or f"It ended with exit code {self.code}."


@dataclass
class _Child:
    folder: Path
    kind: str
    title: str
    process: subprocess.Popen[bytes]
    says: IO[bytes]
    asked: int = 0
    settled: bool = False
    told: str = ""
    before: int | None = None
    reached: list[tuple[float, int]] = field(default_factory=list)
    """When how many runs had ended, since the first one that ended while somebody looked."""

    def seen(self) -> Seen:
        code = self.process.poll()
        if code is not None and not self.settled:
            self.settled = True
            self.told = self._last_words()
            _leave_nothing(self.folder)
        return Seen(self.folder, self.kind, self.title, self.asked, code, self.told)

    def _last_words(self) -> str:
        self.says.seek(0)
        text = self.says.read().decode("utf-8", "replace").strip()
        self.says.close()
        return text[-MOST_WORDS:]


_children: dict[Path, _Child] = {}
_lock = Lock()


def start(folder: Path, kind: str, title: str, words: Sequence[str]) -> None:
    """Start a command of talentflow that works in a folder, in a process group of its own.

    Raises ChildError if one is at work there, or too many are elsewhere.
    """
    at = folder.resolve()
    with _lock:
        _refuse(at)
        says = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the child has ended
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*PROGRAM, *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=says,
            start_new_session=True,
        )  # fmt: skip
        _children[at] = _Child(at, kind, title, process, says)
    shared.at_end(end_all)


def refuse_taken(folder: Path) -> None:
    """Raise ChildError if a child is at work in a folder, or too many are elsewhere."""
    with _lock:
        _refuse(folder.resolve())


def _refuse(at: Path) -> None:
    running = [path for path, one in _children.items() if one.seen().running]
    if at in running:
        raise ChildError(f"{at.name} is at work already")
    if len(running) >= MOST:
        raise ChildError(f"{MOST} studies are at work; wait for one, or cancel one")


def cancel(folder: Path) -> None:
    """Ask a child to end: once its runs in flight are done, or, asked again, at their next month.

    It is told by SIGTERM, which the command line takes for Ctrl-C: whoever was started in the
    background ignores SIGINT, and so do its children.
    """
    with _lock:
        child = _children.get(folder.resolve())
        if child is not None and child.process.poll() is None:
            child.asked += 1
            child.process.terminate()


def seen() -> dict[Path, Seen]:
    """Return what is known of each child, by folder, of those that have ended, too."""
    with _lock:
        return {path: one.seen() for path, one in _children.items()}


def forget(folder: Path) -> None:
    """Forget a child that has ended, and what it said."""
    with _lock:
        child = _children.get(folder.resolve())
        if child is not None and not child.seen().running:
            del _children[folder.resolve()]


def pace(folder: Path, ended: int) -> float | None:
    """Note how many runs of a child have ended; return how many end in a second, once known."""
    with _lock:
        child = _children.get(folder.resolve())
        if child is None:
            return None
        if child.before is None:
            child.before = ended
        reached = child.reached
        if ended > (reached[-1][1] if reached else child.before):
            reached.append((time.monotonic(), ended))
        while len(reached) > 2 and reached[-1][0] - reached[1][0] > PACE_SECONDS:
            reached.pop(0)
        if len(reached) < 2:
            return None
        (first, low), (last, high) = reached[0], reached[-1]
        return (high - low) / (last - first)


def end_all() -> None:
    """Ask all children to end, as at the end of the server; finished runs stay on disk."""
    for path, one in seen().items():
        if one.running:
            cancel(path)


def _leave_nothing(folder: Path) -> None:
    """Remove the study file of a child that ended before it began, so that the name is free."""
    if not any((folder / name).exists() for name in RECORDS):
        (folder / SOURCE).unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()
