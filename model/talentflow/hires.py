"""Who fills the jobs of each place, and from where: worked out of the moves and jobs of a run."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from talentflow.blueprint import Blueprint, Ints
from talentflow.moment import MoveKind
from talentflow.rules.feedback.new_employer import NewEmployer
from talentflow.view import ICT, Floats

__all__ = ["Hires", "hired", "new_share"]

ABROAD, SAME_COUNTRY, STUDIED_THERE, NEWCOMERS, NATIVES_AND_OTHERS = range(5)
"""Codes of `outcomes.HIRE_SOURCES`."""

TRIFLE = 1e-12
"""Share of the filled jobs that rounding may leave over."""


class Hires(NamedTuple):
    """Jobs filled, one entry a group of people who fill them; codes are rows of the blueprint."""

    month: Ints
    place: Ints
    employer: Ints
    """0 a new employer, 1 others."""
    source: Ints
    citizenship: Ints
    """Origin, −1 for those who are not simulated one by one."""
    origin: Ints
    """Country where they lived before, −1 for the same."""
    persons: Floats


def hired(
    plan: Blueprint, moves: Sequence[Ints], stays: Sequence[Ints], jobs: Sequence[Floats]
) -> Hires:
    """Share out the jobs that were filled in each month.

    `moves`, `stays` and `jobs` are those of the recorder, one entry a month, `jobs` (4, P)
    openings, filled, vacancies and pay.
    """
    months, places = len(jobs), len(plan.places)
    numbers = np.array(jobs).reshape(months, 4, places)
    filled, vacancies = numbers[:, 1], numbers[:, 2]
    month, place, source, citizenship, origin, persons = _comers(plan, moves, stays)
    came = np.zeros((months, places))
    np.add.at(came, (month, place), persons)
    share = np.minimum(1.0, filled / np.where(came > 0.0, came, 1.0))
    persons = persons * share[month, place]
    rest = np.maximum(filled - came, 0.0)
    others = np.nonzero(rest > TRIFLE * filled)
    nobody = np.full(len(others[0]), -1)
    stay = np.where(plan.hiring[others[1]], NEWCOMERS, NATIVES_AND_OTHERS)
    rule: NewEmployer = plan.case.rule("feedback.new_employer")
    opened = [rule.openings(plan.places, t) for t in range(months)]
    part = new_share(np.array(opened).reshape(months, places), filled, vacancies)
    everybody = Hires(
        np.concatenate([month, others[0]]),
        np.concatenate([place, others[1]]),
        np.zeros(len(month) + len(stay), np.int64),
        np.concatenate([source, stay]),
        np.concatenate([citizenship, nobody]),
        np.concatenate([origin, nobody]),
        np.concatenate([persons, rest[others]]),
    )
    return _by_employer(everybody, part[everybody.month, everybody.place])


def new_share(opened: Floats, filled: Floats, vacancies: Floats) -> Floats:
    """Share of the filled jobs that are a new employer's, all arguments and result (T, P).

    `opened` by the new employer in the month, `filled` and `vacancies` at its end of all jobs. Each
    open job of a place has the same chance to be filled.
    """
    share = np.zeros_like(filled)
    left = np.zeros(filled.shape[1])
    for t in np.flatnonzero(opened.any(1).cumsum()):
        left = left + opened[t]
        every = filled[t] + vacancies[t]
        share[t] = np.minimum(left / np.where(every > 0.0, every, 1.0), 1.0)
        left = np.minimum(left - share[t] * filled[t], vacancies[t])
    return share


def _comers(
    plan: Blueprint, moves: Sequence[Ints], stays: Sequence[Ints]
) -> tuple[Ints, Ints, Ints, Ints, Ints, Floats]:
    """Count real people who took ICT jobs: month, place, source, citizenship, origin, persons."""
    rows = np.concatenate([np.empty((0, 9), np.int64), *moves])
    foreign = plan.country_of_place[rows[:, 3]] != plan.home[rows[:, 1]]
    rows = rows[(rows[:, 6] == ICT) & (foreign | plan.hiring[rows[:, 3]])]
    left = plan.country_of_place[rows[:, 2]]
    source = np.where(rows[:, 5] == MoveKind.INTERNAL, SAME_COUNTRY, ABROAD)
    stay = np.concatenate([np.empty((0, 6), np.int64), *stays])
    stay = stay[(stay[:, 4] == ICT) | plan.hiring[stay[:, 2]]]
    studied = np.full(len(stay), STUDIED_THERE)
    moved = (rows[:, 0], rows[:, 3], source, rows[:, 1], left)
    stayed = (stay[:, 0], stay[:, 2], studied, stay[:, 1], plan.country_of_place[stay[:, 2]])
    columns = tuple(np.concatenate(pair) for pair in zip(moved, stayed, strict=True))
    sizes = tuple(int(column.max(initial=0)) + 1 for column in columns)
    distinct, count = np.unique(np.ravel_multi_index(columns, sizes), return_counts=True)
    month, place, kind, citizenship, origin = (
        codes.astype(np.int64) for codes in np.unravel_index(distinct, sizes)
    )
    persons: Floats = count.astype(np.float64) * plan.scale
    return month, place, kind, citizenship, origin, persons


def _by_employer(every: Hires, new: Floats) -> Hires:
    """Divide hires between a new employer, who gets the share `new`, and the others."""
    rows = np.tile(np.arange(len(new)), 2)
    employer = np.repeat([0, 1], len(new))
    persons = every.persons[rows] * np.concatenate([new, 1.0 - new])
    some = persons > 0.0
    rows = rows[some]
    return Hires(
        every.month[rows],
        every.place[rows],
        employer[some],
        every.source[rows],
        every.citizenship[rows],
        every.origin[rows],
        persons[some],
    )
