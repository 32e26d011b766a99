"""Families: they move along or stay behind, follow later, grow, and go out with the professional.

Writes `family`, `children`, `left_behind` and `family_due`; sets `now.relatives`. Looks at the few
people only to whom something happens.
"""

import numpy as np

from talentflow.chance import Purpose, uniform_pairs
from talentflow.households import (
    add_members,
    family_country,
    found_families,
    members,
    wait_for_change,
)
from talentflow.kernels.tables import NEVER, Rows
from talentflow.moment import Moment, MoveKind
from talentflow.rules.people.families import CHILDREN, Families
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["ARRIVED", "CHANGES", "families"]

ARRIVED, DEPARTED, JOINED, GONE = range(4)
CHANGES = ("arrivals", "departures", "joined", "gone")


def families(world: World, now: Moment) -> None:
    """Let families move, follow, grow and go."""
    rule: Families = world.blueprint.case.rule("people.families")
    if not rule.enabled:
        return
    book = np.zeros((*world.relatives.shape, len(CHANGES)), np.int64)
    _move(world, now, rule, book)
    _follow(world, now, rule, book)
    _grow(world, now, rule, book)
    _go(world, now, book)
    _come(world, now, rule, book)
    now.relatives = book
    world.relatives = (
        world.relatives + book[..., ARRIVED] - book[..., DEPARTED] + book[..., JOINED]
    ) - book[..., GONE]


def _enter(world: World, book: Rows, rows: Rows, country: Rows, change: int, who: Rows) -> None:
    """Add members `who` (n, 2) of the families of `rows` to a change in a country."""
    add_members(book[..., change], world.people.citizenship[rows].astype(np.int64), country, who)


def _move(world: World, now: Moment, rule: Families, book: Rows) -> None:
    """Take families along with those who moved abroad, leave some of them at home."""
    people, plan = world.people, world.blueprint
    for part in now.moves:
        abroad = part.kind != MoveKind.INTERNAL
        abroad &= people.family[part.rows] > 0
        rows, kind = part.rows[abroad], part.kind[abroad]
        old, new = (plan.country_of_place[p[abroad]] for p in (part.origin, part.destination))
        drawn = uniform_pairs(plan.key, Purpose.FAMILY_MOVE, now.month, people.key[rows])[0]
        stays = (kind == MoveKind.FIRST) & (drawn >= rule.together)
        along = ~stays & (people.left_behind[rows] == 0)
        people.left_behind[rows[stays]] = 1
        people.left_behind[rows[kind == MoveKind.RETURN]] = 0
        who = members(people, rows[along])
        _enter(world, book, rows[along], old[along], DEPARTED, who)
        _enter(world, book, rows[along], new[along], ARRIVED, who)


def _follow(world: World, now: Moment, rule: Families, book: Rows) -> None:
    """Let families that stayed behind follow, as far as exit and border let them."""
    people, plan, t = world.people, world.blueprint, now.month
    rows = np.flatnonzero(people.left_behind[: people.used])
    rows = rows[(people.active[rows] == 1) & (people.arrival[rows] < t)]
    o, there = people.citizenship[rows].astype(np.int64), plan.country_of_place[people.place[rows]]
    chance = rule.follow * _let_out(world, now)[o] * _let_in(world, t)[o, there]
    drawn = uniform_pairs(plan.key, Purpose.FAMILY_MOVE, t, people.key[rows])[1]
    rows, there, o = rows[drawn < chance], there[drawn < chance], o[drawn < chance]
    people.left_behind[rows] = 0
    who = members(people, rows)
    _enter(world, book, rows, plan.home[o], DEPARTED, who)
    _enter(world, book, rows, there, ARRIVED, who)


def _let_out(world: World, now: Moment) -> Floats:
    """Share of those who may leave (O,)."""
    open_to: Floats = now.exit
    if world.blueprint.case.rule("gates.exit_permission").enforced:
        return open_to
    return np.ones_like(open_to)


def _let_in(world: World, month: int) -> Floats:
    """Share of those who are let in (O, C)."""
    open_to: Floats = world.blueprint.entry[month]
    if world.blueprint.case.rule("gates.border").enforced:
        return open_to
    return np.ones_like(open_to)


def _grow(world: World, now: Moment, rule: Families, book: Rows) -> None:
    """Let partners and children come whose time has come."""
    people, plan, t = world.people, world.blueprint, now.month
    rows = np.flatnonzero(people.family_due[: people.used] == t)
    rows = rows[people.active[rows] == 1]
    before = members(people, rows)
    people.children[rows] += people.family[rows] > 0
    people.family[rows] = np.minimum(people.family[rows] + 1, CHILDREN)
    more = members(people, rows) - before
    _enter(world, book, rows, family_country(plan, people, rows), JOINED, more)
    drawn = uniform_pairs(plan.key, Purpose.HOUSEHOLD, 0, people.key[rows])[0]
    grows = people.children[rows] < rule.number(drawn)
    people.family_due[rows] = np.where(grows, t + rule.spacing, NEVER)
    wait_for_change(plan, rule, people, rows[people.family[rows] < CHILDREN], t)


def _go(world: World, now: Moment, book: Rows) -> None:
    """Take out the families of those who left the occupation."""
    rows = np.concatenate([now.left, now.retired])
    country = family_country(world.blueprint, world.people, rows)
    _enter(world, book, rows, country, GONE, members(world.people, rows))


def _come(world: World, now: Moment, rule: Families, book: Rows) -> None:
    """Add the families of those who entered the occupation."""
    if not now.entered:
        return
    rows = np.concatenate([np.arange(first, last) for _, first, last in now.entered])
    found_families(world.blueprint, rule, world.people, rows, now.month)
    country = family_country(world.blueprint, world.people, rows)
    _enter(world, book, rows, country, JOINED, members(world.people, rows))
