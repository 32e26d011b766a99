"""Search policies: ask for a batch of them, evaluate all with the same luck, tell, ask again.

Every trial has a position, from 0. The first two are the least and the most that all levers
together can do; each later one is chosen with a seed of its own, from what was told before its
batch. A search from scratch therefore always tries the same policies, on any number of workers, and
one that was killed goes on as if it had not been.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import optuna
import pandas as pd
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, Trial, TrialState

from talentflow.errors import TalentflowError
from talentflow_lab.pareto import Aims, excesses
from talentflow_lab.replicate import Progress
from talentflow_lab.results import Input, Measured
from talentflow_lab.search_sampler import AT, BATCH, METHODS, quiet, sampler_of
from talentflow_lab.search_space import corners, distributions, key_of, policy_of
from talentflow_lab.search_store import Evaluations, held, journal, write_search
from talentflow_lab.search_tables import Found, Tried, tabulate, write_found

__all__ = ["Problem", "Search", "Told", "search"]

TRIALS = 100
_DIRECTIONS = {"minimise": StudyDirection.MINIMIZE, "maximise": StudyDirection.MAXIMIZE}

Told = Callable[[int], None]
"""Told after each batch how many trials are done by now."""


class Problem(Protocol):
    """What is searched."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Return the levers."""

    @property
    def outcomes(self) -> tuple[Measured, ...]:
        """Return what is measured."""

    @property
    def pairs(self) -> int:
        """Return how many pairs there are; pair n has the same luck and future in all policies."""

    @property
    def name(self) -> str:
        """Return a digest of all that can change a number."""

    def evaluate(
        self, policies: Sequence[Mapping[str, Any]], tell: Progress | None
    ) -> list[pd.DataFrame]:
        """Return a frame for each policy: a row for each pair, a column for each outcome."""


@dataclass(frozen=True)
class Search:
    """How a problem is searched; `batch` 0 takes the method's own."""

    trials: int = TRIALS
    method: str = "nsga2"
    seed: int = 0
    batch: int = 0
    title: str = "Policy search"

    def __post_init__(self) -> None:
        """Refuse an unknown method, and batches from which NSGA-II could not breed."""
        if self.method not in METHODS:
            raise TalentflowError(f"--method {self.method!r} is none of {', '.join(METHODS)}")
        if self.method == "nsga2" and self.size < 2:
            raise TalentflowError("--batch 1 is no population; NSGA-II needs at least 2")

    @property
    def size(self) -> int:
        """Return how many policies are evaluated together."""
        return self.batch or BATCH[self.method]


@dataclass(frozen=True)
class _Running:
    """A search at work in a folder that it holds."""

    problem: Problem
    how: Search
    aims: Aims
    study: optuna.Study
    known: Evaluations

    @cached_property
    def _space(self) -> dict[str, Any]:
        return distributions(self.problem.inputs)

    def counted(self) -> list[FrozenTrial]:
        """Return the trials that have ended, by position; what a kill has cut off is none."""
        trials = self.study.get_trials(deepcopy=False)
        ended = [
            trial
            for trial in trials
            if trial.state == TrialState.COMPLETE or "failed" in trial.user_attrs
        ]
        return [trial for trial in ended if trial.state.is_finished()]

    def recover(self) -> None:
        """Tell trials of a round that was evaluated, and drop those of one that was not."""
        for trial in self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            at = trial.user_attrs.get(AT)
            if at is not None and self.known.has(at[1]):
                self._tell(Trial(self.study, trial._trial_id))  # noqa: SLF001 - no other way
            else:
                self.study.tell(trial.number, state=TrialState.FAIL)
        while self.study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
            self.study.tell(self.study.ask(), state=TrialState.FAIL)

    def round(self, start: int, stop: int, progress: Progress | None) -> None:
        """Ask for the trials from `start` to before `stop`, evaluate what is new, tell all."""
        trials = [self._ask(position, start) for position in range(start, stop)]
        policies = [policy_of(self.problem.inputs, trial.params) for trial in trials]
        new = {key_of(one): one for one in policies if key_of(one) not in self.known}
        frames = self.problem.evaluate(list(new.values()), progress) if new else []
        self.known.add(start, dict(zip(new, frames, strict=True)))
        for trial in trials:
            self._tell(trial)

    def _ask(self, position: int, start: int) -> Trial:
        given = corners(self.problem.inputs)[position : position + 1]
        self.study.sampler = sampler_of(self.how.method, self.how.seed, position, self.how.size)
        if given:
            self.study.enqueue_trial(given[0])
        trial = self.study.ask(self._space)
        trial.set_user_attr(AT, [position, start])
        return trial

    def _tell(self, trial: Trial) -> None:
        means = self.known[key_of(policy_of(self.problem.inputs, trial.params))].mean()
        values = [float(means[one.name]) for one in self.aims.objectives]
        excess = excesses(means.to_frame().T, self.aims)[0]
        if not np.isfinite([*values, *excess]).all():
            trial.set_user_attr("failed", value=True)
            self.study.tell(trial, state=TrialState.FAIL)
            return
        for number, value in enumerate(excess):
            trial.set_constraint(f"{number}", value)
        self.study.tell(trial, values)

    def tried(self) -> list[Tried]:
        """Return what was tried, by position."""
        found = []
        for trial in self.counted():
            policy = policy_of(self.problem.inputs, trial.params)
            key = key_of(policy)
            position = int(trial.user_attrs[AT][0])
            found.append(Tried(position, position // self.how.size, key, policy, self.known[key]))
        return sorted(found, key=lambda one: one.position)


def search(
    problem: Problem,
    out: Path,
    how: Search | None = None,
    *,
    progress: Progress | None = None,
    tell: Told | None = None,
) -> Found:
    """Search a problem until so many trials are in a folder, and write what was found.

    Trials that are there already count, also if they are more. `progress` is told the months lived
    so far of each batch. Raises TalentflowError if no outcome has a goal, FolderError if the folder
    holds something else, see `held`, and KeyboardInterrupt; then finished batches stay.
    """
    how, aims, folder = how or Search(), Aims.of(problem.outcomes), out.resolve()
    identity = {
        "name": problem.name, "method": how.method, "seed": how.seed, "batch": how.size,
    }  # fmt: skip
    with held(folder, identity), quiet():
        begun = {"title": how.title, **identity, "wanted": how.trials, "finished": False}
        write_search(folder, begun)
        known = Evaluations(folder, [one.name for one in problem.outcomes], problem.pairs)
        study = optuna.create_study(
            storage=journal(folder),
            study_name="search",
            directions=[_DIRECTIONS[one.goal] for one in aims.objectives],
            load_if_exists=True,
        )
        running = _Running(problem, how, aims, study, known)
        running.recover()
        while (done := len(running.counted())) < how.trials:
            if tell:
                tell(done)
            stop = min((done // how.size + 1) * how.size, how.trials)
            running.round(done, stop, progress)
        if tell:
            tell(done)
        found = tabulate(problem.inputs, aims, running.tried(), problem.pairs)
        return write_found(found, folder, {"title": how.title, **identity})
