"""Foundings: new firms at home and by the diaspora.

`at home, a month = rate/12 · firms · exp(−loss · e/deviation)`
`abroad, a month = diaspora/12 · arrived/1000`

* net of firms that give up, which are not simulated; `firms` of the place and sector that hire at
  home; `e` net emigration of the last 12 months as a share of those who live in the country
* `arrived` professionals of the origin at a host's place who came there in the last 24 months; the
  two sectors by the origin's shares

`loss`: one standard deviation more emigration goes with 4.8 % fewer new firms in Italian labour
markets (Anelli, Basso, Ippedico and Peri 2023). How many persons that deviation is, is not known to
us: one hundredth of the workforce a year is a judgement, as are both rates. Sizes are lognormal
around `size` people. Firms of the diaspora fill a share `pace` of what they lack each month.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Foundings:
    """How many firms are founded, and how large they are; `enabled` switches them on."""

    enabled: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    rate: float = param(
        0.03, unit="firms a year per firm, net", low=0.0, high=1.0, source="prior", prior=True
    )
    loss: float = param(
        0.048,
        unit="log points per standard deviation",
        low=0.0,
        high=1.0,
        source="Anelli, Basso, Ippedico and Peri 2023, firm creation in Italian labour markets",
    )
    deviation: float = param(
        0.01, unit="share of the stock a year", low=0.001, high=1.0, source="prior", prior=True
    )
    diaspora: float = param(
        3.0, unit="firms a year per 1,000 newly arrived", low=0.0, high=100.0, source="prior",
        prior=True,
    )  # fmt: skip
    recent: int = param(24, unit="months", low=1, high=240, source="prior", prior=True)
    size: float = param(5.0, unit="people", low=1.0, high=1000.0, source="prior", prior=True)
    spread: float = param(0.7, unit="log points", low=0.0, high=3.0, source="prior", prior=True)
    pace: float = param(
        0.2, unit="share of the gap a month", low=0.0, high=1.0, source="prior", prior=True
    )

    def at_home(self, firms: Floats, emigration: Floats) -> Floats:
        """Firms founded in a month, by origin, place and sector (O, P, 2).

        `firms` (O, P, 2) that hire at home, `emigration` (O,) share of the stock in 12 months.
        """
        less = np.exp(-self.loss * np.maximum(emigration, 0.0) / self.deviation)
        founded: Floats = self.rate / 12.0 * firms * less[:, None, None]
        return founded

    def abroad(self, arrived: Floats) -> Floats:
        """Firms of the diaspora founded in a month, shaped as `arrived`, real people."""
        founded: Floats = self.diaspora / 12.0 * arrived / 1000.0
        return founded

    def sizes(self, z: Floats) -> Floats:
        """People whom each new firm wants, from standard normals; at least one."""
        staff: Floats = np.maximum(1.0, self.size * np.exp(self.spread * z))
        return staff
