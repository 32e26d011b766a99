"""Belief: people choose on what they believe of places, not on what is true there.

`x̂ = x − (1 − w)(x − m)`, `w = q / (1 + q)`

* `x` what a term is worth at a place, `x̂` what people believe it is, logit units
* `m` what they believe of a country of which they know nothing: the mean of the hosts that are open
  at the start, which later changes of one host leave as it is
* `q` precision of what they have heard of the country, relative to that of the mere mean: from
  media and contacts, and of jobs and pay from recruiters too; where one lives one knows the truth

With the mean as prior this is Bayesian updating under normal errors. People who find information
costly answer less to what differs between destinations (Bertoli, Fernández-Huertas Moraga and
Guichard 2020; Porcher 2020); would-be emigrants misjudge pay abroad (McKenzie, Gibson and Stillman
2013). Weights of terms are measured on people in open countries, so the precisions here are set
such that those know nine tenths; who lives in a closed country knows less. Off is perfect
information.
"""

from dataclasses import dataclass

from talentflow.parameters import param
from talentflow.view import Floats

BELIEVED = ("real_wage", "job_chance", "quality", "technology", "stability")
"""Terms about conditions of places that one has to learn of."""
OF_JOBS = ("real_wage", "job_chance")
"""Those of them that recruiters tell about."""


@dataclass(frozen=True)
class Belief:
    """Whether information is imperfect."""

    enabled: bool = param(
        True,
        unit="on or off",
        low=0,
        high=1,
        source="Bertoli and co-authors 2020; off is perfect information",
    )

    def weight(self, precision: Floats) -> Floats:
        """Weight of the truth in a belief, 0 to 1; shape as `precision`, which is not negative."""
        known: Floats = 1.0 - 1.0 / (1.0 + precision)
        return known

    def error(self, value: Floats, mean: Floats, weight: Floats) -> Floats:
        """How much more a value is than people believe, in its unit; arrays broadcast."""
        less: Floats = (1.0 - weight) * (value - mean)
        return less
