"""Voice: dissent taken up and given up, and how repression answers (section 6b)."""

from collections import Counter
from math import exp

from tests.reference.person import CLICKTIVIST, HACKTIVIST, SILENT, Professional

from talentflow.chance import Purpose

HIGHEST = 2
"""The class of those whom repression reaches most."""


def speak_up(person: Professional) -> None:
    """Decide about dissent; what others do this month is not seen yet."""
    model = person.model
    dissent = model.rule("voice.dissent")
    if not dissent.enabled:
        return
    luck, further = person.draw(Purpose.VOICE)
    push = grievance(person) * (1 + dissent.spread * share_of_contacts(person))
    if person.country != person.home:
        push *= model.rule("voice.exit_drains").rate_abroad
    if person.dissent == SILENT:
        if person.below(luck, 1 - exp(-dissent.rate * push), "clicktivism"):
            person.next_dissent = CLICKTIVIST
    elif person.below(1 - chance_to_be_struck(person), luck, "struck"):
        model.struck.append((person.key, person.country))
        person.exposure = HIGHEST
        if person.below(further, model.rule("voice.crackdown").silences, "silenced"):
            person.next_dissent = SILENT
    elif person.below(luck, dissent.give_up, "giving up"):
        person.next_dissent = SILENT
    elif person.dissent == CLICKTIVIST:
        skill = dissent.skill * exp(dissent.skill_slope * (person.grade - 1.5))
        if person.below(further, 1 - exp(-dissent.rate * skill * push), "hacktivism"):
            person.next_dissent = HACKTIVIST


def grievance(person: Professional) -> float:
    """How much a person has against the state of the home country."""
    model = person.model
    standing = model.rule("voice.dissent").standing * danger_at_home(person)
    return float(
        model.exposure_levels[person.exposure] * (model.conditions.shock[person.home] + standing)
    )


def danger_at_home(person: Professional) -> float:
    """Violence by the state of the home country, 0 to 1."""
    return 1 - person.model.conditions.indicators["vdem_physical_violence"][person.home]


def share_of_contacts(person: Professional) -> float:
    """Share of the contacts who dissent, wherever they live."""
    if not person.contacts:
        return 0.0
    return sum(one.dissent != SILENT for one in person.contacts) / len(person.contacts)


def chance_to_be_struck(person: Professional) -> float:
    """Chance a month that repression strikes this person for dissent."""
    model = person.model
    rule = model.rule("voice.crackdown")
    if not rule.enabled:
        return 0.0
    rate = (rule.clicks if person.dissent == CLICKTIVIST else rule.hacks) * danger_at_home(person)
    rate *= 1 + rule.surge * model.conditions.shock[person.home]
    rate *= 1 + rule.response * model.voices_at_home[person.citizenship]
    if person.country != person.home:
        rate *= rule.reach
    return float(1 - exp(-rate))


def be_heard(person: Professional) -> None:
    """After all have decided: let the others see it."""
    person.dissent = person.next_dissent


def fall_silent(person: Professional) -> None:
    """On leaving home: let exit drain voice, where the scenario says so."""
    share = person.model.rule("voice.exit_drains").share
    if person.dissent != SILENT and person.below(person.draw(Purpose.DRAIN)[0], share, "drained"):
        person.dissent = person.next_dissent = SILENT


def shares_at_home(people: list[Professional], origins: int) -> list[float]:
    """Share of residents at home who dissent, by citizenship."""
    residents, voices = Counter[int](), Counter[int]()
    for person in people:
        if person.country == person.home:
            residents[person.citizenship] += 1
            voices[person.citizenship] += person.dissent != SILENT
    return [voices[o] / max(residents[o], 1) for o in range(origins)]
