"""Intention: everyone's wish; plans are made and dropped.

Writes `stage` of those without a plan, and `plan`, `granted`, `blocked`, `ready` when a plan starts
or ends.
"""

import numpy as np
import numpy.typing as npt

from talentflow.kernels.appraisal import appraise
from talentflow.kernels.choice import choose
from talentflow.kernels.intention import DROPS, PLANS, intend
from talentflow.kernels.life import CLASSES, groups
from talentflow.kernels.tables import NEVER, PERSONAL, Outlook
from talentflow.moment import Moment
from talentflow.world import World

__all__ = ["intention", "wish_parts"]

type Counts = npt.NDArray[np.int64]


def intention(world: World, now: Moment) -> None:
    """Ask everyone, then let the planners choose."""
    people = world.people
    now.group = np.empty(people.used, np.int16)
    now.asked_at_home = ~world.is_abroad(slice(people.used))
    outcome = np.zeros(people.used, np.int8)
    terms = world.cells.mean.shape[2] + len(PERSONAL)
    no_parts = np.empty((0, terms))

    def ask(lo: int, hi: int) -> Counts:
        groups(people, world.firms.sector, now.month, lo, hi, now.group)
        sums = np.zeros((CLASSES, terms), np.int64)
        wish = world.wish[lo:hi]
        rows = np.arange(lo, hi)
        appraise(
            people,
            world.cells,
            now.look,
            world.tie_columns,
            world.scratch(),
            rows,
            wish,
            now.group,
            sums,
            no_parts,
        )
        intend(people, now.look, lo, hi, world.wish, outcome)
        return sums

    now.wish_sums = np.sum(world.threads.over(people.used, ask), axis=0, dtype=np.int64)
    now.dropped = np.flatnonzero(outcome == DROPS)
    _clear(world, now.dropped)
    _choose(world, now, np.flatnonzero(outcome == PLANS))


def _choose(world: World, now: Moment, rows: npt.NDArray[np.int64]) -> None:
    people = world.people
    chosen = np.empty(rows.size, np.int16)
    why = np.zeros((rows.size, world.cells.mean.shape[2] + 4))
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
        ),
    )
    stands = chosen >= 0
    now.planners, now.plans, now.why = rows[stands], chosen[stands].astype(np.int64), why[stands]
    now.wishes = wish_parts(world, now.look, now.planners)
    now.chose_at_home = now.asked_at_home[now.planners]
    people.stage[now.planners] = 2
    people.plan[now.planners] = now.plans


def _clear(world: World, rows: npt.NDArray[np.int64]) -> None:
    people = world.people
    people.plan[rows] = -1
    people.granted[rows] = 0
    people.blocked[rows] = 0
    people.ready[rows] = NEVER


def wish_parts(world: World, look: Outlook, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Take wishes apart: (n, K + 9) in logit units, each row sums to a wish."""
    parts = np.empty((rows.size, world.cells.mean.shape[2] + len(PERSONAL)))
    wish = np.empty(rows.size)
    no_group, no_sums = np.empty(0, np.int16), np.empty((0, 0), np.int64)
    if rows.size:
        appraise(
            world.people,
            world.cells,
            look,
            world.tie_columns,
            world.scratch(),
            rows,
            wish,
            no_group,
            no_sums,
            parts,
        )
    return parts.astype(np.float32)
