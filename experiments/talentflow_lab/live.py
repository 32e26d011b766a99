"""Answers while somebody waits: worker processes that keep the baseline and live policies only.

Each replication belongs to one worker. It lives the baseline once and keeps it, together with a
copy of the month in which policies may begin; a policy then costs the months after that in one run
instead of all months in two. What it answers is what `talentflow compare` finds, to the last bit.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, cast

import pandas as pd

from talentflow_lab import live_worker, machine, processes
from talentflow_lab.verdict import Found, Frames, Question, Verdict, judge

if TYPE_CHECKING:  # for its imports take seconds, and this process only passes it on
    from talentflow_lab.changed_lives import ChangedLife

__all__ = ["Live", "Outdated"]

PACKINGS = 20


class Outdated(Exception):  # noqa: N818 - no error: the same asker wants to know something else
    """The asker has asked another question since."""


class Live:
    """Workers that answer questions of several askers, each the newest one only.

    `seats` is how many askers are told apart.
    """

    def __init__(self, workers: int = 0, seats: int = 1024) -> None:
        self._seats = seats
        self._context = processes.prepared()
        self._latest = self._context.Array("q", self._seats)
        self._tickets = count(1)
        self._lock = Lock()
        self._pools = [self._pool() for _ in range(workers or machine.cores())]

    def ask(self, question: Question, replications: int, seat: int = 0) -> Verdict:
        """Return the verdict of so many pairs; wait for it.

        `seat` tells askers apart: a newer question of the same seat ends an older one, which then
        raises Outdated. Whatever fails in a worker is raised here.
        """
        ticket = self._sit(seat)
        packed = _packed(question)
        futures = [self._submit(packed, n, seat, ticket) for n in range(replications)]
        found = [self._wait(future, packed, n, seat, ticket) for n, future in enumerate(futures)]
        return judge(question, _frames(found), replications)

    def leave(self, seat: int) -> None:
        """End what a seat still asks: whoever waits for it gets Outdated."""
        self._sit(seat)

    def lives(self, question: Question, count: int = 3) -> list[ChangedLife]:
        """Return some people whose lives the policy changes, in the first pair; wait for it."""
        with self._lock, processes.births(self._context):
            row = len(self._pools) - 1
            future = self._pools[row].submit(live_worker.lives, _packed(question), 0, count)
        return future.result()

    def warm(self, question: Question, replications: int) -> None:
        """Have the workers live the baseline in advance; nobody waits for it."""
        for number in range(replications):
            self._pools[number % len(self._pools)].submit(
                live_worker.warm, _packed(question), number
            )

    def close(self) -> None:
        """End the workers at their next month."""
        for row in range(self._seats):
            self._latest[row] = next(self._tickets)
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def _sit(self, seat: int) -> int:
        with self._lock:
            ticket = next(self._tickets)
            self._latest[seat % self._seats] = ticket
            return ticket

    def _pool(self) -> ProcessPoolExecutor:
        begin = partial(live_worker.start, cast("Sequence[int]", self._latest))
        return ProcessPoolExecutor(1, self._context, begin)

    def _submit(self, question: bytes, number: int, seat: int, ticket: int) -> Future[Found | None]:
        row = number % len(self._pools)
        with self._lock, processes.births(self._context):
            try:
                return self._pools[row].submit(
                    live_worker.answer, question, number, seat % self._seats, ticket
                )
            except BrokenProcessPool:
                self._pools[row] = self._pool()
                return self._pools[row].submit(
                    live_worker.answer, question, number, seat % self._seats, ticket
                )

    def _wait(
        self, future: Future[Found | None], question: bytes, number: int, seat: int, ticket: int
    ) -> Found:
        try:
            found = future.result()
        except BrokenProcessPool:  # the worker was lost, most often for want of memory: once more
            found = self._submit(question, number, seat, ticket).result()
        except CancelledError:  # the workers have been closed
            found = None
        if found is None:
            raise Outdated
        return found


def _packed(question: Question) -> bytes:
    """Return a question as bytes: other threads read its scenarios, which note what they looked up.

    A note that is made just now makes the packing fail; then it is tried again.
    """
    for _ in range(PACKINGS):
        try:
            return pickle.dumps(question)
        except RuntimeError:
            continue
    return pickle.dumps(question)


def _frames(found: Sequence[Found]) -> Frames:
    def joined(name: str) -> pd.DataFrame:
        parts = [getattr(one, name).assign(replication=n) for n, one in enumerate(found)]
        together: pd.DataFrame = pd.concat(parts, ignore_index=True)
        return together

    return Frames(*(joined(name) for name in ("series", "groups", "books", "displacement")))
