"""What decisions depend on beside the cells: tables of the rules, built once, and the month's."""

import numpy as np

from talentflow.errors import Problem, ScenarioErrors
from talentflow.kernels.tables import Outlook, Rows
from talentflow.remote import remote_gain, remote_pay
from talentflow.rules.decision.destination import Destination
from talentflow.rules.decision.intention import Intention
from talentflow.rules.people.ties import Ties
from talentflow.rules.shocks.crisis import Crisis
from talentflow.rules.states.conscription import Conscription
from talentflow.rules.terms.colleagues import Colleagues, saturating
from talentflow.rules.terms.consular import Consular
from talentflow.rules.terms.home import Home
from talentflow.rules.terms.settlement import Settlement
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["lasting_outlook", "month_outlook"]

LONGEST = 300
"""Months before the start that tables by duration reach back."""
MOST_SHARED = 62
"""Countries of several places that fit the bits of one number."""


def month_outlook(world: World, month: int) -> Outlook:
    """Everything that a decision of the month depends on beside the cells."""
    plan = world.blueprint
    rule: Crisis = plan.case.rule("shocks.crisis")
    pulled = [plan.rule("shocks.pandemic", o).gain(month) for o in range(len(plan.home))]
    weight = world.constants.home_weight + np.array(pulled)
    lasting = world.lasting
    paid = remote_pay(plan, month, world.wage_index)
    kept, bits = world.aid.lasting(month)
    return lasting._replace(
        month=month,
        sector=world.firms.sector,
        variant=world.offices.offers(world.firm_state),
        home_weight=weight,
        homewards=np.exp(weight[:, None] * lasting.home_fade),
        remote_pay=paid,
        remote_gain=remote_gain(plan, paid),
        roots=_roots(world, plan.consular[month], lasting.home_fade.size),
        crisis=_crisis(rule, plan.shock[month], plan.exposure),
        draft=plan.draft[month].copy(),
        kappa=world.constants.kappa,
        kept=kept,
        kept_bits=bits,
    )


def lasting_outlook(world: World) -> Outlook:
    """Tables of the rules; what changes by month is left empty.

    Raises ScenarioErrors where too many countries have several places.
    """
    plan = world.blueprint
    case = plan.case
    durations = np.arange(case.months + LONGEST, dtype=np.float64)
    home: Home = case.rule("terms.home")
    draft: Conscription = case.rule("states.conscription")
    left_behind = case.rule("people.families").raised()
    ties: Ties = case.rule("people.ties")
    colleagues: Colleagues = case.rule("terms.colleagues")
    intention: Intention = case.rule("decision.intention")
    destination: Destination = case.rule("decision.destination")
    hubs = np.bincount(plan.country_of_place, minlength=len(plan.countries))
    shared = np.flatnonzero(hubs > 1)
    if shared.size > MOST_SHARED:
        text = f"{shared.size} countries have several places; at most {MOST_SHARED} can"
        raise ScenarioErrors([Problem("places.csv", 1, "places", text)])
    lone = hubs[plan.country_of_place] == 1
    return Outlook(
        key=np.uint64(plan.key),
        month=0,
        country=plan.country_of_place,
        hubs=hubs,
        hub_rows=_hub_rows(plan.country_of_place, len(plan.countries)),
        shared=shared,
        has_sisters=(~lone).astype(np.float64),
        shares=np.where(lone, 0, 1 << np.searchsorted(shared, plan.country_of_place)),
        home_slot=_home_slots(plan.country_of_place, plan.home),
        home=plan.home,
        sector=world.firms.sector,
        variant=world.offices.offers(world.firm_state),
        raised=world.offices.raised,
        log_share=np.log(plan.job_share),
        home_weight=np.zeros(len(plan.home)),
        home_fade=home.fade(durations),
        homewards=np.ones((len(plan.home), durations.size)),
        family_pull=left_behind,
        family_raise=np.exp(left_behind),
        roots=_roots(world, np.zeros(len(plan.home)), durations.size),
        office=world.offices.worth,
        office_raise=np.exp(world.offices.worth),
        remote_pay=np.ones((len(plan.home), plan.pay_ratio.shape[1], len(plan.countries) + 1)),
        remote_gain=np.zeros((len(plan.home), plan.pay_ratio.shape[1], len(plan.countries) + 1)),
        kept=np.zeros((1, plan.pay_ratio.shape[1], 1)),
        kept_bits=0,
        colleagues=colleagues.weight,
        saturation=colleagues.saturation,
        near_strength=_strengths(colleagues, ties.slots),
        tie_fade=ties.fade(durations),
        nearness=ties.nearness(plan.km)[:, plan.country_of_place],
        age=case.rule("terms.age").weight,
        family=case.rule("terms.family").weight,
        crisis=np.zeros((len(plan.countries), len(plan.exposure))),
        draft=np.zeros(len(plan.home)),
        draft_ages=np.array([draft.youngest, draft.oldest]),
        nest=intention.nest,
        kappa=np.zeros(len(plan.home)),
        hub=destination.hub_correlation,
        offers=np.stack(
            [plan.rule("decision.intention", o).offers() for o in range(len(plan.home))]
        ),
        taste=intention.taste,
        stayer_rate=intention.stayer_rate,
        drop=intention.drop,
    )


def _crisis(rule: Crisis, pulse: Floats, exposure: Floats) -> Floats:
    raised: Floats = np.log1p(rule.gain * pulse[:, None] * exposure[None, :])
    return raised


def _roots(world: World, consular: Floats, months: int) -> Floats:
    """Worth of roots (O, months), more where the unsettled have lost their consulates (O,)."""
    case = world.blueprint.case
    settlement: Settlement = case.rule("terms.settlement")
    limits: Consular = case.rule("terms.consular")
    weight = settlement.weight + limits.weight * consular
    roots: Floats = weight[:, None] * settlement.rooted(np.arange(months, dtype=np.float64))
    return roots


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
