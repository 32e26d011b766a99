"""Technological environment: how dense a country's open-source community is.

`x = log10(active open-source contributors per 100,000 inhabitants)`

Density from GitHub activity 2019-2020 (Wachs et al. 2022, "The geography of open source software").
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Technology:
    """Log density of open-source contributors."""

    weight: float = param(
        0.3, unit="logit per factor of ten", low=0.0, high=1.0, source="prior", prior=True
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axis p."""
        return on(view.at_places(np.log10(view.indicators["oss_per_100k"])), "p")
