"""Students abroad: some of each cohort study in another country, and stay or come home (8c)."""

from math import floor, log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from tests.reference import families, life
from tests.reference.chance import best_of, gumbel, log_stable, whole_part
from tests.reference.person import JUNIOR, NEVER, NOBODY, NOWHERE, SINGLE, STUDENT, Professional
from tests.reference.records import Move, Stay

from talentflow.chance import Kind, Purpose, identity

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel

LOCAL = 0
YEARS = 5


def home_place(key: int) -> int:
    """Place at home that a student comes from."""
    return key >> 48 & 0xFFF


def length(person: Professional) -> int:
    """Months that the study takes."""
    rule = person.model.own_rule("people.students", person.citizenship)
    luck = person.model.chance.u(Purpose.STUDY, 0, person.key)[0]
    return max(floor(rule.months + rule.spread * (2 * luck - 1) + 0.5), 1)


def share_who_stay(person: Professional) -> float:
    """Share of students from the same origin who stay in the country when they finish."""
    model = person.model
    rule = model.own_rule("people.students", person.citizenship)
    calm = model.own_rule("decision.anchors", person.citizenship)
    country = model.geography.countries[person.country]
    if country in rule.stay:
        return float(rule.stay[country])
    return float(min(rule.gain / (1 - calm.calm_exit) ** YEARS, 1.0))


def finish(person: Professional) -> None:
    """When the time is over, stay to work, or go home."""
    model = person.model
    if person.employment != STUDENT or model.month - person.arrival < length(person):
        return
    person.employment = LOCAL
    model.finished.append(person)
    luck = model.chance.u(Purpose.STAY, 0, person.key)[0]
    who = person.citizenship, person.education, person.field
    if person.below(luck, share_who_stay(person), "staying after the study"):
        model.stays.append(Stay(person.key, person.grade, person.place, *who))
        return
    old, new = person.place, home_place(person.key)
    families.move(person, "return", person.country, person.home)
    person.live_in(new)
    person.arrival, person.abroad_since = model.month, NEVER
    luck = model.chance.u(Purpose.EMPLOYER, 0, person.key)[0]
    person.employer = model.firms.draw_firm(person, luck)
    model.aid.note_move(person, old)
    move = Move(person.key, "return", person.grade, old, new, *who, studied=True)
    model.flows.append(move)


def begin(model: "TwinModel") -> None:
    """Let the month's cohort begin."""
    beginners = []
    for o, home in enumerate(model.geography.home):
        rule = model.own_rule("people.students", o)
        graduates = model.own_rule("feedback.hiring", o).graduates
        for p in model.geography.places_of[home]:
            share = model.geography.job_share[p]
            people = graduates * rule.abroad / (1 - rule.abroad) * share / 12 / model.scale
            number, rest = whole_part(people + model.student_carry[p])
            model.student_carry[p] = rest
            for key in identity(Kind.STUDENT, p, model.month, np.arange(number)):
                beginners += go_abroad(model, o, p, key)
    model.aid.enrol(beginners)


def go_abroad(model: "TwinModel", o: int, p: int, key: np.uint64) -> list[Professional]:
    """Begin to study in another country, if one lets in; return who does."""
    kind, place, keys = np.array([int(Kind.GRADUATE)]), np.array([p]), np.array([key])
    (row,) = pd.DataFrame(model.newcomers.rows(keys, o, place, kind, 0)).to_dict("records")
    host = choose_host(model, int(key), (o, p, JUNIOR, row["english"], row["exposure"]))
    if host == NOWHERE:
        return []
    age = (
        model.own_rule("people.students", o).age + 2 * model.chance.u(Purpose.BORN, 0, int(key))[1]
    )
    changes = {
        "place": host,
        "birth": model.month - floor(12 * age),
        "arrival": model.month,
        "abroad_since": model.month,
        "family": SINGLE,
        "savings": 0.0,
        "employer": NOBODY,
        "employment": STUDENT,
    }
    person = Professional(model, row | changes)
    life.note(person, "student", 1)
    families.enter(person)
    return [person]


def choose_host(model: "TwinModel", key: int, traits: tuple[int, int, int, int, int]) -> int:
    """Choose as somebody with these traits would who plans and has nobody anywhere."""
    geography = model.geography
    mu = model.rule("decision.destination").hub_correlation
    cell = model.values.cell(traits)
    worth = {}
    for c, hubs in enumerate(geography.places_of):
        if not cell.feasible[c]:
            continue
        for p in hubs:
            noise = gumbel(model.chance.u(Purpose.TASTE, model.month, key, p)[0])
            if len(hubs) > 1:
                shared = log_stable(*model.chance.u(Purpose.NEST, model.month, key, c), mu)
                noise = mu * (log(geography.job_share[p]) + noise + shared)
            worth[p] = cell.values[p] + log(model.conditions.study_places[c]) + noise
    place, lead = best_of(worth)
    if worth:
        model.below(0.0, lead, key, "host")
    return place


class Prospects(NamedTuple):
    """Who left home in the last year, and what graduates make of it (8)."""

    usual: list[float]
    """Calm exit by o."""
    first_moves: list[list[int]]
    """By month and o."""
    shares: list[list[float]]
    """Share of the stock at home that left in a year, by month and o."""

    def record(self, flows: list[Move], at_home: list[float]) -> None:
        """Keep a month; `at_home` simulated people by o."""
        left = [0] * len(self.usual)
        for move in flows:
            left[move.citizenship] += move.kind == "first"
        self.first_moves.append(left)
        year = self.first_moves[-12:]
        self.shares.append(
            [
                sum(month[o] for month in year) / max(at_home[o], 1) + usual * (12 - len(year)) / 12
                for o, usual in enumerate(self.usual)
            ]
        )


def more_graduates(model: "TwinModel", o: int) -> float:
    """Graduates at home relative to the base."""
    rule = model.rule("feedback.graduates")
    then = model.month - rule.lag
    if then < 0 or rule.elasticity == 0:
        return 1.0
    share = model.prospects.shares[then][o]
    if share == 0:
        return 1.0 - float(rule.most)
    change = rule.elasticity * log(share / model.prospects.usual[o])
    return 1.0 + float(min(max(change, -rule.most), rule.most))
