"""Families: households of professionals, and whether they move together.

`hazard of a partner = partner_young, from settled_age on partner_old; of a first child likewise`

* the number of children is drawn once; they come `spacing` months apart
* who leaves home takes the family along with chance `together`; a family left behind follows with
  chance `follow` a month, as far as exit and border let it, and until then adds `pull` to what the
  home country is worth

The hazards follow the shares by age in `structure.csv`, read as one life (singles 0.75 at 22, 0.40
at 30, 0.18 at 40, 0.15 at 53). Family, school and partner are the usual brake on skilled moves and
the usual reason to return (Gibson and McKenzie 2011 for return); no figure tells how many come
later. Two professionals who are partners count as two households.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.parameters import param
from talentflow.view import Floats

LONGEST = 20_000
"""Months after which an event that never comes would come."""

CHILDREN = 2
"""The state of a family with children."""


@dataclass(frozen=True)
class Families:
    """Households, and how they move."""

    enabled: bool = param(True, unit="on or off", low=0, high=1, source="on: people have families")
    partner_young: float = param(
        0.08, unit="singles a year", low=0.0, high=1.0, source="prior: shares by age", prior=True
    )
    partner_old: float = param(
        0.015, unit="singles a year", low=0.0, high=1.0, source="prior: shares by age", prior=True
    )
    children_young: float = param(
        0.12, unit="couples a year", low=0.0, high=1.0, source="prior: shares by age", prior=True
    )
    children_old: float = param(
        0.02, unit="couples a year", low=0.0, high=1.0, source="prior: shares by age", prior=True
    )
    settled_age: int = param(
        38,
        unit="years",
        low=16,
        high=80,
        source="prior: mean age at first marriage 28.4 for men (Belstat 2020)",
        prior=True,
    )
    two_children: float = param(
        0.33,
        unit="share of families with children",
        low=0.0,
        high=0.5,
        source="census of Belarus 2019: every third family with children (senno.by 2024)",
    )
    three_children: float = param(
        0.1,
        unit="share of families with children",
        low=0.0,
        high=0.5,
        source="123,000 of 1,143,000 families with children, most of them three (senno.by 2024)",
    )
    spacing: int = param(
        36, unit="months between children", low=10, high=240, source="prior", prior=True
    )
    together: float = param(
        0.7, unit="share of families that move along", low=0.0, high=1.0, source="prior", prior=True
    )
    follow: float = param(
        0.1, unit="share of families apart a month", low=0.0, high=1.0, source="prior", prior=True
    )
    pull: float = param(
        1.0, unit="logit", low=0.0, high=5.0, source="prior", prior=True,
        doc="What a family left behind adds to the worth of the home country.",
    )  # fmt: skip

    def number(self, u: Floats) -> npt.NDArray[np.int64]:
        """Children that a family has in the end (n,), from uniforms: 1, 2 or 3."""
        third = u < self.three_children
        second = u < self.three_children + self.two_children
        return 1 + second.astype(np.int64) + third

    def waiting(
        self, family: npt.NDArray[np.int64], months_old: npt.NDArray[np.int64], u: Floats
    ) -> npt.NDArray[np.int64]:
        """Months until singles (0) have a partner and couples (1) a child (n,), at least 1.

        `months_old` is the age now; the longest wait stands for never.
        """
        young = np.array([self.partner_young, self.children_young])[family] / 12.0
        old = np.array([self.partner_old, self.children_old])[family] / 12.0
        need = -np.log(u)
        left = np.maximum(12 * self.settled_age - months_old, 0)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            months = np.where(
                need <= young * left, need / young, left + (need - young * left) / old
            )
        return np.clip(np.ceil(months), 1, LONGEST).astype(np.int64)

    def raised(self) -> Floats:
        """Return what the home country gains by the family, logit units (2,): together, apart."""
        return np.array([0.0, self.pull])
