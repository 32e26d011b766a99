"""Run a study: every point, every replication, a few numbers each."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from talentflow_lab import machine, replicate
from talentflow_lab.differences import differences
from talentflow_lab.execute import perform, usual_workers
from talentflow_lab.measures import MEASURES
from talentflow_lab.replicate import Build, Done, Failure, Progress, attempt
from talentflow_lab.study import Point, Study
from talentflow_lab.study_store import Store, fingerprint, run_id, write_frame

__all__ = ["Run", "Swept", "left_over", "runs_of", "sweep", "to_do"]


@dataclass(frozen=True)
class Run:
    """One run of a study: a replication of a point, and the id that its part has."""

    point: int
    replication: int
    id: str


@dataclass(frozen=True)
class Swept:
    """What a sweep has found: outcomes by run, differences to the first point, and failures."""

    folder: Path
    outcomes: pd.DataFrame
    differences: pd.DataFrame
    runs: tuple[Run, ...]
    failures: tuple[Failure, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the differences as plain lists, for JSON; None where there is no number."""
        frame = self.differences.astype(object)
        rows = frame.where(frame.notna(), None).to_dict("records")
        return {"out": str(self.folder), "failed": len(self.failures), "differences": rows}


@dataclass(frozen=True)
class Measuring:
    """The work of a sweep: number n is run n."""

    study: Study
    runs: tuple[Run, ...]
    store: Store
    build: Build | None = field(default=None)

    def __call__(self, number: int, progress: Progress) -> Done | Failure:
        """Run a run and write its part."""
        from talentflow.chance import replication_seed  # noqa: PLC0415 - imports Numba

        run, began = self.runs[number], time.perf_counter()
        scenario = self.study.points[run.point].scenario

        def action() -> Done:
            model = (self.build or replicate.build_model)(scenario, run.replication, 1)
            tables = model.run(progress).tables()
            values = {
                one.name: MEASURES[one.measure].compute(tables, one.ask)
                for one in self.study.outcomes
            }
            seed = replication_seed(scenario.seed, run.replication)
            seconds = time.perf_counter() - began
            self.store.write(run.id, seed, seconds, values)
            return Done(number, seed, seconds, {})

        return attempt(number, action)


def runs_of(study: Study) -> tuple[Run, ...]:
    """List the runs of a study, replication by replication, so that early ones are pairs."""
    return tuple(
        Run(number, replication, run_id(point.scenario, replication, study.outcomes))
        for replication in range(study.replications)
        for number, point in enumerate(study.points)
    )


def left_over(runs: Sequence[Run], store: Store) -> list[int]:
    """Return the numbers of runs that have no part yet; runs of the same id are one."""
    first = {run.id: number for number, run in reversed(list(enumerate(runs)))}
    return sorted(number for name, number in first.items() if not store.has(name))


def to_do(study: Study, out: Path) -> int:
    """Count the runs that a sweep into a folder has to do."""
    return len(left_over(runs_of(study), Store(out.resolve())))


def sweep(
    study: Study,
    out: Path,
    *,
    workers: int = 0,
    resume: bool = False,
    command: Sequence[str] = (),
    build: Build | None = None,
    progress: Progress | None = None,
) -> Swept:
    """Run what is left of a study into a folder, and write its tables.

    `workers` 0 takes as many as there are cores for. Tables are written also if some runs failed;
    those are tried again by the next sweep into the folder. Raises FolderError, see `Store.open`,
    and KeyboardInterrupt; then the parts of finished runs stay.
    """
    began, store, runs = time.perf_counter(), Store(out.resolve()), runs_of(study)
    name = fingerprint(study)
    store.open(name, resume=resume)
    record = _record(study, name, command)
    store.record(record | {"runs": len(runs), "finished": False})
    left = left_over(runs, store)
    work = Measuring(study, runs, store, build)
    batch = perform(
        work,
        left,
        study.points[0].scenario.months,
        workers=workers or usual_workers(len(left)),
        progress=progress,
    )
    found = _outcomes(study, runs, store)
    compared = differences(found, [point.name for point in study.points])
    for table, frame in (("outcomes", found), ("differences", compared)):
        for suffix in ("parquet", "csv"):
            write_frame(frame, store.folder / f"{table}.{suffix}")
    store.record(
        record
        | {
            "runs": len(runs),
            "finished": not batch.failures,
            "run_now": len(batch.done),
            "failures": [_failure(runs, study.points, failure) for failure in batch.failures],
            "seconds": round(time.perf_counter() - began, 3),
        }
    )
    return Swept(store.folder, found, compared, runs, batch.failures)


def _outcomes(study: Study, runs: Sequence[Run], store: Store) -> pd.DataFrame:
    """Join the parts: point, replication, seed, outcome, unit, value."""
    units = {one.name: one.unit for one in study.outcomes}
    rows = [
        store.read(run.id).assign(
            point=study.points[run.point].name, number=run.point, replication=run.replication
        )
        for run in runs
        if store.has(run.id)
    ]
    columns = ["point", "replication", "seed", "outcome", "unit", "value"]
    if not rows:
        return pd.DataFrame(columns=columns)
    frame = pd.concat(rows).sort_values(["number", "replication"], kind="stable")
    return frame.assign(unit=frame["outcome"].map(units))[columns].reset_index(drop=True)


def _record(study: Study, name: str, command: Sequence[str]) -> dict[str, object]:
    scenario = study.points[0].scenario
    return {
        "title": study.title,
        "fingerprint": name,
        "version": version("talentflow"),
        "command": machine.without_home(shlex.join(command)),
        "scenario": study.base,
        "start": f"{scenario.start:%Y-%m}",
        "months": scenario.months,
        "scale": scenario.scale,
        "seed": scenario.seed,
        "replications": study.replications,
        "points": {point.name: dict(point.changes) for point in study.points},
        "outcomes": {one.name: one.title for one in study.outcomes},
        "machine": machine.describe(),
    }


def _failure(runs: Sequence[Run], points: Sequence[Point], failure: Failure) -> dict[str, object]:
    run = runs[failure.replication]
    who = {"point": points[run.point].name, "replication": run.replication}
    return {**asdict(failure), **who}
