"""Labour markets: vacancies, newcomers, wages.

Writes vacancies, wage index and the carries of newcomers; adds rows of newcomers.
"""

import numpy as np

from talentflow.chance import Kind, identity
from talentflow.joining import join_founded
from talentflow.kernels.tables import Rows
from talentflow.kernels.work import REMOTE, UNEMPLOYED
from talentflow.moment import Moment, MoveKind
from talentflow.phases.preparation import whole
from talentflow.population import Traits, join
from talentflow.rules.feedback.hiring import Hiring
from talentflow.rules.feedback.new_employer import NewEmployer
from talentflow.rules.feedback.vacancies import Vacancies
from talentflow.rules.feedback.wages import Wages
from talentflow.view import ICT, Floats
from talentflow.world import World

__all__ = ["labour"]


def labour(world: World, now: Moment) -> None:
    """Fill and open jobs, then let wages answer."""
    people, plan = world.people, world.blueprint
    places = len(plan.places)
    moved = now.everyone_moved()
    gone = np.concatenate([now.left, now.retired])

    def real(where: Rows) -> Floats:
        return np.bincount(where, minlength=places).astype(np.float64) * plan.scale

    arrivals, departures = real(moved.destination), real(moved.origin)
    in_ict = people.field[moved.rows] == ICT
    citizenship = plan.home[people.citizenship[moved.rows]]
    hired = in_ict & (plan.country_of_place[moved.destination] != citizenship)
    exits = real(people.place[gone].astype(np.int64))
    before = world.vacancies.copy()
    rule: NewEmployer = plan.case.rule("feedback.new_employer")
    new = rule.openings(plan.places, now.month)
    now.openings = np.zeros(places)
    _hosts(world, now, real(moved.destination[hired]) + now.hired_abroad, new)
    left = departures + exits - arrivals + _left_jobs(world, now) - now.hired_abroad
    _hire(world, now, left + new)
    now.openings[plan.hiring] += arrivals[plan.hiring]  # who comes home takes a job that opened
    now.filled = np.maximum(0.0, before + now.openings - world.vacancies)
    world.take_census(now.month)
    _wages(world, now)


def _left_jobs(world: World, now: Moment) -> Floats:
    """Jobs at home left or taken by those who neither come nor go, by place (P,), real jobs.

    Who turns to an employer abroad leaves a job open as does who moves; the unemployed have none to
    leave, and take one when they find a firm.
    """
    more = world.count_employed(REMOTE) - world.census.remote
    more += world.count_employed(UNEMPLOYED) - now.laid_off
    return more.astype(np.float64) * world.blueprint.scale


def _hosts(world: World, now: Moment, arrivals: Floats, new: Floats) -> None:
    plan = world.blueprint
    rule: Vacancies = plan.case.rule("feedback.vacancies")
    usual, months = plan.usual_vacancies(now.month), rule.months(plan.places)
    host = ~plan.hiring
    now.openings[host] = (rule.openings(usual, months) + new)[host]
    world.vacancies[host] = rule.next(world.vacancies, usual, arrivals - new, months)[host]


def _hire(world: World, now: Moment, replaced: Floats) -> None:
    """Hire newcomers at each origin's places, in the order of origin, place and kind."""
    plan = world.blueprint
    stock = world.residents.sum(0).astype(np.float64) * plan.scale
    first = world.people.used
    parts: list[Traits] = []
    for origin in range(len(plan.home)):
        places = plan.home_places(origin)
        rule: Hiring = plan.rule("feedback.hiring", origin)
        real = np.zeros((2, len(plan.places)))
        real[:, places] = _hired(world, now, origin, rule, stock[places], replaced[places])
        count = whole(real / plan.scale, world.entrant_carry)
        parts.append(
            _newcomers(world, now, origin, count, first + sum(len(p["key"]) for p in parts))
        )
    traits = join(parts)
    traits["employer"] = join_founded(
        world, now.month, traits["key"], traits["citizenship"], traits["place"], traits["employer"]
    )
    world.add(traits)
    world.ties.join(world.people, first)


def _hired(
    world: World, now: Moment, origin: int, rule: Hiring, stock: Floats, replaced: Floats
) -> Floats:
    """Graduates and career changers who enter at an origin's home places (2, H), real people.

    Writes vacancies and openings there, unless people enter by their degree.
    """
    plan = world.blueprint
    places = plan.home_places(origin)
    graduates: Floats = rule.graduates / 12.0 * plan.job_share[places]
    if rule.by_degree:
        return np.stack([graduates, np.zeros(len(places))])
    lost = plan.lost_demand[now.month, origin]
    demand = rule.demand(world.vacancies[places], stock, replaced, lost)
    now.openings[places] = demand - world.vacancies[places]
    hires = rule.hires(demand, stock)
    world.vacancies[places] = demand - hires
    graduates = np.minimum(hires, graduates)
    return np.stack([graduates, hires - graduates])


def _newcomers(world: World, now: Moment, origin: int, count: Rows, first: int) -> Traits:
    """Make newcomers of an origin, `count` (2, P) by kind and place; the first gets row `first`."""
    slots = [
        (place, int(kind), int(count[n, place]))
        for place in world.blueprint.home_places(origin).tolist()
        for n, kind in enumerate((Kind.GRADUATE, Kind.CAREER_CHANGE))
    ]
    for _, kind, number in slots:
        now.entered.append((kind, first, first + number))
        first += number
    keys = [identity(kind, place, now.month, np.arange(number)) for place, kind, number in slots]
    numbers = [number for _, _, number in slots]
    return world.maker.rows(
        np.concatenate(keys),
        origin,
        np.repeat([place for place, _, _ in slots], numbers),
        np.repeat([kind for _, kind, _ in slots], numbers),
        now.month,
        world.firm_state.hiring[: len(world.maker.firms)],
    )


def _wages(world: World, now: Moment) -> None:
    plan = world.blueprint
    rule: Wages = plan.case.rule("feedback.wages")
    abroad = [part for part in now.moves if part.kind.size and part.kind[0] != MoveKind.INTERNAL]
    countries = len(plan.countries)
    net = np.zeros(countries)
    for part in abroad:
        in_ict = world.people.field[part.rows] == ICT
        net += np.bincount(plan.country_of_place[part.origin[in_ict]], minlength=countries)
        net -= np.bincount(plan.country_of_place[part.destination[in_ict]], minlength=countries)
    world.net_emigration[now.month % 12] = net * plan.scale
    stock = (
        np.bincount(
            plan.country_of_place, weights=plan.ict_share @ world.residents, minlength=countries
        )
        * plan.scale
    )
    base = np.maximum(plan.indicators["ict_employment"][now.month], stock)
    world.wage_index[:] = rule.index(world.net_emigration.sum(0), base)
