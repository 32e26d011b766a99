"""Factors: each owns its rows alone, holds what it owns, and leaves everything else to the bit."""

from functools import cache

import numpy as np
import pytest
from tests.test_branching import same

from talentflow.branching import go_on
from talentflow.errors import TalentflowError
from talentflow.months import date_of
from talentflow.scenario import Scenario, load
from talentflow.simulation import Simulation
from talentflow_lab.coalitions import Game, acting
from talentflow_lab.cohort import Cohort, Fate, outcomes
from talentflow_lab.factor import DATED, hold, starts, without_rows
from talentflow_lab.factors import chosen, factors

SINCE, MONTHS = 12, 24
ACT = ("push", "demand", "conscription")
"""Channels of events that do anything by themselves."""


@cache
def case(*more: str) -> Scenario:
    """Return the scenario at a coarse scale, to December 2020."""
    return load("belarus-2020", [f"months={MONTHS}", "scale=200", *more])


def at_since(*more: str) -> Simulation:
    """Return a run that has lived its first year; nobody else steps it."""
    run = _first_year(*more)
    return go_on(run, run.case)


@cache
def _first_year(*more: str) -> Simulation:
    run = Simulation(case(*more), histories=False)
    for _ in range(SINCE):
        run.step()
    return run


def every_rule(name: str) -> set[str]:
    """Return the paths of rules that a factor holds."""
    factor = factors()[name]
    run = at_since()
    return set() if factor.rules is None else set(factor.rules(run.case, run.world))


@pytest.mark.parametrize("table", sorted(DATED))
def test_every_row_that_acts_has_one_owner(table: str) -> None:
    """Usual factors share out the dated rows: none is left, none is owned twice."""
    scenario = case()
    owners = sum(
        factor.rows[table](scenario).astype(int)
        for factor in chosen().values()
        if table in factor.rows
    )
    frame = scenario.data.frame(table)
    does = frame["channel"].isin(ACT) if table == "events" else np.ones(len(frame), bool)
    assert (np.asarray(owners)[does] == 1).all()
    assert (np.asarray(owners) <= 1).all()


def test_no_rule_is_held_by_two_usual_factors() -> None:
    """Otherwise the order of holding would matter."""
    held = [path for name in chosen() for path in every_rule(name)]
    assert len(held) == len(set(held))


@pytest.mark.deep
@pytest.mark.parametrize("name", sorted(factors()))
def test_calm_levels_are_not_solved_again(name: str) -> None:
    """κ and the weight of home are those of the run; so are people and all the state."""
    run = at_since()
    held = hold(run, (factors()[name],), SINCE)
    assert held.world.constants is not run.world.constants
    for ours, theirs in zip(held.world.constants, run.world.constants, strict=True):
        assert ours.tolist() == theirs.tolist()
    assert held.world.to_frame().equals(run.world.to_frame())


def test_going_on_with_the_same_is_the_same_run() -> None:
    """A copy that goes on under the same scenario is the run itself, bit for bit."""
    run = _first_year()
    same(go_on(run, run.case).run(), Simulation(case(), histories=False).run())


@pytest.mark.deep
@pytest.mark.parametrize("name", ["repression", "war", "living", "entry"])
def test_rows_act_from_their_dates_on(name: str) -> None:
    """Until its first row a run without a factor is the run with it, and then it is another."""
    factor, run = factors()[name], at_since()
    start = starts(factor, case(), SINCE)
    other = hold(run, (factor,), SINCE)
    if start is None:  # nothing of the war happens by the end of 2020
        assert name == "war"
        same(run.run(), other.run())
        return
    while run.month < start:
        run.step()
        other.step()
    assert run.world.to_frame().equals(other.world.to_frame())
    assert not run.run().world.to_frame().equals(other.run().world.to_frame())


@pytest.mark.deep
@pytest.mark.parametrize("name", ["firms", "networks", "pay", "work"])
def test_held_mechanisms_change_lives(name: str) -> None:
    """At some scale a mechanism that is held makes a difference to somebody."""
    run = at_since("scale=50")
    other = hold(run, (factors()[name],), SINCE).run()
    assert not run.run().world.to_frame().equals(other.world.to_frame())


def test_conditions_stay_as_they_were() -> None:
    """Held, indicators, shocks, borders and programmes have in every later month one value."""
    scenario = case("months=80")
    for name in ("repression", "war", "living", "pay", "work", "entry"):
        scenario = without_rows(factors()[name], scenario, SINCE)
    run = Simulation(scenario, histories=False, records=False)
    plan = run.world.blueprint
    arrays = [*plan.indicators.values(), plan.ease, plan.entry, plan.exit, plan.processing]
    arrays += [plan.capacity, plan.routes.take_up, plan.lost_demand]
    for array in arrays:
        np.testing.assert_array_equal(
            array[SINCE:], np.broadcast_to(array[SINCE], array[SINCE:].shape)
        )
    assert not plan.shock[SINCE:].any()
    assert not plan.draft[SINCE:].any()


def test_a_programme_that_is_open_goes_on() -> None:
    """Held while it is open, a programme has no end; held before, it never comes."""
    scenario = case("months=80")
    names = {}
    for since in (SINCE, 24):
        left = without_rows(factors()["entry"], scenario, since).data.programmes
        names[since] = dict(zip(left["programme"], left["end"].isna(), strict=True))
    assert names[SINCE] == {}
    assert names[24] == {"poland-business-harbour": True, "ukraine-decree-420": True}


def test_the_order_of_holding_makes_no_difference() -> None:
    """Two factors held one after the other, in either order or at once, give one run."""
    names = ("networks", "pay", "repression", "entry")
    chosen_ones = [factors()[name] for name in names]
    at_once = hold(at_since(), tuple(chosen_ones), SINCE).run()
    backwards = hold(at_since(), tuple(reversed(chosen_ones)), SINCE).run()
    same(at_once, backwards)


def test_a_coalition_is_the_run_that_held_the_others_from_the_first() -> None:
    """Branching late where a factor begins to act gives the same outcomes, exactly."""
    names = tuple(one.name for one in acting(case(), (), SINCE))
    game = Game(case(), names, SINCE)
    lived = []
    values = game.play(0, 0b0101, lived.append)
    assert sum(lived) == game.months
    assert len(values) * game.pieces == 1 << len(names)
    for number, found in values.items():
        run = at_since()
        cohort = Cohort.of(run)
        absent = [one.factor for n, one in enumerate(game.factors) if not number >> n & 1]
        held, fate = hold(run, tuple(absent), SINCE), Fate.of(cohort)
        while not held.over:
            fate.note(cohort, held.step())
        assert outcomes(held, cohort, fate) == found


@pytest.mark.deep
def test_held_networks_feel_contacts_where_they_were() -> None:
    """Who stays feels every contact of the first year where he or she lived."""
    run = hold(at_since(), (factors()["networks"],), SINCE)
    before, contacts = run.world.ties.columns[1].copy(), run.world.ties.contact.copy()
    home = run.world.people.place.copy()
    run.run()
    people, ties = run.world.people, run.world.ties
    stayed = (people.place[: len(home)] == home) & (people.active[: len(home)] == 1)
    gone = people.place[: len(home)] != home
    seen = 0
    for i in np.flatnonzero(stayed[: len(before)]).tolist():
        for slot in range(int(ties.degree[i])):
            known = np.flatnonzero(contacts[i] == ties.contact[i, slot])
            if known.size and gone[ties.contact[i, slot]]:
                assert ties.columns[1][i, slot] == before[i, known[0]]
                seen += 1
    assert seen > 50
    far = [
        int(
            (
                ties.country[ties.columns[1][i, : ties.degree[i]]] != ties.country[people.place[i]]
            ).sum()
        )
        for i in range(people.used)
    ]
    assert ties.far[: people.used].tolist() == far


def test_unknown_factors_are_told() -> None:
    """A name that no factor has is answered with the nearest one."""
    with pytest.raises(TalentflowError, match='did you mean "repression"'):
        chosen(["represion"])


def test_starts_are_the_dates_of_the_tables() -> None:
    """The election is the first of repression, the closed borders the first of the rules."""
    begin = {one.name: one.start for one in acting(case("months=80"), (), SINCE)}
    dates = {name: f"{date_of(case().start, month):%Y-%m}" for name, month in begin.items()}
    assert dates["repression"] == "2020-08"
    assert dates["entry"] == "2020-03"
    assert dates["war"] == "2021-07"
    assert dates["pay"] == "2020-01"
    assert "policies" not in dates
