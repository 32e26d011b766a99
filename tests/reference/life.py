"""Demography: savings, promotion, leaving the occupation (section 8)."""

from tests.reference import families, programmes
from tests.reference.person import LEAD, STUDENT, Professional, single
from tests.reference.records import Change
from tests.reference.work import pay_of

from talentflow.chance import Purpose


def live(person: Professional) -> None:
    """Live through a month: save, be promoted, leave the occupation. Students do nothing of it."""
    if person.employment == STUDENT:
        return
    model = person.model
    save_share = model.rule("people.population").save_share
    earned = pay_of(person) * person.premium
    person.savings = single(person.savings + save_share * earned)
    career, end = person.draw(Purpose.LIFE)
    kind, hazard = hazard_of_leaving(person)
    if person.below(end, hazard, kind):
        leave_occupation(person, kind)
    elif person.grade < LEAD and person.below(career, promotion_chance(person), "promotion"):
        note(person, "promotion", -1)
        person.grade += 1
        note(person, "promotion", 1)


def promotion_chance(person: Professional) -> float:
    """Chance a month; leads stay leads."""
    rule = person.model.rule("demography.promotion")
    return 1 / float((rule.junior, rule.middle, rule.senior)[person.grade])


def hazard_of_leaving(person: Professional) -> tuple[str, float]:
    """Why somebody of this age leaves the occupation, and with what chance a month."""
    rule = person.model.own_rule("demography.leaving", person.citizenship)
    months_old = person.model.month - person.birth
    if months_old >= 65 * 12:
        return "retirement", 1.0
    if months_old >= 60 * 12:
        return "retirement", rule.retirement
    return "left_occupation", rule.left_occupation / 12


def leave_occupation(person: Professional, kind: str) -> None:
    """Go out of the model; all ties end."""
    note(person, kind, -1)
    families.leave(person)
    programmes.withdraw(person)
    for contact in person.contacts:
        del contact.contacts[person]
    person.contacts.clear()
    person.active = False
    person.remove()


def note(person: Professional, kind: str, persons: int) -> None:
    """Put down that somebody entered (1) or left (−1) the occupation or a grade."""
    change = Change(person.key, kind, person.grade, person.place, persons, person.citizenship)
    person.model.entries_exits.append(change)
