"""Running replications: the same results however they are spread, and failures as data."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from tests import fake_model

from talentflow import outcomes
from talentflow.scenario import Scenario, load
from talentflow_lab import parts, processes
from talentflow_lab.execute import Batch, _Tally, execute, perform, stream, usual_workers
from talentflow_lab.farms import Crew
from talentflow_lab.machine import cores
from talentflow_lab.replicate import Done, Failure, Job, Work


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Return the shipped scenario, short and with three replications."""
    return load("belarus-2020").replace(months=6, replications=3, scale=200.0)


def digests(batch: Batch, folder: Path, target: Path) -> dict[str, str]:
    """Merge the parts of a batch and return the hash of each file made."""
    target.mkdir()
    parts.merge(folder, [done.replication for done in batch.done], target, csv=True)
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(target.iterdir())}


def test_workers_change_nothing(scenario: Scenario, tmp_path: Path) -> None:
    """One worker and several leave the same files, byte for byte."""
    files = []
    for count in (1, 2):
        folder = tmp_path / str(count)
        batch = execute(Job(scenario, folder, build=fake_model.FakeModel), workers=count)
        files.append(digests(batch, folder, tmp_path / f"merged-{count}"))
    assert files[0] == files[1]
    assert len(files[0]) == 2 * len(outcomes.TABLES)


@pytest.mark.parametrize("workers", [1, 2])
def test_failure_becomes_data(scenario: Scenario, tmp_path: Path, workers: int) -> None:
    """A replication that fails is reported with its error; the others and progress go on."""
    told: list[int] = []
    job = Job(scenario, tmp_path, build=fake_model.FailingModel)
    batch = execute(job, workers=workers, progress=told.append)
    assert [done.replication for done in batch.done] == [0, 2]
    (failure,) = batch.failures
    assert (failure.replication, failure.type) == (1, "ZeroDivisionError")
    assert failure.message == "the bakery is closed"
    assert "in month" in failure.traceback
    assert not failure.expected
    assert told == sorted(told)
    assert told[-1] == 18


def test_explained_errors_are_marked(scenario: Scenario, tmp_path: Path) -> None:
    """An error that talentflow raises on purpose needs no traceback for the user."""
    batch = execute(Job(scenario, tmp_path, build=fake_model.HopelessModel))
    assert not batch.done
    assert {failure.expected for failure in batch.failures} == {True}


def test_bad_tables_are_a_failure(scenario: Scenario, tmp_path: Path) -> None:
    """A model whose tables break their declaration fails, with the breach as message."""
    batch = execute(Job(scenario, tmp_path, build=fake_model.UntidyModel))
    assert "missing or unknown tables: blocked" in batch.failures[0].message


def test_lost_worker_takes_no_other_with_it(scenario: Scenario, tmp_path: Path) -> None:
    """A replication that kills its process twice is reported; all others are there."""
    job = Job(scenario.replace(replications=2), tmp_path, build=fake_model.DyingModel)
    batch = execute(job, workers=2)
    assert [done.replication for done in batch.done] == [0]
    assert [(f.replication, f.type) for f in batch.failures] == [(1, "WorkerLost")]


@pytest.mark.deep
def test_lost_worker_is_tried_again(scenario: Scenario, tmp_path: Path) -> None:
    """A replication whose process died once is run again and counts as any other."""
    build = partial(fake_model.DyingOnceModel, note=tmp_path / "note")
    batch = execute(Job(scenario, tmp_path, build=build), workers=2)
    assert [done.replication for done in batch.done] == [0, 1, 2]
    assert not batch.failures


def test_seeds_are_those_of_the_replications(scenario: Scenario, tmp_path: Path) -> None:
    """Each replication has a seed of its own, which the same scenario gives again."""
    first = execute(Job(scenario, tmp_path / "a", build=fake_model.FakeModel))
    fewer = scenario.replace(replications=2)
    again = execute(Job(fewer, tmp_path / "b", build=fake_model.FakeModel))
    seeds = [done.seed for done in first.done]
    assert len(set(seeds)) == 3
    assert seeds[:2] == [done.seed for done in again.done]


def test_workers_fit_the_machine() -> None:
    """No more workers are started than there are cores or replications, and at least one."""
    assert usual_workers(1) == 1
    assert usual_workers(10_000) == cores()
    assert usual_workers(10_000, threads=10_000) == 1


def test_the_server_starts_before_libraries_are_imported(tmp_path: Path) -> None:
    """Starting the workers' server takes no library, so that it imports beside the parent."""
    script = "import sys, talentflow_lab.cli, talentflow_lab.processes; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert not {"numpy", "pandas", "pyarrow", "numba", "pydantic"} & set(run.stdout.split())


@pytest.mark.skipif(sys.platform != "linux", reason="there is no server elsewhere")
def test_interrupt_waits_until_processes_are_whole() -> None:
    """A Ctrl-C while workers are being started is answered as soon as they are."""
    whole = []

    def interrupted() -> None:
        with processes.births(processes.prepared()):
            os.kill(os.getpid(), signal.SIGINT)
            whole.append(True)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert whole


INTERRUPTED = """
    from pathlib import Path
    from talentflow.scenario import load
    from talentflow_lab.execute import execute
    from talentflow_lab.replicate import Job
    from tests.fake_model import SlowModel

    if __name__ == "__main__":
        scenario = load("belarus-2020").replace(months=1200, replications=4)
        job = Job(scenario, Path("parts"), build=SlowModel)
        try:
            execute(job, workers=2, progress=lambda months: print(months, flush=True))
        except KeyboardInterrupt:
            print("stopped", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
def test_interrupt_stops_the_workers(root: Path, tmp_path: Path) -> None:
    """Ctrl-C ends parent and workers within seconds, without a word from the workers."""
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(INTERRUPTED), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(root), *sys.path])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip().isdigit()
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # the whole group, as a terminal does
    out, err = process.communicate(timeout=60)
    assert out.splitlines()[-1] == "stopped"
    assert err == ""
    assert time.monotonic() - began < 20


def test_a_result_that_cannot_travel_is_a_failure() -> None:
    """It stops no other run, and is told with the number whose result it was."""
    found = perform(fake_model.unsendable, range(4), 1, workers=2)
    assert [one.replication for one in found.done] == [0, 2, 3]
    assert [one.replication for one in found.failures] == [1]


def test_old_news_counts_nothing() -> None:
    """What a worker said before its run ended may arrive after it, and changes no sum."""
    told: list[int] = []
    tally = _Tally(5, told.append)
    tally.start(0)
    tally.reach(0, 3)
    tally.end(0)
    tally.reach(0, 4)
    assert told == [3, 5]


@dataclass
class CancellingFarm:
    """Cancels so many of the numbers it is first given, as Dask does when a scheduler is lost."""

    cancelled: int
    workers: int = 2
    losses: tuple[type[BaseException], ...] = (CancelledError,)
    given: list[int] = field(default_factory=list)

    def alone(self) -> "CancellingFarm":
        """Return itself."""
        return self

    @contextmanager
    def open(self, work: Work) -> Iterator[Crew]:
        """Do numbers in threads, but for those that are cancelled."""
        with ThreadPoolExecutor(1) as pool:

            def submit(number: int) -> Future[Done | Failure]:
                self.given.append(number)
                if len(self.given) > self.cancelled:
                    return pool.submit(work, number, lambda _: None)
                lost: Future[Done | Failure] = Future()
                lost.cancel()
                lost.set_running_or_notify_cancel()
                return lost

            yield Crew(pool, submit, lambda: iter(()))


@pytest.mark.parametrize("cancelled", [0, 1, 4])
def test_cancelled_numbers_are_lost_and_tried_once_more(cancelled: int) -> None:
    """Every number ends exactly once; one that is cancelled again is a failure."""
    farm = CancellingFarm(cancelled)
    found = list(stream(fake_model.sent, iter(range(9)), 1, farm=farm))
    assert sorted(one.replication for one in found) == list(range(9))
    assert not [one for one in found if isinstance(one, Failure)]
    assert len(farm.given) == 9 + cancelled
    hopeless = list(stream(fake_model.sent, iter([3]), 1, farm=CancellingFarm(2)))
    assert [type(one) for one in hopeless] == [Failure]


def test_numbers_are_taken_as_they_are_needed() -> None:
    """Of a million numbers only those are taken that a few workers have in hand."""
    taken = []

    def numbers() -> Iterator[int]:
        for number in range(1_000_000):
            taken.append(number)
            yield number

    running = stream(fake_model.sent, numbers(), 1, farm=CancellingFarm(0))
    for _ in range(5):
        next(running)
    running.close()
    assert len(taken) < 20
