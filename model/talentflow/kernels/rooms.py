"""Room for kernels to work in, so that loops allocate nothing; one of each for each thread."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from talentflow.kernels.tables import AT_PLACES, Cells, Rows, TieColumns
from talentflow.view import Floats

__all__ = ["BLOCK", "FIXED", "Block", "Gathered", "Scratch"]

BLOCK = 256
"""People worked on together: as many as the processor's nearest memory holds."""

FIXED = 2.0**30
"""Real numbers are summed as whole multiples of 1 / FIXED, which no order of adding changes."""


class Scratch(NamedTuple):
    """Room for one person at a time."""

    where: Rows
    """(slots,) places of contacts."""
    strength: Floats
    """(slots,) what the ties to each are worth."""
    noise: Floats
    """(P,) keyed noise."""
    personal: Floats
    """(P, AT_PLACES) what speaks for a place beside the cell terms."""
    weight: Floats
    """(P,) weight of each place."""

    @classmethod
    def of(cls, cells: Cells, ties: TieColumns) -> "Scratch":
        """Make room for a world's tables."""
        slots, places = ties.at.shape[1], cells.value.shape[1]
        return cls(
            np.empty(slots, np.int64),
            np.empty(slots),
            np.empty(places),
            np.empty((places, AT_PLACES)),
            np.empty(places),
        )


class Block(NamedTuple):
    """Room for a block of people: B people, E places where they have contacts."""

    key: npt.NDArray[np.uint64]
    """(B,) identities."""
    cell: Rows
    """(B,) row of the person's cell."""
    variant: Rows
    """(B,) variant of the person's employer."""
    at_home: Rows
    """(B,) 1 for those who live in their own country, else 0."""
    total: Floats
    """(B,) weights of all hosts, summed; 0 for those who cannot go anywhere."""
    alone: Floats
    """(B,) the same without contacts and the own firm."""
    stay: Floats
    """(B,) what staying is worth, logit units."""
    level: Floats
    """(B,) what else the wish consists of, logit units."""
    homewards: Floats
    """(B,) factor of the weight of the home country."""
    office: Floats
    """(B,) what contacts add to the weight of the parent company's country."""
    bridges: Floats
    """(B,) strength of ties summed over hosts by their weight."""
    years: Floats
    """(B,) age."""
    whole_left: Rows
    whole_wish: Rows
    whole_tie: Rows
    whole_age: Rows
    """(B,) what is gathered, in fixed point."""
    first_draw: Floats
    second_draw: Floats
    """(B,) keyed uniforms."""
    offers: Floats
    """(B,) plans a month at a = 0."""
    low: Floats
    high: Floats
    """(B,) bounds of the wish, logit units."""
    rate: Floats
    """(B,) plans a month."""
    met: Floats
    """(P,) summed ties of one person to people in each place; zero between persons."""
    single_from: Rows
    """(B + 1,) first of each one's entries in countries of one place."""
    single: Rows
    """(E,) such a place."""
    single_tie: Floats
    """(E,) strength of the ties to people there."""
    single_extra: Floats
    """(E,) what they add to the weight of the place."""
    bridge: Floats
    """(E,) strength of the ties times the weight of the place."""
    nests: Rows
    """(1,) number of nests: a person's contacts in a country of several places."""
    nest_from: Rows
    """(B + 1,) first nest of each person."""
    nest_person: Rows
    nest_country: Rows
    """(N,) whose, and where."""
    nest_before: Floats
    nest_after: Floats
    """(N,) weight of the country without and with contacts."""
    nest_whole: Floats
    nest_sum: Floats
    """(N,) weights of its places summed, with and without contacts."""
    nest_bridge: Floats
    """(N,) strength of the ties there times the weight of its places."""
    hub_tie: Floats
    """(H, N) strength of the ties to people in each of its places."""
    hub_weight: Floats
    """(H, N) weight of the place in its country."""
    hub_extra: Floats
    """(H, N) what the ties add to the weight of the place among all."""

    @classmethod
    def of(cls, cells: Cells, ties: TieColumns, shared: int, hubs: int) -> "Block":
        """Make room for a world with so many countries of several places, `hubs` at most in one."""
        slots, places = ties.at.shape[1], cells.value.shape[1]
        nests, singles = BLOCK * max(shared, 1), BLOCK * slots

        def numbers(count: int) -> Rows:
            return np.zeros(count, np.int64)

        return cls(
            key=np.zeros(BLOCK, np.uint64),
            cell=numbers(BLOCK),
            variant=numbers(BLOCK),
            at_home=numbers(BLOCK),
            total=np.zeros(BLOCK),
            alone=np.zeros(BLOCK),
            stay=np.zeros(BLOCK),
            level=np.zeros(BLOCK),
            homewards=np.zeros(BLOCK),
            office=np.zeros(BLOCK),
            bridges=np.zeros(BLOCK),
            years=np.zeros(BLOCK),
            whole_left=numbers(BLOCK),
            whole_wish=numbers(BLOCK),
            whole_tie=numbers(BLOCK),
            whole_age=numbers(BLOCK),
            first_draw=np.zeros(BLOCK),
            second_draw=np.zeros(BLOCK),
            offers=np.zeros(BLOCK),
            low=np.zeros(BLOCK),
            high=np.zeros(BLOCK),
            rate=np.zeros(BLOCK),
            met=np.zeros(places),
            single_from=numbers(BLOCK + 1),
            single=numbers(singles),
            single_tie=np.zeros(singles),
            single_extra=np.zeros(singles),
            bridge=np.zeros(singles),
            nests=numbers(1),
            nest_from=numbers(BLOCK + 1),
            nest_person=numbers(nests),
            nest_country=numbers(nests),
            nest_before=np.zeros(nests),
            nest_after=np.zeros(nests),
            nest_whole=np.zeros(nests),
            nest_sum=np.zeros(nests),
            nest_bridge=np.zeros(nests),
            hub_tie=np.zeros((hubs, nests)),
            hub_weight=np.zeros((hubs, nests)),
            hub_extra=np.zeros((hubs, nests)),
        )


class Gathered(NamedTuple):
    """What the wishes of those at home consist of, summed by class, in fixed point.

    Q kinds of cells of one grade: home place, English, exposure.
    """

    chances: Rows
    """(classes, Q, P + 1) how much contacts and the own firm add to the chance of each place, and
    which part of the cell's chances is left beside them."""
    persons: Rows
    """(classes, Q) how many they are."""
    asked: Rows
    """(classes,) how many live at home, those who cannot go anywhere included."""
    own: Rows
    """(classes, 7) sums of wishes, of the parent company's, colleagues' and remote work's share, of
    age, of fear to be called up and of help still had, logit units."""
    families: Rows
    """(classes, 3) how many are single, have a partner, have children."""

    @classmethod
    def of(cls, cells: Cells, classes: int, homes: int) -> "Gathered":
        """Make room for a world's tables with so many home places."""
        kinds = homes * cells.shape[2] * cells.shape[3]
        wide = cells.value.shape[1] + 1
        return cls(
            np.zeros((classes, kinds, wide), np.int64),
            np.zeros((classes, kinds), np.int64),
            np.zeros(classes, np.int64),
            np.zeros((classes, 7), np.int64),
            np.zeros((classes, 3), np.int64),
        )
