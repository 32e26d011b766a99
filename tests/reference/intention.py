"""Intention: what places are worth to a person, the wish, and plans (sections 5 and 6)."""

from math import exp, inf, log

from tests.reference import programmes, states
from tests.reference.chance import best_of, gumbel, log_stable
from tests.reference.person import (
    CONSIDERING,
    DOCTORATE,
    NOBODY,
    NOWHERE,
    PLANNING,
    PREPARING,
    SETTLED,
    STUDENT,
    Professional,
)
from tests.reference.values import Cell
from tests.reference.work import gain

from talentflow.chance import Purpose

FAMILY_COST = (0.0, 0.5, 1.0)


def personal_values(person: Professional) -> dict[int, float]:
    """Add up what this person sees in places beyond the cell, by place; nothing where left out."""
    model, here, home = person.model, person.country, person.home
    places_of = model.geography.places_of
    pull = model.home_weight[person.citizenship] + states.homesickness(person)
    added: dict[int, float] = {}
    if here != home:
        pull *= 2 ** (-(model.month - person.abroad_since) / model.rule("terms.home").half_life)
        pull += model.rule("people.families").pull * person.left_behind
        settlement = model.rule("terms.settlement")
        lost = model.conditions.consular[person.citizenship] * model.rule("terms.consular").weight
        roots = min(max((model.month - person.arrival) / settlement.full, 0.0), 1.0)
        for p in places_of[here]:
            added[p] = (settlement.weight + lost) * roots
    for p in places_of[home]:
        added[p] = added.get(p, 0.0) + pull
    for p in places_of[here]:
        added[p] = added.get(p, 0.0) + gain(person)
    kept = model.aid.kept(person)
    if kept:
        added[person.place] = added.get(person.place, 0.0) + kept
    if person.employer != NOBODY:
        raised, worth = model.firms.offer(person)
        if raised not in (NOWHERE, home, here):
            for p in places_of[raised]:
                added[p] = added.get(p, 0.0) + worth
    colleagues = model.rule("terms.colleagues")
    for p, strength in tie_strength(person).items():
        x = colleagues.saturation * (1 - exp(-strength / colleagues.saturation))
        added[p] = added.get(p, 0.0) + colleagues.weight * x
    return added


def tie_strength(person: Professional) -> dict[int, float]:
    """Sum the weight of the contacts who live at a place, by place."""
    model, country_of = person.model, person.model.geography.country_of
    nearness = model.nearness[person.country]
    total: dict[int, float] = {}
    for contact, apart in person.contacts.items():
        p = contact.place
        weight = 1.0
        if p != person.place:
            weight = model.fade(model.month - apart) * nearness[country_of[p]]
        total[p] = total.get(p, 0.0) + weight
    return total


def inclusive_value(person: Professional, cell: Cell, added: dict[int, float]) -> float:
    """Log of the summed pull of all feasible countries; minus infinity without any."""
    country_of = person.model.geography.country_of
    pull = cell.pull
    special = {country_of[p] for p in added if cell.feasible[country_of[p]]}
    if special:
        pull = pull.copy()
        own = cell.values.copy()
        for p, more in added.items():
            own[p] += more
        for c in special:
            pull[c] = exp(person.model.values.of_the_country(c, own))
    total = sum(pull)
    return log(total) if total > 0 else -inf


def wish_to_leave(person: Professional, cell: Cell, added: dict[int, float]) -> float:
    """Weigh going against staying: the wish `a`, in logit units."""
    model = person.model
    rule = model.rule("decision.intention")
    gain = inclusive_value(person, cell, added)
    stay = cell.values[person.place] + added.get(person.place, 0.0)
    years = (model.month - person.birth) / 12
    crisis = model.conditions.shock[person.country] * model.exposure_levels[person.exposure]
    return float(
        rule.nest * (gain - stay)
        - model.kappa[person.citizenship]
        - model.rule("terms.age").weight * (years - 22) / 10
        - model.rule("terms.family").weight * FAMILY_COST[person.family]
        + log(1 + model.rule("shocks.crisis").gain * crisis)
        + states.fear(person)
    )


def intend(person: Professional) -> None:
    """Wish; make a plan, or drop the one that was made. Students do neither."""
    if person.employment == STUDENT:
        return
    rule = person.model.own_rule("decision.intention", person.citizenship)
    cell, added = person.cell(), personal_values(person)
    wish = wish_to_leave(person, cell, added)
    wishes = person.below(0.0, wish + person.answer, "wish")
    stage = person.wished = CONSIDERING if wishes else SETTLED
    luck = person.draw(Purpose.PLAN)[0]
    if person.stage in (PLANNING, PREPARING):
        if person.below(luck, rule.drop / (1 + exp(min(wish, 700.0))), "drop"):
            programmes.withdraw(person)
            person.clear_plan(stage)
        return
    person.stage = stage
    stayer = not person.mover and person.country == person.home
    offers = exp(rule.grade_slope * (person.grade - 1.5))
    offers *= rule.doctorates if person.education == DOCTORATE else 1.0
    rate = rule.rate * (rule.stayer_rate if stayer else 1.0) * offers
    rate = min(rate * exp(min(wish + rule.taste * person.taste, 8.0)), 2.0)
    if person.below(luck, 1 - exp(-rate), "plan"):
        make_plan(person, cell, added)


def make_plan(person: Professional, cell: Cell, added: dict[int, float]) -> None:
    """Choose where to go; a stayer abroad who does not choose home mostly lets it be."""
    model = person.model
    plan = choose_destination(person, cell, added)
    goes_home = model.geography.country_of[plan] == person.home
    if not person.mover and person.country != person.home and not goes_home:
        stayer_rate = model.rule("decision.intention").stayer_rate
        if not person.below(person.draw(Purpose.STAYER)[0], stayer_rate, "stayer"):
            return
    person.plan = plan
    person.stage = PLANNING


def choose_destination(person: Professional, cell: Cell, added: dict[int, float]) -> int:
    """Nested logit over the places of feasible countries, by keyed correlated noise."""
    geography = person.model.geography
    mu = person.model.rule("decision.destination").hub_correlation
    worth = {}
    for c, hubs in enumerate(geography.places_of):
        if cell.feasible[c]:
            for p in hubs:
                noise = gumbel(person.draw(Purpose.TASTE, p)[0])
                if len(hubs) > 1:
                    shared = log_stable(*person.draw(Purpose.NEST, c), mu)
                    noise = mu * (log(geography.job_share[p]) + noise + shared)
                worth[p] = cell.values[p] + added.get(p, 0.0) + noise
    place, lead = best_of(worth)
    person.below(0.0, lead, "destination")
    return place


def reconsider_hub(person: Professional) -> None:
    """Think again about the place inside the country (section 7, internal)."""
    model = person.model
    hubs = model.geography.places_of[person.country]
    studies = person.employment == STUDENT
    if studies or person.stage in (PLANNING, PREPARING) or len(hubs) < 2:
        return
    if person.next_place != NOWHERE:
        return
    chance = model.rule("decision.internal").rate / 12
    if not person.below(person.draw(Purpose.INTERNAL)[0], chance, "internal"):
        return
    mu = model.rule("decision.destination").hub_correlation
    cell, added = person.cell(), personal_values(person)
    worth = {}
    for p in hubs:
        noise = gumbel(person.draw(Purpose.HUB, p)[0])
        value = cell.values[p] + added.get(p, 0.0)
        worth[p] = value + mu * log(model.geography.job_share[p]) + mu * noise
    place, lead = best_of(worth)
    person.below(0.0, lead, "hub")
    if place != person.place:
        person.next_place = place
