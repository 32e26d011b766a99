"""Baselines: persistence by hand, gravity that finds a law, nothing from after the split."""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from talentflow.scenario import load
from talentflow_lab.baselines import BASELINES, baseline_samples, goes_on, in_proportion
from talentflow_lab.gravity import FEATURES, elastic_net_shares, features, ppml_shares
from talentflow_lab.targets import Target, load_targets

SPLIT = date(2021, 2, 28)


def target(**changes: object) -> Target:
    """Return a count of moves to Poland in the first half of 2020."""
    one = Target(
        "a", date(2020, 1, 1), date(2020, 6, 30), ("BLR",), "POL", "", "reported_moves", 600.0,
        float("nan"), float("nan"), "persons", "people", "high", fitted=True, source="s", note="",
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def test_counts_go_on_month_by_month() -> None:
    """A period twice as long has twice as many."""
    later = target(id="b", period_start=date(2021, 1, 1), period_end=date(2021, 12, 30))
    assert goes_on(later, [target()]) == pytest.approx(1200.0, rel=0.01)


def test_shares_and_growth_go_on() -> None:
    """A share stays; growth of 21 % in two years is 10 % in one."""
    share = target(unit="% of leavers", link="leaver_destination", value=42.0)
    later = replace(share, id="b", period_end=date(2021, 4, 30), unit="% of leavers (n 264)")
    assert goes_on(later, [share]) == 42.0
    grown = target(unit="% growth of headcount", value=21.0, period_end=date(2021, 12, 31))
    year = replace(grown, id="b", period_start=date(2022, 1, 1), period_end=date(2022, 12, 31))
    assert goes_on(year, [grown]) == pytest.approx(10.0, abs=0.05)


def test_the_last_figure_of_the_same_kind_goes_on() -> None:
    """Other destinations and kinds say nothing; of two figures the later one goes on."""
    old = target(id="old", period_end=date(2020, 3, 31), value=1.0, unit="% of people")
    new, asked = (
        replace(old, id="new", period_end=date(2020, 9, 30), value=2.0),
        target(id="b", unit="% of people", period_end=date(2021, 9, 30)),
    )
    assert goes_on(asked, [new, old]) == 2.0
    assert goes_on(asked, [replace(new, destination="UKR")]) is None
    assert goes_on(replace(asked, link=""), [replace(new, link="")]) is None


def test_other_destinations_scale_the_shares() -> None:
    """Counts elsewhere, month for month, times the ratio of shares."""
    shares = pd.DataFrame({"POL": [0.4, 0.2], "UKR": [0.1, 0.1]})
    asked = target(id="b", destination="UKR", period_start=date(2021, 1, 1),
                   period_end=date(2021, 6, 30))  # fmt: skip
    samples = in_proportion(asked, [target()], shares)
    assert samples is not None
    assert samples == pytest.approx([150.0, 300.0], rel=0.02)
    told = in_proportion(replace(asked, link="leaver_destination", unit="%"), [], shares)
    assert told == pytest.approx([10.0, 10.0])
    assert in_proportion(replace(asked, destination="FIN"), [target()], shares) is None


def made_up(noise: float) -> pd.DataFrame:
    """Return pairs whose stocks follow a known law."""
    rng = np.random.default_rng(5)
    names = [f"H{n:02d}" for n in range(40)]
    table = pd.DataFrame(list(product(("AAA", "BBB"), names)), columns=["origin", "destination"])
    for name in FEATURES:
        table[name] = rng.normal(0.0, 1.0, len(table))
    law = 5.0 - 0.9 * table["ln_km"] + 0.5 * table["ease"] + (table["origin"] == "BBB")
    table["stock"] = np.exp(law + noise * rng.standard_normal(len(table)))
    return table


def test_ppml_finds_the_law() -> None:
    """With hardly any noise the shares are those of the law."""
    table = made_up(1e-3)
    found = ppml_shares(table, "AAA", 1)
    own = table[table["origin"] == "AAA"].set_index("destination")["stock"]
    assert found.mean().to_numpy() == pytest.approx((own / own.sum()).to_numpy(), rel=5e-3)


def test_shares_sum_to_one() -> None:
    """Draws of both fits are shares, differ, and repeat with their seed."""
    for make in (ppml_shares, elastic_net_shares):
        found = make(made_up(0.4), "BBB", 2)
        assert found.sum(axis=1).to_numpy() == pytest.approx(1.0)
        assert (found.to_numpy() >= 0.0).all()
        assert found.std().max() > 0.0
        assert found.equals(make(made_up(0.4), "BBB", 2))


def test_features_are_those_of_the_day() -> None:
    """Rules of entry that came later are not known yet; every pair has all features."""
    data = load("belarus-2020").data
    before, after = (features(data, day).set_index(["origin", "destination"]) for day in
                     (date(2020, 1, 31), SPLIT))  # fmt: skip
    assert before.loc[("BLR", "POL"), "ease"] == 0.45
    assert after.loc[("BLR", "POL"), "ease"] == 0.6
    assert np.isfinite(before[[*FEATURES, "stock"]].to_numpy()).all()


def test_baselines_know_nothing_of_the_test_period() -> None:
    """Whatever is observed after the split, they say the same, and only of targets after it."""
    scenario = load("belarus-2020")
    targets = load_targets(scenario)
    other = [
        replace(one, value=one.value * 3.0 + 1.0) if one.period_end > SPLIT else one
        for one in targets
    ]
    ours, theirs = (baseline_samples(scenario.data, t, SPLIT, 1) for t in (targets, other))
    late = {one.id for one in targets if one.period_end > SPLIT}
    for name in BASELINES:
        assert ours[name].keys() == theirs[name].keys()
        assert set(ours[name]) <= late
        assert all(np.array_equal(ours[name][key], theirs[name][key]) for key in ours[name])
    assert ours["persistence"]["abroad-apr-2021"] == [15.0]
