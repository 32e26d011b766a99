"""Run a scenario into a results folder: the whole way from a scenario to files."""

import shlex
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow.scenario import Scenario
from talentflow_lab import machine, parts, replicate
from talentflow_lab.execute import Batch, execute, usual_workers
from talentflow_lab.forecast import Drawn
from talentflow_lab.manifest import write_manifest
from talentflow_lab.replay import Checked
from talentflow_lab.replicate import Build, Failure, Job, Progress
from talentflow_lab.run_uncertainty import uncertainty_of
from talentflow_lab.store import FORMAT, new_folder, write_json
from talentflow_lab.study_parts import write_frame
from talentflow_lab.summary import Summary, summarise

__all__ = ["AllFailedError", "Finished", "Request", "run_scenario"]


class AllFailedError(Exception):
    """No replication ended well, so there are no results; `failures` says why."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__(
            f"all {len(self.failures)} replications failed: {self.failures[0].message}"
        )


@dataclass(frozen=True)
class Request:
    """What to run and how.

    `workers` 0 takes as many as there are cores for. `force` replaces results that stand at
    `out`. `command` is written to run.json. `build` makes the model of a replication, `posterior`
    with parameters of its own for each. `check` looks at every person and tie after each month.
    """

    scenario: Scenario
    out: Path
    workers: int = 0
    threads: int = 1
    csv: bool = False
    force: bool = False
    command: Sequence[str] = field(default=())
    build: Build | None = None
    posterior: Drawn | None = None
    check: bool = False


@dataclass(frozen=True)
class Finished:
    """Where the results are, what run.json says, the summary, and what failed.

    `uncertainty` is the table of `talentflow_lab.variance_parts`; empty without a posterior.
    """

    folder: Path
    run: dict[str, Any]
    summary: Summary
    failures: tuple[Failure, ...]
    uncertainty: pd.DataFrame


def run_scenario(request: Request, progress: Progress | None = None) -> Finished:
    """Run all replications and write the results folder.

    Raises FolderError if the folder is taken, AllFailedError if no replication ended well, and
    KeyboardInterrupt; then nothing is written. If only some fail, run.json lists them.
    """
    began = time.perf_counter()
    scenario = request.scenario
    workers = request.workers or usual_workers(scenario.replications, request.threads)
    with new_folder(request.out, force=request.force) as draft:
        pieces = draft / "parts"
        build = request.posterior or request.build
        if request.check:
            build = Checked(build or replicate.build_model)
        job = Job(scenario, pieces, request.threads, build)
        batch = execute(job, workers=workers, progress=progress)
        if not batch.done:
            raise AllFailedError(batch.failures)
        numbers = [done.replication for done in batch.done]
        rows = parts.merge(pieces, numbers, draft, csv=request.csv)
        shutil.rmtree(pieces)
        scenario.write(draft)
        pd.DataFrame(scenario.provenance).to_csv(draft / "provenance.csv", index=False)
        write_json(draft / "story.json", batch.done[0].story)
        run = _record(request, batch, workers) | {"rows": rows}
        run["seconds"] = round(time.perf_counter() - began, 3)
        write_json(draft / "run.json", run)
        uncertainty = pd.DataFrame()
        if request.posterior:
            uncertainty = uncertainty_of(draft, scenario, numbers)
            write_frame(uncertainty, draft / "uncertainty.csv")
        write_manifest(draft)
    folder = request.out.resolve()
    summary = summarise(folder, scenario.origin, numbers)
    return Finished(folder, run, summary, batch.failures, uncertainty)


def _record(request: Request, batch: Batch, workers: int) -> dict[str, Any]:
    scenario = request.scenario
    return {
        "format": FORMAT,
        "title": scenario.title,
        "fingerprint": scenario.fingerprint,
        "version": version("talentflow"),
        "command": machine.without_home(shlex.join(request.command)),
        "start": f"{scenario.start:%Y-%m}",
        "months": scenario.months,
        "scale": scenario.scale,
        "origin": list(scenario.origin),
        "seed": scenario.seed,
        "replications": scenario.replications,
        **({"posterior": request.posterior.record} if request.posterior else {}),
        "done": [done.replication for done in batch.done],
        "seeds": [done.seed for done in batch.done],
        "threads": request.threads,
        "workers": workers,
        "seconds_by_replication": [round(done.seconds, 3) for done in batch.done],
        "seconds_by_phase": _by_phase(batch),
        "failures": [failure.told() for failure in batch.failures],
        "machine": machine.describe(),
    }


def _by_phase(batch: Batch) -> dict[str, float]:
    """Seconds that all replications took, by phase."""
    spent: Counter[str] = Counter()
    for done in batch.done:
        spent.update(done.spent)
    return {name: round(seconds, 3) for name, seconds in spent.items()}
