"""Remote work: who takes it up, what it pays, what it does to wishes, and that it can be shut."""

from typing import cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import lives, worlds

from talentflow.kernels.tables import STUDENT, Columns
from talentflow.model import MigrationModel
from talentflow.parameters import parameters_of
from talentflow.rules.work.remote import Remote
from talentflow.scenario import Scenario, load

COUNTRIES = ("BLR", "POL", "DEU", "USA")
LIVELY = ("work.remote.rate=0.01", "work.remote.discount=0.8")


def four(*overrides: str, tables: worlds.World | None = None, **run: float | str) -> Scenario:
    """Return a calm world of four countries where many work remotely."""
    calm = worlds.calm(worlds.world(*COUNTRIES)) if tables is None else tables
    return worlds.scenario(calm, *LIVELY, *overrides, **{"scale": 40, "months": 10, **run})


def remote(case: Scenario) -> "pd.Series[float]":
    """Return real people who work remotely by month."""
    work = MigrationModel(case).run().tables()["work"]
    every = pd.Index(sorted(set(work["date"])))
    counts = work[work["employment"] == "remote"].groupby("date")["persons"].sum()
    return counts.reindex(every, fill_value=0.0)


def clients(case: Scenario) -> "pd.Series[str]":
    """Return the country of everybody's remote employer at the start, "" for local work."""
    codes = [*case.data.frame("countries")["iso3"], ""]
    frame = MigrationModel(case).professionals.to_frame().set_index("key")
    return frame["client"].map(lambda client: codes[client])


def columns(model: MigrationModel) -> Columns:
    """Return the columns of a model, to write into."""
    return cast("Columns", model.simulation.world.people)


def send_to(model: MigrationModel, client: int) -> None:
    """Let all who live at home work for employers of a country, −1 for local work."""
    people, world = columns(model), model.simulation.world
    home = ~world.is_abroad(np.arange(people.used))
    people.employment[: people.used][home] = int(client >= 0)
    people.client[: people.used][home] = client
    world.take_census(0)


@pytest.mark.parametrize("change", [LIVELY, ("work.remote.shutdown_loss=1",)])
def test_switched_off_it_leaves_no_trace(change: tuple[str, ...]) -> None:
    """Off, no parameter of it matters, and the tables are those of a world that nobody asks."""
    base = ("scale=150", "months=24", "start='2020-01'")
    off = MigrationModel(load("belarus-2020", [*base, "work.remote.enabled=false"])).run()
    also = MigrationModel(load("belarus-2020", [*base, *change, "work.remote.enabled=false"])).run()
    none = MigrationModel(load("belarus-2020", [*base, "work.remote.rate=0"])).run()
    for name, table in off.tables().items():
        pd.testing.assert_frame_equal(table, also.tables()[name], check_exact=True)
        pd.testing.assert_frame_equal(table, none.tables()[name], check_exact=True)
    assert "remote" not in set(off.tables()["work"]["employment"])


def test_remote_work_falls_when_the_internet_is_shut() -> None:
    """In the month of a shutdown nobody takes it up and many lose it; later it recovers."""
    calm = worlds.calm(worlds.world(*COUNTRIES))
    open_, shut = (
        remote(four(tables=worlds.event(calm, "2019-05-06", "push", 3.0, kind=kind)))
        for kind in ("unrest", "infrastructure")
    )
    before, month = pd.Timestamp("2019-04-01"), pd.Timestamp("2019-05-01")
    assert open_[before] == shut[before]
    assert shut[month] < 0.8 * shut[before]
    assert shut[month] < 0.8 * open_[month]
    assert shut.iloc[-1] > shut[month]


def test_nobody_takes_up_remote_work_without_an_internet() -> None:
    """Who works remotely after a month of full shutdown did so before it."""
    calm = worlds.calm(worlds.world(*COUNTRIES))
    tables = worlds.event(calm, "2019-01-06", "push", 3.0, kind="infrastructure")
    model = MigrationModel(four(tables=tables))
    before = lives.columns(model)
    model.step()
    after = lives.columns(model).loc[before.index]
    assert (before["client"] >= 0).sum() > (after["client"] >= 0).sum() > 20
    assert (before["client"] >= 0)[after["client"] >= 0].all()


def test_a_lesser_shutdown_takes_less() -> None:
    """The more severe a shutdown, the fewer go on; one of severity 0 takes nothing."""
    calm = worlds.calm(worlds.world(*COUNTRIES))
    month = pd.Timestamp("2019-05-01")
    left = [
        remote(four(tables=worlds.event(calm, "2019-05-06", "push", size, kind="infrastructure")))[
            month
        ]
        for size in (0.0, 1.0, 3.0)
    ]
    assert left[0] > left[1] > left[2] > 0.0
    assert left[0] == remote(four())[month]


def test_without_internet_freedom_there_is_no_remote_work() -> None:
    """With freedom at 0 nobody works remotely; with more of it more do."""
    calm = worlds.calm(worlds.world(*COUNTRIES))
    means = [
        remote(four(tables=worlds.indicator(calm, "internet_freedom", free, "BLR"))).mean()
        for free in (0.0, 20.0, 100.0)
    ]
    assert means[0] == 0.0
    assert 0.0 < means[1] < means[2]


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("work.remote.discount=0.6", "work.remote.discount=0.9"),
        ("work.remote.legal_risk={BLR=3}", "work.remote.legal_risk={BLR=0}"),
        ("work.remote.end=0.1", "work.remote.end=0.01"),
        ("work.remote.english=0", "work.remote.english=1"),
    ],
)
def test_better_terms_raise_take_up_and_deter_nobody(less: str, more: str) -> None:
    """Who works remotely at the start still does so with better pay, less risk, longer jobs."""
    few, many = clients(four(less)), clients(four(more))
    assert (many[few != ""] != "").all()
    assert (many != "").sum() > 1.1 * (few != "").sum()
    assert remote(four(more)).mean() > remote(four(less)).mean()


def test_nobody_takes_work_that_pays_less() -> None:
    """Every remote job pays more than work at home; at a low share of the pay there is none."""
    assert set(clients(four("work.remote.discount=0.7"))) == {"", "POL", "DEU", "USA"}
    assert set(clients(four("work.remote.discount=0.4"))) <= {"", "DEU", "USA"}
    assert set(clients(four("work.remote.discount=0.1"))) == {""}


def test_better_pay_in_a_country_draws_people_to_its_employers_alone() -> None:
    """Where one country pays more, who changes the employer changes to that country."""
    calm = worlds.calm(worlds.world(*COUNTRIES))
    one = clients(four())
    other = clients(four(tables=worlds.indicator(calm, "pay_gross_usd_year", 100_000, "DEU")))
    known = one != ""
    assert (other[known & (one != other)] == "DEU").all()
    assert (known & (one != other)).sum() > 20
    assert (other != "").sum() > known.sum()


def test_remote_work_lowers_the_wish_by_what_it_pays() -> None:
    """A person's wish falls by λ β ln(remote pay / local pay), and the reasons say so."""
    model = MigrationModel(four("work.remote.enabled=true", months=3))
    people, row = columns(model), 5
    people.employment[row], people.client[row] = 0, -1
    local = model.professionals[row].reasons
    people.employment[row], people.client[row] = 1, 3
    away = model.professionals[row].reasons
    grade = int(people.grade[row])
    pay = 0.8 * 122_506 / 26_002 * np.array([0.541 / 0.32, 0.716 / 0.617, 0.978 / 1.2, 1.182 / 1.4])
    assert local["remote"] == 0.0
    assert away["remote"] == pytest.approx(-0.6 * 1.2 * np.log(pay[grade]), abs=1e-4)
    assert away.sum() - local.sum() == pytest.approx(away["remote"], abs=1e-4)
    same = away.index != "remote"
    assert away[same].to_numpy() == pytest.approx(local[same].to_numpy(), abs=1e-4)


def test_remote_workers_plan_less() -> None:
    """The same people plan less when they work for employers in a rich country."""
    planned = []
    for client in (-1, 3):
        model = MigrationModel(four("decision.intention.kappa=-2", "terms.home.weight=5"))
        send_to(model, client)
        people_then = lives.live(model)
        planned.append(people_then["planned"][people_then["country"] == "BLR"])
    local, away = planned
    assert away.sum() < 0.8 * local.sum()
    assert local[away].all()


def test_remote_pay_is_saved() -> None:
    """In one month those who work remotely save more by the ratio of the two pays."""
    model = MigrationModel(four("demography.leaving.left_occupation=0"))
    before = lives.columns(model)
    model.step()
    after = lives.columns(model).loc[before.index]
    here = (before["country"] == "BLR") & (after["country"] == "BLR") & (after["active"] == 1)
    same = here & (before["client"] == after["client"])
    saved = (after["savings"] - before["savings"]) / before["premium"]
    seniors = same & (before["grade"] == 2)
    local = saved[seniors & (before["client"] < 0)].median()
    usa = saved[seniors & (before["client"] == 3)].median()
    assert usa / local == pytest.approx(0.8 * 122_506 * 0.978 / (26_002 * 1.2), rel=0.01)


def test_a_move_ends_remote_work() -> None:
    """Nobody who lives abroad works remotely, however many do at home."""
    model = MigrationModel(
        four("decision.intention.kappa=-3", "decision.intention.rate=1", *worlds.OPEN)
    )
    send_to(model, 3)
    for _ in range(6):
        model.step()
    people = lives.columns(model)
    moved = (people["country"] != "BLR") & (people["arrival"] >= 0)
    gone = people[moved & (people["employment"] != STUDENT)]
    assert len(gone) > 50
    assert (gone["employment"] == 0).all()
    assert (gone["client"] == -1).all()


def test_remote_work_leaves_jobs_at_home_open() -> None:
    """Who turns to employers abroad is replaced: more are hired at home."""
    entries = []
    for rate in (0.0, 0.05):
        model = MigrationModel(four(f"work.remote.rate={rate}", "feedback.hiring.supply=1"))
        send_to(model, -1)
        table = model.run().tables()["entries_exits"]
        kinds = table["kind"].isin(["graduate", "career_change"])
        entries.append(table.loc[kinds, "persons"].sum())
    assert entries[1] > 1.02 * entries[0]


NUMBERS = {name: info for name, (kind, info) in parameters_of(Remote).items() if kind == "number"}


@given(
    st.fixed_dictionaries({n: st.floats(info.low, info.high) for n, info in NUMBERS.items()}),
    st.lists(st.floats(0.01, 50.0), min_size=3, max_size=3),
    st.floats(0.0, 1.0),
    st.floats(0.0, 30.0),
)
def test_chances_are_chances(
    values: dict[str, float], pay: list[float], shutdown: float, lost: float
) -> None:
    """Whatever the parameters, chances lie between 0 and 1 and rates are not negative."""
    rule = Remote(**values)  # type: ignore[arg-type]
    pull = np.stack([rule.pull(np.array(pay), np.array([0.0, 10.0, 1e6]))] * 4)
    rates = rule.rates(pull, rule.risk("BLR", lost), 1.0 - shutdown)
    chance = -np.expm1(-rates)
    assert ((chance >= 0.0) & (chance <= 1.0)).all()
    assert (np.diff(rates, axis=1) >= 0.0).all()
    assert 0.0 <= rule.ending(shutdown) <= 1.0
    assert rule.ending(shutdown) >= rule.ending(0.0)
    assert (rule.rates(pull, 0.0, 0.0) == 0.0).all()
