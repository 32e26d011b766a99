"""The wish to leave, and the rate at which wishes become plans.

`a = λ(I − v_r) − κ − age − family + ln(1 + G · S · exposure)`

* `I` inclusive value of all feasible destinations, `v_r` value of the residence
* `λ` nest parameter of abroad against staying; `κ` what it takes to move at all
* `G · S · exposure` the crisis (`shocks.crisis`)

`h = c · m · d · ρ · exp(min(a + σ · taste, 8))` plans a month, at most 2, with
`ρ = exp(j (grade − 1.5))`

* `m` 1 for movers, `stayer_rate` for stayers at home: a mover-stayer mix fits the Dutch panel of
  stated intentions (van Dalen and Henkens 2013: 24 % gone in two years, 34 % in five)
* `ρ` job offers by grade, `d` of doctorates; `σ · taste` a lasting personal taste

Rates are proportional to exp(a), so that elasticities keep the meaning that gravity models give
them. The wish that a survey would find is `a + answer > 0`, with logistic noise in the answer.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from talentflow.compiled import compiled
from talentflow.elementary import exp
from talentflow.parameters import param
from talentflow.view import EDUCATIONS, Floats


@dataclass(frozen=True)
class Intention:
    """Wish and rate of planning."""

    nest: float = param(
        0.6,
        unit="share of a gain abroad that counts against staying",
        low=0.1,
        high=1.0,
        source="independence of irrelevant alternatives is rejected (Bertoli and Fernández-Huertas "
        "Moraga 2013); size prior",
        prior=True,
    )
    kappa: float | Literal["solve"] = param(
        "solve",
        unit="logit",
        low=-30.0,
        high=30.0,
        source="solved from decision.anchors.calm_exit",
        doc='What it takes to move at all: a number, or "solve".',
        by_origin=True,
    )
    rate: float = param(
        0.08, unit="plans a month at a = 0", low=0.001, high=1.0, source="prior", prior=True
    )
    grade_slope: float = param(
        1.2,
        unit="log offer rate per grade",
        low=0.0,
        high=2.0,
        source="prior: seniors and leads are 65 % of leavers",
        prior=True,
        by_origin=True,
    )
    taste: float = param(
        0.3, unit="logit, standard deviation", low=0.0, high=0.5, source="prior", prior=True
    )
    answer_noise: float = param(
        2.4, unit="logit, logistic scale", low=0.5, high=5.0, source="prior", prior=True
    )
    stayer_rate: float = param(
        0.05,
        unit="rate of stayers relative to movers",
        low=0.0,
        high=1.0,
        source="van Dalen and Henkens 2013 give 0; a little more: prior",
        prior=True,
    )
    drop: float = param(
        0.1,
        unit="twice the plans dropped a month at a = 0",
        low=0.0,
        high=1.0,
        source="prior",
        prior=True,
    )

    doctorates: float = param(
        4.0,
        unit="job offers relative to those with other degrees",
        low=0.1,
        high=20.0,
        source="derived: doctorates are close to 10 % of those with a degree who leave Finland "
        "(2017) and 2.7 % of those with a degree, (0.10 / 0.90) / (0.027 / 0.973) = 4.0",
        prior=True,
        doc="Matters only where doctorates are told apart.",
        by_origin=True,
    )

    def offers(self) -> Floats:
        """Plans a month at a = 0 by education and grade (E, 4): `c · d · exp(j (grade − 1.5))`."""
        plans = self.rate * np.exp(self.grade_slope * (np.arange(4) - 1.5))
        by_education: Floats = self.by_education()[:, None] * plans
        return by_education

    def by_education(self) -> Floats:
        """Offers by education relative to most people's (E,)."""
        factors: Floats = np.ones(len(EDUCATIONS))
        factors[EDUCATIONS.index("doctorate")] = self.doctorates
        return factors


@compiled
def planning_rate(wish: float, taste: float, mover: float, offers: float) -> float:
    """Plans a month, at most 2.

    `wish` and `taste` in logit units, `mover` the trait's factor, `offers` plans at a = 0.
    """
    return min(mover * offers * exp(min(wish + taste, 8.0)), 2.0)


@compiled
def drop_chance(wish: float, drop: float) -> float:
    """Chance that a plan is given up this month: `drop` when the wish is gone."""
    return drop / (1.0 + exp(min(wish, 700.0)))
