"""Values: what every place is worth to every class of people, this month.

Writes the world's cells; sets `now.look`.
"""

from typing import Any

import numpy as np

from talentflow.kernels.cells import weigh_cells
from talentflow.kernels.tables import Cells, Outlook, Rows
from talentflow.moment import Moment
from talentflow.rules.decision.destination import Destination
from talentflow.rules.decision.intention import Intention
from talentflow.rules.people.ties import Ties
from talentflow.rules.shocks.crisis import Crisis
from talentflow.rules.terms.colleagues import Colleagues, saturating
from talentflow.rules.terms.home import Home
from talentflow.rules.terms.settlement import Settlement
from talentflow.view import ENGLISH_LEVELS, GRADES, Floats
from talentflow.world import World

__all__ = ["cell_terms", "empty_cells", "values"]

LONGEST = 300
"""Months before the start that tables by duration reach back."""

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
    variants = len(world.raised)
    return Cells(
        shape=shape,
        contribution=np.zeros((cells, places, terms)),
        value=np.zeros((cells, places)),
        place_weight=np.zeros((cells, places)),
        country_sum=np.zeros((cells, countries)),
        country_weight=np.zeros((cells, countries)),
        mean=np.zeros((cells, countries, terms)),
        total=np.zeros((cells, variants)),
        total_mean=np.zeros((cells, variants, terms)),
        office_weight=np.zeros((cells, variants)),
        gain=np.zeros((cells, variants)),
    )


def values(world: World, now: Moment) -> None:
    """Evaluate the terms and weigh the places."""
    plan = world.blueprint
    cells = world.cells
    axes = (len(plan.home), *cells.shape, len(plan.places))
    by_axes = cells.contribution.reshape(*axes, -1)
    for k, (name, term) in enumerate(cell_terms(world).items()):
        weighted = term.weight * term(now.view)
        if not np.array_equal(weighted, world.weighted_terms.get(name, _NOTHING)):
            world.weighted_terms[name] = weighted
            by_axes[..., k] = weighted
    open_borders = plan.case.rule("gates.border").enforced
    feasible = (plan.entry[now.month] > 0.0) | (not open_borders)
    hub: float = plan.case.rule("decision.destination").hub_correlation
    nest: float = plan.case.rule("decision.intention").nest
    office: float = plan.case.rule("terms.office").weight
    world.threads.over(
        len(cells.total),
        lambda lo, hi: weigh_cells(
            feasible,
            plan.home,
            plan.country_of_place,
            plan.job_share,
            world.raised,
            hub,
            nest,
            office,
            cells,
            lo,
            hi,
        ),
    )
    now.look = outlook(world, now.month)


def outlook(world: World, month: int) -> Outlook:
    """Everything that a decision of the month depends on beside the cells."""
    plan = world.blueprint
    case = plan.case
    durations = np.arange(case.months + LONGEST, dtype=np.float64)
    home: Home = case.rule("terms.home")
    roots: Settlement = case.rule("terms.settlement")
    ties: Ties = case.rule("people.ties")
    crisis: Crisis = case.rule("shocks.crisis")
    colleagues: Colleagues = case.rule("terms.colleagues")
    intention: Intention = case.rule("decision.intention")
    destination: Destination = case.rule("decision.destination")
    return Outlook(
        key=np.uint64(plan.key),
        month=month,
        country=plan.country_of_place,
        hubs=np.bincount(plan.country_of_place, minlength=len(plan.countries)),
        hub_rows=_hub_rows(plan.country_of_place, len(plan.countries)),
        home_slot=_home_slots(plan.country_of_place, plan.home),
        home=plan.home,
        variant=world.variants,
        raised=world.raised,
        log_share=np.log(plan.job_share),
        home_weight=float(world.constants.home_weight),
        home_fade=home.fade(durations),
        roots=roots.weight * roots.rooted(durations),
        office=case.rule("terms.office").weight,
        colleagues=colleagues.weight,
        saturation=colleagues.saturation,
        near_strength=_strengths(colleagues, ties.slots),
        tie_fade=ties.fade(durations),
        nearness=ties.nearness(plan.km),
        age=case.rule("terms.age").weight,
        family=case.rule("terms.family").weight,
        crisis=_crisis(crisis, plan.shock[month], plan.exposure),
        nest=intention.nest,
        kappa=float(world.constants.kappa),
        hub=destination.hub_correlation,
        offers=intention.offers(),
        taste=intention.taste,
        stayer_rate=intention.stayer_rate,
        drop=intention.drop,
    )


def _crisis(rule: Crisis, pulse: Floats, exposure: Floats) -> Floats:
    raised: Floats = np.log1p(rule.gain * pulse[:, None] * exposure[None, :])
    return raised


def _strengths(rule: Colleagues, slots: int) -> Floats:
    """Strength of 0 to `slots` full ties to one place."""
    return np.array([saturating(float(ties), rule.saturation) for ties in range(slots + 1)])


def _hub_rows(country: Rows, countries: int) -> Rows:
    """Places of each country (C, H), −1 where there are no more."""
    rows = [np.flatnonzero(country == c) for c in range(countries)]
    most = max(row.size for row in rows)
    return np.array([np.pad(row, (0, most - row.size), constant_values=-1) for row in rows])


def _home_slots(country: Rows, home: Rows) -> Rows:
    """Give the home places of all origins numbers (P,), the others −1."""
    at_home = np.isin(country, home)
    return np.where(at_home, np.cumsum(at_home) - 1, -1)
