"""Weigh the cells: what every place and country is worth to every class of people."""

import numpy as np
import numpy.typing as npt

from talentflow.compiled import inlined, row, tight
from talentflow.elementary import exp, log
from talentflow.kernels.tables import Cells, Rows
from talentflow.view import Floats

__all__ = ["weigh_cells"]


@tight
def weigh_cells(
    feasible: npt.NDArray[np.bool_],
    home: Rows,
    country: Rows,
    share: Floats,
    has_sisters: Floats,
    hub: float,
    cells: Cells,
    lo: int,
    hi: int,
) -> None:
    """Fill all tables of the cells lo to hi from their contributions.

    `feasible` (O, C) whether a country can be gone to, `home` (O,) and `country` (P,) rows of
    countries, `share` (P,) of the country's jobs, `has_sisters` (P,) as in the outlook; `hub` is μ
    of the nests.
    """
    size = cells.value.shape[0] // feasible.shape[0]
    per_place = size // cells.value.shape[1]
    for j in range(lo, hi):
        o = j // size
        own = country[(j % size) // per_place]
        _weigh_places(j, o, own, feasible, country, share, hub, cells)
        _weigh_countries(j, country, has_sisters, hub, cells)
        _add_up(j, home[o], cells)


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
    terms, places = cells.contribution.shape[1], cells.contribution.shape[2]
    for p in range(places):
        cells.value[j, p] = 0.0
    for k in range(terms):
        for p in range(places):
            cells.value[j, p] += cells.contribution[j, k, p]
    for p in range(places):
        cells.place_weight[j, p] = share[p] * exp(cells.value[j, p] / hub)
    for c in range(cells.country_sum.shape[1]):
        cells.country_sum[j, c] = 0.0
    for p in range(places):
        c = row(country[p])
        if c == own or not feasible[o, c]:
            cells.place_weight[j, p] = 0.0
        cells.country_sum[j, c] += cells.place_weight[j, p]


@inlined
def _weigh_countries(j: int, country: Rows, has_sisters: Floats, hub: float, cells: Cells) -> None:
    for c in range(cells.country_sum.shape[1]):
        whole = cells.country_sum[j, c]
        cells.country_weight[j, c] = exp(hub * log(whole)) if whole > 0.0 else 0.0
    for p in range(country.size):
        weight = cells.country_weight[j, row(country[p])]
        cells.single_weight[j, p] = weight * (1.0 - has_sisters[p])


@inlined
def _add_up(j: int, home: int, cells: Cells) -> None:
    total = 0.0
    for c in range(cells.country_weight.shape[1]):
        if c != home:
            total += cells.country_weight[j, c]
    cells.total[j] = total
