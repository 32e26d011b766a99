"""The far end of `talentflow_lab.execute`: what happens inside a spawned worker process."""

import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnContext
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event

from talentflow_lab.replicate import Done, Failure, Job, Stopped, replicate

__all__ = ["Line", "environment", "start", "work"]

SECONDS_BETWEEN_NEWS = 0.1
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(2**32), "MALLOC_MMAP_THRESHOLD_": str(2**30)}
"""Have the C library (glibc; others ignore it) keep freed memory: new pages are dear."""


@dataclass(frozen=True)
class Line:
    """The line between the parent and its workers: months go up, a wish to stop comes down."""

    months: "Queue[tuple[int, int]]"
    stop: Event

    @classmethod
    def open(cls, context: SpawnContext) -> "Line":
        """Open a line for workers that are spawned."""
        return cls(context.Queue(), context.Event())

    def news(self) -> Iterator[tuple[int, int]]:
        """Yield what has arrived: replication and the number of months it has behind it."""
        while True:
            try:
                yield self.months.get_nowait()
            except queue.Empty:
                return


@contextmanager
def environment() -> Iterator[None]:
    """Set what processes started in the block inherit.

    Libraries start no threads of their own, for the model has its own way to use threads. Memory
    that a replication frees waits for the next one. Ctrl-C is ignored: only the parent answers to
    it.
    """
    libraries = ("OMP", "OPENBLAS", "MKL", "NUMBA")
    wanted = {f"{library}_NUM_THREADS": "1" for library in libraries} | KEEP_MEMORY
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    deaf = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if deaf else None
    try:
        yield
    finally:
        if deaf:
            signal.signal(signal.SIGINT, handler)
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


# A process pool hands its workers no other place for what the initializer was given.
_given: tuple[Job, Line] | None = None


def start(job: Job, line: Line) -> None:
    """Prepare this worker process for its replications."""
    global _given  # noqa: PLW0603
    _given = job, line
    line.months.cancel_join_thread()  # unread news must not keep the process alive
    threading.Thread(target=_end_with_parent, daemon=True).start()


def work(replication: int) -> Done | Failure:
    """Run one replication of the job that the worker was started with."""
    if _given is None:
        raise RuntimeError("a worker was given work before it was started")
    job, line = _given
    return replicate(job, replication, _reporter(replication, line))


def _reporter(replication: int, line: Line) -> Callable[[int], None]:
    """Return a function that counts months, reports them now and then, and heeds a stop."""
    behind, reported = 0, time.monotonic()

    def report(months: int) -> None:
        nonlocal behind, reported
        behind += months
        if line.stop.is_set():
            raise Stopped
        if (now := time.monotonic()) - reported >= SECONDS_BETWEEN_NEWS:
            line.months.put((replication, behind))
            reported = now

    return report


def _end_with_parent() -> None:
    """End this process when its parent is gone, even if it was killed."""
    if (parent := parent_process()) is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
