"""Calibrate a scenario: runs of two waves, a posterior, and runs of it to see what it predicts.

The first wave runs a Sobol' design over the priors. The second looks where the first found the
posterior, widened (see `talentflow_lab.proposal`). A third, shorter one runs draws of the
posterior, so that what is predicted of each target is simulated and not a regression's word.

Every wave is a sweep in a folder of its own: what is finished survives `kill -9`, and the same
command goes on.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from talentflow.errors import TalentflowError
from talentflow.files import write_text
from talentflow_lab import machine
from talentflow_lab.calibration_plan import Plan
from talentflow_lab.designs import unit_rows
from talentflow_lab.identifiability import identifiability
from talentflow_lab.posterior import Posterior, write_posterior
from talentflow_lab.predictive import predictive
from talentflow_lab.priors import values_of
from talentflow_lab.proposal import Proposal, widened
from talentflow_lab.reference_table import ReferenceTable, Simulated, tabulate
from talentflow_lab.regression_abc import Fitted, Kept, fit, resample
from talentflow_lab.replicate import Build
from talentflow_lab.study_parts import write_frame
from talentflow_lab.study_tables import read_results
from talentflow_lab.sweep import How, sweep, to_do
from talentflow_lab.sweep_progress import Teller

__all__ = ["Calibrated", "Effort", "Shown", "calibrate"]

WAVES = ("wave-1", "wave-2", "predictive")
FEWEST_RUNS = 40


@dataclass(frozen=True)
class Effort:
    """How much is done: runs of all waves together, rows a run, draws of the posterior.

    `waves` are the shares of the runs that the three waves take.
    """

    runs: int = 4000
    rows: int = 40
    draws: int = 1000
    kept: Kept = field(default_factory=Kept)
    waves: tuple[float, float, float] = (0.5, 0.4, 0.1)

    def counts(self) -> tuple[int, int, int]:
        """Return the runs of each wave."""
        first, second = (round(share * self.runs) for share in self.waves[:2])
        return first, second, self.runs - first - second


@dataclass(frozen=True)
class Calibrated:
    """What a calibration has found, and where it stands."""

    folder: Path
    plan: Plan
    posterior: Posterior
    identified: pd.DataFrame
    predicted: pd.DataFrame
    table: ReferenceTable
    first_runs: int
    failed: int


type Shown = Callable[[str, int], AbstractContextManager[Teller]]
"""Shows the progress of a wave: its name and the runs that are left."""


def calibrate(
    plan: Plan,
    out: Path,
    effort: Effort,
    *,
    how: How,
    resume: bool = False,
    command: Sequence[str] = (),
    build: Build | None = None,
    shown: Shown,
) -> Calibrated:
    """Run what is left of a calibration into a folder, and write its tables and its posterior.

    Raises FolderError and KeyboardInterrupt as `sweep` does, TalentflowError if too few runs end
    well.
    """
    if effort.runs < FEWEST_RUNS:
        raise TalentflowError(f"--runs {effort.runs} is too few; {FEWEST_RUNS} is the least")
    waves = _Waves(plan, out.resolve(), how, resume, tuple(command), build, shown)
    counts, seed = effort.counts(), plan.scenario.seed
    first = waves.run(0, _design(len(plan.priors), counts[0], seed), 0)
    rng = np.random.default_rng([seed, 1])
    early = tabulate(plan, first, effort.rows, rng)
    found = fit(early, plan.observed, effort.kept)
    proposal = _proposal(found, len(plan.priors))
    second = waves.run(1, proposal.draw(counts[1], np.random.default_rng([seed, 2])), counts[0])
    both = _together(first, second, proposal)
    table = tabulate(plan, both, effort.rows, np.random.default_rng([seed, 3]))
    fitted = fit(table, plan.observed, effort.kept)
    rng = np.random.default_rng([seed, 4])
    scores = fitted.scores[resample(fitted, effort.draws, rng)]
    draws = pd.DataFrame(values_of(plan.all_priors, scores))
    record = _record(plan, effort, fitted, table, command)
    posterior = write_posterior(out / "posterior.parquet", draws, record)
    third = waves.run(2, scores[: counts[2], : len(plan.priors)], counts[0] + counts[1])
    predicted = predictive(plan, first, third, draws, rng)
    identified = identifiability(plan.all_priors, draws)
    for name, frame in (("identifiability", identified), ("predictive", predicted)):
        write_frame(frame, out / f"{name}.csv")
    write_text(out / "scenario.toml", plan.scenario.resolved_toml())
    return Calibrated(
        out, plan, posterior, identified, predicted, table, len(first.scores), waves.failed
    )


@dataclass
class _Waves:
    """Runs waves into folders and reads what they found."""

    plan: Plan
    out: Path
    how: How
    resume: bool
    command: tuple[str, ...]
    build: Build | None
    shown: Shown
    failed: int = 0

    def run(self, number: int, scores: npt.NDArray[np.float64], seeds: int) -> Simulated:
        name = WAVES[number]
        study = self.plan.study(name, scores, seeds)
        folder = self.out / name
        with self.shown(name, to_do(study, folder)) as teller:
            swept = sweep(
                study, folder, how=self.how, resume=self.resume, command=self.command,
                build=self.build, progress=teller.months, tell=teller.ended,
            )  # fmt: skip
        self.failed += swept.failed
        if swept.failed > 0.1 * len(scores) or swept.outcomes.empty:
            told = f": {swept.failures[0].message}" if swept.failures else ""
            message = f"{folder}: {swept.failed} of {len(scores)} runs failed{told}"
            raise TalentflowError(message)
        runs = read_results(folder).runs
        points = runs["point"].to_numpy(np.int64)
        return Simulated(scores[points], np.ones(len(points)), runs.reset_index(drop=True))


def _design(dimensions: int, count: int, seed: int) -> npt.NDArray[np.float64]:
    """Return scores of a scrambled Sobol' sequence over the priors."""
    unit = unit_rows("sobol", dimensions, {"points": count, "seed": seed})
    scores: npt.NDArray[np.float64] = ndtri(unit.clip(1e-6, 1.0 - 1e-6))
    return scores


def _proposal(found: Fitted, parameters: int) -> Proposal:
    return widened(found.mean[:parameters], found.covariance[:parameters, :parameters])


def _together(first: Simulated, second: Simulated, proposal: Proposal) -> Simulated:
    scores = np.concatenate([first.scores, second.scores])
    weights = proposal.weights(scores, len(first.scores))
    return Simulated(scores, weights, pd.concat([first.counts, second.counts], ignore_index=True))


def _record(
    plan: Plan, effort: Effort, fitted: Fitted, table: ReferenceTable, command: Sequence[str]
) -> dict[str, Any]:
    scenario = plan.scenario
    return {
        "scenario": plan.base,
        "fingerprint": scenario.fingerprint,
        "start": f"{scenario.start:%Y-%m}",
        "until": f"{plan.until:%Y-%m}",
        "targets": [target.id for target in plan.targets],
        "priors": {one.name: one.to_plain() for one in plan.all_priors},
        "runs": list(effort.counts()),
        "scale": scenario.scale,
        "seed": scenario.seed,
        "rows": len(table),
        "kept": len(fitted.rows),
        "runs_kept": len(np.unique(table.run[fitted.rows])),
        "effective": round(fitted.effective, 1),
        "command": machine.without_home(shlex.join(command)),
        "version": version("talentflow"),
    }
