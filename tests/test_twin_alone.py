"""The slow twin keeps the books straight, whatever the engine does."""

from dataclasses import replace
from functools import cache
from math import exp
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.reference import TwinModel
from tests.reference.chance import Chance, CloseCalls, gumbel, log_stable
from tests.reference.intention import personal_values, wish_to_leave
from tests.reference.lottery import Lottery
from tests.reference.person import NEVER, STUDENT, TOGETHER, Professional
from tests.reference.variants import Variant, scenario

from talentflow.chance import Purpose
from talentflow.model import MigrationModel


@cache
def small_engine() -> MigrationModel:
    """Return an engine of few people that must not step."""
    return MigrationModel(scenario(Variant("small", 800, 24, ["start='2020-03'"])))


def test_order_does_not_matter() -> None:
    """People may act in any order: everybody ends the same."""
    one, other = TwinModel(small_engine()), TwinModel(small_engine())
    other.random.seed("another order")
    for _ in range(9):
        one.step()
        other.step()
    assert one.random.getstate() != other.random.getstate()
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    assert one.ties() == other.ties()


def test_nobody_is_lost_or_doubled() -> None:
    """The people of a month are those of the month before, less exits, plus entries."""
    twin = TwinModel(small_engine())
    before = place_of_everybody(twin)
    for _ in range(12):
        twin.step()
        after = place_of_everybody(twin)
        assert len(after) == len(twin.people)
        expected = dict(before)
        for move in twin.flows:
            assert expected[move.key] == move.origin != move.destination
            expected[move.key] = move.destination
        for change in twin.entries_exits:
            if change.kind in ("graduate", "career_change", "student"):
                assert change.key not in expected
                expected[change.key] = change.place
            elif change.kind != "promotion":
                assert expected.pop(change.key) == change.place
        assert after == expected
        before = after


def place_of_everybody(twin: TwinModel) -> dict[int, int]:
    """Map everybody's key to where they live."""
    return {person.key: person.place for person in twin.people}


def test_ties_are_mutual_and_know_who_is_near() -> None:
    """Both sides hold the same tie, nobody has too many, and together means the same place."""
    twin = TwinModel(small_engine())
    slots = twin.rule("people.ties").slots
    for _ in range(12):
        twin.step()
    for person in twin.people:
        assert len(person.contacts) <= slots
        for contact, apart in person.contacts.items():
            assert contact.active
            assert contact.contacts[person] == apart
            assert (apart == TOGETHER) == (contact.place == person.place)


def test_state_is_consistent() -> None:
    """Plans go with stages, papers with preparation, and absence with living abroad."""
    twin = TwinModel(small_engine())
    for _ in range(12):
        twin.step()
        for person in twin.people:
            assert (person.plan >= 0) == (person.stage >= 2)
            assert person.stage == 3 or not person.granted
            assert person.stage >= 2 or person.blocked == 0
            assert (person.abroad_since == NEVER) == (person.country == person.home)
            assert person.savings >= 0


def test_calm_anchors_hold() -> None:
    """Solved κ and home weight give the calm exit and return of the anchors, by the twin's sums."""
    twin = TwinModel(small_engine())
    twin.look_around()
    twin.conditions = replace(twin.conditions, shock=[0.0] * len(twin.conditions.shock))
    anchors = twin.rule("decision.anchors")
    people = [person for person in twin.people if person.employment != STUDENT]
    at_home = [expected_moves(p)[0] for p in people if p.country == p.home]
    abroad = [expected_moves(p)[1] for p in people if p.country != p.home]
    assert 12 * float(np.mean(at_home)) == pytest.approx(anchors.calm_exit, rel=1e-3)
    assert 12 * float(np.mean(abroad)) == pytest.approx(anchors.calm_return, rel=1e-3)


def expected_moves(person: Professional) -> tuple[float, float]:
    """Work out the expected moves a month in a calm, to anywhere and to the home country."""
    rule = person.model.rule("decision.intention")
    prepare = person.model.rule("decision.preparation").rate
    cell, added = person.cell(), personal_values(person)
    wish = wish_to_leave(person, cell, added)
    stayer = not person.mover and person.country == person.home
    rate = rule.rate * (rule.stayer_rate if stayer else 1.0)
    rate *= exp(rule.grade_slope * (person.grade - 1.5))
    rate *= exp(min(wish + rule.taste * person.taste, 8.0))
    moves = (1 - exp(-min(rate, 2.0))) * prepare / (prepare + rule.drop / (1 + exp(wish)))
    own = [value + added.get(p, 0.0) for p, value in enumerate(cell.values)]
    pull = {
        c: exp(person.model.values.of_the_country(c, own))
        for c, feasible in enumerate(cell.feasible)
        if feasible
    }
    return moves, moves * pull.get(person.home, 0.0) / sum(pull.values())


def test_splitting_a_country_changes_nothing() -> None:
    """A country of identical hubs is worth as much as one of them."""
    twin = TwinModel(small_engine())
    twin.look_around()
    finland = twin.geography.countries.index("FIN")
    assert len(twin.geography.places_of[finland]) > 1
    values = [1.7] * len(twin.geography.country_of)
    assert twin.values.of_the_country(finland, values) == pytest.approx(1.7)


def test_noise_of_a_nest_is_gumbel() -> None:
    """Gumbel plus log stable noise, shrunk by μ, is Gumbel again: mean 0.5772, variance π²/6."""
    chance, mu = Chance(12), 0.6
    drawn = []
    for n in range(40_000):
        own, shared = chance.u(Purpose.TASTE, 0, n)[0], chance.u(Purpose.NEST, 0, n)
        drawn.append(mu * (gumbel(own) + log_stable(*shared, mu)))
    assert float(np.mean(drawn)) == pytest.approx(0.5772, abs=0.03)
    assert float(np.var(drawn)) == pytest.approx(np.pi**2 / 6, rel=0.03)


def test_seats_add_up_over_months() -> None:
    """Fractions of seats are carried on, whole ones that nobody wanted are not."""
    lottery: Lottery[str] = Lottery()
    people: list[Any] = [SimpleNamespace(key=n) for n in range(3)]
    seats = []
    for _ in range(4):
        for n, person in enumerate(people):
            lottery.apply("host", 1.0 - n / 10, person)
        won, lost = lottery.settle({"host": 0.75, "nobody wants": 2.5})
        assert won == people[::-1][: len(won)]
        assert len(won) + len(lost) == len(people)
        seats.append(len(won))
    assert seats == [0, 1, 1, 1]
    assert lottery.carry["nobody wants"] == 0.0


def test_close_calls_are_kept() -> None:
    """A decision that a rounding error could turn is put down with its margin."""
    calls = CloseCalls(month=3)
    assert calls.below(0.5, 0.5 + 1e-12, 7, "plan")
    assert not calls.below(0.5, 0.4, 7, "plan")
    assert [(one.month, one.key, one.what) for one in calls.found] == [(3, 7, "plan")]
    assert calls.taken == 2
