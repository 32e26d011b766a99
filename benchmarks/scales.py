"""Whether one simulated person in ten or in a hundred gives the same answers.

    PYTHONPATH=. python benchmarks/scales.py      # some 5 minutes

belarus-2020 to December 2021 with one simulated person for 1 to 100 real ones, some
replications of each: mean, standard error of the mean, spread of one replication, and the mean
relative to that of scale 1. `tests/test_scale.py` holds the model to BIAS.
"""

import math
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np

from talentflow.scenario import load
from talentflow.simulation import Simulation

__all__ = ["BIAS", "OUTCOMES", "Answer", "answers"]

BIAS = {10: (0.02, 0.06), 100: (0.05, 0.15)}
"""What a scale may add to or take from a mean, as share of it, beside chance: from the number of
leavers, and from that of people in a country."""
FIRST, MONTHS = 19, 36
"""August 2020, and the end: December 2021."""
OUTCOMES = ("have left since August 2020", "live in Poland", "live in Ukraine", "live in Germany")
COUNTRIES = ("POL", "UKR", "DEU")
REPLICATIONS = {1: 6, 10: 16, 20: 24, 50: 32, 100: 64}


@dataclass(frozen=True)
class Answer:
    """An outcome over replications, real people."""

    mean: float
    error: float
    """Standard error of the mean."""
    spread: float
    """Standard deviation of one replication."""


def _one(scale: float, replication: int) -> list[float]:
    """Run once; return the outcomes."""
    case = load("belarus-2020").replace(scale=scale, months=MONTHS)
    run = Simulation(case, replication, histories=False, reasons=False)
    plan, left = run.world.blueprint, 0
    while not run.over:
        now = run.step()
        if now.month >= FIRST:
            moved = now.everyone_moved()
            left += int((run.world.people.abroad_since[moved.rows] == now.month).sum())
    residents = run.world.residents.sum(0)
    lives = [
        residents[plan.country_of_place == plan.countries.index(code)].sum() for code in COUNTRIES
    ]
    return [count * scale for count in (left, *lives)]


def answers(scale: float, replications: int) -> dict[str, Answer]:
    """Run some replications."""
    runs = np.array([_one(scale, replication) for replication in range(replications)])
    return {
        name: Answer(fmean(found), stdev(found) / math.sqrt(len(found)), stdev(found))
        for name, found in zip(OUTCOMES, runs.T.tolist(), strict=True)
    }


def main() -> None:
    """Measure and print."""
    form = "{:>5} {:>5}  {:<28} {:>9} {:>8} {:>8} {:>14}"
    head = ("scale", "runs", "outcome", "mean", "error", "spread", "of scale 1")
    print(form.format(*head))
    truth = answers(1, REPLICATIONS[1])
    for scale, runs in REPLICATIONS.items():
        for name, one in (truth if scale == 1 else answers(scale, runs)).items():
            ratio = one.mean / truth[name].mean
            error = ratio * math.hypot(one.error / one.mean, truth[name].error / truth[name].mean)
            numbers = (f"{one.mean:,.0f}", f"{one.error:,.0f}", f"{one.spread:,.0f}")
            print(form.format(scale, runs, name, *numbers, f"{ratio:.3f} +- {error:.3f}"))


if __name__ == "__main__":
    main()
