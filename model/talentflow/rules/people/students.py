"""Students abroad: part of each cohort studies in another country, and stays or comes home.

`start a year = graduates at home · abroad / (1 − abroad)`
`study = months + spread · (2u − 1), rounded, at least 1`
`stay where no figure is known = gain / (1 − exit)^5`

* `abroad` share of the cohort that studies in another country; `u` a uniform that a student keeps
* `stay` share who stay to work when the study ends, by host; the others go home
* `exit` calm exit a year: of those who studied at home, and of those who came home, a share
  `q = 1 − (1 − exit)^5` has left five years later, and who stayed after the study has roots there:
  `stay + (1 − stay) q = q + gain`

Study abroad raises the probability to work abroad later by 15 percentage points (Parey and
Waldinger 2011, exchange students). Where the share who stay is known it holds instead: that of the
cohort of 2015 who were there five years after they began (OECD 2022, students for a degree, of whom
more stay); hosts given as below 15 % have 0.15. Who studied at home enters by graduating there.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.parameters import param, param_map
from talentflow.view import Floats

YEARS = 5
"""Years after the study for which the gain is known."""


@dataclass(frozen=True)
class Students:
    """Who studies abroad, how long, and who stays."""

    enabled: bool = param(
        True, unit="on or off", low=0, high=1, source="on: some study in other countries"
    )
    abroad: float = param(
        0.07,
        unit="share of the cohort that begins to study",
        low=0.0,
        high=0.6,
        source="prior: share of students abroad, order of magnitude from memory (UNESCO, 2018)",
        prior=True,
        by_origin=True,
    )
    months: int = param(
        48, unit="months", low=1, high=120, source="prior: a first degree", prior=True,
        doc="Mean length of the study.", by_origin=True,
    )  # fmt: skip
    spread: int = param(
        12, unit="months around the mean", low=0, high=60, source="prior", prior=True
    )
    age: float = param(
        18.0, unit="years, youngest", low=15.0, high=40.0, source="prior: end of school at 18",
        prior=True, doc="When they begin; up to two years later.", by_origin=True,
    )  # fmt: skip
    gain: float = param(
        0.15,
        unit="probability to work abroad five years later",
        low=0.0,
        high=0.5,
        source="Parey and Waldinger 2011: 15 percentage points",
    )
    stay: dict[str, float] = param_map(
        {
            "CAN": 0.64, "DEU": 0.63, "AUS": 0.48, "FRA": 0.43,
            "DNK": 0.15, "SVN": 0.15, "ITA": 0.15, "NOR": 0.15,
        },
        keys="country",
        unit="share who stay to work",
        low=0.0,
        high=1.0,
        source="OECD 2022, Education at a Glance: cohort of 2015 after five years",
    )  # fmt: skip

    def starting(self, graduates: float) -> float:
        """People who begin to study abroad in a year, for so many graduates at home."""
        return graduates * self.abroad / (1.0 - self.abroad)

    def length(self, u: Floats) -> npt.NDArray[np.int64]:
        """Months that each studies (n,), from uniforms."""
        months = np.floor(self.months + self.spread * (2.0 * u - 1.0) + 0.5)
        return np.maximum(months, 1.0).astype(np.int64)

    def months_old(self, u: Floats) -> npt.NDArray[np.int64]:
        """Age in months of each who begins (n,), from uniforms."""
        return np.floor(12.0 * (self.age + 2.0 * u)).astype(np.int64)

    def staying(self, countries: tuple[str, ...], calm_exit: float) -> Floats:
        """Share who stay in each country (C,) when the study ends."""
        usual = min(self.gain / (1.0 - calm_exit) ** YEARS, 1.0)
        return np.array([self.stay.get(code, usual) for code in countries])
