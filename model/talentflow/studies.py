"""Studies abroad by host, worked out of the counts of a run."""

from collections.abc import Sequence

import numpy as np

from talentflow.blueprint import Blueprint, Ints
from talentflow.chance import Kind
from talentflow.kernels.tables import STUDENT
from talentflow.recorder import ENTRY, Recorder

__all__ = ["STUDIES", "studies"]

STUDIES = ("studying", "started", "stayed", "returned")


def studies(plan: Blueprint, log: Recorder) -> tuple[Ints, Ints, Ints, Ints]:
    """Return month (1 for the first), citizenship, country and the numbers of `STUDIES` (4, n).

    Simulated persons; only where some number is not 0.
    """
    stock = np.stack(log.stocks)[..., STUDENT].sum(3)
    numbers = np.zeros((len(STUDIES), *stock.shape[:2], len(plan.countries)), np.int64)
    for place, country in enumerate(plan.country_of_place):
        numbers[0, :, :, country] += stock[:, :, place]
    changes, stays, moves = (_rows(log.changes, 6), _rows(log.stays, 6), _rows(log.moves, 9))
    began = changes[changes[:, 4] == ENTRY[int(Kind.STUDENT)]]
    ended = moves[moves[:, 8] == 1]
    for n, rows in enumerate((began, stays, ended), start=1):
        cell = (rows[:, 0] + 1, rows[:, 1], plan.country_of_place[rows[:, 2]])
        np.add.at(numbers[n], cell, 1)
    month, o, country = np.nonzero(numbers.any(0))
    return month, o, country, numbers[:, month, o, country]


def _rows(parts: Sequence[Ints], width: int) -> Ints:
    return np.concatenate([np.empty((0, width), np.int64), *parts])
