"""Branching: copy a running world and go on with other levers, or under other conditions.

A lever changes nothing before it starts, so runs with and without it share their first months.
Whoever asks about many policies lives these months once. Conditions and rules may change on the
way, too; the calm levels that were solved at the start stay what they are.
"""

import copy
from typing import Any

import numpy as np

from talentflow.aid import Aid
from talentflow.blueprint import Blueprint
from talentflow.drawing import draw_up
from talentflow.outlook import lasting_outlook
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow.ties import enlarged
from talentflow.world import World

__all__ = ["branch", "go_on"]

BOOKS = ("received", "fixed", "by_person", "given", "asked", "seats", "carry")


def branch(run: Simulation, policy: Scenario) -> Simulation:
    """Return a copy of a run that goes on under a policy, bit for bit as if it always had.

    The policy differs from the run's scenario in levers that start in the run's next month or
    later. Raises ValueError if it differs in more.
    """
    _refuse_other(run, policy)
    return _copied(run, policy)


def go_on(run: Simulation, case: Scenario) -> Simulation:
    """Return a copy of a run that goes on under the dated rows and the rules of another scenario.

    What the start has settled stays: people, ties, firms and the calm levels (κ and the weight of
    home). Rules that are read at the start only, such as those of the population, do nothing here.
    Raises ValueError if the scenarios differ in start, months, seed, scale or origin.
    """
    _refuse_other_run(run, case)
    new = _copied(run, case)
    new.world.lasting = lasting_outlook(new.world)
    return new


def _copied(run: Simulation, case: Scenario) -> Simulation:
    plan = draw_up(case, run.key)
    old = run.world.blueprint
    threads = run.world.threads
    kept: dict[int, Any] = {id(old): plan, id(old.case): case, id(threads): threads}
    for name, table in vars(old).items():
        if isinstance(table, np.ndarray):
            kept[id(table)] = getattr(plan, name)
    for table in (*run.world.people[1:], *run.world.ties.columns):  # spare rows are not worth it
        kept[id(table)] = enlarged(table[: run.world.people.used], len(table))
    new = copy.copy(run)
    new.case = case
    new.world = copy.deepcopy(run.world, kept)
    new.log = copy.copy(run.log)
    for name, months in vars(run.log).items():
        setattr(new.log, name, list(months))
    new.history = copy.deepcopy(run.history)
    new.spent = {}.fromkeys(run.spent, 0.0)
    _carry_over(new.world, old, plan, run.world.aid)
    return new


def _refuse_other_run(run: Simulation, case: Scenario) -> None:
    for name in ("start", "months", "seed", "scale", "origin"):
        if getattr(run.case, name) != getattr(case, name):
            raise ValueError(f"the scenario differs from the run in {name}")


def _refuse_other(run: Simulation, policy: Scenario) -> None:
    _refuse_other_run(run, policy)
    case = run.case
    if case.rules != policy.rules:
        raise ValueError("the policy differs from the run in rules")
    if case.data.digests != policy.data.digests:
        raise ValueError("the policy differs from the run in its data")
    for lever in {*case.levers} ^ {*policy.levers}:
        if lever.start < run.month:
            raise ValueError(f"{lever.slug} of {lever.holder} started before the run branches")


def _carry_over(world: World, old: Blueprint, plan: Blueprint, books: Aid) -> None:
    """Give levers and visa routes of the run their rows in the policy's world."""
    world.aid = Aid(plan)
    rows = {(one.slug, one.holder): n for n, one in enumerate(plan.levers)}
    bits = np.zeros(len(old.levers), np.int64)
    for n, lever in enumerate(old.levers):
        row = rows.get((lever.slug, lever.holder))
        if row is not None:
            bits[n] = 1 << row
            for name in BOOKS:
                getattr(world.aid, name)[row] = getattr(books, name)[n]
    people, used = world.people, world.people.used
    held = people.aided[:used].astype(np.int64)
    moved = sum(((held >> n) & 1) * bit for n, bit in enumerate(bits))
    people.aided[:used] = moved
    names = {name: q for q, name in enumerate(plan.routes.names)}
    route = np.array([names.get(name, 0) for name in old.routes.names])
    chosen = people.programme[:used]
    chosen[chosen >= 0] = route[chosen[chosen >= 0]]
    ordinary = world.permit_carry.size - len(old.routes.names)
    carry = np.zeros(ordinary + len(plan.routes.names))
    carry[:ordinary] = world.permit_carry[:ordinary]
    carry[ordinary + route] = world.permit_carry[ordinary:]
    world.permit_carry = carry
