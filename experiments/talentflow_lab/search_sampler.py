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
from optuna.trial import FrozenTrial

__all__ = ["BATCH", "METHODS", "quiet", "sampler_of"]

METHODS = {"nsga2": "NSGA-II", "tpe": "TPE"}
BATCH = {"nsga2": 20, "tpe": 4}
"""Policies that are evaluated together: a generation of NSGA-II, or what TPE asks at a time."""

_STARTUP = 10
"""Trials of TPE that are drawn evenly before it learns."""


class Genetic(NSGAIISampler):
    """NSGA-II whose even draws have a stream of their own.

    Optuna seeds both its streams alike, so that with a seed for each trial what is drawn would
    depend on whether parents are crossed.
    """

    def __init__(self, population: int, seeds: tuple[int, int]) -> None:
        super().__init__(
            population_size=population,
            seed=seeds[0],
            crossover=SBXCrossover(),
            mutation=PolynomialMutation(),
        )
        self._even = RandomSampler(seed=seeds[1])

    def sample_independent(
        self,
        study: optuna.Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:  # noqa: ANN401 - a number or a label
        """Draw a value evenly."""
        return self._even.sample_independent(study, trial, param_name, param_distribution)


def sampler_of(method: str, seed: int, position: int, population: int) -> BaseSampler:
    """Return the sampler of the trial at a position (from 0).

    `population` is the number of individuals from which NSGA-II makes a generation, at least 2.
    """
    first, second = (int(n) for n in np.random.SeedSequence([seed, position]).generate_state(2))
    if method == "tpe":
        return TPESampler(seed=first, n_startup_trials=_STARTUP, constant_liar=True)
    return Genetic(max(2, population), (first, second))


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
