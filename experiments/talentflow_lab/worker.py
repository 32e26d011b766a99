"""The far end of `talentflow_lab.execute`: what happens inside a worker process."""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from multiprocessing.context import BaseContext
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event

from talentflow_lab.replicate import Done, Failure, Stopped, Work

__all__ = ["Line", "end_with_parent", "start", "work"]

SECONDS_BETWEEN_NEWS = 0.1


@dataclass(frozen=True)
class Line:
    """The line between the parent and its workers: months go up, a wish to stop comes down."""

    months: "Queue[tuple[int, int]]"
    stop: Event

    @classmethod
    def open(cls, context: BaseContext) -> "Line":
        """Open a line for workers that are started this way."""
        return cls(context.Queue(), context.Event())

    def news(self) -> Iterator[tuple[int, int]]:
        """Yield what has arrived: number of the work and the count of months it has behind it."""
        while True:
            try:
                yield self.months.get_nowait()
            except queue.Empty:
                return


# A process pool hands its workers no other place for what the initializer was given.
_given: tuple[Work, Line] | None = None


def start(do: Work, line: Line) -> None:
    """Prepare this worker process for its numbers."""
    global _given  # noqa: PLW0603
    _given = do, line
    line.months.cancel_join_thread()  # unread news must not keep the process alive
    threading.Thread(target=end_with_parent, daemon=True).start()


def work(number: int) -> Done | Failure:
    """Do one number of the work that the worker was started with."""
    if _given is None:
        raise RuntimeError("a worker was given work before it was started")
    do, line = _given
    return do(number, _reporter(number, line))


def _reporter(number: int, line: Line) -> Callable[[int], None]:
    """Return a function that counts months, reports them now and then, and heeds a stop."""
    behind, reported = 0, time.monotonic()

    def report(months: int) -> None:
        nonlocal behind, reported
        behind += months
        if line.stop.is_set():
            raise Stopped
        if (now := time.monotonic()) - reported >= SECONDS_BETWEEN_NEWS:
            line.months.put((number, behind))
            reported = now

    return report


def end_with_parent() -> None:
    """End this process when its parent is gone, even if it was killed."""
    if (parent := parent_process()) is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
