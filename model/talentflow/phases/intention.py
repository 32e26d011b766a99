"""Intention: everyone's wish; plans are made and dropped.

Writes `stage` of those without a plan, and `plan` and what belongs to it when a plan starts or
ends.
"""

from math import prod

import numpy as np
import numpy.typing as npt

from talentflow.kernels.appraisal import appraise
from talentflow.kernels.choice import choose
from talentflow.kernels.glance import glance, glance_home, wish_at_home
from talentflow.kernels.intention import DROPS, PLANS, intend, sort_out
from talentflow.kernels.life import CLASSES, classes
from talentflow.kernels.panel import pick_panel
from talentflow.kernels.rooms import Block, Gathered
from talentflow.kernels.tables import AT_PLACES, PERSONAL, Outlook, Persons
from talentflow.moment import Moment
from talentflow.queues import WITHDRAWN, note
from talentflow.reasons import together, wish_sums
from talentflow.world import World

__all__ = ["intention"]


def intention(world: World, now: Moment) -> None:
    """Ask everyone, then let the planners choose."""
    people, look = world.people, now.look
    outcome = np.zeros(people.used, np.int8)
    homes = int(look.home_slot.max()) + 1
    at_home = np.empty((look.raised.size, homes * prod(world.cells.shape[1:])))
    wish_at_home(world.cells, look, at_home)

    def ask(lo: int, hi: int) -> Gathered:
        gathered = Gathered.of(world.cells, CLASSES if world.reasons else 0, homes)
        home, away, panel = (np.empty(hi - lo + 1, np.uint32) for _ in range(3))
        known = (people, world.cells, look, world.tie_columns, world.block())
        here, abroad = sort_out(people, look, lo, hi, home, away)
        told = _panel(world, look, known[-1], home[:here], panel)
        here = glance_home(*known, at_home, home[: here - told], home)
        abroad = glance(*known, away[:abroad], away)
        rows = np.concatenate([panel[:told], home[:here], away[:abroad]])
        wish = np.empty(rows.size)
        appraise(*known, rows[:told], wish[:told], gathered)
        appraise(*known, rows[told:], wish[told:], Gathered.of(world.cells, 0, homes))
        intend(people, look, known[-1], rows, told + here, wish, outcome)
        return gathered

    gathered = together(world.threads.over(people.used, ask))
    if world.reasons:
        now.asked = gathered.asked * world.panel
        now.wish_sums = wish_sums(world, look, gathered) * world.panel
    touched = np.flatnonzero(outcome != 0)
    now.dropped = touched[outcome[touched] == DROPS]
    note(world, now, WITHDRAWN, now.dropped[world.people.granted[now.dropped] == 0])
    world.clear_plans(now.dropped)
    _choose(world, now, touched[outcome[touched] == PLANS])


def _panel(world: World, look: Outlook, block: Block, here: Persons, panel: Persons) -> int:
    """Move those of whom reasons are told from `here` to `panel`; return how many they are."""
    if not world.reasons:
        return 0
    return int(pick_panel(world.people, look, block, 1.0 / world.panel, here, panel))


def _choose(world: World, now: Moment, rows: npt.NDArray[np.int64]) -> None:
    people = world.people
    chosen = np.empty(rows.size, np.int16)
    terms = world.cells.contribution.shape[1]
    told = world.reasons or world.histories
    why = np.empty((rows.size if told else 0, terms + AT_PLACES))
    parts = np.empty((rows.size if world.histories else 0, terms + len(PERSONAL)))
    world.threads.over(
        rows.size,
        lambda lo, hi: choose(
            people,
            world.cells,
            now.look,
            world.tie_columns,
            world.scratch(),
            rows[lo:hi],
            chosen[lo:hi],
            why[lo:hi],
            parts[lo:hi],
        ),
    )
    stands = chosen >= 0
    now.planners, now.plans = rows[stands], chosen[stands].astype(np.int64)
    now.why = why[stands[: len(why)]]
    now.wishes = parts[stands[: len(parts)]].astype(np.float32)
    now.planner_class = np.empty(now.planners.size, np.int64)
    classes(people, world.firms.sector, now.month, now.planners, now.planner_class)
    now.chose_at_home = ~world.is_abroad(now.planners)
    people.stage[now.planners] = 2
    people.plan[now.planners] = now.plans
