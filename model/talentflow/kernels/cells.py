"""Weigh the cells: what every place and country is worth to every class of people."""

import numpy as np
import numpy.typing as npt

from talentflow.compiled import compiled, inlined
from talentflow.kernels.tables import Cells, Rows
from talentflow.view import Floats

__all__ = ["weigh_cells"]


@compiled
def weigh_cells(
    feasible: npt.NDArray[np.bool_],
    home: Rows,
    country: Rows,
    share: Floats,
    hub: float,
    cells: Cells,
    lo: int,
    hi: int,
) -> None:
    """Fill all tables of the cells lo to hi from their contributions.

    `feasible` (O, C) whether a country can be gone to, `home` (O,) and `country` (P,) rows of
    countries, `share` (P,) of the country's jobs, `hub` the nest parameter μ.
    """
    size = cells.contribution.shape[0] // feasible.shape[0]
    per_place = size // cells.contribution.shape[1]
    for j in range(lo, hi):
        o = j // size
        own = country[(j % size) // per_place]
        _weigh_places(j, feasible[o], own, country, share, hub, cells)
        _weigh_countries(j, home[o], hub, cells)


@inlined
def _weigh_places(
    j: int,
    feasible: npt.NDArray[np.bool_],
    own: int,
    country: Rows,
    share: Floats,
    hub: float,
    cells: Cells,
) -> None:
    places, terms = cells.contribution.shape[1], cells.contribution.shape[2]
    cells.country_sum[j, :] = 0.0
    cells.mean[j, :, :] = 0.0
    for p in range(places):
        value = 0.0
        for k in range(terms):
            value += cells.contribution[j, p, k]
        c = country[p]
        weight = 0.0
        if c != own and feasible[c]:
            weight = share[p] * np.exp(value / hub)
        cells.value[j, p] = value
        cells.place_weight[j, p] = weight
        cells.country_sum[j, c] += weight
        for k in range(terms):
            cells.mean[j, c, k] += weight * cells.contribution[j, p, k]


@inlined
def _weigh_countries(j: int, home: int, hub: float, cells: Cells) -> None:
    terms = cells.mean.shape[2]
    cells.total[j] = 0.0
    cells.total_mean[j, :] = 0.0
    for c in range(cells.mean.shape[1]):
        whole = cells.country_sum[j, c]
        weight = 0.0
        if whole > 0.0:
            weight = whole**hub
            for k in range(terms):
                cells.mean[j, c, k] /= whole
        cells.country_weight[j, c] = weight
        if c != home:
            cells.total[j] += weight
            for k in range(terms):
                cells.total_mean[j, k] += weight * cells.mean[j, c, k]
