"""How easily a job is found: vacancies relative to jobs.

`x = ln(vacancies / (jobs · reference))`, kept between −ln 10 and ln 10

* `vacancies` unfilled jobs at the place, `jobs` all ICT jobs there (real people)
* `reference` vacancy rate at which the term is zero

Job prospects enter the choice of a host in Bertoli and Fernández-Huertas Moraga (2013); the size
of the weight is a prior.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class JobChance:
    """Log of the vacancy rate, relative to a reference rate."""

    weight: float = param(
        0.2, unit="logit per log point", low=0.0, high=1.0, source="prior", prior=True
    )
    reference: float = param(
        0.03,
        unit="vacancies per job",
        low=0.001,
        high=0.2,
        source="Eurostat jvs_a_rate_r2, section J, 2.4 to 6.4 % in 11 hosts",
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axis p."""
        bound = np.log(10.0)
        rate = view.vacancies / (view.jobs * self.reference)
        return on(np.log(np.clip(rate, np.exp(-bound), np.exp(bound))), "p")
