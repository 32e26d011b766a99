"""Who chooses the next policies: NSGA-II or TPE, seeded anew for every trial.

A sampler carries no state from one trial to the next but what is in the journal, so a search that
was killed goes on exactly as one that was not.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import optuna
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, NSGAIISampler, RandomSampler, TPESampler
from optuna.samplers.nsgaii import PolynomialMutation, SBXCrossover
from optuna.trial import FrozenTrial, TrialState

__all__ = ["AT", "BATCH", "METHODS", "quiet", "sampler_of"]

AT = "at"
"""Attribute of a trial: its position, and that of the first trial of its round."""

METHODS = {"nsga2": "NSGA-II", "tpe": "TPE"}
BATCH = {"nsga2": 10, "tpe": 4}
"""Policies that are evaluated together: a generation of NSGA-II, or what TPE asks at a time."""

_STARTUP = 10
"""Trials of TPE that are drawn evenly before it learns."""


class Genetic(NSGAIISampler):
    """NSGA-II whose generations are the batches, and whose even draws have a stream of their own.

    Optuna would add to a generation until enough of it has ended well, and does not count what was
    given. It seeds both its streams alike, so that with a seed for each trial what is drawn would
    depend on whether parents are crossed.
    """

    def __init__(self, position: int, size: int, seeds: tuple[int, int]) -> None:
        super().__init__(
            population_size=size,
            seed=seeds[0],
            crossover=SBXCrossover(eta=2.0),
            mutation=PolynomialMutation(eta=5.0),
        )
        self._generation, self._size = position // size, size
        self._even = RandomSampler(seed=seeds[1])

    def get_trial_generation(self, study: optuna.Study, trial: FrozenTrial) -> int:  # noqa: ARG002
        """Return the number of the batch."""
        return self._generation

    def get_population(self, study: optuna.Study, generation: int) -> list[FrozenTrial]:
        """Return the good trials of a batch."""
        good = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        return [one for one in good if one.user_attrs[AT][0] // self._size == generation]

    def get_parent_population(self, study: optuna.Study, generation: int) -> list[FrozenTrial]:
        """Return the parents by number; Optuna's order depends on who asks first."""
        parents = super().get_parent_population(study, generation)
        return sorted(parents, key=lambda trial: trial.number)

    def sample_independent(
        self,
        study: optuna.Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:  # noqa: ANN401 - a number or a label
        """Draw a value evenly."""
        return self._even.sample_independent(study, trial, param_name, param_distribution)


def sampler_of(method: str, seed: int, position: int, size: int) -> BaseSampler:
    """Return the sampler of the trial at a position (from 0), of batches of a size."""
    first, second = (int(n) for n in np.random.SeedSequence([seed, position]).generate_state(2))
    if method == "tpe":
        return TPESampler(seed=first, n_startup_trials=_STARTUP, constant_liar=True)
    return Genetic(position, size, (first, second))


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Optuna from talking; it announces every trial, and what of it is experimental."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            warnings.filterwarnings("ignore", message="The constraint value is ignored")
            yield
    finally:
        optuna.logging.set_verbosity(before)
