"""Work: who takes up remote work for an employer abroad, for whom, and who ends it."""

import numpy as np

from talentflow.chance import Purpose, draw, uniforms
from talentflow.compiled import inlined, row, tight
from talentflow.kernels.rooms import BLOCK
from talentflow.kernels.tables import LOCAL, REMOTE, UNEMPLOYED, Columns, Outlook, Rows
from talentflow.rules.decision.destination import gumbel
from talentflow.view import Floats

__all__ = ["hire_remotely", "switch_work"]

_REMOTE, _CLIENT = int(Purpose.REMOTE), int(Purpose.CLIENT)


@tight
def switch_work(
    people: Columns,
    look: Outlook,
    lo: int,
    hi: int,
    chance: Floats,
    most: float,
    ending: Floats,
    log_pull: Floats,
    without_firm: int,
    up: Floats,
    out: Floats,
) -> None:
    """Let people of rows lo to hi who live at home take up remote work, or end it.

    `chance` (O, G, 3) of taking it up, at most `most`, and `ending` (O,) of ending it; `log_pull`
    (O, G, C) log weight of each employer's country; `without_firm` employment of those who have no
    firm to come back to; `up` and `out` are room for a block's draws.
    """
    for first in range(lo, hi, BLOCK):
        size = min(BLOCK, hi - first)
        draw(look.key, _REMOTE, look.month, people.key[first : first + size], size, up, out)
        for n in range(size):
            i = row(first + n)
            free = people.employment[i] == LOCAL or people.employment[i] == UNEMPLOYED
            if free and up[n] >= most:
                continue
            o, g = row(people.citizenship[i]), row(people.grade[i])
            home = look.country[row(people.place[i])] == look.home[o]
            if people.active[i] != 0 and home:
                if free:
                    if up[n] < chance[o, g, row(people.english[i])]:
                        _start(i, _CLIENT, look.month, look.key, log_pull[o, g], people)
                elif people.employment[i] == REMOTE and out[n] < ending[o]:
                    people.employment[i] = LOCAL if people.employer[i] >= 0 else without_firm
                    people.client[i] = -1


@tight
def hire_remotely(
    people: Columns, key: np.uint64, purpose: int, rows: Rows, log_pull: Floats
) -> None:
    """Start the remote work of the people in `rows` before the first month."""
    for n in range(rows.size):
        i = row(rows[n])
        o, g = row(people.citizenship[i]), row(people.grade[i])
        _start(i, purpose, 0, key, log_pull[o, g], people)


@inlined
def _start(
    i: int, purpose: int, month: int, key: np.uint64, log_pull: Floats, people: Columns
) -> None:
    """Let person i work for the employer of greatest utility, by keyed noise for each country."""
    best, best_utility = -1, -np.inf
    for c in range(log_pull.size):
        if log_pull[c] > -np.inf:
            drawn, _ = uniforms(key, purpose, month, people.key[i], c)
            utility = log_pull[c] + gumbel(drawn)
            if utility > best_utility:
                best, best_utility = c, utility
    if best >= 0:
        people.employment[i] = REMOTE
        people.client[i] = best
