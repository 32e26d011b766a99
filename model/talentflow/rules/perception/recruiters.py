"""Recruiters: hosts that look for people tell them about jobs and pay, if they can be reached.

`q = precision · F (1 − Z) · v / reference`

* `F` internet freedom where people live, 0 to 1; `Z` how far the internet is shut in the month:
  nobody recruits where nothing gets through
* `v` vacancies per job of the host; `reference` the vacancy rate at which `precision` holds

Nothing measures how well recruiters inform.
"""

from dataclasses import dataclass

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Recruiters:
    """How well recruiters inform about jobs and pay."""

    precision: float = param(
        3.0,
        unit="precision of the mean, where the internet is free",
        low=0.0,
        high=1000.0,
        source="prior",
        prior=True,
    )
    reference: float = param(
        0.03,
        unit="vacancies per job",
        low=0.001,
        high=0.2,
        source="Eurostat jvs_a_rate_r2, section J, 2.4 to 6.4 % in 11 hosts",
    )

    def told(self, reach: Floats, vacancy_rate: Floats) -> Floats:
        """Precision about jobs and pay of hosts (C) for residents of countries (C): (C, C).

        `reach` of the internet by country of residence (C,), 0 to 1; `vacancy_rate` of hosts (C,).
        """
        precision: Floats = self.precision * reach[:, None] * vacancy_rate / self.reference
        return precision
