"""Preparation: planners who have the money, and a job where one is asked for, start on the papers.

Writes `stage`, `programme`, `filed`, `ready`, `granted`, `blocked` of planners; the carry of job
openings.
"""

import numpy as np
import numpy.typing as npt

from talentflow.chance import Purpose, uniform_pairs
from talentflow.lotteries import lottery, whole
from talentflow.moment import Gate, Moment
from talentflow.queues import APPLIED, note
from talentflow.rules.gates.job_opening import JobOpening
from talentflow.rules.gates.savings import Savings
from talentflow.rules.gates.visa_queue import VisaQueue, processing_time
from talentflow.world import World

__all__ = ["preparation"]

type Rows = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]


def preparation(world: World, now: Moment) -> None:
    """Move planners on to preparing, as far as the gates let them."""
    people, plan, t = world.people, world.blueprint, now.month
    seats = _job_seats(world, t)
    rows = np.flatnonzero(people.stage[: people.used] == 2)
    drawn = uniform_pairs(plan.key, Purpose.PREPARE, t, people.key[rows])[0]
    rate: float = plan.case.rule("decision.preparation").rate
    rows = rows[drawn < rate]
    rows = _with_money(world, now, rows)
    route = _routes(world, now, rows)
    won = _with_job(world, now, rows, route, seats)
    rows, route = rows[won], route[won]
    people.stage[rows] = 3
    people.programme[rows] = route
    people.filed[rows] = t
    people.granted[rows] = 0
    people.blocked[rows] = 0
    people.ready[rows] = t + _processing(world, now, rows, route)
    note(world, now, APPLIED, rows)
    now.preparing = rows


def _with_money(world: World, now: Moment, rows: Rows) -> Rows:
    people, plan = world.people, world.blueprint
    rule: Savings = plan.case.rule("gates.savings")
    cost = world.moving_cost(rule, rows) - world.aid.grants(people, rows, now.month)
    short = (people.savings[rows] < cost) & ~world.going_home(rows)
    now.hold_up(people, plan.country_of_place, Gate.SAVINGS, rows[short])
    able: Rows = rows[~short]
    return able


def _job_seats(world: World, month: int) -> Rows:
    plan = world.blueprint
    rule: JobOpening = plan.case.rule("gates.job_opening")
    months = plan.case.rule("feedback.vacancies").months(plan.places)
    matching = plan.dials.matching[month]
    return whole(rule.openings(world.vacancies, months, matching) / plan.scale, world.job_carry)


def _routes(world: World, now: Moment, rows: Rows) -> Rows:
    """Route that each takes (n,): the first open programme taken up, else 0; −1 for going home."""
    people, plan, t = world.people, world.blueprint, now.month
    routes, route = plan.routes, np.where(world.going_home(rows), -1, 0)
    there = plan.country_of_place[people.plan[rows]]
    for q in np.flatnonzero(routes.take_up[t] > 0.0):
        may = (people.citizenship[rows] == routes.citizenship[q]) & (there == routes.destination[q])
        may &= routes.grades[q, people.grade[rows]]
        able = np.flatnonzero(may & (route == 0))
        key, number = people.key[rows[able]], int(routes.number[q])
        drawn = uniform_pairs(plan.key, Purpose.PROGRAMME, 0, key, number)[0]
        route[able[drawn < routes.take_up[t, q]]] = q
    return route


def _with_job(world: World, now: Moment, rows: Rows, route: Rows, seats: Rows) -> Mask:
    """Say who of `rows` has a job or needs none."""
    people, plan = world.people, world.blueprint
    if not plan.case.rule("gates.job_opening").enforced:
        return np.ones(rows.size, bool)
    place = people.plan[rows].astype(np.int64)
    country = plan.country_of_place[place]
    ordinary = plan.job_required[now.month][people.citizenship[rows], country]
    special = np.where(route > 0, plan.routes.job_required[now.month, route], np.nan)
    asked = np.where(np.isnan(special), ordinary, special) > 0.0
    ticket = uniform_pairs(plan.key, Purpose.JOB, now.month, people.key[rows[asked]])[0]
    won: Mask = ~asked
    won[asked] = lottery(place[asked], ticket, seats)
    now.hold_up(people, plan.country_of_place, Gate.JOB_OPENING, rows[~won])
    return won


def _processing(world: World, now: Moment, rows: Rows, route: Rows) -> npt.NDArray[np.int16]:
    people, plan, t = world.people, world.blueprint, now.month
    rule: VisaQueue = plan.case.rule("gates.visa_queue")
    mean = rule.processing(plan.processing[t], plan.ease[t])
    country = plan.country_of_place[people.plan[rows]]
    ordinary = mean[people.citizenship[rows], country]
    special = np.where(route > 0, plan.routes.processing_months[t, route], np.nan)
    months = np.where(np.isnan(special), ordinary, special)
    months = np.where(route < 0, rule.return_months, months)
    u, w = uniform_pairs(plan.key, Purpose.PROCESSING, t, people.key[rows])
    return processing_time(u, w, months).astype(np.int16)
