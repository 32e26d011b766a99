"""Triggers: what presses a firm to relocate, by month.

`pressure = client_risk · lost · foreign + disruption · S(t) + leaving · left + peers · moved`

* `lost` summed severity of demand events so far (sanctions, payments, clients who leave), `foreign`
  the sector's share of work for clients abroad
* `S(t)` crisis pulse of the home country (shutdown, raids)
* `left` share of staff who left the country without the firm in the last twelve months
* `moved` share of the origin's firms of the sector that have an office abroad

Belarusian firms gave clients, the shutdown and the safety of staff as reasons in 2020; the weights
are judgements.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Triggers:
    """Weights of what presses firms."""

    client_risk: float = param(
        0.1, unit="pressure per point of severity", low=0.0, high=2.0, source="prior", prior=True
    )
    foreign_product: float = param(
        0.8, unit="share of work for clients abroad", low=0.0, high=1.0, source="prior", prior=True
    )
    foreign_outsourcing: float = param(
        0.95, unit="share of work for clients abroad", low=0.0, high=1.0, source="prior", prior=True
    )
    disruption: float = param(
        1.0, unit="pressure at severity 3", low=0.0, high=5.0, source="the unit of pressure"
    )
    leaving: float = param(
        1.0, unit="pressure if all staff left", low=0.0, high=10.0, source="prior", prior=True
    )
    peers: float = param(
        0.3, unit="pressure if all peers moved", low=0.0, high=5.0, source="prior", prior=True
    )

    def pressure(
        self,
        sector: npt.NDArray[np.int64],
        lost: Floats,
        pulse: Floats,
        left: Floats,
        moved: Floats,
    ) -> Floats:
        """Pressure on each firm (F,); `sector` 0 for product, 1 for outsourcing."""
        foreign = np.array([self.foreign_product, self.foreign_outsourcing])[sector]
        total: Floats = self.client_risk * lost * foreign + self.disruption * pulse
        return total + self.leaving * left + self.peers * moved
