"""Families: whom professionals have, and whether they move together (section 8b)."""

from math import inf, log

from tests.reference.person import SINGLE, Professional
from tests.reference.records import Relatives

from talentflow.chance import Purpose

PARTNER, CHILDREN = 1, 2


def begin(person: Professional) -> None:
    """Enter with the family of one's age."""
    if person.model.rule("people.families").enabled:
        person.children = final_number(person) if person.family == CHILDREN else 0
        wait(person)


def enter(person: Professional) -> None:
    """Begin during the run."""
    begin(person)
    note(person, "joined", person.family >= PARTNER, person.children)


def final_number(person: Professional) -> int:
    """Children in the end."""
    rule = person.model.rule("people.families")
    drawn = person.model.chance.u(Purpose.HOUSEHOLD, 0, person.key)[0]
    if person.below(drawn, rule.three_children, "three children"):
        return 3
    return 2 if drawn < rule.three_children + rule.two_children else 1


def wait(person: Professional) -> None:
    """Draw when the next partner or first child comes, counting the hazard month by month."""
    person.family_due = inf
    if person.family == CHILDREN:
        return
    rule, model = person.model.rule("people.families"), person.model
    need = -log(person.draw(Purpose.FAMILY_LIFE)[0])
    young, old = (
        (rule.partner_young, rule.partner_old)
        if person.family == SINGLE
        else (rule.children_young, rule.children_old)
    )
    passed, month = 0.0, model.month
    for _ in range(model.case.months):
        passed += (young if month - person.birth < 12 * rule.settled_age else old) / 12
        month += 1
        if passed >= need:
            person.family_due = month
            return


def place(person: Professional) -> int:
    """Country where the family lives."""
    return person.home if person.left_behind else person.country


def note(
    person: Professional, change: str, partners: int, children: int, country: int | None = None
) -> None:
    """Put down that family members came or went."""
    if person.model.rule("people.families").enabled:
        where = place(person) if country is None else country
        for relation, persons in (("partner", partners), ("child", children)):
            person.model.relatives.append(
                Relatives(person.citizenship, where, relation, change, int(persons))
            )


def move(person: Professional, kind: str, old: int, new: int) -> None:
    """Take the family along to another country, or leave it at home; `kind` is that of the move."""
    rule = person.model.rule("people.families")
    if not rule.enabled or person.family == SINGLE:
        return
    luck = person.draw(Purpose.FAMILY_MOVE)[0]
    if kind == "first" and not person.below(luck, rule.together, "moving together"):
        person.left_behind = True
    elif person.left_behind:
        person.left_behind = kind != "return"
    else:
        note(person, "departures", 1, person.children, old)
        note(person, "arrivals", 1, person.children, new)


def follow_and_grow(person: Professional) -> None:
    """Let the family follow, and let partners and children come."""
    model = person.model
    rule = model.rule("people.families")
    if not rule.enabled:
        return
    if person.left_behind and person.arrival < model.month:
        chance = rule.follow
        if model.rule("gates.exit_permission").enforced:
            chance *= model.conditions.exit[person.citizenship]
        if model.rule("gates.border").enforced:
            chance *= model.conditions.entry[person.citizenship][person.country]
        if person.below(person.draw(Purpose.FAMILY_MOVE)[1], chance, "following"):
            note(person, "departures", 1, person.children)
            person.left_behind = False
            note(person, "arrivals", 1, person.children)
    if person.family_due == model.month:
        grow(person)


def grow(person: Professional) -> None:
    """Have a partner, or another child."""
    if person.family == SINGLE:
        person.family = PARTNER
        note(person, "joined", 1, 0)
        wait(person)
        return
    person.family = CHILDREN
    person.children += 1
    note(person, "joined", 0, 1)
    more = person.children < final_number(person)
    spacing = person.model.rule("people.families").spacing
    person.family_due = person.model.month + spacing if more else inf


def leave(person: Professional) -> None:
    """Go out of the model together."""
    note(person, "gone", person.family >= PARTNER, person.children)
