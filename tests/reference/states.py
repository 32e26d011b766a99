"""What states do about those who leave: exit rules, conscription, consulates."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.reference.conditions import Conditions
from tests.reference.person import Professional

from talentflow.chance import Purpose

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel

MAN = 1


def answered(model: "TwinModel", conditions: Conditions) -> Conditions:
    """Shut the doors of states that answer the outflow of the last twelve months."""
    rule = model.rule("states.exit_answer")
    if not rule.enabled:
        return conditions
    exits = []
    for o, home in enumerate(model.geography.home):
        lately = [leavers[o] for leavers in model.leavers[-12:]]
        at_home = max(model.diaspora[o][home] / model.scale, 1)
        outflow = sum(lately) / at_home / model.own_rule("decision.anchors", o).calm_exit
        share = max(rule.floor, 1 - rule.response * max(0.0, outflow - rule.threshold))
        exits.append(conditions.exit[o] * share)
    return replace(conditions, exit=exits)


def count_leavers(model: "TwinModel") -> None:
    """Keep how many left home this month, by citizenship."""
    first = [move.citizenship for move in model.flows if move.kind == "first"]
    model.leavers.append([first.count(o) for o in range(len(model.geography.home))])


def may_be_called_up(person: Professional) -> bool:
    """Tell whether somebody is a man of military age."""
    rule = person.model.rule("states.conscription")
    months_old = person.model.month - person.birth
    return person.sex == MAN and rule.youngest <= months_old / 12 < rule.oldest


def homesickness(person: Professional) -> float:
    """Say what a pandemic adds to the weight of home (4)."""
    model = person.model
    rule = model.own_rule("shocks.pandemic", person.citizenship)
    return float(rule.pull * (rule.start <= model.month < rule.start + rule.months))


def fear(person: Professional) -> float:
    """Return what fear of being called up adds to the wish."""
    if person.country != person.home or not may_be_called_up(person):
        return 0.0
    return person.model.conditions.draft[person.citizenship]


def is_barred(person: Professional) -> bool:
    """Tell whether somebody at home is kept in as a man of military age."""
    model = person.model
    rule = model.rule("states.conscription")
    holds = rule.enabled and 0 <= model.month - rule.bar_start < rule.bar_months
    if not holds or not may_be_called_up(person):
        return False
    spared = model.conditions.spared[person.citizenship]
    luck = model.chance.u(Purpose.CONSCRIPTION, 0, person.key)[0]
    return person.below(luck, rule.exit_bar * (1 - spared), "bar")


def lacks_passport(person: Professional) -> bool:
    """Tell whether somebody abroad who would move on waits for a passport this month."""
    model = person.model
    there = model.geography.country_of[person.plan]
    lost = model.conditions.consular[person.citizenship]
    if lost == 0.0 or person.home in (person.country, there):
        return False
    if not model.rule("gates.visa_queue").enforced:
        return False
    share = model.rule("terms.consular").held_up * lost
    return person.below(person.draw(Purpose.PASSPORT)[0], share, "passport")
