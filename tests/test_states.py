"""What states do: exit rules that answer outflow, and conscription."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import lives, worlds

from talentflow.model import MigrationModel
from talentflow.reasons import wish_parts
from talentflow.rules.states.conscription import Conscription
from talentflow.rules.states.exit_answer import ExitAnswer
from talentflow.scenario import Scenario

ANSWER = "states.exit_answer.enabled=true"
HARSH = ("states.exit_answer.response=5", "states.exit_answer.threshold=0")
ALONE = (*worlds.UNCOUPLED, "gates.savings.enforced=false", "gates.job_opening.enforced=false")
NO_FEAR = "states.conscription.enabled=false"


def calm(*overrides: str, months: int = 8) -> Scenario:
    """Return five countries in which nothing happens."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    return worlds.scenario(tables, *overrides, months=months, scale=60)


def drafted(*overrides: str, months: int = 8, scale: float = 60) -> Scenario:
    """Return five countries with fear of being called up from April 2019 on."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    tables = worlds.event(tables, "2019-04-01", "conscription", 3.0)
    return worlds.scenario(tables, *overrides, months=months, scale=scale)


def tables_of(case: Scenario) -> dict[str, pd.DataFrame]:
    """Run a scenario and return its tables."""
    return dict(MigrationModel(case).run().tables())


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    """Demand the same tables to the last bit."""
    for name in one:
        left, right = (lives.plain(tables[name]) for tables in (one, other))
        pd.testing.assert_frame_equal(left, right, check_exact=True, obj=name)


def left(model: MigrationModel) -> list[float]:
    """Run to the end and count those who leave home, by month."""
    counts = []
    while not model.simulation.over:
        model.step()
        counts.append(model.left_this_month())
    return counts


def men(people: pd.DataFrame, month: int) -> "pd.Series[bool]":
    """Tell who is a man of military age."""
    years = (month - people["birth"]) / 12
    return (people["sex"] == 1) & (years >= 18) & (years < 27)


def test_the_answer_by_hand() -> None:
    """Below the threshold nothing changes, above it the share falls to the floor in a line."""
    rule = ExitAnswer(enabled=True, response=0.1, threshold=2.0, floor=0.3)
    outflow = np.array([0.0, 0.04, 0.1, 0.2])
    shares = rule.let_out(outflow, np.full(4, 0.02))
    assert shares == pytest.approx([1.0, 1.0, 0.7, 0.3])
    assert (ExitAnswer().let_out(outflow, np.full(4, 0.02)) == 1.0).all()


@given(st.floats(0, 5), st.floats(0, 50), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_an_answer_is_a_share_and_more_outflow_shuts_more(
    response: float, threshold: float, floor: float, low: float, high: float
) -> None:
    """The share let out lies between floor and 1 and never rises with the outflow."""
    rule = ExitAnswer(enabled=True, response=response, threshold=threshold, floor=floor)
    shares = rule.let_out(np.sort([low, high]), np.full(2, 0.016))
    assert (shares >= floor).all()
    assert (shares <= 1.0).all()
    assert shares[0] >= shares[1]


def test_a_state_answers_the_month_after() -> None:
    """The first outflow goes free; from the next month on a harsh state lets nobody out."""
    harsh = (ANSWER, *HARSH, "states.exit_answer.floor=0", *worlds.CERTAIN, *worlds.AT_ONCE, *ALONE)
    months = left(MigrationModel(calm(*harsh, months=5)))
    assert months[0] > 0
    assert months[1:] == [0, 0, 0, 0]


def test_an_answer_of_nothing_is_none() -> None:
    """A response of 0 and a floor of 1 leave every bit as it is without the mechanism."""
    without = tables_of(calm())
    assert_same(without, tables_of(calm(ANSWER, "states.exit_answer.response=0")))
    assert_same(without, tables_of(calm(ANSWER, *HARSH, "states.exit_answer.floor=1")))


def test_the_answer_relaxes_after_a_year() -> None:
    """The doors open again when those who left are more than twelve months gone."""
    settings = (ANSWER, *HARSH, "states.exit_answer.floor=0", *worlds.CERTAIN, *worlds.AT_ONCE)
    months = left(MigrationModel(calm(*settings, *ALONE, months=14)))
    assert months[1:13] == [0] * 12
    assert months[13] > 0


def test_fear_by_hand() -> None:
    """Push halves with its half-life, the strongest event counts, the deferred fear none."""
    rule = Conscription(weight=1.5, half_life=3.0)
    assert rule.push(np.array([3.0]), np.array([0.0])) == pytest.approx(1.5)
    assert rule.push(np.array([3.0, 1.0]), np.array([3.0, 0.0])) == pytest.approx(0.75)
    assert rule.push(np.array([3.0]), np.array([-1.0])) == 0.0
    assert Conscription(deferment=1.0).push(np.array([3.0]), np.array([0.0])) == 0.0
    assert Conscription(deferment=0.6).push(np.array([3.0]), np.array([0.0])) == pytest.approx(0.6)
    assert Conscription(exit_bar=0.5, deferment=0.5, bar_start=4, bar_months=2).barred(5) == 0.25
    assert Conscription(exit_bar=0.5, bar_start=4, bar_months=2).barred(6) == 0.0


def test_fear_is_a_part_of_the_wish_of_men_of_military_age() -> None:
    """Their wish holds weight · severity / 3, that of all others nothing of it."""
    model = MigrationModel(drafted("states.conscription.weight=2"))
    for month in range(5):
        people = lives.columns(model)
        now = model.simulation.step()
        people = lives.columns(model).loc[people.index]
        parts = wish_parts(model.simulation.world, now.look, np.arange(len(people)))
        fear = parts[:, -3]
        home = people["country"] == "BLR"
        hit = (men(people, month) & home).to_numpy()
        expected = 2.0 * 2.0 ** (-(month - 3) / 3.0) if month >= 3 else 0.0
        assert hit.sum() > 50
        assert fear[hit] == pytest.approx(np.full(hit.sum(), expected))
        assert not fear[~hit].any()
    reasons = model.tables()["reasons"].astype({"term": str, "group_value": str})
    fears = reasons[reasons["term"] == "conscription"].set_index(["date", "group_value"])
    months = pd.to_datetime(["2019-03-01", "2019-04-01"])
    assert fears["contribution"][months[0]].abs().max() == 0
    shown = fears["contribution"][months[1]]
    assert shown["women"] == shown["45+"] == 0
    assert 0 < shown["all"] < shown["men"] < shown["under25"] <= 2.0


def test_the_variety_of_choices_has_nothing_of_it() -> None:
    """Fear adds to the mean wish what it adds to the reasons, and leaves all other parts alone."""
    parts = []
    for more in ((), (NO_FEAR,)):
        model = MigrationModel(drafted(*more, months=4))
        for _ in range(3):
            model.step()
        parts.append(model.simulation.step().wish_sums)
    added = parts[0] - parts[1]
    assert added[:, -3].sum() > 50
    assert np.delete(added, -3, axis=1) == pytest.approx(0.0, abs=1e-5)


def test_fear_moves_men_of_military_age_and_nobody_else() -> None:
    """All others live the same lives with and without it; of these men more plan."""
    strong = ("states.conscription.weight=3", *ALONE, "decision.intention.kappa=0")
    strong = (*strong, "terms.home.weight=5", "feedback.hiring.growth=0")
    with_fear = MigrationModel(drafted(*strong, scale=8)).run()
    without = MigrationModel(drafted(*strong, NO_FEAR, scale=8)).run()
    one, other = lives.columns(with_fear), lives.columns(without)
    shared = one.index.intersection(other.index)
    ever = men(other, 3) | men(other, 8)
    same = (one.loc[shared] == other.loc[shared]).all(axis=1)
    assert same[~ever.loc[shared]].mean() > 0.999
    young = shared[ever.loc[shared]]
    gone = [(frame.loc[young, "abroad_since"] >= 0).sum() for frame in (one, other)]
    assert gone[0] > gone[1] + 5 * np.sqrt(gone[1] + 1)


def test_all_deferred_is_off() -> None:
    """Where all ICT staff are deferred every bit is as without conscription, bar included."""
    bar = ("states.conscription.exit_bar=1", "states.conscription.bar_months=6")
    off = tables_of(drafted(NO_FEAR))
    assert_same(off, tables_of(drafted("states.conscription.deferment=1", *bar)))


def test_the_bar_keeps_men_in_while_it_holds() -> None:
    """No man of military age leaves home while all are barred; others do, and they after it."""
    bar = ("states.conscription.exit_bar=1", "states.conscription.bar_start=2")
    lively = ("decision.intention.kappa=-4", "decision.intention.rate=0.05", *worlds.AT_ONCE)
    model = MigrationModel(calm(*bar, *lively, *ALONE, "states.conscription.bar_months=4"))
    by_month = []
    for month in range(8):
        before = lives.columns(model)
        model.step()
        after = lives.columns(model).loc[before.index]
        left_home = (before["country"] == "BLR") & (after["country"] != "BLR")
        called = men(before, month)
        by_month.append((int((left_home & called).sum()), int((left_home & ~called).sum())))
    inside = [n for month, (n, _) in enumerate(by_month) if 2 <= month < 6]
    assert inside == [0, 0, 0, 0]
    assert all(others > 0 for _, others in by_month)
    assert all(by_month[month][0] > 0 for month in (0, 1, 6, 7))
