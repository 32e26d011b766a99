"""One person: the decision held still is the one that was made; the nearest change alters it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

import numpy as np
import pandas as pd
import pytest

from talentflow.branching import go_on
from talentflow.months import date_of
from talentflow.replication import Replication
from talentflow.scenario import Scenario, load
from talentflow.simulation import Simulation
from talentflow_lab.decision import Decision, live_to_decisions
from talentflow_lab.explain import ExplainError
from talentflow_lab.nearest import changes, nearest
from talentflow_lab.person import PersonExplained, explain_person, months_to_live, read_wanted

MONTHS = 26


@cache
def case() -> Scenario:
    """Return the scenario at a coarse scale, to February 2021."""
    return load("belarus-2020", [f"months={MONTHS}", "scale=200"])


@cache
def lived() -> Replication:
    """Return a run with its histories."""
    return Replication(case(), records=False).run()


def planners(first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Yield month, row and place of who planned at home in some months."""
    run = lived()
    home = {p for p, c in enumerate(run.world.blueprint.country_of_place) if c == 0}
    for month in range(first, last):
        events = run.history.events[month]
        for _, row, event, origin, place, _ in events[events[:, 2] == 0].tolist():
            if origin in home:
                assert event == 0
                yield month, row, place


def stopped(month: int, row: int) -> Decision:
    """Live a fresh run to a decision."""
    run = Simulation(case(), histories=False, records=False)
    return live_to_decisions(run, row, month, MONTHS - 1, lambda _: None)


@cache
def found() -> PersonExplained:
    """Return somebody who left for Poland."""
    return explain_person(case(), read_wanted("stage=moved,to=POL"), at="2021-02")


def test_the_decision_held_still_is_the_one_that_was_made() -> None:
    """Of everybody in one month: who plans, and for where, is what the run did."""
    month = 20
    decision = stopped(month, 0)
    planned = {row: place for _, row, place in planners(month, month + 1)}
    assert planned
    people = decision.world.people
    at_home = ~decision.world.is_abroad(np.arange(people.used))
    for row in np.flatnonzero(at_home & (people.stage[: people.used] < 2)).tolist():
        answer = Decision(decision.world, month, row).answer()
        assert answer.place == planned.get(row, -1)
        assert answer.plans == (answer.margin > 0.0) or people.active[row] == 0


def test_terms_sum_to_the_wish() -> None:
    """The parts of the decision's wish add up to it."""
    one = found()
    assert one.terms["contribution"].sum() == pytest.approx(one.answer.wish, abs=1e-9)


def test_asking_changes_nothing() -> None:
    """A run that is asked on its way goes on as if it had not been."""
    run = Simulation(case(), histories=False, records=False)
    live_to_decisions(run, 3, None, MONTHS - 1, lambda _: None)
    assert run.world.to_frame().equals(lived().world.to_frame())


def test_the_nearest_change_alters_the_decision() -> None:
    """At the value that is told another decision is made, a little before it the same."""
    altered = 0
    for month, row, place in islice(planners(19, 24), 4):
        decision = stopped(month, row)
        actual = decision.answer()
        rows = nearest(decision, place).set_index("condition")
        for one in changes(decision, place):
            told = rows.loc[one.condition]
            if np.isnan(told["needed"]):
                continue
            assert one.ask(told["needed"]).place != actual.place
            before = told["needed"] - (1.0 if one.whole else 1e-6) * np.sign(told["change"])
            assert one.ask(before).place == actual.place
            altered += 1
        assert decision.answer() == actual
    assert altered >= 6


@pytest.mark.deep
@pytest.mark.parametrize("side", [-1, 1])
def test_the_nearest_pay_holds_in_a_run_of_its_own(side: int) -> None:
    """A run in which home pays just more, or just less, than needed makes the other decision."""
    checked = 0
    for month, row, place in planners(19, 24):
        rows = nearest(stopped(month, row), place).set_index("condition")
        needed = rows.loc["pay in BLR", "needed"]
        if np.isnan(needed):
            continue
        percent = needed + side * 1e-4 * np.sign(needed)
        run = Simulation(case(), histories=False, records=False)
        while run.month < month:
            run.step()
        table = case().data.indicators
        usual = table[(table["iso3"] == "BLR") & (table["indicator"] == "pay_gross_usd_year")]
        paid = usual.assign(
            date=pd.Timestamp(date_of(case().start, month)),
            value=usual["value"] * (1.0 + percent / 100.0),
        )
        data = replace(case().data, indicators=pd.concat([table, paid], ignore_index=True))
        now = go_on(run, replace(case(), data=data)).step()
        planned = dict(zip(now.planners.tolist(), now.plans.tolist(), strict=True))
        assert (planned.get(row, -1) != place) == (side > 0)
        checked += 1
        if checked == 3:
            break
    assert checked == 3


@pytest.mark.deep
def test_one_who_stayed_is_asked_when_nearest() -> None:
    """Of who never planned the month of the largest margin is looked at; all others are smaller."""
    stayer = explain_person(case(), read_wanted("stage=considering"), at="2021-02")
    assert not stayer.answer.plans
    assert stayer.answer.margin < 0.0
    row = int(np.flatnonzero(lived().world.people.key == np.uint64(int(stayer.person, 16)))[0])
    for month in (5, 15, 25):
        decision = stopped(month, row)
        if decision.world.people.stage[row] < 2:
            assert decision.answer().margin <= stayer.answer.margin + 1e-9


@pytest.mark.deep
def test_lives_without_a_factor_are_those_of_runs() -> None:
    """The person who left is found again, and what altered is told by date and place."""
    one = found()
    rows = one.otherwise.set_index("alternative")
    assert {"repression", "networks", "lever:amnesty:BLR"} <= set(rows.index)
    moved = [event for event in one.life["events"] if event["event"] == "moved"]
    assert len(moved) == 1
    same = rows[~rows["altered"].astype(bool)]
    assert (same["left"] == pd.Timestamp(moved[0]["date"])).all()
    assert (rows["kind"] == "re-run").all()


@pytest.mark.deep
def test_the_same_person_by_identity() -> None:
    """--person finds whom --like found."""
    one = found()
    again = explain_person(case(), one.person, at="2021-02")
    assert again.to_dict() == one.to_dict()


@pytest.mark.deep
def test_progress_is_told() -> None:
    """Months are told as they are lived, and not more than announced."""
    told: list[int] = []
    explain_person(case(), found().person, at="2021-02", tell=told.append)
    assert 0 < sum(told) <= months_to_live(case(), "2021-02")


@pytest.mark.parametrize(
    ("like", "told"),
    [("grad=senior", 'did you mean "grade"'), ("senior", "NAME=VALUE"), ("shoe=44", "there are")],
)
def test_what_nobody_can_be_like_is_told(like: str, told: str) -> None:
    """A wrong word is answered with the known ones."""
    with pytest.raises(ExplainError, match=told):
        read_wanted(like)


@pytest.mark.parametrize("who", ["ffffffffffffffff", "nobody", {"to": "ARM", "grade": "intern"}])
def test_nobody_is_told(who: str | dict[str, str]) -> None:
    """An identity that is not there, or a wish that nobody meets, is told."""
    with pytest.raises(ExplainError, match="nobody in this run"):
        explain_person(case(), who, at="2020-03")
