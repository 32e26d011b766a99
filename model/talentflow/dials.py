"""Dials: what levers can turn, month by month, and the grip of one lever on them.

Levers act on mechanisms, never on an outcome. The baseline does not know that they exist: without
levers all dials stand where the tables and rules have put them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.view import Floats

__all__ = ["Dials", "Grip", "mixed"]


@dataclass(frozen=True, eq=False)
class Dials:
    """Arrays that levers may write into before a run starts.

    Shapes: T months, O origins, C countries, P places, G grades, L levers.
    """

    indicators: Mapping[str, Floats]
    """(T, C) each."""
    ease: Floats
    """(T, O, C) 0 to 1."""
    exit: Floats
    """(T, O) share of the ready who may leave."""
    capacity: Floats
    """(T, O, C) permits a month on the ordinary route, real people."""
    lost_demand: Floats
    """(T, O) summed severity of demand events so far."""
    matching: Floats
    """(T, P) factor on the share of openings for which foreigners are considered."""
    office: Floats
    """(T, O, P) what draws an office beside its worth for staff, logit units."""
    remote: Floats
    """(T, C) factor on the remote jobs that employers of a country offer."""
    deferment: Floats
    """(T, O) share of those liable to military service who are spared."""
    study: Floats
    """(T, C) log of the factor on the weight of a country as a place to study."""
    worth: Floats
    """(L, T, O, G, P) what a lever is worth to who gets it by coming to a place, logit units."""


@dataclass(frozen=True, eq=False)
class Grip:
    """Where and when one lever acts."""

    months: slice
    """Months in force."""
    number: int
    """Row of the lever in `Dials.worth`."""
    take_up: float
    """Share of the eligible who use it, 0 to 1."""
    country: int
    """The owner's country."""
    places: npt.NDArray[np.int64]
    """Places of the owner: one of a city, all of a country."""
    origins: npt.NDArray[np.int64]
    """Origins whose people are eligible."""
    grades: npt.NDArray[np.int64]
    """Grades that are eligible."""
    wage_weight: float
    """Logit units of a log point of pay (`terms.real_wage.weight`)."""
    monthly_pay: Floats
    """(T, G) net pay in the owner's country, USD a month, nominal."""
    gross_pay: Floats
    """(T, G) the same before tax."""
    euro: float
    """US dollars for a euro."""

    def lay(self, dials: Dials, worth: Floats) -> None:
        """Give eligible people `worth` (T, G), logit units, for coming to the owner's places."""
        at = np.ix_(self.origins, self.grades, self.places)
        block = dials.worth[self.number]
        for month in range(*self.months.indices(len(block))):
            block[month][at] = worth[month, self.grades][None, :, None]


def mixed(share: Floats | float, worth: Floats) -> Floats:
    """Value of a place of which a share of those who choose would get `worth` more, logit units.

    `ln(1 + s (e^w − 1))`: among people who weigh a place with and without w, this leaves the
    chances of all places as they are on average, since chances are proportional to exp(v).
    """
    value: Floats = np.log1p(share * np.expm1(worth))
    return value
