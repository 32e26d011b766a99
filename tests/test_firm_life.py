"""Life of firms: staff without work, offices that move on and hire, jobs in all."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds
from tests.busy_firms import BUSY, LOCAL, REMOTE, STUDENT, UNEMPLOYED, crisis, people_of

from talentflow.model import MigrationModel
from talentflow.phases.offices import staff_at_home
from talentflow.rules.firms.hiring_abroad import HiringAbroad
from talentflow.rules.firms.relocation import CLOSED, PARTIAL
from talentflow.rules.firms.second_move import SecondMove


@pytest.mark.parametrize(
    ("pulse", "shut", "behind", "chance"),
    [
        (0.0, 0.0, 0.5, 0.0),
        (1.0, 0.0, -np.inf, 1 - np.exp(-0.5)),
        (0.0, 1.0, 1.0, 1 - np.exp(-1.0)),
        (0.5, 0.0, 3.0, 1 - np.exp(-0.5 * (0.5 + 0.1 * 2.0))),
    ],
)
def test_an_office_moves_on_by_hand(
    pulse: float, shut: float, behind: float, chance: float
) -> None:
    """The chance follows crisis, closed border and what is better by more than the margin."""
    rule = SecondMove(rate=0.5, shut=2.0, worse=0.1, margin=1.0)
    found = rule.chance(np.array([pulse]), np.array([shut]), np.array([behind]))
    np.testing.assert_allclose(found, chance)


def test_hiring_abroad_by_hand() -> None:
    """A firm wants a share of what is lacking, at full of all its staff, and never less than 0."""
    rule = HiringAbroad(target_partial=0.2, pace=0.5)
    found = rule.wanted(
        np.array([False, True, False]),
        np.array([100.0, 100.0, 100.0]),
        np.array([10.0, 10.0, 30.0]),
        np.array([4.0, 50.0, 0.0]),
    )
    np.testing.assert_allclose(found, [3.0, 20.0, 0.0])


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    st.floats(0.0, 1.0), st.floats(0.0, 0.5), st.floats(0.0, 1.0), st.sampled_from([60.0, 200.0])
)
def test_staff_are_conserved_every_month(
    share: float, close: float, rehiring: float, scale: float
) -> None:
    """Who works is in one firm that exists; sums by firm and by place are those of the people."""
    more = (
        f"firms.hiring_abroad.diaspora_share={share}",
        f"firms.relocation.close={close}",
        f"firms.staff.rehiring={rehiring}",
    )
    model = MigrationModel(crisis(*BUSY, *more, months=7, scale=scale))
    world = model.simulation.world
    for _ in range(7):
        model.step()
        people, state = people_of(model), world.firm_state
        assert people["employer"].between(-1, len(model.firms) - 1).all()
        assert people["employment"].isin([LOCAL, REMOTE, STUDENT, UNEMPLOYED]).all()
        idle = people["employment"] == UNEMPLOYED
        assert (people["home"] & (people["employer"] < 0))[idle].all()
        work, plan, (firm, place) = people[people["works"]], world.blueprint, world.census.posted
        counted = np.zeros((len(model.firms), len(plan.places)), np.int64)
        np.add.at(counted, (work["employer"], work["place"]), 1)
        base = np.where(state.at_home, world.firms.place, -1)
        home = np.arange(len(plan.places)) == base[:, None]
        np.testing.assert_array_equal((counted * home).sum(1), world.census.staff)
        country = plan.country_of_place == plan.home[world.firms.origin][:, None]
        np.testing.assert_array_equal((counted * country).sum(1), staff_at_home(world))
        posted = np.zeros_like(counted)
        np.add.at(posted, (firm, place), 1)
        np.testing.assert_array_equal(counted * ~home, posted)
        assert not counted[state.stage == CLOSED].any()
        abroad = (state.stage == PARTIAL) | (state.stage == 3)
        np.testing.assert_array_equal(state.destination >= 0, abroad)
        assert (state.hired >= 0).all()
        assert not state.hired[~abroad].any()
        assert len(model.companies) == len(model.firms) == len(state.stage)


@pytest.fixture(scope="module", name="busy")
def _busy() -> list[MigrationModel]:
    """Return a run whose firms do all that they can, and the same without second moves."""
    off = "firms.second_move.enabled=false"
    return [MigrationModel(crisis(*BUSY, *one, months=14)).run() for one in ((), (off,))]


def test_offices_move_on(busy: Sequence[MigrationModel]) -> None:
    """Offices move to another country than home, each firm has one; without the rule none does."""
    state, off = (one.simulation.world.firm_state for one in busy)
    plan = busy[0].simulation.world.blueprint
    assert (state.moved >= 0).sum() > 5
    assert not (off.moved >= 0).any()
    office = state.office_country(plan.country_of_place)[state.abroad]
    assert (office >= 0).all()
    assert (office != plan.home[0]).all()
    table = busy[0].tables()["firms"]
    last = table[table["date"] == table["date"].max()]
    assert last["offices"].sum() == busy[0].firms.count[state.abroad].sum()


def test_a_country_that_shuts_loses_its_offices() -> None:
    """When nobody is let in any more, offices leave at once if so wished, with staff to follow."""
    tables = worlds.world(*worlds.COUNTRIES)
    row = next(row for row in tables["entry_rules"] if row["field"] == "entry")
    shut = row | {"destination": "UKR", "date": "2021-03-01", "value": "0", "event": ""}
    tables = {**tables, "entry_rules": [*tables["entry_rules"], shut]}
    ready = (
        "firms.relocation.explore=2",
        "firms.relocation.partial=2",
        "firms.office_place.peers=0",
        "firms.foundings.enabled=false",
    )
    keep = ("firms.staff.notice=3", "firms.second_move.worse=0", "firms.second_move.shut=10")
    model = MigrationModel(
        worlds.scenario(
            tables, *ready, *keep, "firms.second_move.rate=10", "terms.residual.values.UKR=2",
            months=12, scale=60, start="2020-07",
        )
    )  # fmt: skip
    world = model.simulation.world
    ukraine, month = world.blueprint.countries.index("UKR"), 8
    model.run_until(month)
    there = world.firm_state.office_country(world.blueprint.country_of_place) == ukraine
    staff = people_of(model).query(f"works and country == {ukraine}")
    assert there.sum() > 5
    assert len(staff) > 5
    model.step()
    now = world.firm_state.office_country(world.blueprint.country_of_place)
    assert not (now == ukraine).any()
    assert (world.firm_state.moved[there & world.firm_state.abroad] == month).all()
    asked = world.offices.offers(world.firm_state)[there & world.firm_state.abroad, 3]
    assert (world.offices.raised[asked] == now[there & world.firm_state.abroad]).all()
    model.run_until(month + 3)
    assert len(people_of(model).query(f"works and country == {ukraine}"))
    model.step()
    assert not len(people_of(model).query(f"works and country == {ukraine}"))


def test_reasons_of_staff_abroad_sum_to_their_wish(busy: Sequence[MigrationModel]) -> None:
    """The offer to staff from whose country the office moved is a part of their wish."""
    model = busy[0]
    world, people = model.simulation.world, people_of(model)
    office = world.firm_state.office_country(world.blueprint.country_of_place)
    away = people[people["works"] & ~people["home"]]
    at_home = world.firm_state.at_home[away["employer"]]
    left = away[(office[away["employer"]] != away["country"]) & at_home]
    assert len(left)
    offers = [model.professionals[row].reasons["office"] for row in left.index]
    assert min(offers) > 0
    stays = away[office[away["employer"]] == away["country"]].index[:20]
    assert not any(model.professionals[row].reasons["office"] for row in stays)


def test_jobs_at_home_are_conserved() -> None:
    """Jobs held and open at home change by growth and by those laid off, and by nothing else.

    Growth is off, and there are enough vacancies for all. Newcomers enter as whole persons; what is
    left of one counts as held.
    """
    more = ("feedback.hiring.growth=0", "feedback.hiring.supply=0.02", "work.remote.rate=0.05")
    many = "feedback.vacancies.known={minsk=50000, belarus-other=20000}"
    model = MigrationModel(crisis(*BUSY, *more, many, scale=60))
    world, scale = model.simulation.world, model.case.scale
    home = world.blueprint.home_places(0)

    def jobs() -> tuple[float, int]:
        people = people_of(model)
        held = (people["home"] & (people["employment"] == LOCAL)).sum()
        started = scale * (held + world.entrant_carry[:, home].sum())
        return started + world.vacancies[home].sum(), (people["employment"] == UNEMPLOYED).sum()

    laid_off = 0
    for _ in range(10):
        before, idle = jobs()
        now = model.simulation.step()
        new = int(np.sum(now.laid_off)) - idle
        assert (world.vacancies[home] > 0).all()
        assert jobs()[0] == pytest.approx(before - scale * new)
        laid_off += new
    assert laid_off > 10


def test_offices_hire_from_the_vacancies_of_their_place() -> None:
    """What firms hire among natives and others is what vacancies of hosts lose, month by month."""
    more = ("terms.job_chance.weight=0", "firms.second_move.enabled=false")
    runs = [
        MigrationModel(crisis(*BUSY, *more, f"firms.hiring_abroad.openings={x}", months=8))
        for x in (0.0, 1.0)
    ]
    gap, seen = 0.0, 0.0
    for _ in range(8):
        now = [one.simulation.step() for one in runs]
        months = runs[0].case.rule("feedback.vacancies").months_to_fill
        hired = np.asarray(now[1].hired_abroad)
        gap = gap * (1 - 1 / months) + hired
        lost = runs[0].simulation.world.vacancies - runs[1].simulation.world.vacancies
        host = ~runs[0].simulation.world.blueprint.hiring
        alike = now[0].everyone_moved().rows.size == now[1].everyone_moved().rows.size
        if not alike or (runs[1].simulation.world.vacancies[host] == 0).any():
            break
        np.testing.assert_allclose(lost[host], gap[host], atol=1e-6)
        seen += hired.sum()
    assert seen > 0
    table = runs[1].tables()["firms"]
    last = table[table["date"] == table["date"].max()]
    assert last["hired_abroad"].sum() == pytest.approx(
        runs[1].simulation.world.firm_state.hired.sum()
    )


def test_the_unemployed_save_nothing_and_find_work() -> None:
    """Without rehiring whoever loses a firm stays without work; with it they find some."""
    shut = ("firms.relocation.explore=2", "firms.relocation.close=2", "work.remote.enabled=false")
    idle = []
    for chance in (0.0, 1.0):
        model = MigrationModel(crisis(*shut, f"firms.staff.rehiring={chance}", months=8))
        model.run_until(7)
        before = people_of(model).set_index("key")
        model.step()
        after = people_of(model).set_index("key")
        both = before.index.intersection(after.index)
        before, after = before.loc[both], after.loc[both]
        saved = after["savings"] - before["savings"]
        still = (before["employment"] == UNEMPLOYED) & (after["employment"] == UNEMPLOYED)
        works = (after["employment"] == LOCAL) & before["home"] & after["home"]
        assert (saved[still] == 0).all()
        assert (saved[works] > 0).all()
        idle.append((after["employment"] == UNEMPLOYED).sum())
    assert idle[0] > 20
    assert idle[1] < 0.5 * idle[0]
