"""Firms' offices abroad: the state of firms, and which country each raises for its staff."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from talentflow.blueprint import Blueprint, Ints
from talentflow.firms import Firms
from talentflow.kernels.tables import NEVER, Shorts
from talentflow.rules.firms.offers import Offers
from talentflow.rules.firms.relocation import CLOSED, FULL, PARTIAL, SETTLED
from talentflow.view import Floats

__all__ = ["FirmState", "Offices"]

type Mask = npt.NDArray[np.bool_]


class FirmState:
    """What firms are up to, one entry a firm; the phase `firms` owns it, `foundings` adds rows."""

    def __init__(self, firms: Firms) -> None:
        count = len(firms)
        self.at_home: Mask = firms.at_home
        """Whether a firm sits in the home country (F,); one that the diaspora founded does not."""
        self.stage: Ints = np.full(count, SETTLED)
        """Stage of relocation, see `rules.firms.relocation`."""
        self.destination: Ints = np.full(count, -1)
        """Place of the office abroad, −1 where there is none."""
        self.changed: Ints = np.zeros(count, np.int64)
        """Month of the last change of stage."""
        self.moved: Ints = np.full(count, NEVER)
        """Month in which the office last moved on to another country."""
        self.base: Floats = np.zeros(count)
        """Staff when the office was opened, real people."""
        self.hired: Floats = np.zeros(count)
        """People other than the origin's who work at the office, real people."""
        self.seats: Floats = np.zeros(count)
        """What is left of a seat for the diaspora, simulated persons."""
        self.lost: npt.NDArray[np.int32] = np.zeros((12, count), np.int32)
        """Staff who left the home country without their firm, by month of the year; `moves` counts
        them, simulated persons."""

    def grow(self, firms: Firms) -> None:
        """Add the state of new firms, the last rows of `firms`."""
        new = FirmState(firms)
        for name, known in vars(self).items():
            longer = getattr(new, name)
            longer[..., : known.shape[-1]] = known
            setattr(self, name, longer)

    @property
    def hiring(self) -> Mask:
        """Whether a firm hires at home (F,)."""
        hires: Mask = self.at_home & (self.stage < FULL)
        return hires

    @property
    def abroad(self) -> Mask:
        """Whether a firm of home has an office abroad (F,)."""
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

    def moved_on(self, month: int, notice: int) -> Mask:
        """Whether a firm no longer employs anybody where its office used to be (F,)."""
        over: Mask = self.abroad & (self.moved >= 0) & (month - self.moved >= notice)
        return over


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

    def grown(self, firms: int) -> "Offices":
        """Return the same for more firms; the new ones have no parent company."""
        return replace(self, usual=np.pad(self.usual, (0, firms - len(self.usual))))

    def offers(self, state: FirmState) -> Shorts:
        """Variant of each firm (F, 4): never asked, staff at home, volunteers, staff abroad.

        While a firm moves in part, it asks the volunteers at home only; then all staff at home.
        Staff abroad are asked where they do not live in the country of the office.
        """
        variant = np.repeat(self.usual[:, None], 4, axis=1).astype(np.int16)
        abroad = state.abroad
        countries = (len(self.raised) - self.first) // 2
        full, office = state.stage[abroad] == FULL, self.country[state.destination[abroad]]
        where = self.first + countries * full + office
        variant[abroad, 2] = where
        variant[abroad, 1] = np.where(full, where, variant[abroad, 1])
        variant[abroad, 3] = self.first + countries + office
        return variant
