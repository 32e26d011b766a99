"""Analyses in processes of their own, so that no page waits; answers are kept for all sessions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

import solara
import solara.lab

from talentflow.errors import TalentflowError
from talentflow_app import shared
from talentflow_lab import processes
from talentflow_lab.worker import end_with_parent

__all__ = ["Answer", "ask", "use_answer"]

WORKERS, KEPT = 2, 64


@dataclass
class _Pool:
    workers: ProcessPoolExecutor | None = None
    closed: int = 0
    """How often it was closed."""


_pool = _Pool()
_kept: OrderedDict[Any, Future[Any]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Answer[T]:
    """What was found, once it is there, or what went wrong."""

    found: T | None = None
    waiting: bool = True
    problem: str = ""


def ask[T](work: Callable[..., T], *given: Any) -> T:  # noqa: ANN401 - of any work
    """Return what a function finds in a worker process, or has found before; wait for it.

    Whatever it raises is raised here, and TalentflowError if its process is lost twice.
    """
    closed = _pool.closed
    for last in (False, True):
        future = _asked(work, given)
        try:
            return future.result()  # type: ignore[no-any-return]
        except BrokenProcessPool:
            _forget(future)
            if last or closed != _pool.closed:
                break
        except BaseException:
            _forget(future)
            raise
    raise TalentflowError("the process of the analysis was lost, most often for want of memory")


def _asked(work: Callable[..., Any], given: tuple[Any, ...]) -> Future[Any]:
    key = (work.__module__, work.__name__, *given)
    with _lock:
        if key not in _kept:
            _kept[key] = _submit(work, given)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return _kept[key]


def _submit(work: Callable[..., Any], given: tuple[Any, ...]) -> Future[Any]:
    way = processes.prepared()
    for _ in range(2):
        if _pool.workers is None:
            _pool.workers = ProcessPoolExecutor(WORKERS, way, begin)
            shared.at_end(close)
        with processes.births(way):
            try:
                return _pool.workers.submit(work, *given)
            except BrokenProcessPool:
                _pool.workers = None
    raise TalentflowError("no process for analyses can be started")


def _forget(future: Future[Any]) -> None:
    with _lock:
        for key in [key for key, one in _kept.items() if one is future]:
            del _kept[key]


def begin() -> None:
    """Prepare a worker process: it ends when the server is gone."""
    Thread(target=end_with_parent, daemon=True).start()


def close() -> None:
    """End the workers; what they are at is lost."""
    with _lock:
        workers, _pool.workers = _pool.workers, None
        _pool.closed += 1
        _kept.clear()
    if workers is not None:
        found = list((workers._processes or {}).values())  # noqa: SLF001 - no other way to end them
        workers.shutdown(wait=False, cancel_futures=True)
        for process in found:
            process.terminate()


def use_answer[T](work: Callable[..., T], *given: Any) -> Answer[T]:  # noqa: ANN401 - of any work
    """Ask whenever what is given changes; the page goes on meanwhile."""
    task = solara.lab.use_task(
        lambda: (given, ask(work, *given)), dependencies=[work, *given], raise_error=False
    )
    if task.error:
        return Answer(waiting=False, problem=str(task.exception))
    if task.finished and task.value is not None and task.value[0] == given:
        return Answer(task.value[1], waiting=False)
    return Answer()
