"""Conscription: men of military age fear to be called up, and may be kept in.

`a += weight · (1 − deferment) · P(t)` for men of military age who live in their own country
`P(t) = max over conscription events (severity / 3) · 2^(−(t − t_event) / half_life)`
`kept in: u < exit_bar · (1 − deferment)` while the bar is in force, u a man's own for life

Mobilisation started the second wave out of Russia in 2022, where ICT staff were deferred; no figure
tells the size of the push or of a bar. The ages are those of Belarusian conscripts.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.compiled import inlined
from talentflow.parameters import param
from talentflow.view import Floats

MAN = 1


@dataclass(frozen=True)
class Conscription:
    """Fear of being called up, and the bar on leaving."""

    enabled: bool = param(
        True, unit="on or off", low=0, high=1, source="on: such events are dated (events.csv)"
    )
    weight: float = param(
        1.5, unit="logit at severity 3", low=0.0, high=5.0, source="prior", prior=True
    )
    half_life: float = param(3.0, unit="months", low=0.5, high=48.0, source="prior", prior=True)
    youngest: int = param(
        18, unit="years", low=14, high=100, source="Belarusian law on conscription, from memory"
    )
    oldest: int = param(
        27,
        unit="years",
        low=14,
        high=100,
        source="Belarusian law on conscription, from memory",
        doc="From this birthday on nobody is called up.",
    )
    deferment: float = param(
        0.0, unit="share of ICT staff spared", low=0.0, high=1.0, source="prior: none", prior=True
    )
    exit_bar: float = param(
        0.0, unit="share kept in", low=0.0, high=1.0, source="prior: no bar", prior=True
    )
    bar_start: int = param(
        0, unit="months after the scenario's start", low=0, high=1200, source="prior", prior=True
    )
    bar_months: int = param(
        12, unit="months of the bar", low=1, high=1200, source="prior", prior=True
    )

    def push(self, severity: Floats, months_since: Floats) -> float:
        """Return what one country's events add to the wish of those called up, logit units.

        Events to come have negative months.
        """
        if not (self.enabled and len(severity)):
            return 0.0
        size = severity / 3.0 * np.exp2(-np.maximum(months_since, 0.0) / self.half_life)
        pulse = float(np.max(np.where(months_since >= 0.0, size, 0.0)))
        return self.weight * (1.0 - self.deferment) * pulse

    def barred(self, month: int) -> float:
        """Share of men of military age whom the bar keeps in during a month."""
        holds = self.enabled and self.bar_start <= month < self.bar_start + self.bar_months
        return self.exit_bar * (1.0 - self.deferment) if holds else 0.0

    def touches(
        self, sex: npt.NDArray[np.int8], months_old: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        """Tell who is a man of military age (n,)."""
        men: npt.NDArray[np.bool_] = (sex == MAN) & (months_old >= 12 * self.youngest)
        return men & (months_old < 12 * self.oldest)


@inlined
def is_called_up(sex: int, months_old: int, youngest: int, oldest: int) -> bool:
    """Tell whether somebody is a man of military age; the ages are in years."""
    return (sex == MAN) & (months_old >= 12 * youngest) & (months_old < 12 * oldest)
