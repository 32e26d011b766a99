"""Relocation: firms go through stages, one at a time.

Stages are settled, explore, partial (an office abroad), full (all are to come) and closed.

`chance of the next stage a month = 1 − exp(−rate · ease · pressure)`
`ease = exp(−size_slope · size class) · (foreign for foreign owners)`

* an exploring firm lets it be with chance `give_up`
* foreign owners of a firm that explores or has moved may close it instead, at the rate `close`
* where the exit of an origin's people is below `ban`, nobody goes on to full, and who is there
  falls back to partial

Rates in the order of magnitude of a poll of September 2020: of some 1,600 Belarusian firms 197 were
looking, 94 moving in part, 14 had moved.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.parameters import param
from talentflow.view import Floats

SETTLED, EXPLORE, PARTIAL, FULL, CLOSED = range(5)

type Ints = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Relocation:
    """How readily firms go from stage to stage; `enabled` switches firms as actors on."""

    enabled: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    explore: float = param(
        0.1, unit="a month per unit of pressure", low=0.0, high=5.0, source="prior", prior=True
    )
    partial: float = param(
        0.12, unit="a month per unit of pressure", low=0.0, high=5.0, source="prior", prior=True
    )
    full: float = param(
        0.03, unit="a month per unit of pressure", low=0.0, high=5.0, source="prior", prior=True
    )
    close: float = param(
        0.01, unit="a month per unit of pressure", low=0.0, high=5.0, source="prior", prior=True
    )
    give_up: float = param(
        0.1, unit="chance a month", low=0.0, high=1.0, source="prior", prior=True
    )
    size_slope: float = param(
        0.1, unit="log points per size class", low=-2.0, high=2.0, source="prior", prior=True
    )
    foreign: float = param(
        1.5, unit="factor of foreign owners", low=0.0, high=10.0, source="prior", prior=True
    )
    ban: float = param(
        0.25, unit="share of the ready who may leave", low=0.0, high=1.0, source="prior", prior=True
    )

    def next_stage(
        self,
        stage: Ints,
        pressure: Floats,
        size_class: Ints,
        foreign: Mask,
        barred: Mask,
        u: Floats,
        w: Floats,
    ) -> Ints:
        """Stage of each firm after this month (F,); `u` and `w` are its uniforms.

        `size_class` 0 to 3, `foreign` foreign owners, `barred` an exit ban for staff.
        """
        rate = np.array([self.explore, self.partial, self.full, 0.0, 0.0])[stage]
        ease = np.exp(-self.size_slope * size_class) * np.where(foreign, self.foreign, 1.0)
        onward = u < 1.0 - np.exp(-rate * ease * pressure)
        result: Ints = stage + (onward & ~(barred & (stage == PARTIAL)))
        result[(stage == EXPLORE) & ~onward & (u >= 1.0 - self.give_up)] = SETTLED
        result[(stage == FULL) & barred] = PARTIAL
        may_close = foreign & (stage >= EXPLORE) & (stage < CLOSED)
        result[may_close & (w < 1.0 - np.exp(-self.close * pressure))] = CLOSED
        return result
