"""Crossings: professionals whom home countries gain and lose, worked out of the moves of a run."""

import numpy as np

from talentflow.blueprint import Blueprint, Ints
from talentflow.recorder import Recorder

__all__ = ["crossings"]

ARRIVALS, DEPARTURES = 0, 1


def crossings(plan: Blueprint, log: Recorder) -> tuple[Ints, Ints]:
    """Return cells (n, 6) and simulated arrivals and departures of each (n, 2).

    A cell is month, country, citizenship, grade, field and education. Who goes home after a study
    abroad comes with a degree but takes none away from the host; who stays there brings it.
    """
    moves = np.concatenate([np.empty((0, 9), np.int64), *log.moves])
    ends = plan.country_of_place[moves[:, 2:4]]
    over = ends[:, 0] != ends[:, 1]
    who = moves[:, [1, 4, 6, 7]]
    arrive = _rows(moves[:, 0], ends[:, 1], who)[over]
    depart = _rows(moves[:, 0], ends[:, 0], who)[over & (moves[:, 8] == 0)]
    stays = np.concatenate([np.empty((0, 6), np.int64), *log.stays])
    stay = _rows(stays[:, 0], plan.country_of_place[stays[:, 2]], stays[:, [1, 3, 4, 5]])
    rows = np.concatenate([arrive, stay, depart])
    way = np.repeat([ARRIVALS, DEPARTURES], [len(arrive) + len(stay), len(depart)])
    at_home = np.isin(rows[:, 1], plan.home)
    rows, way = rows[at_home], way[at_home]
    cells, which = np.unique(rows, axis=0, return_inverse=True)
    persons = np.zeros((len(cells), 2), np.int64)
    np.add.at(persons, (which.reshape(-1), way), 1)
    return cells, persons


def _rows(month: Ints, country: Ints, who: Ints) -> Ints:
    return np.column_stack([month, country, who])
