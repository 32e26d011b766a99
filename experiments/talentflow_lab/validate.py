"""Validate a scenario: every target and every structural case, against baselines, in one table.

Nothing is fitted here. Targets up to the split are those to which a posterior may have been fitted;
those after it are the test. Baselines see figures of before the split only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pandas as pd

from talentflow.errors import Problem, ScenarioErrors, TalentflowError
from talentflow.months import month_index
from talentflow.overrides import read_overrides
from talentflow.reading import Layer
from talentflow.rules import catalogue
from talentflow.scenario import Scenario, load
from talentflow.source import read_source
from talentflow_lab.baselines import baseline_samples
from talentflow_lab.cases import CASES
from talentflow_lab.cases.case import rows_of
from talentflow_lab.draws import Draw, fitted_after, take
from talentflow_lab.posterior import read_posterior
from talentflow_lab.predicted import Samples, samples_of, score_table, target_rows
from talentflow_lab.replicate import Progress
from talentflow_lab.targets import Target, load_targets, within
from talentflow_lab.validate_folder import opened, question, write_tables
from talentflow_lab.validate_runs import HISTORY, History, Jobs, run_jobs
from talentflow_lab.validated import Asked, Validated

__all__ = ["PARTS", "validate"]

PARTS = (HISTORY, *CASES)
"""What a validation consists of."""


def validate(
    asked: Asked,
    *,
    workers: int = 0,
    folder: Path | None = None,
    progress: Callable[[int], AbstractContextManager[Progress]] | None = None,
) -> Validated:
    """Run all of it. With a folder, jobs that have ended are kept there and tables written.

    Raises TalentflowError for what is wrong with scenario, targets, posterior or folder, and
    KeyboardInterrupt.
    """
    names = _names(asked.only)
    scenario, history, draws, notes = _history(asked)
    settings = tuple(draw.settings for draw in draws)
    grounds = {
        name: CASES[name].ground(
            asked.scenario, asked.settings, seed=asked.seed, scale=asked.scale, draws=settings
        )
        for name in names if name in CASES
    }  # fmt: skip
    parts = None if folder is None else opened(folder, question(asked, scenario, draws))
    kept = tuple(n for n in names if n in CASES or history.targets)
    jobs = Jobs(kept, asked.replications, grounds, history, parts)
    counts, failures = run_jobs(jobs, workers=workers, progress=progress)
    cases = [
        rows_of(CASES[name], counts[name], posterior=bool(draws))
        for name in kept if name in CASES and len(counts[name])
    ]  # fmt: skip
    every = load_targets(scenario) if HISTORY in names else []
    measured, scored = _measure(asked, scenario, every, history, draws, counts.get(HISTORY))
    found = Validated(
        scenario.title, asked.split, asked.replications, bool(draws),
        pd.concat(cases, ignore_index=True) if cases else pd.DataFrame(), measured, scored,
        failures, notes,
    )  # fmt: skip
    if folder is not None:
        write_tables(found, folder)
    return found


def _names(only: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in only if name not in PARTS]
    if unknown:
        raise TalentflowError(f"--only {unknown[0]}: expected one of {', '.join(PARTS)}")
    return tuple(name for name in PARTS if name in only or not only)


def _history(asked: Asked) -> tuple[Scenario, History, tuple[Draw, ...], tuple[str, ...]]:
    source = read_source(asked.scenario, catalogue(), above=_layers(asked))
    scenario = load(source)
    every = load_targets(scenario)
    draws: tuple[Draw, ...] = ()
    notes: tuple[str, ...] = ()
    if asked.posterior is not None:
        posterior = read_posterior(asked.posterior)
        draws = take(posterior, asked.replications)
        load(source, draws[0].settings)  # names what is wrong before anything runs
        if seen := fitted_after(posterior, every, asked.split):
            text = (
                f"The posterior was fitted to {len(seen)} figures of after the split too, so that "
                f"its test is none; talentflow calibrate --until {asked.split:%Y-%m} makes one."
            )
            notes = (text,)
    compared = tuple(one for one in every if within(one, scenario))
    last = max((month_index(one.at, scenario.start) for one in compared), default=0)
    months = min(last + 1, scenario.months)
    history = History(source, compared, months, tuple(draw.settings for draw in draws))
    return scenario, history, draws, notes


def _layers(asked: Asked) -> list[Layer]:
    """Return what lies above the files of the scenario."""
    settings = list(asked.settings)
    if asked.targets is not None:
        settings.append(f"data.targets={json.dumps(str(asked.targets))}")
    if asked.seed is not None:
        settings.append(f"seed={asked.seed}")
    if asked.scale is not None:
        settings.append(f"scale={asked.scale!r}")
    problems: list[Problem] = []
    layers = read_overrides(settings, problems)
    if problems:
        raise ScenarioErrors(problems)
    return layers


def _measure(
    asked: Asked, scenario: Scenario, every: Sequence[Target], history: History,
    draws: Sequence[Draw], counts: pd.DataFrame | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    if not every:
        return pd.DataFrame(), pd.DataFrame()
    samples: dict[str, Samples] = {}
    if counts is not None and len(counts):
        values = [draw.links for draw in draws]
        samples = {
            one.id: samples_of(one, counts, values, scenario.seed) for one in history.targets
        }
    compared = [one for one in every if one.id in samples]
    baselines = baseline_samples(scenario.data, every, asked.split, scenario.seed)
    rows = target_rows(every, samples, baselines, asked.split)
    return rows, score_table(compared, samples, baselines, asked.split)
