"""Firms: whether to relocate, where to, and which staff have to find another firm.

Writes the state of firms, `employer` of staff at home (and of all staff of closed firms), and
`employment` of those who lose their firm or find another.
"""

import numpy as np
import numpy.typing as npt

from talentflow.blueprint import Ints
from talentflow.chance import Purpose, uniform_pairs
from talentflow.firms import OWNERSHIPS
from talentflow.kernels.staff import part_with_firms
from talentflow.kernels.work import LOCAL, UNEMPLOYED
from talentflow.moment import Moment
from talentflow.rules.firms.office_place import OfficePlace
from talentflow.rules.firms.relocation import CLOSED, EXPLORE, PARTIAL, Relocation
from talentflow.rules.firms.staff import Staff
from talentflow.rules.firms.triggers import Triggers
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["firms"]

SENIOR, HIGH_ENGLISH, MIDDLE_EXPOSURE = 2, 2, 1
"""Who stands for the staff when a firm looks for a place."""


def firms(world: World, now: Moment) -> None:
    """Let firms decide, then let their staff follow from it."""
    rule: Relocation = world.blueprint.case.rule("firms.relocation")
    if rule.enabled:
        _decide(world, now, rule, _pressure(world, now))
        _find_firms(world, now)


def _pressure(world: World, now: Moment) -> Floats:
    """Add up what presses each firm this month (F,)."""
    plan, known, state = world.blueprint, world.firms, world.firm_state
    rule: Triggers = plan.case.rule("firms.triggers")
    home = plan.home[known.origin]
    at_home = plan.country_of_place[None, :] == home[:, None]
    staff = (world.census.staff * at_home).sum(1)
    lost = state.lost.sum(0)
    return rule.pressure(
        known.sector,
        plan.lost_demand[now.month][known.origin],
        plan.shock[now.month][home],
        lost / np.maximum(staff + lost, 1),
        _peers(world).sum(1)[_sectors(world)],
    )


def _sectors(world: World) -> Ints:
    """Sector of an origin of each firm (F,), numbered."""
    return world.firms.origin * (world.firms.sector.max() + 1) + world.firms.sector


def _peers(world: World) -> Floats:
    """Share of an origin's firms of a sector with an office in a country (sectors, C)."""
    country = world.firm_state.office_country(world.blueprint.country_of_place)
    sector, count = _sectors(world), world.firms.count
    moved = np.zeros((sector.max() + 1, len(world.blueprint.countries)))
    abroad = country >= 0
    np.add.at(moved, (sector[abroad], country[abroad]), count[abroad])
    shares: Floats = moved / np.maximum(np.bincount(sector, weights=count), 1.0)[:, None]
    return shares


def _decide(world: World, now: Moment, rule: Relocation, pressure: Floats) -> None:
    plan, known, state = world.blueprint, world.firms, world.firm_state
    banned = plan.exit[now.month] < rule.ban
    banned = banned & plan.case.rule("gates.exit_permission").enforced
    u, w = uniform_pairs(plan.key, Purpose.FIRM_STEP, now.month, known.key)
    foreign = known.ownership == OWNERSHIPS.index("foreign")
    stage = rule.next_stage(
        state.stage, pressure, known.size_class, foreign, banned[known.origin], u, w
    )
    movers = np.flatnonzero((state.stage == EXPLORE) & (stage == PARTIAL))
    place = _office_places(world, now, movers)
    stage[movers[place < 0]] = EXPLORE
    state.changed[stage != state.stage] = now.month
    state.destination[movers] = place
    state.destination[stage == CLOSED] = -1
    state.stage[:] = stage


def _office_places(world: World, now: Moment, rows: Ints) -> Ints:
    """Place that each firm in `rows` chooses for its office, −1 where no country lets staff in."""
    plan, known, cells = world.blueprint, world.firms, world.cells
    rule: OfficePlace = plan.case.rule("firms.office_place")
    if not rows.size:
        return np.empty(0, np.int64)
    origin, country = known.origin[rows], plan.country_of_place
    shape = (len(plan.home), *cells.shape)
    here = (origin, known.place[rows], SENIOR, HIGH_ENGLISH, MIDDLE_EXPOSURE)
    value = cells.value[np.ravel_multi_index(here, shape)]
    value = value + world.lasting.hub * world.lasting.log_share
    peers = _peers(world)[_sectors(world)[rows]][:, country]
    parent = (known.parent[rows][:, None] == country).astype(np.float64)
    keys = known.key[rows]
    u = np.stack(
        [uniform_pairs(plan.key, Purpose.FIRM_PLACE, 0, keys, p)[0] for p in range(len(country))], 1
    )
    utility = rule.utility(value, parent, peers, u)
    utility[~_feasible(world, now)[origin][:, country]] = -np.inf
    return np.where(np.isfinite(utility.max(1)), utility.argmax(1), -1)


def _feasible(world: World, now: Moment) -> npt.NDArray[np.bool_]:
    """Whether an office can be in a country (O, C): not at home nor where nobody is let in."""
    plan = world.blueprint
    open_to: npt.NDArray[np.bool_] = plan.entry[now.month] > 0.0
    if not plan.case.rule("gates.border").enforced:
        open_to = np.ones_like(open_to)
    open_to[np.arange(len(plan.home)), plan.home] = False
    return open_to


def _find_firms(world: World, now: Moment) -> None:
    """Part staff from firms that leave without them; those without a firm look for one."""
    plan, people, state = world.blueprint, world.people, world.firm_state
    rule: Staff = plan.case.rule("firms.staff")
    shut, closed = state.shut_at_home(now.month, rule.notice), state.stage == CLOSED
    hires_here = np.zeros((len(plan.home), len(plan.places)), bool)
    hires_here[world.firms.origin[state.hiring], world.firms.place[state.hiring]] = True
    listed = np.empty(people.used + 1, np.uint32)
    rows = listed[: part_with_firms(people, shut, closed, hires_here, listed)]
    now.laid_off = world.count_employed(UNEMPLOYED)
    u, w = uniform_pairs(plan.key, Purpose.REHIRING, now.month, people.key[rows])
    rows, w = rows[u < rule.rehiring], w[u < rule.rehiring]
    for origin in range(len(plan.home)):
        own = people.citizenship[rows] == origin
        place = people.place[rows[own]].astype(np.int64)
        draws = np.stack([w[own], w[own]])
        people.employer[rows[own]] = world.firms.employers(origin, place, draws, state.hiring)
    people.employment[rows[people.employer[rows] >= 0]] = LOCAL
