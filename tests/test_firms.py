"""Firms as actors: they relocate under pressure, make offers, and leave nobody without a state."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds

from talentflow.model import MigrationModel
from talentflow.rules.firms.relocation import (
    CLOSED,
    EXPLORE,
    FULL,
    PARTIAL,
    SETTLED,
    Relocation,
)
from talentflow.rules.firms.triggers import Triggers
from talentflow.scenario import Scenario, load
from talentflow.vocabulary import FIRM_STAGES

OFF = "firms.relocation.enabled=false"
READY = (
    "firms.relocation.explore=2",
    "firms.relocation.partial=2",
    "firms.relocation.full=2",
    "firms.staff.notice=2",
)
"""Firms go as fast as they can."""
NO_PRESSURE = tuple(
    f"firms.triggers.{name}=0" for name in ("client_risk", "disruption", "leaving", "peers")
)


def crisis(*overrides: str, months: int = 10, scale: float = 100) -> Scenario:
    """Return five countries from the summer of 2020 on."""
    tables = worlds.world(*worlds.COUNTRIES)
    return worlds.scenario(tables, *overrides, months=months, scale=scale, start="2020-07")


def ban(case: Scenario, day: str) -> Scenario:
    """Keep everybody in from a day on."""
    tables = worlds.world(*worlds.COUNTRIES)
    row = next(row for row in tables["entry_rules"] if row["field"] == "exit")
    rows = [*tables["entry_rules"], row | {"date": day, "value": "0", "event": ""}]
    run = {"months": case.months, "scale": case.scale, "start": f"{case.start:%Y-%m}"}
    return worlds.scenario({**tables, "entry_rules": rows}, *READY, **run)


def staff(model: MigrationModel) -> pd.DataFrame:
    """Return the active people who work for their firm."""
    frame = model.professionals.to_frame()
    frame = frame[frame["employment"] == 0]
    home = frame["abroad_since"] == -32768
    return frame[
        (frame["active"] == 1)
        & (frame["employer"] >= 0)
        & (home | (frame["abroad_since"] >= 0) | (frame["rejoined"] == 1))
    ]


def test_the_next_stage_by_hand() -> None:
    """Chances of a step follow rate, size and owner; a ban and closing come as stated."""
    rule = Relocation(
        explore=0.5, partial=0.25, full=0.1, close=0.2, give_up=0.1, size_slope=0.5, foreign=2.0
    )
    steps = [  # stage, size class, foreign, barred, u, w, after
        (SETTLED, 0, False, False, 0.39, 0.9, EXPLORE),  # 1 − exp(−0.5) = 0.3935
        (SETTLED, 0, False, False, 0.40, 0.9, SETTLED),
        (SETTLED, 2, False, False, 0.17, 0.9, SETTLED),  # 1 − exp(−0.5 e⁻¹) = 0.1680
        (SETTLED, 2, True, False, 0.30, 0.0, EXPLORE),  # twice the rate: 0.3078
        (EXPLORE, 0, False, False, 0.22, 0.9, PARTIAL),  # 0.2212
        (EXPLORE, 0, False, False, 0.91, 0.0, SETTLED),
        (EXPLORE, 0, True, False, 0.70, 0.18, CLOSED),  # 1 − exp(−0.2) = 0.1813
        (PARTIAL, 0, False, False, 0.09, 0.9, FULL),
        (PARTIAL, 0, False, True, 0.01, 0.9, PARTIAL),
        (FULL, 0, False, True, 0.50, 0.9, PARTIAL),
        (FULL, 0, False, False, 0.00, 0.9, FULL),
        (CLOSED, 0, True, False, 0.00, 0.0, CLOSED),
    ]
    stage, size, foreign, barred, u, w, after = (np.array(x) for x in zip(*steps, strict=True))
    pressure = np.ones(len(steps))
    np.testing.assert_array_equal(
        rule.next_stage(stage, pressure, size, foreign, barred, u, w), after
    )


def test_pressure_by_hand() -> None:
    """Pressure is the weighted sum of lost clients, disruption, leaving staff and peers."""
    rule = Triggers(
        client_risk=0.1, foreign_product=0.5, foreign_outsourcing=1.0, disruption=1.0,
        leaving=2.0, peers=0.3,
    )  # fmt: skip
    found = rule.pressure(
        np.array([0, 1]), np.array([3.0, 3.0]), np.array([0.5, 0.5]), np.array([0.1, 0.0]),
        np.array([0.0, 0.5]),
    )  # fmt: skip
    np.testing.assert_allclose(found, [0.15 + 0.5 + 0.2, 0.3 + 0.5 + 0.15])


@settings(deadline=None)
@given(st.floats(0, 20), st.integers(0, 4), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_more_pressure_never_keeps_a_firm_back(p: float, at: int, u: float, w: float) -> None:
    """With the same luck, a firm under more pressure is at the same stage or a later one."""
    one, other = (
        Relocation().next_stage(
            np.array([at]), np.array([pressure]), np.array([1]), np.array([True]),
            np.array([False]), np.array([u]), np.array([w]),
        )[0]
        for pressure in (p, p + 1.0)
    )  # fmt: skip
    assert other >= one


def test_without_pressure_nobody_relocates() -> None:
    """Without any weight on what presses firms, all stay settled and every table is as without."""
    alone = ("firms.foundings.enabled=false", "firms.staff.rehiring=0")
    still = MigrationModel(crisis(*NO_PRESSURE, *alone)).run()
    assert (still.simulation.world.firm_state.stage == SETTLED).all()
    off = MigrationModel(crisis(OFF)).run()
    without = off.tables()
    for name, table in still.tables().items():
        numbers = ["contribution"] if name == "reasons" else []  # sums over variants are rounded
        for number in numbers:
            assert np.allclose(table[number], without[name][number], atol=1e-9)
        pd.testing.assert_frame_equal(
            table.drop(columns=numbers), without[name].drop(columns=numbers)
        )


def test_the_switch_leaves_no_trace() -> None:
    """Switched off, no parameter of firms changes any table."""
    one = MigrationModel(crisis(OFF)).run().tables()
    other = MigrationModel(
        crisis(
            OFF, *READY, "firms.offers.partial=5", "firms.offers.full=5", "firms.staff.rehiring=1",
            "firms.triggers.client_risk=2", "firms.office_place.parent=9",
        )
    ).run().tables()  # fmt: skip
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name])


@pytest.fixture(scope="module", name="moved")
def _moved() -> MigrationModel:
    """Return a world in which many firms went over to full."""
    return MigrationModel(crisis(*READY, "firms.relocation.close=0.3", months=14)).run()


def test_staff_are_conserved(moved: MigrationModel) -> None:
    """Staff by firm and place sum to those who work, in the table and at the handles."""
    work, scale = staff(moved), moved.case.scale
    table = moved.tables()["firms"]
    last = table[table["date"] == table["date"].max()]
    assert last["staff"].sum() == len(work) * scale
    places = [place.code for place in moved.places]
    by_place = last.groupby("place", observed=True)["staff"].sum()
    expected = work.groupby("place").size().rename(lambda p: places[p]) * scale
    assert by_place[by_place > 0].to_dict() == expected.to_dict()
    assert sum(sum(firm.staff_by_place.values()) for firm in moved.companies) == len(work) * scale
    assert (work["employer"] < len(moved.companies)).all()
    closed = last[last["stage"] == "closed"]
    assert len(closed)
    assert (closed["staff"] == 0).all()


def test_each_firm_has_one_seat_and_at_most_one_office(moved: MigrationModel) -> None:
    """Seats sum to all firms in every month; offices abroad are those of partial and full firms."""
    table, world = moved.tables()["firms"], moved.simulation.world
    start = world.maker.firms.count.sum()
    founded = table.groupby("date")["founded"].sum().cumsum()
    assert (table.groupby("date")["seats"].sum() == start + founded).all()
    assert start + founded.iloc[-1] == world.firms.count.sum()
    assert (table[["seats", "offices"]].max(axis=1) <= table["firms"]).all()
    last = table[table["date"] == table["date"].max()]
    sums = last.groupby("stage", observed=True)[["seats", "offices"]].sum()
    for stage, name in enumerate(FIRM_STAGES):
        count = world.firms.count[world.firm_state.stage == stage].sum()
        seats, offices = sums.loc[name] if name in sums.index else (0, 0)
        assert seats == count
        assert offices == (count if name in {"partial", "full"} else 0)
    at_home = {place.code for place in moved.places if place.country == "BLR"}
    assert not last.loc[last["place"].isin(at_home), "offices"].any()
    full = last[last["stage"] == "full"]
    assert full["seats"].sum() == full.loc[~full["place"].isin(at_home), "seats"].sum() > 0


def test_staff_live_where_their_firm_is(moved: MigrationModel) -> None:
    """Staff abroad live in the country of the office, and staff at home have a firm there."""
    state, plan = moved.simulation.world.firm_state, moved.simulation.world.blueprint
    work = staff(moved)
    country = plan.country_of_place[work["place"]]
    seat = plan.country_of_place[moved.firms.place]
    office = np.where(state.at_home, state.office_country(plan.country_of_place), seat)
    abroad, firm = country != plan.home[0], work["employer"].to_numpy()
    assert abroad.sum() > 20
    left = (state.moved >= 0) & (moved.case.months - 1 - state.moved < 2)
    assert ((office[firm] == country) | left[firm])[abroad].all()
    shut = state.shut_at_home(moved.case.months - 1, 2)
    assert shut.any()
    assert not shut[work["employer"]][~abroad].any()


def test_nobody_is_without_a_state(moved: MigrationModel) -> None:
    """Everybody active has a place, a stage and a firm or none; who lost one finds another."""
    people = moved.professionals.to_frame().query("active == 1")
    assert people["place"].between(0, len(moved.places) - 1).all()
    assert people["stage"].between(0, 3).all()
    assert people["employer"].between(-1, len(moved.companies) - 1).all()
    home = people["abroad_since"] == -32768
    hiring = moved.simulation.world.firm_state.hiring
    some = [any(hiring[(moved.firms.place == p)]) for p in range(len(moved.places))]
    idle = home & (people["employer"] < 0) & np.array(some)[people["place"]]
    assert idle.sum() < 0.5 * home.sum()
    unemployed = people["employment"] == 3
    assert unemployed.sum() > 10
    assert (home & (people["employer"] < 0))[unemployed].all()


def test_an_exit_ban_turns_full_into_partial() -> None:
    """Once staff may not leave, no firm is at full: who was is partial and stays so."""
    model = MigrationModel(ban(crisis(months=12), "2021-01-01"))
    model.run_until(6)
    state = model.simulation.world.firm_state
    full = state.stage == FULL
    assert full.sum() > 10
    model.step()
    assert (state.stage[full] == PARTIAL).all()
    model.run_until(9)  # later rows of the shipped table let more people out again
    assert not (state.stage == FULL).any()
    assert (state.destination[full & (state.stage != CLOSED)] >= 0).all()


def test_offers_draw_staff_to_the_office() -> None:
    """With offers worth more, more staff go with their firm, and the reasons say so."""
    weak, strong = (
        MigrationModel(
            crisis(*READY, f"firms.offers.full={worth}", f"firms.offers.partial={worth}")
        ).run()
        for worth in (0.0, 4.0)
    )
    with_firm = [int((staff(one)["abroad_since"] >= 0).sum()) for one in (weak, strong)]
    assert with_firm[1] > 1.5 * with_firm[0]
    office = []
    for one in (weak, strong):
        reasons = one.tables()["reasons"]
        wish = reasons[(reasons["decision"] == "wish") & (reasons["group"] == "all")]
        office.append(wish[wish["term"] == "office"]["contribution"].iloc[-1])
    assert office[1] > office[0] + 0.1


def test_one_firms_pressure_leaves_others_luck_alone() -> None:
    """With more pressure on outsourcing alone, firms of the product sector take the same steps."""
    alone = ("firms.triggers.leaving=0", "firms.triggers.peers=0", "firms.triggers.client_risk=2")
    one, other = (
        MigrationModel(
            crisis(*alone, f"firms.triggers.foreign_outsourcing={share}", months=14)
        ).run()
        for share in (0.0, 1.0)
    )
    product = one.firms.sector == 0
    before, after = (run.simulation.world.firm_state.stage for run in (one, other))
    np.testing.assert_array_equal(before[product], after[product])
    assert (before[~product] != after[~product]).any()


@pytest.mark.parametrize("scale", [20.0, 300.0])
def test_small_firms_are_bundled_with_their_like(scale: float) -> None:
    """A bundle holds a few simulated persons; firms, staff and size classes are those of all."""
    fine, coarse = (
        MigrationModel(load("belarus-2020").replace(scale=s, months=1)).firms for s in (1.0, scale)
    )
    assert fine.count.sum() == coarse.count.sum()
    assert fine.size.sum() == pytest.approx(coarse.size.sum())
    bundles = coarse.count > 1
    assert bundles.any()
    assert (coarse.size[bundles] <= 11 * scale).all()
    assert len(set(coarse.key.tolist())) == len(coarse)
    for ownership in range(3):
        sizes = [firms.size[firms.ownership == ownership].sum() for firms in (fine, coarse)]
        assert sizes[0] == pytest.approx(sizes[1])


def test_scale_does_not_change_how_many_relocate() -> None:
    """At a coarse scale about the same share of firms has an office abroad as at a fine one."""
    shares = []
    for scale in (60, 240):
        runs = [
            MigrationModel(crisis(scale=scale, months=10), replication=n).run() for n in range(8)
        ]
        firms = [(run.firms.count, run.simulation.world.firm_state.abroad) for run in runs]
        shares.append(np.mean([count[abroad].sum() / count.sum() for count, abroad in firms]))
    assert 0.05 < shares[0] < 0.5
    assert shares[1] == pytest.approx(shares[0], abs=0.06)
