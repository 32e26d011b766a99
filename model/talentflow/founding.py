"""New firms: whole ones out of rates, their sizes, and bundles of those too small for the scale."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from talentflow.blueprint import Blueprint, Ints
from talentflow.chance import Kind, Purpose, identity, normal, uniform_pairs
from talentflow.firms import Firms
from talentflow.months import date_of
from talentflow.rules.firms.foundings import Foundings
from talentflow.view import Floats
from talentflow.vocabulary import OWNERSHIPS, SECTORS

__all__ = ["NewFirms", "enlist", "founded_in", "ready_firms"]

SLOTS = 16
"""Bits of a slot's number for the firms of one origin, place, sector and month."""


@dataclass(frozen=True)
class NewFirms:
    """What is on its way to be a row of firms, by origin, place and sector (O, P, 2)."""

    carry: Floats
    """Parts of firms, real."""
    waiting: Ints
    """Firms without a row, because nobody simulated would work there yet."""
    staff: Floats
    """How many people they want, real."""

    sectors: Floats
    """(O, 2) shares of the sectors among an origin's firms."""

    @classmethod
    def of(cls, blueprint: Blueprint) -> Self:
        """Nobody has founded anything yet."""
        shape = len(blueprint.home), len(blueprint.places), len(SECTORS)
        sectors = np.concatenate([blueprint.shares(o, "sector", SECTORS) for o in range(shape[0])])
        return cls(np.zeros(shape), np.zeros(shape, np.int64), np.zeros(shape), sectors)


type Bundle = tuple[int, int, int, int, float]
"""Firms that share a row: origin, place, sector, how many, people whom they want."""


def ready_firms(
    blueprint: Blueprint, rule: Foundings, new: NewFirms, founded: Ints, month: int
) -> list[Bundle]:
    """Add the firms founded in a month (O, P, 2); return the bundles that are large enough.

    A bundle has work for at least one simulated person. Writes `new`.
    """
    for o, p, s in zip(*(axis.tolist() for axis in np.nonzero(founded)), strict=True):
        slots = (_lane(o, s) << SLOTS) + np.arange(founded[o, p, s])
        keys = identity(Kind.FOUNDED, p, month, slots)
        z = normal(uniform_pairs(blueprint.key, Purpose.FOUNDED, 0, keys))
        new.waiting[o, p, s] += founded[o, p, s]
        new.staff[o, p, s] += rule.sizes(z).sum()
    ready: list[list[int]] = np.argwhere(new.staff >= blueprint.scale).tolist()
    bundles = [(o, p, s, int(new.waiting[o, p, s]), float(new.staff[o, p, s])) for o, p, s in ready]
    for o, p, s in ready:
        new.waiting[o, p, s], new.staff[o, p, s] = 0, 0.0
    return bundles


def _lane(origin: int, sector: int) -> int:
    """Give the sectors of all origins a number each."""
    return origin * len(SECTORS) + sector


def enlist(firms: Firms, bundles: list[Bundle], month: int) -> Firms:
    """Return the firms with one more row for each bundle."""
    when = f"{date_of(firms.blueprint.case.start, month):%Y-%m}"
    origin, place, sector, count, size = (list(column) for column in zip(*bundles, strict=True))
    keys = [
        identity(Kind.FOUNDED, p, month, _lane(o, s) << SLOTS)
        for o, p, s in zip(origin, place, sector, strict=True)
    ]
    names = [f"{n} firms founded by {when}" if n > 1 else f"Firm founded in {when}" for n in count]
    local, none = [OWNERSHIPS.index("local")] * len(bundles), [-1] * len(bundles)
    return replace(
        firms,
        name=(*firms.name, *names),
        key=np.concatenate([firms.key, *keys]),
        count=np.append(firms.count, count),
        origin=np.append(firms.origin, origin),
        place=np.append(firms.place, place),
        sector=np.append(firms.sector, sector),
        ownership=np.append(firms.ownership, local),
        parent=np.append(firms.parent, none),
        size=np.append(firms.size, size),
    )


def founded_in(firms: Firms, rows: Ints) -> Ints:
    """Month of the run in which the firms in `rows` were founded, from their identities."""
    return ((firms.key[rows] >> np.uint64(32)) & np.uint64(0xFFFF)).astype(np.int64)
