"""A job, where the host's rules ask for one before entry.

`openings a month = foreign_share · vacancies / months_to_fill`

Natives and other foreigners take the rest. Seats go by a keyed lottery; the fraction of a seat is
carried to the next month.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class JobOpening:
    """Jobs open to the simulated professionals."""

    enforced: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    foreign_share: float = param(
        0.25,
        unit="share of hires",
        low=0.0,
        high=1.0,
        source="prior",
        prior=True,
        doc="Share of hires for which professionals of the simulated origins compete.",
    )

    def openings(self, vacancies: Floats, months_to_fill: Floats, matching: Floats) -> Floats:
        """Return the openings of this month in real people; all have shape (P,).

        `matching` is the factor of levers on the share of hires, 1 without any.
        """
        share = np.minimum(self.foreign_share * matching, 1.0)
        monthly: Floats = share * vacancies / months_to_fill
        return monthly
