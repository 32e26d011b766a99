"""Firms: whether to relocate, where to, whom to hire there, and which staff have to find another.

Writes the state of firms, `employer` of staff who are left behind (and of all staff of closed
firms) and of those whom firms hire abroad, and `employment` of those who lose their firm or find
another.
"""

import numpy as np

from talentflow.chance import Purpose, uniform_pairs
from talentflow.joining import find_firm
from talentflow.kernels.staff import part_with_firms
from talentflow.kernels.tables import LOCAL, UNEMPLOYED
from talentflow.moment import Moment
from talentflow.phases.offices import (
    fill_offices,
    onward_places,
    open_places,
    peers_abroad,
    sectors,
    staff_at_home,
)
from talentflow.rules.firms.relocation import CLOSED, EXPLORE, PARTIAL, SETTLED, Relocation
from talentflow.rules.firms.staff import Staff
from talentflow.rules.firms.triggers import Triggers
from talentflow.view import Floats
from talentflow.vocabulary import OWNERSHIPS
from talentflow.world import World

__all__ = ["firms"]


def firms(world: World, now: Moment) -> None:
    """Let firms decide, then let their staff follow from it."""
    rule: Relocation = world.blueprint.case.rule("firms.relocation")
    if rule.enabled:
        _decide(world, now, rule)
        _find_firms(world, now)
        fill_offices(world, now)


def _pressure(world: World, now: Moment, staff: Floats, peers: Floats) -> Floats:
    """Add up what presses each firm this month (F,)."""
    plan, known = world.blueprint, world.firms
    rule: Triggers = plan.case.rule("firms.triggers")
    lost = world.firm_state.lost.sum(0)
    return rule.pressure(
        known.sector,
        plan.lost_demand[now.month][known.origin],
        plan.shock[now.month][plan.home[known.origin]],
        lost / np.maximum(staff + lost, 1),
        peers.sum(1)[sectors(world)],
    )


def _decide(world: World, now: Moment, rule: Relocation) -> None:
    plan, known, state = world.blueprint, world.firms, world.firm_state
    banned = now.exit < rule.ban
    banned = banned & plan.case.rule("gates.exit_permission").enforced
    u, w = uniform_pairs(plan.key, Purpose.FIRM_STEP, now.month, known.key)
    foreign = known.ownership == OWNERSHIPS.index("foreign")
    staff, peers = staff_at_home(world), peers_abroad(world)
    stage = rule.next_stage(
        state.stage,
        _pressure(world, now, staff, peers),
        known.size_class,
        foreign,
        banned[known.origin],
        u,
        w,
    )
    stage[~state.at_home] = SETTLED
    movers = np.flatnonzero((state.stage == EXPLORE) & (stage == PARTIAL))
    place = open_places(world, now, movers, peers)
    stage[movers[place < 0]] = EXPLORE
    settled = np.flatnonzero(state.abroad & (stage != CLOSED))
    onward = onward_places(world, now, settled, peers)
    state.changed[stage != state.stage] = now.month
    state.destination[movers] = place
    state.base[movers] = staff[movers] * plan.scale
    state.destination[settled[onward >= 0]] = onward[onward >= 0]
    state.moved[settled[onward >= 0]] = now.month
    state.destination[stage == CLOSED] = -1
    state.hired[settled[onward >= 0]] = 0.0
    state.hired[stage == CLOSED] = 0.0
    state.stage[:] = stage


def _find_firms(world: World, now: Moment) -> None:
    """Part staff from firms that leave without them; those without a firm look for one."""
    plan, people, state = world.blueprint, world.people, world.firm_state
    rule: Staff = plan.case.rule("firms.staff")
    hires_here = np.zeros((len(plan.home), len(plan.places)), bool)
    hires_here[world.firms.origin[state.hiring], world.firms.place[state.hiring]] = True
    listed = np.empty(people.used + 1, np.uint32)
    found = part_with_firms(
        people,
        plan.country_of_place,
        state.shut_at_home(now.month, rule.notice),
        state.stage == CLOSED,
        state.moved_on(now.month, rule.notice),
        state.office_country(plan.country_of_place),
        hires_here,
        listed,
    )
    rows = listed[:found]
    now.laid_off = world.count_employed(UNEMPLOYED)
    u, w = uniform_pairs(plan.key, Purpose.REHIRING, now.month, people.key[rows])
    rows, w = rows[u < rule.rehiring], w[u < rule.rehiring]
    place = people.place[rows].astype(np.int64)
    firm = find_firm(world, now.month, rows, place, np.stack([w, w]))
    people.employer[rows] = firm
    people.employment[rows[firm >= 0]] = LOCAL
