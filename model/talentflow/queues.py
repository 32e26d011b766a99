"""Queues: what becomes of papers, route by route, from filing to decision.

Papers for the own country need no decision and are not counted.
"""

import numpy as np
import pandas as pd

from talentflow.blueprint import Blueprint, Ints
from talentflow.households import members
from talentflow.moment import Moment
from talentflow.rules.states.programmes import Programmes
from talentflow.world import World

__all__ = ["APPLIED", "CHANGES", "GRANTED", "REFUSED", "WITHDRAWN", "Queues", "note", "waiting"]

APPLIED, GRANTED, REFUSED, WITHDRAWN = range(4)
CHANGES = ("applied", "granted", "refused", "withdrawn")


def note(world: World, now: Moment, change: int, rows: Ints) -> None:
    """Put down what became of the papers of `rows` before they are cleared.

    Entries of `now.papers` are month, country of residence and of the plan, route, change, months
    since the filing, and family members who get visas too.
    """
    people, plan, t = world.people, world.blueprint, now.month
    rows = rows[people.programme[rows] >= 0]
    if not rows.size:
        return
    route = people.programme[rows].astype(np.int64)
    family = members(people, rows).sum(1) * (people.left_behind[rows] == 0)
    family = family * (plan.routes.families[t, route] > 0.0)
    family *= plan.case.rule("people.families").enabled
    part = np.empty((rows.size, 7), np.int64)
    part[:, 0], part[:, 3], part[:, 4] = t, route, change
    part[:, 1] = plan.country_of_place[people.place[rows]]
    part[:, 2] = plan.country_of_place[people.plan[rows]]
    part[:, 5], part[:, 6] = t - people.filed[rows].astype(np.int64), family
    now.papers.append(part)


def waiting(world: World, month: int) -> Ints:
    """Count whose papers wait for a decision: month, residence, plan, route, persons (n, 5)."""
    people, plan = world.people, world.blueprint
    countries, routes = len(plan.countries), len(plan.routes.names)
    count = people.used
    waits = (people.programme[:count] >= 0) & (people.granted[:count] == 0)
    rows = np.flatnonzero(waits)
    here, there = (plan.country_of_place[place[rows]] for place in (people.place, people.plan))
    queue = (here * countries + there) * routes + people.programme[rows]
    persons = np.bincount(queue, minlength=countries * countries * routes)
    shape = countries, countries, routes
    cells = np.nonzero(persons.reshape(shape))
    found = [np.full(cells[0].size, month), *cells, persons[persons > 0]]
    return np.stack(found, axis=1).astype(np.int64)


class Queues:
    """The queues of a run, one row a month, country of residence, destination and route."""

    def __init__(self, plan: Blueprint, papers: list[Ints], waiting: list[Ints]) -> None:
        self.plan = plan
        changes = np.concatenate([np.empty((0, 7), np.int64), *papers])
        stock = np.concatenate([np.empty((0, 5), np.int64), *waiting])
        keys = np.concatenate([changes[:, :4], stock[:, :4]])
        sizes = tuple(keys.max(axis=0, initial=0) + 1)
        codes, which = np.unique(np.ravel_multi_index(tuple(keys.T), sizes), return_inverse=True)
        self.month, self.origin, self.destination, self.route = np.unravel_index(codes, sizes)
        of_change, of_stock = which[: len(changes)], which[len(changes) :]
        self.counts = np.zeros((len(codes), len(CHANGES)), np.int64)
        np.add.at(self.counts, (of_change, changes[:, 4]), 1)
        self.waiting = np.zeros(len(codes), np.int64)
        self.waiting[of_stock] = stock[:, 4]
        granted = changes[:, 4] == GRANTED
        self.family = np.zeros(len(codes), np.int64)
        np.add.at(self.family, of_change[granted], changes[granted, 6])
        middle = pd.Series(changes[granted, 5]).groupby(of_change[granted]).median()
        self.median = middle.reindex(range(len(codes))).to_numpy(np.float64)

    def numbers(self) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
        """Return the columns of the outcome table that hold numbers, in real people."""
        rule: Programmes = self.plan.case.rule("states.programmes")
        applied, granted, refused, withdrawn = self.counts.T
        leakage = np.where(self.route > 0, self.plan.routes.leakage[self.month, self.route], 0.0)
        persons = {
            "applied": applied,
            "waiting": self.waiting,
            "granted": granted,
            "refused": refused,
            "withdrawn": withdrawn,
            "unused": rule.unused(granted, leakage),
            "family_members": self.family,
        }
        numbers = {name: values * self.plan.scale for name, values in persons.items()}
        return numbers | {"median_months": self.median}
