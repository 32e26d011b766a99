"""Who joins a new firm at home instead of one that was there from the start."""

import numpy as np

from talentflow.blueprint import Ints
from talentflow.chance import Purpose, uniform_pairs
from talentflow.founding import founded_in
from talentflow.kernels.joining import race
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["find_firm", "join_founded"]


def find_firm(
    world: World,
    month: int,
    rows: Ints,
    place: Ints,
    draws: Floats,
) -> Ints:
    """Firm that each of the people in `rows` finds at a home place (n,), −1 where none hires.

    `draws` (2, n) are their uniforms for firms of the start, see `Firms.employers`.
    """
    people, start = world.people, world.maker.firms
    citizenship, firm = people.citizenship[rows].astype(np.int64), np.full(rows.size, -1)
    hiring = world.firm_state.hiring[: len(start)]
    for origin in range(len(world.blueprint.home)):
        own = citizenship == origin
        firm[own] = start.employers(origin, place[own], draws[:, own], hiring)
    return join_founded(world, month, people.key[rows], citizenship, place, firm)


def join_founded(
    world: World,
    month: int,
    keys: "np.ndarray[tuple[int], np.dtype[np.uint64]]",
    citizenship: Ints,
    place: Ints,
    employer: Ints,
) -> Ints:
    """Firm of each person hired at home this month (n,): `employer` from the start, or a new one.

    Every new firm is an entrant of its own in a race with those of the start, so that one firm more
    only draws people to itself; chances are in proportion to size.
    """
    firms, hiring, start = world.firms, world.firm_state.hiring, len(world.maker.firms)
    new = start + np.flatnonzero(hiring[start:])
    chosen, places = employer.astype(np.int64), len(world.blueprint.places)
    cell, where = firms.origin[new] * places + firms.place[new], citizenship * places + place
    for code in np.intersect1d(cell, where).tolist():
        here, rows = np.flatnonzero(where == code), new[cell == code]
        old = world.maker.firms.staff(*divmod(code, places))[0]
        size = firms.size[old][hiring[old]].sum()
        best = _head_start(world, month, keys[here], float(size))
        found = chosen[here]
        index = 1 + 2 * founded_in(firms, rows) + firms.sector[rows]
        race(
            np.uint64(world.blueprint.key), month, keys[here], rows, index, firms.size[rows],
            np.empty(here.size), best, found,
        )  # fmt: skip
        chosen[here] = found
    return chosen


def _head_start(
    world: World, month: int, keys: "np.ndarray[tuple[int], np.dtype[np.uint64]]", size: float
) -> Floats:
    """Time at which each person would find a firm of the start, of that size in sum."""
    u = uniform_pairs(world.blueprint.key, Purpose.JOIN, month, keys)[0]
    return -np.log(u) / size if size > 0.0 else np.full(len(keys), np.inf)
