"""Weigh the cells: what every place and country is worth to every class of people."""

import numpy as np
import numpy.typing as npt

from talentflow.compiled import inlined, tight
from talentflow.kernels.tables import Cells, Rows
from talentflow.view import Floats

__all__ = ["weigh_cells"]


@tight
def weigh_cells(
    feasible: npt.NDArray[np.bool_],
    home: Rows,
    country: Rows,
    share: Floats,
    raised: Rows,
    hub: float,
    nest: float,
    office: float,
    cells: Cells,
    lo: int,
    hi: int,
) -> None:
    """Fill all tables of the cells lo to hi from their contributions.

    `feasible` (O, C) whether a country can be gone to, `home` (O,) and `country` (P,) rows of
    countries, `share` (P,) of the country's jobs, `raised` (V,) the country that an employer
    raises by `office`; `hub` and `nest` the nest parameters μ and λ.
    """
    size = cells.contribution.shape[0] // feasible.shape[0]
    per_place = size // cells.contribution.shape[1]
    for j in range(lo, hi):
        o = j // size
        r = (j % size) // per_place
        _weigh_places(j, o, country[r], feasible, country, share, hub, cells)
        _weigh_countries(j, home[o], country[r], r, hub, nest, office, raised, cells)


@inlined
def _weigh_places(
    j: int,
    o: int,
    own: int,
    feasible: npt.NDArray[np.bool_],
    country: Rows,
    share: Floats,
    hub: float,
    cells: Cells,
) -> None:
    places, terms = cells.contribution.shape[1], cells.contribution.shape[2]
    for c in range(cells.mean.shape[1]):
        cells.country_sum[j, c] = 0.0
        for k in range(terms):
            cells.mean[j, c, k] = 0.0
    for p in range(places):
        value = 0.0
        for k in range(terms):
            value += cells.contribution[j, p, k]
        c = country[p]
        weight = 0.0
        if c != own and feasible[o, c]:
            weight = share[p] * np.exp(value / hub)
        cells.value[j, p] = value
        cells.place_weight[j, p] = weight
        cells.country_sum[j, c] += weight
        for k in range(terms):
            cells.mean[j, c, k] += weight * cells.contribution[j, p, k]


@inlined
def _weigh_countries(
    j: int,
    home: int,
    own: int,
    r: int,
    hub: float,
    nest: float,
    office: float,
    raised: Rows,
    cells: Cells,
) -> None:
    terms = cells.mean.shape[2]
    cells.total[j, 0] = 0.0
    for k in range(terms):
        cells.total_mean[j, 0, k] = 0.0
    for c in range(cells.mean.shape[1]):
        whole = cells.country_sum[j, c]
        weight = 0.0
        if whole > 0.0:
            weight = whole**hub
            for k in range(terms):
                cells.mean[j, c, k] /= whole
        cells.country_weight[j, c] = weight
        if c != home:
            cells.total[j, 0] += weight
            for k in range(terms):
                cells.total_mean[j, 0, k] += weight * cells.mean[j, c, k]
    factor = np.exp(office)
    for v in range(raised.size):
        cells.office_weight[j, v] = 0.0
        if v > 0:
            weight = 0.0
            if raised[v] != home and raised[v] != own:
                weight = cells.country_weight[j, raised[v]]
                cells.office_weight[j, v] = factor * weight
            extra = (factor - 1.0) * weight
            cells.total[j, v] = cells.total[j, 0] + extra
            for k in range(terms):
                more = extra * cells.mean[j, max(raised[v], 0), k]
                cells.total_mean[j, v, k] = cells.total_mean[j, 0, k] + more
        total = cells.total[j, v]
        cells.gain[j, v] = -np.inf
        if total > 0.0:
            cells.gain[j, v] = nest * (np.log(total) - cells.value[j, r])
