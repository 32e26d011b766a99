"""Run a study: every point, every replication, a few numbers each."""

from __future__ import annotations

import shlex
import time
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow.files import write_text
from talentflow_lab import machine, replicate
from talentflow_lab.execute import Farm, stream, usual_workers
from talentflow_lab.ledger import DONE, FAILED, Row
from talentflow_lab.measures import MEASURES
from talentflow_lab.replicate import Build, Done, Failure, Model, Progress, attempt
from talentflow_lab.study import Outcome, Points, Study
from talentflow_lab.study_parts import write_frame
from talentflow_lab.study_store import Namer, Store, code_digest, fingerprint
from talentflow_lab.study_tables import plan_of, write_plan, write_tables
from talentflow_lab.variance_parts import parts_table

__all__ = [
    "How",
    "Measuring",
    "Swept",
    "Tell",
    "left_over",
    "measuring",
    "outcome_parts",
    "row_of",
    "sweep",
    "to_do",
]

MOST_FAILURES = 20
"""Failures that study.json tells of; the ledger has all."""


@dataclass(frozen=True)
class Swept:
    """What a sweep has found: outcomes by run, differences to the first point, and failures."""

    folder: Path
    outcomes: pd.DataFrame
    differences: pd.DataFrame
    runs: int
    failed: int
    failures: tuple[Failure, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the differences as plain lists, for JSON; None where there is no number."""
        frame = self.differences.astype(object)
        rows = frame.where(frame.notna(), None).to_dict("records")
        counts = {"runs": self.runs, "failed": self.failed}
        return {"out": str(self.folder), **counts, "differences": rows}


@dataclass(frozen=True)
class Measuring:
    """The work of a sweep: number n is replication n // P of point n % P."""

    points: Points
    outcomes: tuple[Outcome, ...]
    build: Build | None = field(default=None)

    def __call__(self, number: int, progress: Progress) -> Done | Failure:
        """Run a run and return its numbers."""
        from talentflow.chance import replication_seed  # noqa: PLC0415 - imports Numba

        replication, point = divmod(number, len(self.points))

        def action() -> Done:
            scenario = self.points[point].scenario
            began = time.perf_counter()  # seconds are the model's, not ours
            model = (self.build or replicate.build_measured)(scenario, replication, 1)
            tables = tables_of(model.run(progress))
            values = {
                one.name: MEASURES[one.measure].compute(tables, one.ask) for one in self.outcomes
            }
            seed = replication_seed(scenario.seed, replication)
            return Done(number, seed, time.perf_counter() - began, {}, values)

        return attempt(number, action)


@dataclass(frozen=True)
class How:
    """How a sweep is executed; `workers` 0 takes as many as there are cores for.

    Shard (i, n) does every n-th run only, the i-th of them.
    """

    workers: int = 0
    farm: Farm | None = None
    shard: tuple[int, int] = (1, 1)


Tell = Callable[[Done | Failure], None]
"""Told of each run that has ended."""


def measuring(study: Study, build: Build | None = None) -> Measuring:
    """Return the work of a study."""
    drawn = study.posterior
    if drawn is not None and drawn.build is None:
        drawn = replace(drawn, build=replicate.build_measured)
    return Measuring(study.points, study.outcomes, build or drawn)


def tables_of(model: Model) -> Mapping[str, pd.DataFrame]:
    """Return what measures read of a model: its tables, made as they are read, and spending."""
    tables = getattr(model, "recorded", None) or model.tables()
    spending = getattr(model, "spending", None)
    beside: dict[str, pd.DataFrame] = {"aid": spending()} if spending else {}
    return ChainMap(beside, tables)  # type: ignore[arg-type]  # nothing writes into it


def left_over(study: Study, done: set[str], shard: tuple[int, int] = (1, 1)) -> Iterator[int]:
    """Yield the numbers of runs that are not done; runs of the same id are one.

    Replication by replication, so that early ones are pairs. Shard (i, n) has every n-th.
    """
    name, points, seen = Namer(study), study.points, set(done)
    part, parts = shard
    for number in range(study.replications * len(points)):
        replication, point = divmod(number, len(points))
        known = name(points[point].values, replication)
        if known not in seen:
            seen.add(known)
            if number % parts == part - 1:
                yield number


def to_do(study: Study, out: Path, shard: tuple[int, int] = (1, 1)) -> int:
    """Count the runs that a sweep into a folder has to do."""
    return sum(1 for _ in left_over(study, _finished(out.resolve(), shard), shard))


def _finished(folder: Path, shard: tuple[int, int]) -> set[str]:
    done = Store(folder).ledger.ids(DONE)
    return done | Store(folder, _home(shard)).ledger.ids(DONE)


def _home(shard: tuple[int, int]) -> str:
    return f"{shard[0]}-of-{shard[1]}" if shard[1] > 1 else ""


def sweep(
    study: Study,
    out: Path,
    *,
    how: How | None = None,
    resume: bool = False,
    command: Sequence[str] = (),
    build: Build | None = None,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> Swept:
    """Run what is left of a study into a folder, and write its tables (a shard writes none).

    Tables are written also if some runs failed; those are tried again by the next sweep into the
    folder. Raises FolderError, see `Store.held`, TalentflowError if an outcome lacks the baseline
    that it counts from, and KeyboardInterrupt; then the numbers of finished runs stay.
    """
    _check_baseline(study)
    how = how or How()
    began, folder = time.perf_counter(), out.resolve()
    store, name = Store(folder, _home(how.shard)), fingerprint(study)
    record = _record(study, name, command) | plan_of(study)
    with store.held(name, resume=resume):
        if how.shard[1] == 1 or not (folder / "study.json").exists():
            store.record(record | {"finished": False})
        write_plan(study, folder)
        write_text(folder / "scenario.toml", study.scenario.resolved_toml())
        left = list(left_over(study, _finished(folder, how.shard), how.shard))
        failures = _run(study, left, store, how, measuring(study, build), progress, tell)
        told = (len(left), len(failures), tuple(failures[:MOST_FAILURES]))
        if how.shard[1] > 1:
            return Swept(folder, pd.DataFrame(), pd.DataFrame(), *told)
        found, compared = write_tables(folder)
        if study.posterior:
            write_frame(outcome_parts(found), folder / "uncertainty.csv")
        ended = {
            "finished": not failures,
            "run_now": len(left) - len(failures),
            "failed": len(failures),
            "failures": [_failure(study.points, one) for one in failures[:MOST_FAILURES]],
            "seconds": round(time.perf_counter() - began, 3),
        }
        store.record(record | ended)
    return Swept(folder, found, compared, *told)


def outcome_parts(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return what the interval of each outcome at each point is made of: columns point and more."""
    tables = []
    for (point, outcome), rows in outcomes.groupby(["point", "outcome"], sort=False):
        values = dict(zip(rows["replication"].tolist(), rows["value"].tolist(), strict=True))
        tables.append(parts_table({str(outcome): values}).assign(point=str(point)))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _check_baseline(study: Study) -> None:
    counted = [one.name for one in study.outcomes if one.additional]
    if counted and len(study.policies) < 2:
        raise TalentflowError(
            f"{study.path}: {counted[0]} counts what is additional to the first policy, and a "
            "sweep of this study has one; write [policies], or sampling.policies for [levers]"
        )


def _run(
    study: Study, left: Sequence[int], store: Store, how: How, work: Measuring,
    progress: Progress | None, tell: Tell | None,
) -> list[Failure]:  # fmt: skip
    """Do the runs that are left, keep their numbers, and return those that failed."""
    failures: list[Failure] = []
    workers, months = how.workers or usual_workers(len(left)), study.scenario.months
    try:
        for result in stream(work, left, months, workers=workers, farm=how.farm, progress=progress):
            store.add(*row_of(result, study))
            if isinstance(result, Failure):
                kept = len(failures) < MOST_FAILURES
                failures.append(result if kept else replace(result, traceback=""))
            if tell:
                tell(result)
    finally:
        store.flush()
    return failures


def row_of(result: Done | Failure, study: Study) -> tuple[Row, dict[str, float]]:
    """Return the row of a result for the ledger, and its numbers."""
    replication, point = divmod(result.replication, len(study.points))
    name = Namer(study)(study.points[point].values, replication)
    if isinstance(result, Done):
        seed = str(result.seed)
        return Row(name, point, replication, seed, DONE, result.seconds), dict(result.values)
    told = (result.type, result.message, result.traceback)
    return Row(name, point, replication, "", FAILED, 0.0, *told), {}


def _record(study: Study, name: str, command: Sequence[str]) -> dict[str, object]:
    scenario = study.scenario
    return {
        "title": study.title,
        "description": study.description,
        "fingerprint": name,
        "version": version("talentflow"),
        "code": code_digest(),
        "command": machine.without_home(shlex.join(command)),
        "scenario": study.base,
        "start": f"{scenario.start:%Y-%m}",
        "months": scenario.months,
        "scale": scenario.scale,
        "seed": scenario.seed,
        "replications": study.replications,
        "runs": study.replications * len(study.points),
        "points": {p.name: p.changes for p in study.points} if study.named else len(study.points),
        "outcomes": {one.name: one.title for one in study.outcomes},
        "machine": machine.describe(),
        **({"posterior": study.posterior.record} if study.posterior else {}),
    }


def _failure(points: Points, failure: Failure) -> dict[str, object]:
    replication, point = divmod(failure.replication, len(points))
    return {**failure.told(), "point": points[point].name, "replication": replication}
