"""Exit rules that answer outflow: a state shuts its doors when too many go.

`share let out = rule in force · max(floor, 1 − response · max(0, outflow/calm − threshold))`

* outflow: first moves of the last 12 months relative to those who live at home, a share a year
* calm: the calm exit of the origin (`decision.anchors.calm_exit`), a share a year

Autocracies restrict exit when people go to democracies (Miller and Peters 2018). That gives the
direction; how strongly and from which outflow on is a judgement, and whether a state does so is the
scenario's choice.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class ExitAnswer:
    """How a state answers outflow."""

    enabled: bool = param(False, unit="on or off", low=0, high=1, source="off: a scenario's choice")
    response: float = param(
        0.1,
        unit="share kept in for each calm outflow above the threshold",
        low=0.0,
        high=5.0,
        source="prior: the direction is Miller and Peters 2018",
        prior=True,
    )
    threshold: float = param(
        2.0, unit="calm outflows", low=0.0, high=50.0, source="prior", prior=True
    )
    floor: float = param(
        0.3, unit="share always let out", low=0.0, high=1.0, source="prior", prior=True
    )

    def let_out(self, outflow: Floats, calm: Floats) -> Floats:
        """Share of those let out whom the answer leaves (O,), from yearly shares (O,)."""
        excess = np.maximum(outflow / calm - self.threshold, 0.0)
        left: Floats = np.maximum(1.0 - self.response * excess, self.floor)
        return left if self.enabled else np.ones_like(left)
