"""How worker processes start.

On Linux they are copies of one server process, which imports everything once and has no second
thread; elsewhere each is spawned and imports for itself.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import forkserver, get_context
from multiprocessing.context import BaseContext

__all__ = ["births", "inherited", "prepared"]

IMPORTED_ONCE = ["talentflow_lab.worker", "talentflow.replication"]
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
NO_HELPER = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Have pyarrow start no thread when it is imported, since the server must have one only."""
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(2**32), "MALLOC_MMAP_THRESHOLD_": str(2**30)}
"""Have the C library (glibc; others ignore it) keep freed memory: new pages are dear."""


def prepared() -> BaseContext:
    """Return the way to start processes; the server, if there is one, begins to import now."""
    if sys.platform != "linux":
        return get_context("spawn")
    forkserver.set_forkserver_preload(IMPORTED_ONCE)
    with inherited():
        forkserver.ensure_running()
    return get_context("forkserver")


def births(way: BaseContext) -> AbstractContextManager[None]:
    """Return the block in which processes must be started, so that Ctrl-C finds none half made."""
    return inherited() if way.get_start_method() == "spawn" else _interrupts_held()


@contextmanager
def inherited() -> Iterator[None]:
    """Set what processes started in the block inherit.

    Libraries start no threads of their own, for the model has its own way to use threads. Memory
    that a replication frees waits for the next one. Ctrl-C is ignored: only the parent answers to
    it.
    """
    wanted = ONE_THREAD | NO_HELPER | KEEP_MEMORY
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


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Answer to a Ctrl-C in the block when it ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    for number in held:
        signal.raise_signal(number)  # to whoever heeds it
