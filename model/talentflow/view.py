"""What a rule may see: the world at the start of a phase, read-only.

Axes have letters, so that a rule says what its array is about:

* `o` citizenship (the origins that the scenario simulates), `r` residence (place)
* `g` grade, `e` level of English, `x` level of exposure
* `p` place, as a destination
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.vocabulary import EDUCATIONS, FIELDS, GRADES, ICT

__all__ = [
    "AXES",
    "EDUCATIONS",
    "ENGLISH_LEVELS",
    "FIELDS",
    "GRADES",
    "ICT",
    "Floats",
    "WorldView",
    "on",
]

type Floats = npt.NDArray[np.float64]

AXES = "orgexp"
ENGLISH_LEVELS = np.array([0.0, 0.5, 1.0])


def on(values: Floats, letters: str) -> Floats:
    """Lay an array over the cell axes `o r g e x p`.

    `letters` names the axes of `values` in their order (a subsequence of `AXES`); the result has
    six dimensions, of length 1 where `values` has no such axis.
    """
    if values.ndim != len(letters):
        raise ValueError(f"an array of {values.ndim} dimensions cannot have the axes {letters!r}")
    shape = [values.shape[letters.index(axis)] if axis in letters else 1 for axis in AXES]
    return values.reshape(shape)


@dataclass(frozen=True)
class WorldView:
    """The world in one month, as the rules see it; every array is read-only.

    Shapes: O origins, C countries, P places, G grades.
    """

    month: int
    """Months since the scenario's start."""
    countries: tuple[str, ...]
    """(C,) ISO 3166 alpha-3 codes, in row order."""
    country_of_place: npt.NDArray[np.int64]
    """(P,) row of each place's country."""
    home: npt.NDArray[np.int64]
    """(O,) row of each origin's country."""
    indicators: Mapping[str, Floats]
    """(C,) each: the raw figures in force this month, as published (`data/indicators.csv`)."""
    pay_ratio: Floats
    """(C, G) pay by grade relative to the country's median."""
    wage_index: Floats
    """(C,) what migration has done to wages since the start; 1 at the start."""
    vacancies: Floats
    """(P,) unfilled jobs, in real people."""
    jobs: Floats
    """(P,) ICT jobs, in real people."""
    diaspora: Floats
    """(O, C) professionals of each citizenship by country of residence, in real people."""
    km: Floats
    """(C, C) population-weighted distance, kilometres; 0 inside a country."""
    common_language: Floats
    """(O, C) common spoken language, index from 0; 1 at home."""
    ease: Floats
    """(O, C) ease of getting the right to live and work, 0 to 1; 1 at home."""
    consular: Floats
    """(O,) share of consular services that citizens abroad have lost, 0 to 1."""
    support: Floats
    """(O, P, G, P) what levers promise to those of a citizenship, residence and grade who come to a
    place, on average, logit units; all of length 1 where there are no levers."""
    exposure_levels: Floats
    """(X,) how strongly a class of people is exposed to repression; 1 on average."""

    def at_places(self, by_country: Floats) -> Floats:
        """Spread the last axis of an array from countries (C) to places (P)."""
        spread: Floats = by_country[..., self.country_of_place]
        return spread

    def abroad(self) -> Floats:
        """1 where a country is not the origin's own, else 0; shape (O, C)."""
        countries = np.arange(self.km.shape[0])
        elsewhere: Floats = (countries[None, :] != self.home[:, None]).astype(np.float64)
        return elsewhere
