"""One replication: make the model, run it, write its tables as parts."""

import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

import pandas as pd

from talentflow.errors import InvariantError, TalentflowError
from talentflow.scenario import Scenario
from talentflow_lab import machine, parts
from talentflow_lab.trouble import trouble_of

__all__ = [
    "Build",
    "Done",
    "Failure",
    "Job",
    "Model",
    "Progress",
    "Stopped",
    "Work",
    "attempt",
    "build_measured",
    "build_model",
    "failure_of",
    "replicate",
]

Progress = Callable[[int], None]
"""Told a number of months: a model tells those just lived, `execute` those lived so far."""


class Stopped(Exception):  # noqa: N818 - it is a wish of the parent's, not an error
    """The parent has asked all workers to stop."""


class Model(Protocol):
    """What a replication needs of a model."""

    def run(self, progress: Progress | None = None) -> Self:
        """Run all months; call progress(1) after each."""

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return the outcome tables without their replication column."""

    def story(self) -> Mapping[str, Any]:
        """Return one person's life."""


Build = Callable[[Scenario, int, int], Model]
"""Makes the model of (scenario, replication, threads); a top-level function, so that it travels."""


@dataclass(frozen=True)
class Job:
    """What is to be run and where the parts of its tables go."""

    scenario: Scenario
    parts: Path
    threads: int = 1
    build: Build | None = None


@dataclass(frozen=True)
class Done:
    """A replication that ended well; its tables are in the parts, `seed` is the key it ran with.

    `spent` are seconds by phase, of a model that tells.
    """

    replication: int
    seed: int
    seconds: float
    story: Mapping[str, Any]
    values: Mapping[str, float] = field(default_factory=dict)
    spent: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """A replication that failed; `expected` if the error is one that talentflow explains.

    `reproducer` is the text of a file for `talentflow replay`, of a violated invariant.
    """

    replication: int
    type: str
    message: str
    traceback: str
    expected: bool = False
    reproducer: str = field(default="", repr=False)

    def told(self) -> dict[str, Any]:
        """Return what records say of it: everything but the reproducer, which is a file."""
        return {name: value for name, value in asdict(self).items() if name != "reproducer"}


Work = Callable[[int, Progress], Done | Failure]
"""Does what a number stands for: a replication of a scenario, or a run of a study."""


def build_model(scenario: Scenario, replication: int, threads: int) -> Model:
    """Make the model of talentflow; histories only where the story is taken from."""
    from talentflow.replication import Replication  # noqa: PLC0415 - Numba takes long to import
    from talentflow.threads import Threads  # noqa: PLC0415

    return Replication(scenario, replication, Threads(threads), histories=replication == 0)


def build_measured(scenario: Scenario, replication: int, threads: int) -> Model:
    """Make a model of which only numbers are wanted: no histories, and no reasons."""
    from talentflow.replication import Replication  # noqa: PLC0415 - Numba takes long to import
    from talentflow.threads import Threads  # noqa: PLC0415

    return Replication(scenario, replication, Threads(threads), histories=False, reasons=False)


def replicate(job: Job, replication: int, progress: Progress) -> Done | Failure:
    """Run one replication and write its parts; an error is returned, not raised."""
    from talentflow.chance import replication_seed  # noqa: PLC0415 - imports Numba

    began = time.perf_counter()

    def action() -> Done:
        model = (job.build or build_model)(job.scenario, replication, job.threads)
        model.run(progress)
        parts.write_part(job.parts, replication, model.tables())
        seed = replication_seed(job.scenario.seed, replication)
        seconds, spent = time.perf_counter() - began, getattr(model, "spent", {})
        return Done(replication, seed, seconds, model.story(), spent=spent)

    return attempt(replication, action)


def attempt(number: int, action: Callable[[], Done]) -> Done | Failure:
    """Do what a number stands for; an error is returned, not raised, but for Stopped."""
    try:
        return action()
    except Stopped:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever a model raises is a result to report
        return failure_of(number, problem)


def failure_of(number: int, problem: Exception) -> Failure:
    """Return an error as the result of what a number stands for."""
    trouble = trouble_of(problem)
    return Failure(
        number,
        type(problem).__name__,
        trouble or str(problem),
        machine.without_home("".join(traceback.format_exception(problem))),
        bool(trouble) or isinstance(problem, TalentflowError),
        problem.reproducer if isinstance(problem, InvariantError) else "",
    )
