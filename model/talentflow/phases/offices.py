"""Offices abroad: where firms open them, when they move on, and whom they hire there.

Called by the phase `firms`; writes the offices' part of the state of firms, and `employer` and
`rejoined` of those whom firms hire abroad.
"""

import numpy as np
import numpy.typing as npt

from talentflow.blueprint import Ints
from talentflow.chance import Purpose, uniform_pairs, uniform_table
from talentflow.kernels.diaspora import fill_seats
from talentflow.lotteries import whole
from talentflow.moment import Moment
from talentflow.rules.firms.foundings import Foundings
from talentflow.rules.firms.hiring_abroad import HiringAbroad
from talentflow.rules.firms.office_place import OfficePlace
from talentflow.rules.firms.relocation import FULL
from talentflow.rules.firms.second_move import SecondMove
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["fill_offices", "onward_places", "open_places", "peers_abroad", "sectors"]

SENIOR, HIGH_ENGLISH, MIDDLE_EXPOSURE = 2, 2, 1
"""Who stands for the staff when a firm looks for a place."""


def sectors(world: World) -> Ints:
    """Sector of an origin of each firm (F,), numbered."""
    return world.firms.origin * (world.firms.sector.max() + 1) + world.firms.sector


def peers_abroad(world: World) -> Floats:
    """Share of an origin's firms of a sector with an office in a country (sectors, C)."""
    country = world.firm_state.office_country(world.blueprint.country_of_place)
    sector, count = sectors(world), world.firms.count * world.firm_state.at_home
    abroad, countries = country >= 0, len(world.blueprint.countries)
    every = np.bincount(sector, weights=count)
    cell = sector[abroad] * countries + country[abroad]
    moved = np.bincount(cell, count[abroad], every.size * countries)
    shares: Floats = moved.reshape(every.size, -1) / np.maximum(every, 1.0)[:, None]
    return shares


def _utility(world: World, now: Moment, rows: Ints, peers: Floats) -> Floats:
    """Return the utility of places as offices of the firms in `rows` (n, P), open or not."""
    plan, known, cells = world.blueprint, world.firms, world.cells
    rule: OfficePlace = plan.case.rule("firms.office_place")
    country = plan.country_of_place
    shape = (len(plan.home), *cells.shape)
    here = (known.origin[rows], known.place[rows], SENIOR, HIGH_ENGLISH, MIDDLE_EXPOSURE)
    value = cells.value[np.ravel_multi_index(here, shape)]
    value = value + world.lasting.hub * world.lasting.log_share
    near = peers[sectors(world)[rows]][:, country]
    parent = (known.parent[rows][:, None] == country).astype(np.float64)
    landing = plan.dials.office[now.month][known.origin[rows]]
    # what each firm draws for each place once, for all time
    luck = uniform_table(plan.key, Purpose.FIRM_PLACE, 0, known.key[rows], len(plan.places))
    total: Floats = rule.utility(value, parent, near, luck) + landing
    return total


def _open(world: World, now: Moment) -> npt.NDArray[np.bool_]:
    """Whether a country lets people in (O, C)."""
    plan = world.blueprint
    open_to: npt.NDArray[np.bool_] = plan.entry[now.month] > 0.0
    return open_to if plan.case.rule("gates.border").enforced else np.ones_like(open_to)


def _foreign(world: World) -> npt.NDArray[np.bool_]:
    """Whether a country is not an origin's own (O, C)."""
    plan = world.blueprint
    foreign = np.ones((len(plan.home), len(plan.countries)), bool)
    foreign[np.arange(len(plan.home)), plan.home] = False
    return foreign


def open_places(world: World, now: Moment, rows: Ints, peers: Floats) -> Ints:
    """Place that each firm in `rows` chooses for its office, −1 where no country lets staff in.

    `peers` as `peers_abroad` finds them.
    """
    if not rows.size:
        return np.empty(0, np.int64)
    country, origin = world.blueprint.country_of_place, world.firms.origin[rows]
    utility = _utility(world, now, rows, peers)
    utility[~(_open(world, now) & _foreign(world))[origin][:, country]] = -np.inf
    return np.where(np.isfinite(utility.max(1)), utility.argmax(1), -1)


def onward_places(world: World, now: Moment, rows: Ints, peers: Floats) -> Ints:
    """Place in another country that each office of the firms in `rows` moves to, −1 for none.

    `peers` as `peers_abroad` finds them.
    """
    plan, known = world.blueprint, world.firms
    rule: SecondMove = plan.case.rule("firms.second_move")
    if not (rule.enabled and rows.size):
        return np.full(rows.size, -1)
    country, origin = plan.country_of_place, known.origin[rows]
    place = world.firm_state.destination[rows]
    here, let_in = country[place], _open(world, now)
    utility = _utility(world, now, rows, peers)
    own = utility[np.arange(rows.size), place]
    elsewhere = (let_in & _foreign(world))[origin][:, country]
    elsewhere &= country != here[:, None]
    utility[~elsewhere] = -np.inf
    best = utility.max(1)
    shut = (~let_in[origin, here]).astype(np.float64)
    chance = rule.chance(plan.shock[now.month][here], shut, best - own)
    u = uniform_pairs(plan.key, Purpose.FIRM_AGAIN, now.month, known.key[rows])[0]
    return np.where((u < chance) & np.isfinite(best), utility.argmax(1), -1)


def fill_offices(world: World, now: Moment) -> None:
    """Let offices and firms of the diaspora hire where they are."""
    plan, known, state = world.blueprint, world.firms, world.firm_state
    rule: HiringAbroad = plan.case.rule("firms.hiring_abroad")
    founded: Foundings = plan.case.rule("firms.foundings")
    offices = np.flatnonzero(state.abroad & rule.enabled)
    others = np.flatnonzero(~state.at_home)
    where = np.where(state.at_home, state.destination, known.place)
    staff = _staff_at(world, np.where(state.abroad | ~state.at_home, where, -1))
    there: Floats = staff.astype(np.float64) * plan.scale
    wanted = np.zeros(len(known))
    wanted[offices] = rule.wanted(
        state.stage[offices] == FULL, state.base[offices], there[offices], state.hired[offices]
    )
    diaspora = rule.diaspora_share * wanted
    diaspora[others] = founded.pace * np.maximum(0.0, known.size[others] - there[others])
    seats = whole(diaspora / plan.scale, state.seats)
    left = (seats - _hire_diaspora(world, now, where, seats)) * plan.scale
    natives = (1.0 - rule.diaspora_share) * wanted[offices] + left[offices]
    places = len(plan.places)
    asked = np.bincount(where[offices], weights=natives, minlength=places)
    vacancies = plan.case.rule("feedback.vacancies")
    opened = vacancies.openings(plan.usual_vacancies(now.month), vacancies.months(plan.places))
    share = np.minimum(1.0, rule.openings * opened / np.where(asked > 0.0, asked, 1.0))
    natives = natives * share[where[offices]]
    state.hired[offices] += natives
    now.hired_abroad = np.bincount(where[offices], weights=natives, minlength=places)


def staff_at_home(world: World) -> Floats:
    """Staff of each firm who live in its home country (F,), simulated persons."""
    plan, (firm, place) = world.blueprint, world.census.posted
    there = plan.country_of_place[place] == plan.home[world.firms.origin[firm]]
    others = np.bincount(firm[there], minlength=len(world.firms))
    return (world.census.staff + others).astype(np.float64)


def _staff_at(world: World, where: Ints) -> Ints:
    """Count the staff of each firm who live abroad in the country of place `where` (F,)."""
    country, (firm, place) = world.blueprint.country_of_place, world.census.posted
    there = (country[place] == country[where[firm]]) & (where[firm] >= 0)
    return np.bincount(firm[there], minlength=len(where))


def _hire_diaspora(world: World, now: Moment, where: Ints, seats: Ints) -> Ints:
    """Give seats of firms (F,) at places `where` to professionals there without one.

    Each seat looks from a point of its own on the ring of everybody; returns how many each firm
    found.
    """
    known = world.firms
    firm = np.repeat(np.arange(len(known)), seats)
    number = np.arange(firm.size) - (np.cumsum(seats) - seats)[firm]
    points, ring = world.ties.ring
    u = np.empty(firm.size)
    for k in np.unique(number).tolist():
        of = number == k
        keys = known.key[firm[of]]
        u[of] = uniform_pairs(world.blueprint.key, Purpose.HIRED_ABROAD, now.month, keys, k)[0]
    first, found = np.searchsorted(points, u), np.zeros_like(seats)
    fill_seats(world.people, ring, first, firm, known.origin[firm], where[firm], found)
    return found
