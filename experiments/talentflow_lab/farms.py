"""Where numbers of a work are done: on processes of this machine, or on the workers of a cluster.

A farm opens a crew, which hands numbers to a `concurrent.futures.Executor`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from talentflow_lab import processes, worker
from talentflow_lab.replicate import Done, Failure, Work

__all__ = ["Crew", "Farm", "LocalFarm"]


@dataclass(frozen=True)
class Crew:
    """Workers that know their work: numbers go in, results and counts of months come out."""

    executor: Executor
    submit: Callable[[int], Future[Done | Failure]]
    news: Callable[[], Iterator[tuple[int, int]]]


class Farm(Protocol):
    """Opens crews; `losses` are the errors by which a lost worker shows."""

    @property
    def workers(self) -> int:
        """How many numbers are done at a time."""

    @property
    def losses(self) -> tuple[type[BaseException], ...]:
        """Errors of a future whose worker is gone."""

    def alone(self) -> Farm:
        """Return the farm of one worker, for a number that was lost."""

    def open(self, work: Work) -> AbstractContextManager[Crew]:
        """Open a crew for a work; what is in flight stops when the block is left early."""


@dataclass(frozen=True)
class LocalFarm:
    """A pool of processes of this machine."""

    workers: int
    losses: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def alone(self) -> LocalFarm:
        """Return a pool of one."""
        return LocalFarm(1)

    @contextmanager
    def open(self, work: Work) -> Iterator[Crew]:
        """Open a pool whose workers have the work from their start."""
        context = processes.prepared()
        line = worker.Line.open(context)
        pool = ProcessPoolExecutor(self.workers, context, worker.start, (work, line))

        def submit(number: int) -> Future[Done | Failure]:
            with processes.births(context):
                return pool.submit(worker.work, number)

        try:
            yield Crew(pool, submit, line.news)
        finally:
            line.stop.set()
            pool.shutdown(cancel_futures=True)
