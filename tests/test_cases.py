"""Structural cases: what they count, how a number is judged, and on what ground they stand."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from talentflow_lab.cases import CASES
from talentflow_lab.cases.case import COLUMNS, Case, Counts, Quantity, rows_of
from talentflow_lab.cases.ground import Ground
from talentflow_lab.cases.intentions import planners

SCALE = 200.0


@pytest.fixture(scope="module", params=list(CASES))
def lived(request: pytest.FixtureRequest) -> tuple[Case, Counts, int]:
    """Return a case, what one coarse replication of it counted, and the months it lived."""
    case = CASES[request.param]
    months = 0

    def tell(more: int) -> None:
        nonlocal months
        months += more

    return case, case.live(case.ground("belarus-2020", scale=SCALE), 0, tell), months


@pytest.mark.deep
def test_a_case_counts_what_its_quantities_need(lived: tuple[Case, Counts, int]) -> None:
    """Every quantity can be asked of the counts, which are numbers of whole simulated people."""
    case, counts, months = lived
    rows = rows_of(case, pd.DataFrame([counts, counts]))
    assert list(rows) == list(COLUMNS)
    assert len(rows) == len(case.quantities)
    assert months == case.lived
    people = {name: n for name, n in counts.items() if "of pay" not in name}
    assert all(n >= 0.0 and (n / SCALE).is_integer() for n in people.values())


@pytest.mark.deep
def test_people_stay_what_they_are_in_all_arms(lived: tuple[Case, Counts, int]) -> None:
    """What is part of another is no larger, such as those gone of those known."""
    case, counts, _ = lived
    parts = {
        "V7": [("five all", "began all"), ("five DEU", "five all"), ("began DEU", "began all")],
        "V8": [],
        "V9": [
            ("plan", "wish"), ("prepare", "plan"), ("two gone wishing", "two known wishing"),
            ("three gone others", "three known others"),
        ],
        "V10": [("open back", "open inside"), ("walled in first", "walled in all")],
    }  # fmt: skip
    for part, whole in parts[case.name]:
        assert counts[part] <= counts[whole]
    if case.name == "V10":
        assert counts["open inside"] == counts["walled inside"]


@pytest.mark.parametrize(
    ("value", "verdict", "sure"),
    [(5.0, "hit", True), (20.0, "miss", True), (math.nan, "untold", False)],
)
def test_a_verdict(value: float, verdict: str, *, sure: bool) -> None:
    """Inside the range is a hit, outside a miss, and what cannot be told is neither."""
    row = rows_of(_case(lambda _: value), pd.DataFrame({"a": [1.0, 2.0]})).iloc[0]
    assert (row["verdict"], row["sure"]) == (verdict, sure)


def test_luck_leaves_a_verdict_open() -> None:
    """A pooled number whose interval crosses a bound is not sure."""
    counts = pd.DataFrame({"a": [6.0, 9.0, 12.0, 5.0]})
    row = rows_of(_case(lambda c: c["a"]), counts).iloc[0]
    assert row["verdict"] == "hit"
    assert not row["sure"]
    assert row["interval_low"] < 8.0 < row["interval_high"]


def test_counts_are_pooled_before_they_are_divided() -> None:
    """A replication with few people counts for little."""
    counts = pd.DataFrame({"a": [1.0, 0.0], "b": [99.0, 1.0]})
    case = _case(lambda c: 100.0 * c["a"] / c["b"])
    assert rows_of(case, counts).iloc[0]["simulated"] == pytest.approx(1.0)


def test_draws_of_a_posterior_make_the_interval() -> None:
    """With a posterior the interval is that of the single draws, not of their mean."""
    counts = pd.DataFrame({"a": [float(n) for n in range(101)]})
    case = _case(lambda c: c["a"])
    wide, narrow = (rows_of(case, counts, posterior=p).iloc[0] for p in (True, False))
    assert (wide["interval_low"], wide["interval_high"]) == pytest.approx((5.0, 95.0))
    assert narrow["interval_high"] - narrow["interval_low"] < 20.0


def test_the_mix_of_planners_meets_the_fitted_share() -> None:
    """Intenders mixed so have 24 % gone after two years, where that is possible."""
    counts = {
        "two known planning": 100.0, "two gone planning": 60.0,
        "two known only wishing": 100.0, "two gone only wishing": 6.0,
    }  # fmt: skip
    share = planners(counts)
    assert share * 60.0 + (1.0 - share) * 6.0 == pytest.approx(24.0)
    assert planners(counts | {"two gone only wishing": 30.0}) == 0.0


def test_a_case_stands_on_the_users_parameters_and_on_its_own_calm() -> None:
    """Settings and draws reach a case, except for what its calm switches off."""
    ground = Ground.of(
        "belarus-2020", ["terms.real_wage.weight=0.7", "shocks.crisis.gain=20"], months=6,
        changes={"states": {"programmes": {"enabled": False}}}, seed=3, scale=50.0,
        draws=[["terms.distance.weight=0.5"], ["terms.distance.weight=0.6"]],
    )  # fmt: skip
    case = ground.arm(1, {"visa-waiver": {"DEU": {"start": "2019-03"}}})
    assert case.rule("terms.real_wage").weight == 0.7
    assert case.rule("terms.distance").weight == 0.6
    assert ground.arm(2).rule("terms.distance").weight == 0.5
    assert case.rule("shocks.crisis").gain == 0.0
    assert not case.rule("states.programmes").enabled
    assert (case.months, case.seed, case.scale, case.origin) == (6, 3, 50.0, ("BLR",))
    assert [lever.slug for lever in case.levers] == ["visa-waiver"]


def test_every_quantity_says_what_it_rests_on() -> None:
    """A quantity has a source, a range with its observed value inside, and a use."""
    for case in CASES.values():
        for one in case.quantities:
            assert one.source
            assert one.low < one.high
            assert math.isnan(one.observed) or one.low <= one.observed <= one.high
            assert (one.use == "property") == math.isnan(one.observed)


def test_what_a_case_sets_is_no_hit() -> None:
    """A number that the case itself fits is called so; where it cannot be met it is a miss."""
    counts = pd.DataFrame({"a": [5.0, 5.0]})
    for value, verdict in ((5.0, "set"), (50.0, "miss")):
        case = _case(lambda _, v=value: v)
        one = replace(case.quantities[0], met=True)
        assert rows_of(replace(case, quantities=(one,)), counts).iloc[0]["verdict"] == verdict


def _case(simulate) -> Case:  # noqa: ANN001 - a function of counts
    quantity = Quantity("a number", "%", "predicted", 5.0, 0.0, 10.0, simulate, "a source")
    return Case("V0", "A case", "", 1, 1, {}, lambda *_: {}, (quantity,))
