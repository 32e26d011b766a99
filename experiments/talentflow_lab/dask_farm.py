"""The workers of a Dask cluster as a farm: one that is running, or one on this machine.

Workers must be able to import talentflow, and have one thread each (`dask worker ADDRESS
--nthreads 1`), since a run is a process's own. The scheduler of a running cluster gives the runs of
a lost worker to others by itself (`distributed.scheduler.allowed-failures`); what it gives up is
tried once more, alone. A second Ctrl-C leaves the runs in flight there to end by themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from talentflow.errors import TalentflowError
from talentflow_lab import machine, processes
from talentflow_lab.farms import Crew
from talentflow_lab.replicate import Done, Failure, Work

try:
    import dask
    import distributed
except ImportError:
    raise TalentflowError(
        '--executor dask needs Dask; install it with: pip install "talentflow[cluster]"'
    ) from None

__all__ = ["DaskFarm"]

SECONDS_TO_ANSWER = 10


def do(work: Work, number: int) -> Done | Failure:
    """Do a number on a worker; months are not reported from there."""
    return work(number, lambda _: None)


@dataclass(frozen=True)
class DaskFarm:
    """So many workers at an address, or of a cluster of this machine that is made when needed."""

    address: str
    workers: int
    losses: tuple[type[BaseException], ...] = (distributed.KilledWorker, CancelledError)

    @classmethod
    def at(cls, address: str, workers: int | None) -> DaskFarm:
        """Return the farm at an address, "" for this machine; raise TalentflowError if none is."""
        if not address:
            return cls("", workers or machine.cores())
        with _quiet(), _client(address) as client:
            found = len(client.scheduler_info(n_workers=-1)["workers"])
        return cls(address, max(found, 1))

    def alone(self) -> DaskFarm:
        """Return the same farm: what is tried again is handed out alone."""
        return replace(self, workers=1)

    @contextmanager
    def open(self, work: Work) -> Iterator[Crew]:
        """Send the work to every worker, once."""
        with _quiet(), _cluster(self) as address, _client(address) as client:
            shared = client.scatter(work, broadcast=True, hash=False)
            executor = client.get_executor(pure=False)

            def submit(number: int) -> Future[Done | Failure]:
                future: Future[Done | Failure] = executor.submit(do, shared, number)
                return future

            try:
                yield Crew(executor, submit, lambda: iter(()))
            finally:
                executor.shutdown(wait=False)


@contextmanager
def _cluster(farm: DaskFarm) -> Iterator[Any]:
    if farm.address:
        yield farm.address
        return
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), processes.inherited():
        cluster = distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=farm.workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            memory_limit=None,
        )
    with cluster:
        yield cluster


@contextmanager
def _client(address: Any) -> Iterator[Any]:  # noqa: ANN401 - an address, or a cluster of Dask's
    try:
        client = distributed.Client(  # type: ignore[no-untyped-call]
            address, timeout=SECONDS_TO_ANSWER, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as problem:
        raise TalentflowError(
            f"--executor: there is no Dask scheduler at {address} ({type(problem).__name__})"
        ) from None
    with client:
        yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Dask logs of workers that come and go off the terminal."""
    names = ("distributed", "distributed.client", "tornado", "tornado.application")
    loggers = [logging.getLogger(name) for name in names]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)
