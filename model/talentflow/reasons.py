"""What wishes consist of: summed by class of people, and for single persons."""

import numpy as np
import numpy.typing as npt

from talentflow.kernels.gathering import (
    BY_AGE,
    BY_DRAFT,
    BY_KEPT,
    BY_OFFICE,
    BY_REMOTE,
    BY_TIES,
    WISH,
)
from talentflow.kernels.life import CLASSES
from talentflow.kernels.reasons import AGE, CRISIS, DRAFT, FAMILY, MOVING, VARIETY, take_apart
from talentflow.kernels.rooms import FIXED, Gathered
from talentflow.kernels.standing import COLLEAGUES, HOME, KEPT, OFFICE, REMOTE
from talentflow.kernels.tables import PERSONAL, Outlook
from talentflow.rules.terms.family import family_cost
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["together", "wish_parts", "wish_sums"]

type Counts = npt.NDArray[np.int64]


def wish_parts(world: World, look: Outlook, rows: Counts) -> Floats:
    """Take wishes apart: (n, K + 12) in logit units, each row sums to a wish."""
    parts = np.empty((rows.size, world.cells.contribution.shape[1] + len(PERSONAL)))
    take_apart(world.people, world.cells, look, world.tie_columns, world.scratch(), rows, parts)
    return parts


def together(chunks: list[Gathered]) -> Gathered:
    """Add up what chunks of rows gathered; whole numbers, so that the split does not matter."""
    if len(chunks) == 1:
        return chunks[0]
    parts = zip(*chunks, strict=True)
    return Gathered(*(np.sum(part, axis=0, dtype=np.int64) for part in parts))


def wish_sums(world: World, look: Outlook, gathered: Gathered) -> Floats:
    """Work out the sums of reasons by class of those at home (classes, K + 12), logit units."""
    cells = world.cells
    places, grades, levels, kinds = cells.shape
    terms, each = cells.contribution.shape[1], CLASSES // grades
    homes, origin, first = _home_cells(world, look)
    j = (first + np.arange(grades)[:, None])[:, :, None] * levels * kinds
    j = (j + np.arange(levels * kinds)).reshape(grades, -1)
    chances = gathered.chances.reshape(grades, each, j.shape[1], -1).swapaxes(1, 2) / FIXED
    usual = _usual_chances(world, look, j)
    there = chances[..., :places] + chances[..., places:] * usual[:, :, None, :]
    there = there.swapaxes(1, 2).reshape(grades, each, -1)
    worth = cells.contribution[j].swapaxes(2, 3)
    mean = (there @ worth.reshape(grades, -1, terms)).reshape(CLASSES, terms)
    count = gathered.persons.reshape(grades, each, -1).astype(np.float64)
    here = np.take_along_axis(worth, np.repeat(homes, levels * kinds)[None, :, None, None], 2)
    usually = (count @ here[:, :, 0]).reshape(CLASSES, terms)
    crisis = np.repeat(look.crisis[look.country[homes]], levels, axis=0).ravel()
    by_home = gathered.persons.reshape(CLASSES, len(homes), -1).sum(2)
    persons = by_home @ (origin[:, None] == np.arange(len(look.home)))
    reasons = np.zeros((CLASSES, terms + len(PERSONAL)))
    reasons[:, :terms] = look.nest * (mean - usually)
    reasons[:, terms + HOME] = (-look.nest * look.home_weight * persons).sum(1)
    reasons[:, terms + CRISIS] = gathered.persons @ crisis
    reasons[:, terms + MOVING] = (-look.kappa * persons).sum(1)
    own = gathered.own / FIXED
    reasons[:, terms + OFFICE] = own[:, BY_OFFICE]
    reasons[:, terms + COLLEAGUES] = own[:, BY_TIES]
    reasons[:, terms + REMOTE] = own[:, BY_REMOTE]
    reasons[:, terms + KEPT] = own[:, BY_KEPT]
    reasons[:, terms + AGE] = own[:, BY_AGE]
    reasons[:, terms + DRAFT] = own[:, BY_DRAFT]
    costs = [family_cost(family, look.family) for family in range(gathered.families.shape[1])]
    reasons[:, terms + FAMILY] = -gathered.families @ np.array(costs)
    reasons[:, terms + VARIETY] = own[:, WISH] - reasons.sum(1)
    return reasons


def _home_cells(world: World, look: Outlook) -> tuple[Counts, Counts, Counts]:
    """Home places of all origins, origin and first cell without its other axes of each (H,)."""
    places, grades = world.cells.shape[:2]
    homes = np.flatnonzero(look.home_slot >= 0)
    order = np.argsort(look.home)
    origin = order[np.searchsorted(look.home, look.country[homes], sorter=order)]
    return homes, origin, (origin * places + homes) * grades


def _usual_chances(world: World, look: Outlook, j: Counts) -> Floats:
    """Chances of places in cells j (..., P) without contacts and the own firm."""
    cells = world.cells
    whole = cells.country_sum[j]
    rate = np.divide(cells.country_weight[j], whole, out=np.zeros_like(whole), where=whole > 0.0)
    weight = cells.place_weight[j] * rate[..., look.country]
    total = cells.total[j]
    chances: Floats = weight / np.where(total > 0.0, total, 1.0)[..., None]
    return chances
