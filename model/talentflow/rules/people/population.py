"""The synthetic population beyond the published tables.

Grade, age, sex, education, English, exposure, family and firms come from `data/structure.csv` and
`data/firms.csv`; this rule holds what no table gives.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Population:
    """Traits of professionals and firms."""

    residents: float = param(
        0.0,
        unit="persons",
        low=0.0,
        high=1e8,
        source="ict_employment in data/indicators.csv",
        doc="People at home at the start; 0 for as many as the country has ICT jobs.",
        by_origin=True,
    )
    mover_share: float = param(
        0.37,
        unit="share",
        low=0.05,
        high=1.0,
        source="van Dalen and Henkens 2013: two panel shares solved for a mover-stayer mix",
        by_origin=True,
    )
    premium_spread: float = param(
        0.25,
        unit="log points, standard deviation",
        low=0.0,
        high=1.0,
        source="prior",
        prior=True,
        doc="Spread of pay inside a grade.",
    )
    savings_months: float = param(
        4.0, unit="months of net pay, median", low=0.0, high=60.0, source="prior", prior=True
    )
    savings_spread: float = param(
        1.0, unit="log points, standard deviation", low=0.0, high=3.0, source="prior", prior=True
    )
    save_share: float = param(
        0.15, unit="share of net pay", low=0.0, high=0.8, source="prior", prior=True
    )
    months_abroad: float = param(
        60.0,
        unit="months, mean of the diaspora at the start",
        low=1.0,
        high=600.0,
        source="prior",
        prior=True,
        by_origin=True,
    )
    firms: int = param(
        1600,
        unit="companies at home",
        low=1,
        high=1_000_000,
        source="lrt.lt 1,500; eng.lsm.lv 1,700 (2020)",
        by_origin=True,
    )
    firm_size_spread: float = param(
        1.4, unit="log points, standard deviation", low=0.0, high=3.0, source="prior", prior=True
    )
    exposure_low: float = param(
        0.6, unit="exposure of the low class", low=0.0, high=1.0, source="prior", prior=True
    )
    exposure_high: float = param(
        1.6,
        unit="exposure of the high class",
        low=1.0,
        high=3.0,
        source="prior: a higher one empties the class in a crisis",
        prior=True,
    )

    def exposure_levels(self) -> Floats:
        """Exposure to repression of the low, middle and high class (3,)."""
        return np.array([self.exposure_low, 1.0, self.exposure_high])
