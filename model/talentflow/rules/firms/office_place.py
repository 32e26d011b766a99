"""Office place: where a firm opens its office abroad.

`utility = v(p) + μ ln s_p + parent · [parent company there] + peers · (share of peers there) + g_p`

* `v(p)` value of the place for a senior of the firm's place with high English and middle exposure,
  at the end of last month; `s_p` share of the country's jobs, μ the nest parameter of people
* peers are the origin's firms of the sector with an office abroad; `g_p` Gumbel noise that a firm
  keeps for good

Firms go where staff would go, where owners are, and where others went; the weights are judgements.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class OfficePlace:
    """What draws an office beside the value for staff."""

    parent: float = param(1.0, unit="logit", low=0.0, high=10.0, source="prior", prior=True)
    peers: float = param(
        1.0, unit="logit if all peers are there", low=0.0, high=10.0, source="prior", prior=True
    )

    def utility(self, value: Floats, parent: Floats, peers: Floats, u: Floats) -> Floats:
        """Add up the utility of each place for each firm (F, P), logit units.

        `value` with the places' shares, `parent` 1 where the parent company is, `peers` shares,
        `u` uniforms.
        """
        noise = -np.log(-np.log(u))
        total: Floats = value + self.parent * parent + self.peers * peers + noise
        return total
