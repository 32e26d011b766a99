"""Students: studies abroad end, by work there or by going home; others begin.

Writes `employment` of those who finish, and `place`, `arrival`, `abroad_since`, `employer` of those
who go home; adds rows of those who begin; the carry of students. Sets `now.stayed` and
`now.came_home`. Has levers help all who arrived this month, students who came home among them, and
those who begin (`aided`).
"""

import numpy as np
import numpy.typing as npt

from talentflow.blueprint import Ints
from talentflow.chance import Kind, Purpose, identity, uniform_pairs
from talentflow.joining import find_firm
from talentflow.kernels.tables import LOCAL, NEVER, STUDENT
from talentflow.lotteries import whole
from talentflow.moment import Moment, MoveKind, Moves
from talentflow.population import join
from talentflow.rules.people.students import Students
from talentflow.students import enrol, home_place, starting
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["students"]

type Mask = npt.NDArray[np.bool_]


def students(world: World, now: Moment) -> None:
    """Let studies end, then let a cohort begin."""
    enabled = world.blueprint.case.rule("people.students").enabled
    if enabled:
        _finish(world, now)
    if world.blueprint.levers:
        _help(world, now)
    if enabled:
        _begin(world, now)


def _help(world: World, now: Moment) -> None:
    """Let levers help those who arrived, and be paid."""
    people, moved = world.people, now.everyone_moved()
    office = _at_own_office(world, moved.rows)
    stock = world.census.stocks.sum(3)
    world.aid.arrive(people, moved.rows, moved.origin, office, now.month, stock)
    world.aid.pay(people, now.month, world.residents.sum(0))


def _finish(world: World, now: Moment) -> None:
    """Let those whose time is over stay or go home; `labour` introduces them to colleagues."""
    people, plan = world.people, world.blueprint
    rows = np.flatnonzero(people.employment[: people.used] == STUDENT)
    rows = rows[now.month - people.arrival[rows] >= _lengths(world, rows)]
    country = plan.country_of_place[people.place[rows]]
    drawn = uniform_pairs(plan.key, Purpose.STAY, 0, people.key[rows])[0]
    stays = drawn < _staying(world)[people.citizenship[rows], country]
    people.employment[rows] = LOCAL
    now.stayed, now.came_home = rows[stays], rows[~stays]
    now.moves.append(_go_home(world, now.month, now.came_home))


def _at_own_office(world: World, rows: Ints) -> Mask:
    """Say who of `rows` works in the country where the own firm has its office (n,)."""
    people, country = world.people, world.blueprint.country_of_place
    firm = people.employer[rows].astype(np.int64)
    own: Mask = (firm >= 0) & ((people.abroad_since[rows] >= 0) | (people.rejoined[rows] == 1))
    own &= people.employment[rows] == LOCAL
    own &= world.firm_state.office_country(country)[firm] == country[people.place[rows]]
    return own


def _lengths(world: World, rows: Ints) -> Ints:
    """Months that each studies (n,)."""
    people, plan = world.people, world.blueprint
    u = uniform_pairs(plan.key, Purpose.STUDY, 0, people.key[rows])[0]
    rules: list[Students] = [plan.rule("people.students", o) for o in range(len(plan.home))]
    by_origin = np.stack([rule.length(u) for rule in rules])
    months: Ints = by_origin[people.citizenship[rows], np.arange(rows.size)]
    return months


def _staying(world: World) -> Floats:
    """Share who stay when the study ends (O, C)."""
    plan = world.blueprint
    shares = []
    for o in range(len(plan.home)):
        rule: Students = plan.rule("people.students", o)
        shares.append(rule.staying(plan.countries, plan.rule("decision.anchors", o).calm_exit))
    return np.stack(shares)


def _go_home(world: World, month: int, rows: Ints) -> Moves:
    """Move people to the places they come from, into a firm that hires if there is one."""
    people, plan = world.people, world.blueprint
    origin, destination = people.place[rows].astype(np.int64), home_place(people.key[rows])
    people.place[rows] = destination
    people.arrival[rows] = month
    people.abroad_since[rows] = NEVER
    drawn = uniform_pairs(plan.key, Purpose.EMPLOYER, 0, people.key[rows])
    firm = find_firm(world, month, rows, destination, drawn)
    people.employer[rows] = firm
    return Moves(rows, origin, destination, np.full(rows.size, int(MoveKind.RETURN)))


def _begin(world: World, now: Moment) -> None:
    """Let a cohort begin, in the order of origin, home place and k."""
    plan = world.blueprint
    count = whole(starting(world) / 12.0 / plan.scale, world.student_carry)
    parts = []
    for origin in range(len(plan.home)):
        keys = [
            identity(Kind.STUDENT, p, now.month, np.arange(count[p]))
            for p in plan.home_places(origin).tolist()
        ]
        every = np.concatenate(keys)
        parts.append(enrol(world, now.look, origin, every, np.full(len(every), now.month)))
    first = world.add(join(parts))
    now.entered.append((int(Kind.STUDENT), first, world.people.used))
    world.aid.enrol(world.people, np.arange(first, world.people.used), now.month)
