"""Values: what every place is worth to every class of people, this month.

Writes the world's cells; sets `now.perception` and `now.look`.
"""

from typing import Any

import numpy as np

from talentflow.kernels.cells import weigh_cells
from talentflow.kernels.tables import Cells
from talentflow.moment import Moment
from talentflow.outlook import month_outlook
from talentflow.perception import perceive
from talentflow.view import ENGLISH_LEVELS, GRADES
from talentflow.world import World

__all__ = ["cell_terms", "empty_cells", "values"]

_NOTHING = np.empty(0)


def cell_terms(world: World) -> dict[str, Any]:
    """Return the terms that live on cells by name: those that can be called with a view."""
    terms = world.blueprint.case.rules["terms"]
    return {name: term for name, term in terms.items() if callable(term)}


def empty_cells(world: World) -> Cells:
    """Tables of cells for a world, not yet filled."""
    plan = world.blueprint
    shape = (len(plan.places), len(GRADES), len(ENGLISH_LEVELS), len(plan.exposure))
    cells = len(plan.home) * int(np.prod(shape))
    places, countries, terms = len(plan.places), len(plan.countries), len(cell_terms(world))
    return Cells(
        shape=shape,
        contribution=np.zeros((cells, terms, places)),
        value=np.zeros((cells, places)),
        place_weight=np.zeros((cells, places)),
        country_sum=np.zeros((cells, countries)),
        country_weight=np.zeros((cells, countries)),
        single_weight=np.zeros((cells, places)),
        total=np.zeros(cells),
    )


def values(world: World, now: Moment) -> None:
    """Evaluate the terms and weigh the places."""
    plan = world.blueprint
    cells = world.cells
    by_axes = cells.contribution.reshape(len(plan.home), *cells.shape, -1, len(plan.places))
    now.perception = perceive(plan, now.view, world.host_means)
    for k, (name, term) in enumerate(cell_terms(world).items()):
        weighted = term.weight * term(now.view)
        if now.perception is not None:
            weighted = now.perception.believed(name, weighted)
        if not np.array_equal(weighted, world.weighted_terms.get(name, _NOTHING)):
            world.weighted_terms[name] = weighted
            by_axes[..., k, :] = weighted
    open_borders = plan.case.rule("gates.border").enforced
    feasible = (plan.entry[now.month] > 0.0) | (not open_borders)
    hub: float = plan.case.rule("decision.destination").hub_correlation
    world.threads.over(
        len(cells.total),
        lambda lo, hi: weigh_cells(
            feasible,
            plan.home,
            plan.country_of_place,
            plan.job_share,
            world.lasting.has_sisters,
            hub,
            cells,
            lo,
            hi,
        ),
    )
    now.look = month_outlook(world, now.month)
