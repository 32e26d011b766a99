"""Run the replications of a scenario, or the runs of a study, here or in several processes.

A replication depends on the scenario and its number only, so neither the number of workers nor
the order in which they finish can change a result. Tables go straight to disk as parts (see
`talentflow_lab.parts`); what travels between processes is a few numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Future,
    wait,
)
from dataclasses import dataclass
from functools import partial
from itertools import islice

from talentflow_lab import machine
from talentflow_lab.farms import Farm, LocalFarm
from talentflow_lab.interrupts import interrupts
from talentflow_lab.replicate import (
    Done,
    Failure,
    Job,
    Progress,
    Stopped,
    Work,
    failure_of,
    replicate,
)

__all__ = ["Batch", "Farm", "execute", "perform", "stream", "usual_workers"]

POLL_SECONDS = 0.1
IN_FLIGHT = 2
"""Numbers handed out for each worker: one that it does, and one that waits for it."""


@dataclass(frozen=True)
class Batch:
    """The replications of one scenario, those done and those failed, each in order."""

    done: tuple[Done, ...]
    failures: tuple[Failure, ...]


def usual_workers(replications: int, threads: int = 1) -> int:
    """Return as many workers as there are cores for, and no more than replications."""
    return max(1, min(replications, machine.cores() // threads))


def execute(job: Job, *, workers: int = 1, progress: Progress | None = None) -> Batch:
    """Run all replications of the job's scenario on so many processes; see `perform`."""
    numbers, months = range(job.scenario.replications), job.scenario.months
    return perform(partial(replicate, job), numbers, months, workers=workers, progress=progress)


def perform(
    work: Work,
    numbers: Sequence[int],
    months: int,
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> Batch:
    """Do so many numbers of a work, each of so many months, on so many processes; see `stream`.

    KeyboardInterrupt stops every worker at its next month before it is raised again.
    """
    workers = min(workers, len(numbers))
    results = list(stream(work, numbers, months, workers=workers, progress=progress, drain=False))
    results.sort(key=lambda result: result.replication)
    return Batch(
        tuple(result for result in results if isinstance(result, Done)),
        tuple(result for result in results if isinstance(result, Failure)),
    )


def stream(
    work: Work,
    numbers: Iterable[int],
    months: int,
    *,
    workers: int = 1,
    farm: Farm | None = None,
    progress: Progress | None = None,
    drain: bool = True,
) -> Iterator[Done | Failure]:
    """Do numbers of a work, each of so many months, and yield each result as soon as it ends.

    Numbers are taken as they are needed: a few for each worker are in flight. An error in one
    becomes a Failure and stops no other. Those that are lost with a worker are tried once more,
    each alone, so that one that kills its process again takes no other with it. With `drain` the
    first Ctrl-C lets the runs in flight end before KeyboardInterrupt is raised, a second one stops
    them at their next month.
    """
    tally = _Tally(months, progress or (lambda _: None))
    with interrupts(drain=drain) as asked:
        if farm is None and workers <= 1:
            done = _all_here(work, numbers, tally, asked)
        else:
            done = _farmed(farm or LocalFarm(workers), work, iter(numbers), tally, asked)
        yield from done


def _all_here(
    work: Work, numbers: Iterable[int], tally: _Tally, asked: Callable[[], bool]
) -> Iterator[Done | Failure]:
    for number in numbers:
        yield _here(work, number, tally)
        if asked():
            raise KeyboardInterrupt


def _farmed(
    farm: Farm, work: Work, numbers: Iterator[int], tally: _Tally, asked: Callable[[], bool]
) -> Iterator[Done | Failure]:
    while True:
        lost = yield from _until_lost(farm, work, numbers, tally, asked)
        for number in lost:
            if asked():
                break
            # What is handed out is drained, too, so nobody is asked here.
            again = list(_until_lost(farm.alone(), work, iter([number]), tally, lambda: False))
            if not again:
                tally.end(number)
            yield from again or [_lost(number)]
        if asked():
            raise KeyboardInterrupt
        if not lost:
            return


def _until_lost(
    farm: Farm,
    work: Work,
    numbers: Iterator[int],
    tally: _Tally,
    asked: Callable[[], bool],
) -> Generator[Done | Failure, None, list[int]]:
    """Yield results until numbers are out, a Ctrl-C asks to end, or a worker is lost.

    Returns the numbers that were in flight when it was lost.
    """
    flying: dict[Future[Done | Failure], int] = {}
    lost: list[int] = []
    with farm.open(work) as crew:
        while True:
            room = 0 if lost or asked() else farm.workers * IN_FLIGHT - len(flying)
            for number in islice(numbers, room):
                tally.start(number)
                try:
                    flying[crew.submit(number)] = number
                except farm.losses:
                    lost.append(number)
                    break
            if not flying:
                return sorted(lost)
            ended, _ = wait(flying, POLL_SECONDS, FIRST_COMPLETED)
            for number, month in crew.news():
                tally.reach(number, month)
            for future in ended:
                number = flying.pop(future)
                result = _result(future, number)
                if isinstance(result, farm.losses):
                    lost.append(number)
                    continue
                if isinstance(result, BaseException):
                    raise result
                tally.end(number)
                yield result


def _result(future: Future[Done | Failure], number: int) -> Done | Failure | BaseException:
    """Return what came of a number; losses and stops as the errors that they are."""
    if future.cancelled():
        return CancelledError()
    problem = future.exception()
    if problem is None:
        return future.result()
    if not isinstance(problem, Exception) or isinstance(problem, Stopped | BrokenExecutor):
        return problem
    return failure_of(number, problem)


class _Tally:
    """Count the months of each replication and tell the sum."""

    def __init__(self, months: int, tell: Progress) -> None:
        self._months, self._tell = months, tell
        self._of: dict[int, int] = {}
        self._ended = 0

    def start(self, replication: int) -> None:
        """Begin to count a replication."""
        self._of[replication] = 0

    def reach(self, replication: int, month: int) -> None:
        """Note that a replication has reached a month; news of one that has ended is old."""
        if replication in self._of:
            self._of[replication] = month
            self._tell(self._ended + sum(self._of.values()))

    def end(self, replication: int) -> None:
        """Note that a replication is over, well or not, and forget it."""
        self._of.pop(replication, None)
        self._ended += self._months
        self._tell(self._ended + sum(self._of.values()))

    def step(self, replication: int) -> Progress:
        """Return a function that counts months of one replication in this process."""
        self.start(replication)
        return lambda months: self.reach(replication, self._of[replication] + months)


def _here(work: Work, number: int, tally: _Tally) -> Done | Failure:
    """Do one number in this process."""
    result = work(number, tally.step(number))
    tally.end(number)
    return result


def _lost(replication: int) -> Failure:
    return Failure(
        replication,
        "WorkerLost",
        "its process ended without a word, twice; most often memory ran out: "
        "try fewer --workers or a larger --scale",
        "",
        expected=True,
    )
