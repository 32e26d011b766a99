"""Consular services: life abroad where the own state no longer renews passports.

`x = −L` at places abroad, `x = −at_home · L` at home, both for those who live abroad
`settlement weighs weight · L more`, so that the settled lose nothing where they live
`held up at the visa queue in a month: held_up · L of those who move on`

* L: share of consular services that are shut for the citizenship, from its date on (`consular` in
  `entry_rules.csv`)

Without consulates a passport is renewed at home only, which is a risk, and a move to a third
country needs a valid one. Belarus stopped the service in September 2023; all sizes are judgements.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Consular:
    """What it costs to be without the services of a consulate."""

    enabled: bool = param(
        True, unit="on or off", low=0, high=1, source="on: decree 278 (entry_rules.csv)"
    )
    weight: float = param(
        0.5, unit="logit where all is shut", low=0.0, high=3.0, source="prior", prior=True
    )
    at_home: float = param(
        0.5, unit="risk of a return relative to it", low=0.0, high=3.0, source="prior", prior=True
    )
    held_up: float = param(
        0.1,
        unit="share of those who move on a month",
        low=0.0,
        high=1.0,
        source="prior: a passport is valid for ten years",
        prior=True,
    )

    def lost(self, shut: Floats) -> Floats:
        """Share of services lost (T, O), from the share that is shut."""
        return shut if self.enabled else np.zeros_like(shut)

    def __call__(self, view: WorldView) -> Floats:
        """Axes o, r and p."""
        abroad = view.at_places(view.abroad())
        there = abroad + self.at_home * (1.0 - abroad)
        lost = view.consular[:, None, None] * abroad[:, :, None] * there[:, None, :]
        return on(0.0 - lost, "orp")
