"""Glance: most people's decision of a month, from bounds of their wish.

Contacts can only raise a wish, and never by more than if all of them lived in one country without
any distance. Where both bounds decide alike, nothing between them decides otherwise, and nobody
need look at the contacts. Bounds are taken a little wider than rounding could make them.

Loops hold no branch that depends on a person: a processor that guesses wrong loses more time than
all the arithmetic takes.
"""

import numpy as np

from talentflow.chance import Purpose, draw
from talentflow.compiled import inlined, row, tight
from talentflow.elementary import log
from talentflow.kernels.rooms import BLOCK, Block
from talentflow.kernels.standing import draft, kept_support, remote_gain, situate
from talentflow.kernels.tables import Cells, Columns, Outlook, Persons, TieColumns
from talentflow.rules.decision.intention import drop_chance, planning_rate
from talentflow.rules.terms.age import age_cost
from talentflow.rules.terms.family import family_cost
from talentflow.view import Floats

__all__ = ["glance", "glance_home", "offers_to", "wish_at_home"]

_PLAN = int(Purpose.PLAN)
SLACK = 1e-9
"""Far more than rounding could make of a bound, in logit units."""


@tight
def wish_at_home(cells: Cells, look: Outlook, wish: Floats) -> None:
    """Fill `wish` (V, cells at home): of people at home, by the variant of their employer.

    Cells at home are those of each origin's own places, in the order of `look.home_slot`, with the
    other axes of a cell after it. Contacts and what is a person's own are left out; −∞ where one
    cannot go anywhere.
    """
    places, grades, levels, classes = cells.shape
    each = grades * levels * classes
    for o in range(look.home.size):
        home = row(look.home[o])
        for r in range(places):
            if look.country[r] == home:
                first = row(look.home_slot[r] * each)
                for k in range(each):
                    j = row((o * places + r) * each + k)
                    fixed = look.crisis[home, row(j % classes)] - look.kappa[o]
                    fixed -= look.nest * (cells.value[j, r] + look.home_weight[o])
                    for v in range(wish.shape[0]):
                        total, c = cells.total[j], look.raised[v]
                        if c >= 0 and c != home:
                            total += (look.office_raise[v] - 1.0) * cells.country_weight[j, row(c)]
                        going = fixed + look.nest * log(total)
                        wish[v, row(first + k)] = going if total > 0.0 else -np.inf


@tight
def glance_home(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    block: Block,
    at_home: Floats,
    rows: Persons,
    unsure: Persons,
) -> int:
    """Decide for those in `rows`, who live at home, whose contacts cannot matter.

    The others are listed in `unsure`, which may be `rows` itself. `at_home` is what `wish_at_home`
    finds. Returns how many are left.
    """
    left = 0
    firms = look.variant.shape[0] > 0
    for lo in range(0, rows.size, BLOCK):
        size = min(BLOCK, rows.size - lo)
        for n in range(size):
            i = row(rows[lo + n])
            employed = people.employer[i] >= 0
            asked = row((people.client[i] < 0) * (1 + people.volunteer[i]))
            v = look.variant[row(people.employer[i] * employed), asked] * employed if firms else 0
            near = look.colleagues * look.near_strength[row(ties.near[i])]
            stay = near + remote_gain(i, people, look) + kept_support(i, people, look)
            block.low[n] = at_home[row(v), _cell_at_home(i, people, cells, look)] - look.nest * stay
            block.low[n] += draft(i, people, look) - _costs(i, people, look)
            block.offers[n] = offers_to(i, 1, people, look)
            block.key[n] = people.key[i]
        left = _settle(lo, size, left, people, look, ties, block, rows, unsure)
    return left


@tight
def glance(
    people: Columns,
    cells: Cells,
    look: Outlook,
    ties: TieColumns,
    block: Block,
    rows: Persons,
    unsure: Persons,
) -> int:
    """Decide for those in `rows`, wherever they live, whose contacts cannot matter.

    The others are listed in `unsure`, which may be `rows` itself. Returns how many are left.
    """
    left = 0
    for lo in range(0, rows.size, BLOCK):
        size = min(BLOCK, rows.size - lo)
        for n in range(size):
            i = row(rows[lo + n])
            situate(n, i, people, cells, look, ties, block)
            block.offers[n] = offers_to(i, block.at_home[n], people, look)
            block.key[n] = people.key[i]
        for n in range(size):
            going = look.nest * (log(block.total[n]) - block.stay[n]) + block.level[n]
            block.low[n] = going if block.total[n] > 0.0 else -np.inf
        left = _settle(lo, size, left, people, look, ties, block, rows, unsure)
    return left


@inlined
def _cell_at_home(i: int, people: Columns, cells: Cells, look: Outlook) -> int:
    """Return the cell at home of person i, see `wish_at_home`."""
    _, grades, levels, classes = cells.shape
    j = look.home_slot[row(people.place[i])] * grades + people.grade[i]
    return int(row((j * levels + people.english[i]) * classes + people.exposure[i]))


@inlined
def offers_to(i: int, at_home: int, people: Columns, look: Outlook) -> float:
    """Return the plans a month of person i at a = 0; stayers at home (1, else 0) make few."""
    o = row(people.citizenship[i])
    offers = look.offers[o, row(people.education[i]), row(people.grade[i])]
    held_back = (at_home != 0) & (people.mover[i] == 0)
    return float(offers * (look.stayer_rate if held_back else 1.0))


@inlined
def _costs(i: int, people: Columns, look: Outlook) -> float:
    """Return what age and family take from the wish, logit units."""
    years = (look.month - people.birth[i]) / 12.0
    return age_cost(years, look.age) + family_cost(people.family[i], look.family)


@inlined
def _settle(
    lo: int,
    size: int,
    left: int,
    people: Columns,
    look: Outlook,
    ties: TieColumns,
    block: Block,
    rows: Persons,
    unsure: Persons,
) -> int:
    """Set the stage of those of a block whom both bounds settle; list the others, return the count.

    `block.low` is the wish without contacts.
    """
    draw(look.key, _PLAN, look.month, block.key, size, block.first_draw, block.second_draw)
    for n in range(size):
        i = row(rows[lo + n])
        block.high[n] = look.nest * look.colleagues * look.near_strength[row(ties.far[i])]
        block.level[n] = look.taste * people.taste[i]
    for n in range(size):
        low = block.low[n]
        block.high[n] += low + SLACK
        block.low[n] = low - SLACK
        block.rate[n] = planning_rate(block.high[n], block.level[n], 1.0, block.offers[n])
    for n in range(size):
        block.stay[n] = drop_chance(block.low[n], look.drop)
    for n in range(size):
        i = row(rows[lo + n])
        free, drawn, answer = people.stage[i] < 2, block.first_draw[n], people.answer[i]
        wishes = block.low[n] + answer > 0.0
        sure = (wishes == (block.high[n] + answer > 0.0)) & (drawn >= block.rate[n])
        people.stage[i] = wishes if free & sure else people.stage[i]
        settled = sure if free else drawn >= block.stay[n]
        unsure[left] = i
        left += 0 if settled else 1
    return left
