"""Programmes of hosts: who uses them, when they act, and what they do to papers."""

import numpy as np
import pandas as pd
import pytest
from tests import lives, worlds

from talentflow.model import MigrationModel
from talentflow.reasons import wish_parts
from talentflow.routes import number
from talentflow.scenario import Scenario

ALONE = (*worlds.BORDER, *worlds.UNCOUPLED, "gates.border.enforced=false")
QUEUE = (*ALONE, "gates.visa_queue.enforced=true")
NO_JOBS = ("gates.job_opening.foreign_share=0", "gates.savings.enforced=false")


def five(tables: worlds.World, *overrides: str, months: int = 12) -> Scenario:
    """Return five countries through the crisis of 2020."""
    return worlds.scenario(tables, *overrides, months=months, scale=60, start="2020-06")


def plain() -> worlds.World:
    """Return five countries without the shipped programmes."""
    return {**worlds.world(*worlds.COUNTRIES), "programmes": []}


def run(tables: worlds.World, *overrides: str, months: int = 12) -> dict[str, pd.DataFrame]:
    """Return the outcome tables of five countries."""
    return dict(MigrationModel(five(tables, *overrides, months=months)).run().tables())


def to(tables: dict[str, pd.DataFrame], host: str) -> pd.DataFrame:
    """Return the queues to one host."""
    queues = tables["queues"].astype({"destination": str, "programme": str})
    return queues[queues["destination"] == host]


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    """Demand the same tables to the last bit."""
    for name in one:
        left, right = (lives.plain(tables[name]) for tables in (one, other))
        pd.testing.assert_frame_equal(left, right, check_exact=True, obj=name)


def test_nobody_uses_it_nothing_changes() -> None:
    """A programme with take-up 0 changes no bit of any table, nor does the switch turned off."""
    without = run(plain())
    idle = worlds.programme(plain(), "POL", take_up=0.0, refusal=1.0, capacity=0.0)
    assert_same(without, run(idle))
    busy = worlds.programme(plain(), "POL", refusal=1.0)
    assert_same(without, run(busy, "states.programmes.enabled=false"))


def test_a_programme_acts_in_no_month_before_its_start() -> None:
    """Up to its first month everything is as without it; then its papers are filed."""
    dated = worlds.programme(plain(), "POL", start="2020-11-16", end="2021-03-10")
    one, other = run(plain()), run(dated)
    first = pd.Timestamp("2020-12-01")
    for name, table in one.items():
        before, after = (
            lives.plain(t[t["date"] < first]).reset_index(drop=True) for t in (table, other[name])
        )
        pd.testing.assert_frame_equal(before, after, check_exact=True, obj=name)
    used = to(other, "POL").query("programme == 'test'")
    filed = used[used["applied"] > 0]["date"]
    assert (filed.min(), filed.max()) == (first, pd.Timestamp("2021-02-01"))


def test_who_uses_a_programme_needs_no_job() -> None:
    """Where no job opens to foreigners nobody comes but by a programme that asks for none."""
    closed = worlds.rule(plain(), "job_required", 1.0, "POL", "LTU")
    opened = worlds.programme(closed, "POL", take_up=0.5)
    strict = worlds.programme(closed, "LTU", job_required="1")
    assert to(run(closed, *NO_JOBS), "POL").empty
    found = to(run(opened, *NO_JOBS), "POL")
    assert set(found["programme"]) == {"test"}
    assert found["granted"].sum() > 0
    assert to(run(strict, *NO_JOBS), "LTU").empty


def test_take_up_is_a_trait_for_life() -> None:
    """The share of applicants that a programme takes is its take-up, and each stays with it."""
    shared = worlds.programme(plain(), "POL", take_up=0.4)
    model = MigrationModel(five(shared, *ALONE, *worlds.CERTAIN, "decision.intention.drop=1"))
    uses: dict[int, set[int]] = {}
    for _ in range(8):
        model.step()
        people = lives.columns(model)
        people = people[(people["plan_country"] == "POL") & (people["programme"] >= 0)]
        for key, programme in people["programme"].items():
            uses.setdefault(key, set()).add(programme)
    assert all(len(routes) == 1 for routes in uses.values())
    share = np.mean([routes == {1} for routes in uses.values()])
    assert len(uses) > 300
    assert share == pytest.approx(0.4, abs=4 * np.sqrt(0.24 / len(uses)))


def test_another_programme_shifts_nobody() -> None:
    """A programme keeps its number whatever else is in the table, so its users stay the same."""
    assert number("poland-business-harbour") != number("ukraine-decree-420")
    first = worlds.programme(plain(), "POL", take_up=0.4)
    both = worlds.programme(worlds.programme(plain(), "LTU", "other"), "POL", take_up=0.4)
    one, other = to(run(first, *ALONE), "POL"), to(run(both, *ALONE), "POL")
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))


def test_capacity_is_kept() -> None:
    """Decisions never exceed the capacity of the months so far and one person's carry."""
    scarce = worlds.programme(plain(), "POL", capacity=90.0, refusal=0.25)
    found = to(run(scarce, *worlds.UNCOUPLED, *NO_JOBS), "POL").query("programme == 'test'")
    decided = (found["granted"] + found["refused"]).to_numpy().cumsum()
    months = found["date"].dt.year * 12 + found["date"].dt.month - (2020 * 12 + 5)
    assert (decided <= 90.0 * months + 1e-6).all()
    assert decided[-1] > 60 * 8
    assert found["waiting"].max() > 60 * 5
    assert found["refused"].sum() > 0


def test_refusals_lower_grants() -> None:
    """The more decisions refuse, the fewer are granted; all refused means nobody comes."""
    granted = [
        to(run(worlds.programme(plain(), "POL", refusal=share), *QUEUE), "POL")["granted"].sum()
        for share in (0.0, 0.2, 0.4, 1.0)
    ]
    assert granted[0] > granted[1] > granted[2] > granted[3] == 0


def test_refused_people_go_on_wishing() -> None:
    """Who is refused has no plan or papers left, and the stage that the month's wish gives."""
    harsh = worlds.programme(plain(), "POL", refusal=1.0)
    model = MigrationModel(five(harsh, *QUEUE))
    seen = set()
    for _ in range(8):
        now = model.simulation.step()
        world, rows = model.simulation.world, now.refused
        people = world.people
        wish = wish_parts(world, now.look, rows).sum(1) + people.answer[rows]
        stays = people.active[rows] == 1
        assert (people.stage[rows][stays] == (wish[stays] > 0)).all()
        assert (people.plan[rows] == -1).all()
        assert (people.programme[rows] == -1).all()
        assert len(now.refused_plans) == len(rows)
        seen |= set(people.stage[rows].tolist())
    assert seen == {0, 1}


def test_unused_visas_and_families_are_counted() -> None:
    """Unused visas are leakage times grants, and only a programme for families counts them."""
    generous = worlds.programme(plain(), "POL", leakage=2.5, families="1")
    generous = worlds.programme(generous, "LTU", "alone", leakage=0.5)
    tables = run(generous)
    for host, leakage in (("POL", 2.5), ("LTU", 0.5)):
        found = to(tables, host)
        assert found["unused"].tolist() == (leakage * found["granted"]).tolist()
    assert to(tables, "POL")["family_members"].sum() > 0.2 * to(tables, "POL")["granted"].sum()
    assert to(tables, "LTU")["family_members"].sum() == 0
    assert to(tables, "UKR")[["unused", "family_members"]].sum().sum() == 0
    nobody = to(run(generous, "people.families.enabled=false"), "POL")
    assert nobody["family_members"].sum() == 0


def test_shipped_programmes_are_used() -> None:
    """In the shipped scenario papers are filed with each programme, from its start on."""
    model = MigrationModel("belarus-2020", scale=60, months=48).run()
    queues = model.tables()["queues"].astype({"programme": str})
    first = queues[queues["applied"] > 0].groupby("programme")["date"].min()
    assert first["poland-business-harbour"] == pd.Timestamp("2020-09-01")
    assert first["ukraine-decree-420"] >= pd.Timestamp("2020-10-01")
    assert first["lithuania-relocation"] >= pd.Timestamp("2021-06-01")
    assert first["ordinary"] == pd.Timestamp("2019-01-01")
