"""Firms' offices abroad: the state of firms, and which country each raises for its staff."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.blueprint import Blueprint, Ints
from talentflow.firms import Firms
from talentflow.kernels.tables import Shorts
from talentflow.rules.firms.offers import Offers
from talentflow.rules.firms.relocation import CLOSED, FULL, PARTIAL, SETTLED
from talentflow.view import Floats

__all__ = ["FirmState", "Offices"]

type Mask = npt.NDArray[np.bool_]


class FirmState:
    """What firms are up to, one entry a firm; the phase `firms` owns it."""

    def __init__(self, firms: int) -> None:
        self.stage: Ints = np.full(firms, SETTLED)
        """Stage of relocation, see `rules.firms.relocation`."""
        self.destination: Ints = np.full(firms, -1)
        """Place of the office abroad, −1 where there is none."""
        self.changed: Ints = np.zeros(firms, np.int64)
        """Month of the last change of stage."""
        self.lost: Ints = np.zeros((12, firms), np.int64)
        """Staff who left the home country without their firm, by month of the year; `moves` counts
        them, simulated persons."""

    @property
    def hiring(self) -> Mask:
        """Whether a firm hires at home (F,)."""
        hires: Mask = self.stage < FULL
        return hires

    @property
    def abroad(self) -> Mask:
        """Whether a firm has an office abroad (F,)."""
        has_office: Mask = (self.stage == PARTIAL) | (self.stage == FULL)
        return has_office

    def office_country(self, country: Ints) -> Ints:
        """Country of each firm's office abroad (F,), −1 where there is none."""
        return np.where(self.abroad, country[self.destination], -1)

    def shut_at_home(self, month: int, notice: int) -> Mask:
        """Whether a firm no longer employs anybody at home (F,)."""
        over = (self.stage == FULL) & (month - self.changed >= notice)
        shut: Mask = over | (self.stage == CLOSED)
        return shut


@dataclass(frozen=True, eq=False)
class Offices:
    """What firms can add to the value of countries. V variants: each raises one country."""

    country: Ints
    """(P,) country of each place."""
    raised: Ints
    """(V,) country raised, −1 for none."""
    worth: Floats
    """(V,) by how much, logit units."""
    usual: Ints
    """(F,) variant by the parent company's country."""
    first: int
    """Variant of an office in the first country at partial; those at full come after all."""

    @classmethod
    def of(cls, blueprint: Blueprint, firms: Firms) -> "Offices":
        """List the variants of a world."""
        case = blueprint.case
        offers: Offers = case.rule("firms.offers")
        parents, usual = np.unique(np.concatenate([[-1], firms.parent]), return_inverse=True)
        raised, worth = parents, np.where(parents >= 0, case.rule("terms.office").weight, 0.0)
        if case.rule("firms.relocation").enabled:
            every = np.arange(len(blueprint.countries))
            raised = np.concatenate([parents, every, every])
            worth = np.concatenate([worth, np.repeat([offers.partial, offers.full], len(every))])
        return cls(blueprint.country_of_place, raised, worth, usual[1:], len(parents))

    def offers(self, state: FirmState) -> Shorts:
        """Variant of each firm (F, 3): for those never asked, other staff at home, volunteers.

        While a firm moves in part, it asks the volunteers only; then all staff at home.
        """
        variant = np.repeat(self.usual[:, None], 3, axis=1).astype(np.int16)
        abroad = state.abroad
        countries = (len(self.raised) - self.first) // 2
        full = state.stage[abroad] == FULL
        where = self.first + countries * full + self.country[state.destination[abroad]]
        variant[abroad, 2] = where
        variant[abroad, 1] = np.where(full, where, variant[abroad, 1])
        return variant
