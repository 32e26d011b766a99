"""From plan to move: preparation, papers, exit, border, arrival (section 7)."""

from math import isnan, log

from tests.reference import families, programmes, states
from tests.reference.person import (
    BORDER,
    EXIT_PERMISSION,
    FREE,
    NEVER,
    NOWHERE,
    PLANNING,
    PREPARING,
    SAVINGS,
    SETTLED,
    TOGETHER,
    VISA_QUEUE,
    Professional,
    single,
)
from tests.reference.records import HoldUp, Move
from tests.reference.voice import fall_silent
from tests.reference.work import stop

from talentflow.chance import Purpose


def prepare(person: Professional) -> None:
    """Start to prepare: money first, then a job where one is asked for."""
    if person.stage != PLANNING:
        return
    model = person.model
    rate = model.rule("decision.preparation").rate
    if not person.below(person.draw(Purpose.PREPARE)[0], rate, "prepare"):
        return
    there = model.geography.country_of[person.plan]
    asks_for_job = programmes.asks_for_job(person)
    if there == person.home:
        file_papers(person)
    elif person.below(person.savings, money_to_find(person, there), "savings"):
        hold_up(person, SAVINGS)
    elif asks_for_job and model.rule("gates.job_opening").enforced:
        model.jobs.apply(person.plan, person.draw(Purpose.JOB)[0], person)
    else:
        file_papers(person)


def cost_of_moving(person: Professional, there: int) -> float:
    """USD for the move from the country of residence to another."""
    rule = person.model.rule("gates.savings")
    if not rule.enforced:
        return 0.0
    km = person.model.geography.km[person.country][there]
    return float(rule.base_cost + rule.cost_per_km * km)


def money_to_find(person: Professional, there: int) -> float:
    """USD that one needs to have oneself."""
    return cost_of_moving(person, there) - person.model.aid.counted_on(person)


def file_papers(person: Professional) -> None:
    """Hand in the papers: they take a time with an Erlang-2 distribution."""
    model = person.model
    rule = model.rule("gates.visa_queue")
    there = model.geography.country_of[person.plan]
    mean = model.conditions.processing[person.citizenship][there]
    if there == person.home:
        mean = rule.return_months
    elif isnan(mean):
        mean = rule.mean_months * (2 - model.conditions.ease[person.citizenship][there])
    person.programme = programmes.route_of(person)
    mean = programmes.processing(person, mean)
    u0, u1 = person.draw(Purpose.PROCESSING)
    months = -mean / 2 * log(u0 * u1)
    person.below(0.0, abs(months - round(months)), "processing")
    person.ready = model.month + int(months)
    person.filed = model.month
    person.stage = PREPARING
    person.granted = False
    person.blocked = FREE
    programmes.note(person, "applied")


def ask_for_decision(person: Professional) -> None:
    """Have the papers decided once they are ready, in the queue where there is one."""
    model = person.model
    if person.stage == PREPARING and not person.granted and model.month >= person.ready:
        if states.lacks_passport(person):
            hold_up(person, VISA_QUEUE)
            return
        queue = (person.citizenship, model.geography.country_of[person.plan], person.programme)
        model.permits.apply(queue, person.draw(Purpose.PERMIT)[0], person)


def decide(person: Professional) -> None:
    """Receive the papers, or be refused."""
    share = programmes.refusal(person) if person.model.rule("gates.visa_queue").enforced else 0.0
    if person.below(person.draw(Purpose.PERMIT)[1], share, "refusal"):
        programmes.note(person, "refused")
        person.clear_plan(person.wished)
        return
    programmes.note(person, "granted")
    person.model.aid.note_permit(person)
    person.granted = True
    person.blocked = FREE


def hold_up(person: Professional, gate: int) -> None:
    """Be held up by a gate; counted when it is another gate than last time."""
    if person.blocked != gate:
        there = person.model.geography.country_of[person.plan]
        person.model.hold_ups.append(HoldUp(person.key, gate, person.country, there))
    person.blocked = gate


def leave(person: Professional) -> None:
    """Go, if the exit and the border let through."""
    if person.stage != PREPARING or not person.granted:
        return
    model = person.model
    there = model.geography.country_of[person.plan]
    luck_at_exit, luck_at_border = person.draw(Purpose.EXIT)
    if person.country == person.home and model.rule("gates.exit_permission").enforced:
        share = model.conditions.exit[person.citizenship]
        through = person.below(luck_at_exit, share, "exit permission")
        if not through or states.is_barred(person):
            hold_up(person, EXIT_PERMISSION)
            return
    if there != person.home and model.rule("gates.border").enforced:
        share = model.conditions.entry[person.citizenship][there]
        if not person.below(luck_at_border, share, "border"):
            hold_up(person, BORDER)
            return
    person.next_place = person.plan


def arrive(person: Professional) -> None:
    """Move to the next place, if there is one."""
    if person.next_place == NOWHERE:
        return
    model, old, new = person.model, person.place, person.next_place
    there = model.geography.country_of[new]
    kind = "internal"
    if there != person.country:
        kind = "onward"
        person.employer = model.firms.employer_after(person, there)
        if there == person.home:
            kind, person.abroad_since = "return", NEVER
        elif person.country == person.home:
            kind, person.abroad_since = "first", model.month
            fall_silent(person)
        person.savings = single(max(person.savings - cost_of_moving(person, there), 0.0))
        stop(person)
        families.move(person, kind, person.country, there)
        person.arrival = model.month
        person.clear_plan(SETTLED)
    person.live_in(new)
    who = person.citizenship, person.education, person.field
    model.aid.note_move(person, old)
    model.flows.append(Move(person.key, kind, person.grade, old, new, *who))


def meet_and_part(person: Professional) -> None:
    """After all moves: see which contacts are near now and which no longer are."""
    if person.next_place == NOWHERE:
        return
    for contact, apart in person.contacts.items():
        if contact.place == person.place:
            now = TOGETHER
        elif apart == TOGETHER:
            now = person.model.month
        else:
            now = apart
        person.contacts[contact] = contact.contacts[person] = now
    person.next_place = NOWHERE
