"""How a sweep goes: runs done and failed, runs left, their rate, and when it will end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from talentflow_lab.replicate import Done, Failure

__all__ = ["Count", "span", "sweep_progress"]

LINE_SECONDS = 60.0
"""Where nobody looks at a bar, one line is written so often."""


@dataclass
class Count:
    """Counts the runs that end, and tells of them."""

    total: int
    months: int
    began: float = field(default_factory=time.monotonic)
    done: int = 0
    failed: int = 0
    behind: float = 0.0
    """Runs lived so far, in parts of a run."""

    def line(self) -> str:
        """Return the state in one line."""
        passed = time.monotonic() - self.began
        rate = self.behind / passed if passed > 0.0 else 0.0
        left = self.total - self.done - self.failed
        if rate == 0.0 or self.done + self.failed == 0:  # the first months tell no pace yet
            return f"{self.done} done, {self.failed} failed, {left} left"
        speed = f"{rate:.1f} runs/s" if rate >= 1.0 else f"{60.0 * rate:.1f} runs/min"
        eta = span((self.total - self.behind) / rate)
        return f"{self.done} done, {self.failed} failed, {left} left, {speed}, ETA {eta}"


def span(seconds: float) -> str:
    """Write a length of time.

    >>> span(59.0), span(61.0), span(4000.0)
    ('0:59', '1:01', '1:06:40')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class Teller:
    """Takes what a sweep tells, and shows it."""

    def __init__(self, count: Count, bar: Progress) -> None:
        self._count, self._bar = count, bar
        self._task = bar.add_task("", total=count.total, line="")
        self._last = time.monotonic()

    def months(self, behind: int) -> None:
        """Note the months lived so far; time counts from the first of them, when all has begun."""
        if self._count.behind == 0.0:
            self._count.began = time.monotonic()
        self._count.behind = behind / self._count.months
        self._show()

    def ended(self, result: Done | Failure) -> None:
        """Note the end of a run."""
        if isinstance(result, Done):
            self._count.done += 1
        else:
            self._count.failed += 1
        self._show()

    def _show(self) -> None:
        if not self._bar.disable:
            self._bar.update(self._task, completed=self._count.behind, line=self._count.line())
        elif (now := time.monotonic()) - self._last >= LINE_SECONDS:
            self._last = now
            print(self._count.line(), file=sys.stderr, flush=True)  # noqa: T201 - a log file reads it


@contextmanager
def sweep_progress(total: int, months: int) -> Iterator[Teller]:
    """Show a bar on stderr if that is a terminal, else a line a minute."""
    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.fields[line]}"))
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        yield Teller(Count(total, months), bar)
