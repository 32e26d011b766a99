"""Moves: exit permission, border, arrival; moves inside countries; ties follow.

Writes `place`, `arrival`, `abroad_since`, `employer`, `savings` of movers; ends their plans and
what they did for an employer abroad; clears `dissent` of those whom leaving home silences; counts
for firms who left without them.
"""

import numpy as np
import numpy.typing as npt

from talentflow.chance import Purpose, uniform_pairs
from talentflow.kernels.choice import reconsider, relocate
from talentflow.kernels.tables import NEVER
from talentflow.moment import Gate, Moment, MoveKind, Moves
from talentflow.rules.states.conscription import Conscription
from talentflow.world import World

__all__ = ["moves"]

type Rows = npt.NDArray[np.int64]


def moves(world: World, now: Moment) -> None:
    """Let those go who may, then reconsider hubs, then tell everyone's contacts."""
    people = world.people
    count = people.used
    rows = np.flatnonzero((people.stage[:count] == 3) & (people.granted[:count] == 1))
    rows = _let_through(world, now, rows)
    hubs = _reconsider_hubs(world, now)
    now.moves = [_move(world, now, rows), hubs]
    people.place[hubs.rows] = hubs.destination
    moved = now.everyone_moved()
    world.ties.follow(people, moved.rows, now.month)


def _let_through(world: World, now: Moment, rows: Rows) -> Rows:
    people, plan, t = world.people, world.blueprint, now.month
    leave, enter = uniform_pairs(plan.key, Purpose.EXIT, t, people.key[rows])
    o = people.citizenship[rows]
    kept = (leave >= now.exit[o]) | _called_up(world, t, rows)
    kept &= ~world.is_abroad(rows) & plan.case.rule("gates.exit_permission").enforced
    now.hold_up(people, plan.country_of_place, Gate.EXIT_PERMISSION, rows[kept])
    share = plan.entry[t][o, plan.country_of_place[people.plan[rows]]]
    shut = (
        ~kept & ~world.going_home(rows) & (enter >= share) & plan.case.rule("gates.border").enforced
    )
    now.hold_up(people, plan.country_of_place, Gate.BORDER, rows[shut])
    through: Rows = rows[~kept & ~shut]
    return through


def _called_up(world: World, month: int, rows: Rows) -> npt.NDArray[np.bool_]:
    """Say who of `rows` is kept in as a man of military age (n,)."""
    people, plan = world.people, world.blueprint
    rule: Conscription = plan.case.rule("states.conscription")
    spared = plan.dials.deferment[month][people.citizenship[rows]]
    share = rule.barred(month) * (1.0 - spared)
    months_old = month - people.birth[rows].astype(np.int64)
    men = rule.touches(people.sex[rows], months_old)
    drawn = uniform_pairs(plan.key, Purpose.CONSCRIPTION, 0, people.key[rows])[0]
    barred: npt.NDArray[np.bool_] = men & (drawn < share)
    return barred


def _move(world: World, now: Moment, rows: Rows) -> Moves:
    people = world.people
    origin, destination = people.place[rows].astype(np.int64), people.plan[rows].astype(np.int64)
    leaves_home, goes_home = ~world.is_abroad(rows), world.going_home(rows)
    kind = np.where(
        goes_home, MoveKind.RETURN, np.where(leaves_home, MoveKind.FIRST, MoveKind.ONWARD)
    )
    cost = world.moving_cost(world.blueprint.case.rule("gates.savings"), rows)
    people.savings[rows] = np.maximum(people.savings[rows] - cost, 0.0)
    _leave_firms(world, now, rows, origin, destination)
    leavers = people.citizenship[rows[leaves_home]]
    origins = len(world.blueprint.home)
    world.first_moves[now.month % 12] = np.bincount(leavers, minlength=origins)
    people.abroad_since[rows[leaves_home]] = now.month
    people.abroad_since[rows[goes_home]] = NEVER
    _drain(world, now, rows[leaves_home])
    people.place[rows] = destination
    people.arrival[rows] = now.month
    people.employment[rows] = 0
    people.client[rows] = -1
    people.stage[rows] = 0
    world.clear_plans(rows)
    return Moves(rows, origin, destination, kind.astype(np.int64))


def _leave_firms(world: World, now: Moment, rows: Rows, origin: Rows, destination: Rows) -> None:
    """Take movers out of their firms, but those who go to an office of it."""
    people, state, country = world.people, world.firm_state, world.blueprint.country_of_place
    firm = people.employer[rows].astype(np.int64)
    home = world.blueprint.home[people.citizenship[rows]]
    leaves_home, there = country[origin] == home, country[destination]
    since, rejoined = people.abroad_since[rows], people.rejoined[rows] == 1
    staff = (firm >= 0) & (leaves_home | (since >= 0) | rejoined)
    staff &= people.employment[rows] == 0
    office = there == state.office_country(country)[firm]
    office |= (there == home) & state.hiring[firm]
    people.employer[rows[~(staff & office)]] = -1
    lost = firm[staff & leaves_home & ~office]
    state.lost[now.month % 12] = np.bincount(lost, minlength=len(world.firms))


def _drain(world: World, now: Moment, rows: Rows) -> None:
    """Silence the share of those who leave home that exit takes from voice."""
    people, plan = world.people, world.blueprint
    share: float = plan.case.rule("voice.exit_drains").share
    voices = rows[people.dissent[rows] > 0]
    drawn = uniform_pairs(plan.key, Purpose.DRAIN, now.month, people.key[voices])[0]
    people.dissent[voices[drawn < share]] = 0


def _reconsider_hubs(world: World, now: Moment) -> Moves:
    people, plan = world.people, world.blueprint
    rate = plan.case.rule("decision.internal").rate / 12.0
    rows = np.empty(people.used, np.int64)
    rows = rows[: reconsider(people, now.look, world.block(), rate, 0, people.used, rows)]
    chosen = np.empty(rows.size, np.int16)
    relocate(people, world.cells, now.look, world.tie_columns, world.scratch(), rows, chosen)
    here = people.place[rows]
    moved = chosen != here
    kind = np.full(int(moved.sum()), int(MoveKind.INTERNAL), np.int64)
    return Moves(rows[moved], here[moved].astype(np.int64), chosen[moved].astype(np.int64), kind)
