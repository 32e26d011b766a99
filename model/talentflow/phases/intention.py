"""Intention: everyone's wish; plans are made and dropped.

Writes `stage` of those without a plan, and `plan`, `granted`, `blocked`, `ready` when a plan starts
or ends.
"""

import numpy as np
import numpy.typing as npt

from talentflow.kernels.appraisal import (
    BY_AGE,
    BY_CRISIS,
    BY_FAMILY,
    BY_OFFICE,
    BY_TIES,
    WISH,
    appraise,
)
from talentflow.kernels.choice import choose
from talentflow.kernels.intention import DROPS, PLANS, intend
from talentflow.kernels.life import CLASSES, groups
from talentflow.kernels.tables import FIXED, NEVER, PERSONAL, Gathered, Outlook
from talentflow.moment import Moment
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["intention", "wish_parts"]

type Counts = npt.NDArray[np.int64]


def intention(world: World, now: Moment) -> None:
    """Ask everyone, then let the planners choose."""
    people = world.people
    now.group = np.empty(people.used, np.int16)
    now.asked_at_home = ~world.is_abroad(slice(people.used))
    outcome = np.zeros(people.used, np.int8)
    no_parts = np.empty((0, 0))
    homes = int(now.look.home_slot.max()) + 1

    def ask(lo: int, hi: int) -> Gathered:
        groups(people, world.firms.sector, now.month, lo, hi, now.group)
        gathered = Gathered.of(world.cells, CLASSES, homes)
        appraise(
            people,
            world.cells,
            now.look,
            world.tie_columns,
            world.scratch(),
            np.arange(lo, hi),
            world.wish[lo:hi],
            now.group,
            gathered,
            no_parts,
        )
        intend(people, now.look, lo, hi, world.wish, outcome)
        return gathered

    chunks = world.threads.over(people.used, ask)
    now.wish_sums = _reasons(world, now.look, _together(chunks))
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
    nobody = Gathered.of(world.cells, 0, 0)
    if rows.size:
        appraise(
            world.people,
            world.cells,
            look,
            world.tie_columns,
            world.scratch(),
            rows,
            wish,
            np.empty(0, np.int16),
            nobody,
            parts,
        )
    return parts.astype(np.float32)


def _together(chunks: list[Gathered]) -> Gathered:
    """Add up what chunks of rows gathered; whole numbers, so that the split does not matter."""
    parts = zip(*chunks, strict=True)
    return Gathered(*(np.sum(part, axis=0, dtype=np.int64) for part in parts))


def _reasons(world: World, look: Outlook, gathered: Gathered) -> Floats:
    """Work out the sums of reasons by class (classes, K + 9), logit units."""
    cells = world.cells
    places, grades, levels, kinds = cells.shape
    terms, each = cells.mean.shape[2], CLASSES // grades
    homes = np.flatnonzero(look.home_slot >= 0)
    origin = np.searchsorted(look.home, look.country[homes], sorter=np.argsort(look.home))
    origin = np.argsort(look.home)[origin]
    first = (origin * places + homes) * grades
    reasons = np.zeros((CLASSES, terms + len(PERSONAL)))
    for grade in range(grades):
        rows = slice(grade * each, (grade + 1) * each)
        j = ((first + grade)[:, None] * levels * kinds + np.arange(levels * kinds)).ravel()
        chances, count = gathered.chances[rows] / FIXED, gathered.persons[rows]
        total = np.where(cells.total[j] > 0.0, cells.total[j], 1.0)
        left = chances[:, :, places:]
        mean = np.einsum("cqv,qvk->ck", left, cells.total_mean[j] / total[:, :, None])
        mean += np.einsum("cqp,qpk->ck", chances[:, :, :places], cells.contribution[j])
        here = cells.contribution[j, np.repeat(homes, levels * kinds)]
        reasons[rows, :terms] = look.nest * (mean - count @ here)
        persons = count.sum(1)
        reasons[rows, terms] = -look.nest * look.home_weight * persons
        office = np.einsum("cqv,qv->c", left, cells.office_weight[j] / total)
        reasons[rows, terms + 1] = look.nest * look.office * office
        reasons[rows, terms + 7] = -look.kappa * persons
    own = gathered.own / FIXED
    reasons[:, terms + 1] += own[:, BY_OFFICE]
    reasons[:, terms + 2] = own[:, BY_TIES]
    reasons[:, terms + 4 : terms + 7] = own[:, [BY_AGE, BY_FAMILY, BY_CRISIS]]
    reasons[:, terms + 8] = own[:, WISH] - reasons.sum(1)
    return reasons
