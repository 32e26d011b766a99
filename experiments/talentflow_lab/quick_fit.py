"""A quick point estimate: the most probable parameters that a search of a few hundred runs finds.

Optuna's TPE suggests scores of the model's parameters, batch by batch; each batch is a sweep in a
folder of its own. What is lowered is twice the negative log posterior: squared misses of the
targets in standard deviations, and squared scores, which are the prior. The links' parameters are
the best of many draws. Nothing is said about uncertainty: that takes a calibration.

Suggestions depend on the seed and on what runs found before, so that the same command goes on after
an interruption: finished batches are read, not run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import optuna
import pandas as pd
import tomli_w

from talentflow.files import write_text
from talentflow_lab.calibrate import Shown
from talentflow_lab.calibration_plan import Plan
from talentflow_lab.priors import FARTHEST, values_of
from talentflow_lab.reference_table import answer
from talentflow_lab.replicate import Build
from talentflow_lab.study_parts import write_frame
from talentflow_lab.study_tables import read_results
from talentflow_lab.sweep import How, sweep, to_do

__all__ = ["Quick", "quick_fit"]

type Floats = npt.NDArray[np.float64]

BATCH = 20
LINK_DRAWS = 500


@dataclass(frozen=True)
class Quick:
    """The best point: a scenario file that sets it, its misses, and how probable it is.

    `targets` has target, observed, simulated and miss (in standard deviations).
    """

    scenario: Path
    parameters: pd.DataFrame
    targets: pd.DataFrame
    loss: float


def quick_fit(
    plan: Plan, out: Path, runs: int, *, how: How, resume: bool = False,
    command: Sequence[str] = (), build: Build | None = None, shown: Shown,
) -> Quick:  # fmt: skip
    """Search with so many runs; write `point.toml`, `point.csv` and `misses.csv`."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    names = [one.name for one in plan.priors]
    sampler = optuna.samplers.TPESampler(seed=plan.scenario.seed, multivariate=True)
    search = optuna.create_study(sampler=sampler)
    best: tuple[float, Floats, Floats, Floats] | None = None
    for batch in range(-(-runs // BATCH)):
        trials = [search.ask() for _ in range(min(BATCH, runs - batch * BATCH))]
        scores = np.array(
            [[one.suggest_float(n, -FARTHEST, FARTHEST) for n in names] for one in trials]
        )
        study = plan.study(f"quick, batch {batch}", scores, batch * BATCH)
        folder = out / "quick" / f"batch-{batch:03d}"
        with shown(f"batch {batch + 1}", to_do(study, folder)) as teller:
            sweep(
                study, folder, how=how, resume=resume, command=command, build=build,
                progress=teller.months, tell=teller.ended,
            )  # fmt: skip
        counts = read_results(folder).runs.set_index("point")
        for n, trial in enumerate(trials):
            if n not in counts.index:
                search.tell(trial, state=optuna.trial.TrialState.FAIL)
                continue
            run = {name: float(counts[name][n]) for name in plan.counts.values()}
            loss, of_links, said = _judge(plan, run, scores[n])
            search.tell(trial, loss)
            if best is None or loss < best[0]:
                best = loss, scores[n], of_links, said
    if best is None:
        raise RuntimeError("no run ended well")
    return _write(plan, out, *best)


def _judge(plan: Plan, counts: Mapping[str, float], scores: Floats) -> tuple[float, Floats, Floats]:
    """Return loss, and the links' scores and the answers that belong to it."""
    rng = np.random.default_rng([plan.scenario.seed, 6])
    of_links = rng.standard_normal((LINK_DRAWS, len(plan.link_priors)))
    given = {name: np.full(LINK_DRAWS, counts[name]) for name in plan.counts.values()}
    said = answer(plan.targets, plan.counts, given, values_of(plan.link_priors, of_links))
    loss = (_misses(plan, said) ** 2).sum(axis=1) + (of_links**2).sum(axis=1)
    best = int(np.argmin(loss))
    return float(loss[best] + (scores**2).sum()), of_links[best], said[best]


def _misses(plan: Plan, said: Floats) -> Floats:
    """Return misses in standard deviations of the observation and of the link's usual error."""
    middles = {one.name: float(one.values(np.zeros(1))[0]) for one in plan.link_priors}
    errors = np.array([middles[f"links.{target.link}.error"] for target in plan.targets])
    own = np.array([target.sd for target in plan.targets])
    misses: Floats = (said - plan.observed) / np.hypot(own, errors * plan.observed)
    return misses


def _write(
    plan: Plan, out: Path, loss: float, scores: Floats, of_links: Floats, said: Floats
) -> Quick:
    priors = plan.all_priors
    values = values_of(priors, np.concatenate([scores, of_links])[None, :])
    parameters = pd.DataFrame(
        {"parameter": list(values), "value": [float(one[0]) for one in values.values()]}
    )
    targets = pd.DataFrame(
        {
            "target": [one.id for one in plan.targets],
            "observed": plan.observed,
            "simulated": said,
            "miss": _misses(plan, said),
        }
    )
    write_frame(parameters, out / "point.csv")
    write_frame(targets, out / "misses.csv")
    path = out / "point.toml"
    own = {one.name: float(values[one.name][0]) for one in plan.priors}
    write_text(path, tomli_w.dumps(_nested(plan, own)))
    return Quick(path, parameters, targets, loss)


def _nested(plan: Plan, values: dict[str, float]) -> dict[str, object]:
    text: dict[str, object] = {
        "title": f"{plan.base}, the best point of a quick fit",
        "extends": plan.base,
    }
    for path, value in values.items():
        *above, name = path.split(".")
        table = text
        for part in above:
            table = table.setdefault(part, {})  # type: ignore[assignment]
        table[name] = value
    return text
