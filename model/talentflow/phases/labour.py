"""Labour markets: vacancies, newcomers, wages.

Writes vacancies, wage index and the carries of newcomers; adds rows of newcomers.
"""

import numpy as np

from talentflow.chance import Kind, identity
from talentflow.joining import join_founded
from talentflow.kernels.tables import REMOTE, UNEMPLOYED, Rows
from talentflow.lotteries import whole
from talentflow.moment import Moment, MoveKind
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

    stayed = people.place[now.stayed].astype(np.int64)
    arrivals = real(moved.destination) + real(stayed)
    departures = real(moved.origin[~np.isin(moved.rows, now.came_home)])
    in_ict = people.field[moved.rows] == ICT
    citizenship = plan.home[people.citizenship[moved.rows]]
    hired = in_ict & (plan.country_of_place[moved.destination] != citizenship)
    from_abroad = real(moved.destination[hired])
    from_abroad += real(stayed[people.field[now.stayed] == ICT])
    exits = real(people.place[gone].astype(np.int64))
    before = world.vacancies.copy()
    rule: NewEmployer = plan.case.rule("feedback.new_employer")
    new = rule.openings(plan.places, now.month)
    now.openings = np.zeros(places)
    _hosts(world, now, from_abroad + now.hired_abroad, new)
    left = departures + exits - arrivals + _left_jobs(world, now) - now.hired_abroad
    _hire(world, now, left + new)
    now.openings[plan.hiring] += arrivals[plan.hiring]  # who comes home takes a job that opened
    now.filled = np.maximum(0.0, before + now.openings - world.vacancies)
    world.take_census(now.month)
    world.prospects.record(people.citizenship[moved.rows].astype(np.int64), moved, world.residents)
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
    factor = world.prospects.graduates(now.month)
    parts: list[Traits] = []
    for origin in range(len(plan.home)):
        places = plan.home_places(origin)
        rule: Hiring = plan.rule("feedback.hiring", origin)
        real = np.zeros((2, len(plan.places)))
        graduates = factor[origin] * rule.graduates / 12.0 * plan.job_share[places]
        real[:, places] = _hired(
            world, now, origin, rule, graduates, stock[places], replaced[places]
        )
        count = whole(real / plan.scale, world.entrant_carry)
        parts.append(
            _newcomers(world, now, origin, count, first + sum(len(p["key"]) for p in parts))
        )
    traits = join(parts)
    traits["employer"] = join_founded(
        world, now.month, traits["key"], traits["citizenship"], traits["place"], traits["employer"]
    )
    world.add(traits)
    _introduce(world, now, first)


def _introduce(world: World, now: Moment, first: int) -> None:
    """Tie those to colleagues who finished a study abroad, by identity, then the newcomers."""
    people = world.people
    finished = np.concatenate([now.stayed, now.came_home])
    finished = finished[people.active[finished] == 1]
    finished = finished[np.argsort(people.key[finished])]
    world.ties.join(people, np.concatenate([finished, np.arange(first, people.used)]))


def _hired(
    world: World,
    now: Moment,
    origin: int,
    rule: Hiring,
    graduates: Floats,
    stock: Floats,
    replaced: Floats,
) -> Floats:
    """Graduates and career changers who enter at an origin's home places (2, H), real people.

    `graduates` (H,) are those who finish at home.

    Writes vacancies and openings there, unless people enter by their degree.
    """
    plan = world.blueprint
    places = plan.home_places(origin)
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
    moved, field, countries = now.everyone_moved(), world.people.field, len(plan.countries)

    def counted(places: Rows) -> Rows:
        return np.bincount(plan.country_of_place[places], minlength=countries)

    abroad = (moved.kind != MoveKind.INTERNAL) & (field[moved.rows] == ICT)
    worked = abroad & ~np.isin(moved.rows, now.came_home)
    net = counted(moved.origin[worked]) - counted(moved.destination[abroad])
    net -= counted(world.people.place[now.stayed[field[now.stayed] == ICT]])
    world.net_emigration[now.month % 12] = net * plan.scale
    stock = (
        np.bincount(
            plan.country_of_place, weights=plan.ict_share @ world.residents, minlength=countries
        )
        * plan.scale
    )
    base = np.maximum(plan.indicators["ict_employment"][now.month], stock)
    world.wage_index[:] = rule.index(world.net_emigration.sum(0), base)
