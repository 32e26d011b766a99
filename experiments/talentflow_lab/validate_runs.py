"""The runs of a validation: replications of structural cases, and of the scenario's own history.

A job is one replication of one of them. With a folder, what a job counted is kept there as a file,
written whole, so that a validation that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talentflow.files import write_text
from talentflow.overrides import read_overrides
from talentflow.scenario import load
from talentflow.source import Source
from talentflow_lab.cases import CASES
from talentflow_lab.cases.ground import Ground
from talentflow_lab.execute import perform, usual_workers
from talentflow_lab.links import Count
from talentflow_lab.replicate import Done, Failure, Progress, attempt
from talentflow_lab.targets import Target, counts_of

__all__ = ["HISTORY", "UNIT", "History", "Jobs", "run_jobs"]

HISTORY = "targets"
UNIT = 100
"""Progress of a job, whatever the months that it lives."""


@dataclass(frozen=True)
class History:
    """The scenario itself, and the targets that it is compared with."""

    source: Source
    targets: tuple[Target, ...]
    months: int
    draws: tuple[tuple[str, ...], ...] = ()

    def live(self, replication: int, progress: Progress) -> Mapping[str, float]:
        """Run a replication and count what the links of the targets ask for."""
        from talentflow.replication import Replication  # noqa: PLC0415 - imports Numba

        above = []
        if self.draws:
            above = read_overrides(self.draws[replication % len(self.draws)], [])
        scenario = load(self.source, above=above).replace(months=self.months)
        run = Replication(scenario, replication, histories=False, reasons=False)
        tables = run.run(progress).recorded
        return {
            f"{target.id}|{name}": count(tables)
            for target in self.targets
            for name, count in counts_of(target).items()
            if isinstance(count, Count)
        }


@dataclass(frozen=True)
class Jobs:
    """The work of a validation: number n is replication n % `replications` of name n // that."""

    names: tuple[str, ...]
    replications: int
    grounds: Mapping[str, Ground]
    history: History | None
    parts: Path | None = None

    def __call__(self, number: int, progress: Progress) -> Done | Failure:
        """Do a job, or take what it counted before from the folder."""
        at, replication = divmod(number, self.replications)
        name = self.names[at]

        def action() -> Done:
            values = self._live(name, replication, progress)
            if self.parts is not None:
                write_text(_part(self.parts, name, replication), json.dumps(dict(values)))
            return Done(number, 0, 0.0, {}, values)

        return attempt(number, action)

    def _live(self, name: str, replication: int, progress: Progress) -> Mapping[str, float]:
        if name == HISTORY:
            if self.history is None:
                raise RuntimeError("there is no history to run")
            return self.history.live(replication, _even(progress, self.history.months))
        case = CASES[name]
        return case.live(self.grounds[name], replication, _even(progress, case.lived))

    def kept(self, number: int) -> dict[str, float] | None:
        """Return what a job counted before, nothing if it has not ended."""
        if self.parts is None:
            return None
        at, replication = divmod(number, self.replications)
        try:
            found = json.loads(_part(self.parts, self.names[at], replication).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return {str(name): float(value) for name, value in found.items()}


def _part(parts: Path, name: str, replication: int) -> Path:
    return parts / f"{name}-{replication:05d}.json"


def _even(progress: Progress, lived: int) -> Callable[[int], None]:
    """Return a progress that tells UNIT in all, whatever the months lived."""
    behind = 0

    def tell(months: int) -> None:
        nonlocal behind
        before = behind * UNIT // lived
        behind = min(behind + months, lived)
        progress(behind * UNIT // lived - before)

    return tell


def run_jobs(
    jobs: Jobs,
    *,
    workers: int = 0,
    progress: Callable[[int], AbstractContextManager[Progress]] | None = None,
) -> tuple[dict[str, pd.DataFrame], tuple[Failure, ...]]:
    """Do what has not been done; return counts by name (replications by count), and failures."""
    numbers = range(len(jobs.names) * jobs.replications)
    known = {n: values for n in numbers if (values := jobs.kept(n)) is not None}
    missing: Sequence[int] = [n for n in numbers if n not in known]
    failures: tuple[Failure, ...] = ()
    if missing:
        with progress(len(missing)) if progress else nullcontext() as tell:
            batch = perform(
                jobs, missing, UNIT, workers=workers or usual_workers(len(missing)), progress=tell
            )
        known |= {done.replication: dict(done.values) for done in batch.done}
        failures = batch.failures
    found = {}
    for at, name in enumerate(jobs.names):
        first = at * jobs.replications
        rows = {r: known[first + r] for r in range(jobs.replications) if first + r in known}
        table = pd.DataFrame.from_dict(rows, orient="index").sort_index()
        found[name] = table.fillna(math.nan)
    return found, failures
