"""What wishes consist of: summed by class of people, and for single persons."""

import numpy as np
import numpy.typing as npt

from talentflow.kernels.gathering import BY_AGE, BY_OFFICE, BY_TIES, WISH
from talentflow.kernels.life import CLASSES
from talentflow.kernels.reasons import take_apart
from talentflow.kernels.rooms import FIXED, Gathered
from talentflow.kernels.tables import PERSONAL, Outlook
from talentflow.rules.terms.family import family_cost
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["together", "wish_parts", "wish_sums"]

type Counts = npt.NDArray[np.int64]


def wish_parts(world: World, look: Outlook, rows: Counts) -> Floats:
    """Take wishes apart: (n, K + 9) in logit units, each row sums to a wish."""
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
    """Work out the sums of reasons by class of those at home (classes, K + 9), logit units."""
    cells = world.cells
    places, grades, levels, kinds = cells.shape
    terms, each = cells.contribution.shape[1], CLASSES // grades
    homes, first = _home_cells(world, look)
    reasons = np.zeros((CLASSES, terms + len(PERSONAL)))
    for grade in range(grades):
        rows = slice(grade * each, (grade + 1) * each)
        j = ((first + grade)[:, None] * levels * kinds + np.arange(levels * kinds)).ravel()
        chances, count = gathered.chances[rows] / FIXED, gathered.persons[rows]
        usual, office = _usual_chances(world, look, j)
        left = chances[:, :, places:].transpose(1, 0, 2)
        there = chances[:, :, :places] + np.matmul(left, usual).transpose(1, 0, 2)
        worth = cells.contribution[j].transpose(0, 2, 1)
        mean = there.reshape(each, -1) @ worth.reshape(-1, terms)
        here = worth[np.arange(j.size), np.repeat(homes, levels * kinds)]
        reasons[rows, :terms] = look.nest * (mean - count @ here)
        persons = count.sum(1)
        reasons[rows, terms] = -look.nest * look.home_weight * persons
        by_office = (left * office[:, None, :]).sum((0, 2))
        reasons[rows, terms + 1] = look.nest * look.office * by_office
        crisis = look.crisis[look.country[homes]]
        reasons[rows, terms + 6] = count @ np.repeat(crisis, levels, axis=0).ravel()
        reasons[rows, terms + 7] = -look.kappa * persons
    own = gathered.own / FIXED
    reasons[:, terms + 1] += own[:, BY_OFFICE]
    reasons[:, terms + 2] = own[:, BY_TIES]
    reasons[:, terms + 4] = own[:, BY_AGE]
    costs = [family_cost(family, look.family) for family in range(gathered.families.shape[1])]
    reasons[:, terms + 5] = -gathered.families @ np.array(costs)
    reasons[:, terms + 8] = own[:, WISH] - reasons.sum(1)
    return reasons


def _home_cells(world: World, look: Outlook) -> tuple[Counts, Counts]:
    """Home places of all origins (H,), and the first cell of each without its other axes (H,)."""
    places, grades = world.cells.shape[:2]
    homes = np.flatnonzero(look.home_slot >= 0)
    order = np.argsort(look.home)
    origin = order[np.searchsorted(look.home, look.country[homes], sorter=order)]
    return homes, (origin * places + homes) * grades


def _usual_chances(world: World, look: Outlook, j: Counts) -> tuple[Floats, Floats]:
    """Chances of places in cells j without contacts, by variant.

    (J, V, P), and the chance of the parent company's country (J, V).
    """
    cells = world.cells
    whole = cells.country_sum[j]
    rate = np.divide(cells.country_weight[j], whole, out=np.zeros_like(whole), where=whole > 0.0)
    weight = (cells.place_weight[j] * rate[:, look.country])[:, None, :]
    parent = look.country[None, :] == look.raised[:, None]
    weight = weight * np.where(parent, np.exp(look.office), 1.0)
    total = cells.total[j]
    chances = weight / np.where(total > 0.0, total, 1.0)[:, :, None]
    return chances, (chances * parent).sum(2)
