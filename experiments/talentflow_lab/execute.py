"""Run the replications of a scenario, or the runs of a study, here or in several processes.

A replication depends on the scenario and its number only, so neither the number of workers nor
the order in which they finish can change a result. Tables go straight to disk as parts (see
`talentflow_lab.parts`); what travels between processes is a few numbers.
"""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from talentflow_lab import machine, processes, worker
from talentflow_lab.replicate import Done, Failure, Job, Progress, Work, replicate

__all__ = ["Batch", "execute", "perform", "usual_workers"]

POLL_SECONDS = 0.1


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
    """Do so many numbers of a work, each of so many months, on so many processes.

    An error in one becomes a Failure and stops no other. A worker that dies is replaced and its
    number tried once more. KeyboardInterrupt stops every worker at its next month before it is
    raised again.
    """
    tally = _Tally(months, progress or (lambda _: None))
    workers = min(workers, len(numbers))
    if workers <= 1:
        results = [_here(work, number, tally) for number in numbers]
    else:
        results = _pooled(work, numbers, workers, tally)
    results.sort(key=lambda result: result.replication)
    return Batch(
        tuple(result for result in results if isinstance(result, Done)),
        tuple(result for result in results if isinstance(result, Failure)),
    )


class _Tally:
    """Count the months of each replication and tell the sum."""

    def __init__(self, months: int, tell: Progress) -> None:
        self._months, self._tell = months, tell
        self._of: dict[int, int] = {}

    def reach(self, replication: int, month: int) -> None:
        """Note that a replication has reached a month."""
        self._of[replication] = month
        self._tell(sum(self._of.values()))

    def end(self, replication: int) -> None:
        """Note that a replication is over, well or not."""
        self.reach(replication, self._months)

    def step(self, replication: int) -> Progress:
        """Return a function that counts months of one replication in this process."""
        return lambda months: self.reach(replication, self._of.get(replication, 0) + months)


def _here(work: Work, number: int, tally: _Tally) -> Done | Failure:
    """Do one number in this process."""
    result = work(number, tally.step(number))
    tally.end(number)
    return result


def _pooled(
    work: Work, numbers: Sequence[int], workers: int, tally: _Tally
) -> list[Done | Failure]:
    results = _pool(work, numbers, workers, tally)
    ended = {result.replication for result in results}
    # Alone in a pool, so that one that kills its process again takes no other with it.
    for lost in [number for number in numbers if number not in ended]:
        results += _pool(work, [lost], 1, tally) or [_lost(lost)]
    return results


def _pool(work: Work, numbers: Sequence[int], workers: int, tally: _Tally) -> list[Done | Failure]:
    """Do numbers in a pool; those missing from the result were lost with their worker."""
    context = processes.prepared()
    line = worker.Line.open(context)
    results: list[Done | Failure] = []
    pool = ProcessPoolExecutor(workers, context, worker.start, (work, line))
    try:
        with processes.births(context):
            waiting = _submit(pool, numbers)
        while waiting:
            ended, waiting = wait(waiting, POLL_SECONDS, FIRST_COMPLETED)
            for replication, month in line.news():
                tally.reach(replication, month)
            for future in ended:
                if isinstance(problem := future.exception(), BrokenProcessPool):
                    continue
                if problem is not None:
                    raise problem
                results.append(future.result())
                tally.end(results[-1].replication)
    finally:
        line.stop.set()
        pool.shutdown(cancel_futures=True)
    return results


def _submit(pool: ProcessPoolExecutor, numbers: Sequence[int]) -> set[Future[Done | Failure]]:
    """Hand over as many replications as the pool takes before a worker dies."""
    futures = set()
    with suppress(BrokenProcessPool):
        for number in numbers:
            futures.add(pool.submit(worker.work, number))
    return futures


def _lost(replication: int) -> Failure:
    return Failure(
        replication,
        "WorkerLost",
        "its process ended without a word, twice; most often memory ran out: "
        "try fewer --workers or a larger --scale",
        "",
        expected=True,
    )
