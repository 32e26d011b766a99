"""Students abroad: who studies where, what becomes of them, and what it does to work abroad."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import lives, worlds

from talentflow.chance import Kind
from talentflow.kernels.tables import STUDENT
from talentflow.model import MigrationModel
from talentflow.rules.people.students import Students
from talentflow.scenario import Scenario
from talentflow.solve import _Calm

(OFF,) = worlds.NO_STUDENTS


def five(*overrides: str, months: int = 12, scale: float = 20, **run: str) -> Scenario:
    """Return a calm world of five countries, of whose shares of stayers none is known."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    return worlds.scenario(tables, *overrides, months=months, scale=scale, **run)


def studying(model: MigrationModel) -> pd.DataFrame:
    """Return those who study now."""
    people = lives.columns(model)
    return people[people["employment"] == STUDENT]


def test_three_figures_by_hand() -> None:
    """A fifth abroad beside 4,000 at home is 1,000; known shares who stay hold as they are."""
    rule = Students(abroad=0.2, months=48, spread=12, age=18.0, gain=0.15)
    assert rule.starting(4000.0) == pytest.approx(1000.0)
    assert rule.length(np.array([1e-9, 0.5, 1 - 1e-9])).tolist() == [36, 48, 60]
    assert rule.months_old(np.array([1e-9, 0.5, 1 - 1e-9])).tolist() == [216, 228, 239]
    stay = rule.staying(("POL", "DEU", "ITA"), 0.016)
    assert stay.tolist() == pytest.approx([0.15 / 0.984**5, 0.63, 0.15])


@given(st.floats(0.0, 0.5), st.floats(0.0005, 0.2))
def test_the_shares_who_stay_give_the_gain(gain: float, calm_exit: float) -> None:
    """With those who stayed still there, study abroad adds the gain to work abroad, as far as 1."""
    (stay,) = Students(gain=gain).staying(("POL",), calm_exit)
    later = 1.0 - (1.0 - calm_exit) ** 5
    assert 0.0 <= stay <= 1.0
    added = stay + (1.0 - stay) * later - later
    assert added == pytest.approx(min(gain, 1.0 - later))


def work_abroad_later(case: Scenario, cohorts: int, years: int = 5) -> tuple[float, float]:
    """Share who live abroad years after they finished: of those who studied abroad, at home."""
    model = MigrationModel(case)
    world = model.simulation.world
    finished: list[tuple[np.ndarray, np.ndarray]] = []
    away: tuple[list[np.ndarray], list[np.ndarray]] = [], []
    for month in range(cohorts + 12 * years):
        now = model.simulation.step()
        at_home = [np.arange(lo, hi) for kind, lo, hi in now.entered if kind == Kind.GRADUATE]
        abroad = np.concatenate([now.stayed, now.came_home])
        finished.append((abroad, np.concatenate(at_home)))
        if month >= 12 * years:
            for rows, found in zip(finished[month - 12 * years], away, strict=True):
                found.append(world.is_abroad(rows[world.people.active[rows] == 1]))
    left, right = (float(np.concatenate(found).mean()) for found in away)
    return left, right


def test_study_abroad_adds_fifteen_points_to_work_abroad() -> None:
    """Five years on, 15 points more of those who studied abroad work there, in calm times.

    Some 2,100 who studied abroad and 1,400 who did not: the error of the difference is 1 point.
    """
    case = five("people.students.abroad=0.6", months=96, scale=8, seed=2)
    abroad, home = work_abroad_later(case, 36)
    assert 0.02 < home < 0.1
    assert abroad - home == pytest.approx(0.15, abs=0.03)
    case = five("people.students.abroad=0.6", "people.students.gain=0", months=96, scale=15)
    abroad, home = work_abroad_later(case, 36)
    assert abroad - home == pytest.approx(0.0, abs=0.03)


def test_a_stock_of_students_is_there_from_the_start() -> None:
    """As many study at the start as seven years later, hosts and remaining times included."""
    model = MigrationModel(five(months=84, scale=5))
    first = studying(model)
    model.run()
    last = studying(model)
    yearly = Students().starting(4000.0)
    for people in (first, last):
        assert len(people) * 5 == pytest.approx(4.0 * yearly, rel=0.06)
    table = model.tables()["students"].groupby("date")[["started", "stayed", "returned"]].sum()
    ended = (table["stayed"] + table["returned"]).to_numpy()[1:].reshape(7, 12).sum(1)
    assert ended == pytest.approx(yearly, rel=0.35)
    ages = (pd.Series([-1, 83]) - [first["birth"].mean(), last["birth"].mean()]) / 12
    assert ages.tolist() == pytest.approx([21.0, 21.0], abs=0.4)


def test_students_neither_wish_nor_work() -> None:
    """Whoever studies has no wish, plan, job, grade, savings or family, and lives abroad."""
    model = MigrationModel(five("decision.intention.kappa=-5", "people.students.abroad=0.5")).run()
    people = studying(model)
    assert len(people) > 500
    idle = {"stage": 0, "plan": -1, "client": -1, "employer": -1, "grade": 0, "savings": 0}
    assert (people[list(idle)] == list(idle.values())).all().all()
    assert (people["country"] != "BLR").all()
    assert people["active"].all()
    full_time = model.tables()["work"].query("employment == 'student'")["full_time_equivalents"]
    assert (full_time == 0).all()
    assert len(full_time) > 0


def test_they_go_only_where_they_are_let_in() -> None:
    """Nobody begins in a closed country; where all are closed nobody begins at all."""
    some = worlds.rule(worlds.calm(worlds.world(*worlds.COUNTRIES)), "entry", 0.0, "POL")
    model = MigrationModel(worlds.scenario(some, "people.students.abroad=0.4", scale=10))
    assert set(studying(model)["country"]) == {"LTU", "UKR", "GEO"}
    closed = worlds.rule(some, "entry", 0.0, *worlds.HOSTS)
    assert MigrationModel(worlds.scenario(closed)).run().tables()["students"].empty


def test_they_choose_as_others_would() -> None:
    """A better country draws students to itself and moves none between the others."""
    hosts = []
    for residual in (0, 2):
        better = f"terms.residual.values={{LTU={residual}}}"
        people = studying(MigrationModel(five(better, "people.students.abroad=0.5")))
        hosts.append(people["country"])
    one, other = hosts
    moved = one != other
    assert 0.1 < moved.mean() < 0.9
    assert (other[moved] == "LTU").all()


def test_who_studied_at_home_is_not_touched() -> None:
    """Where nobody's decision depends on others, those of home live alike with and without them."""
    fixed = ("decision.intention.kappa=1", "terms.home.weight=4", *worlds.UNCOUPLED, *worlds.OPEN)
    alone = ("people.ties.newcomer_ties=0", "feedback.graduates.elasticity=0")
    degree = worlds.calm(worlds.world(*worlds.COUNTRIES, "FIN"))
    one, other = (
        lives.columns(
            MigrationModel(
                worlds.scenario(degree, *fixed, *alone, switch, origin=["FIN"], months=12)
            ).run()
        )
        for switch in ("people.students.enabled=true", OFF)
    )
    shared = one.index.intersection(other.index)
    assert len(shared) == len(other) < len(one)
    pd.testing.assert_frame_equal(one.loc[shared], other.loc[shared])


def jobs(*overrides: str) -> pd.DataFrame:
    """Return openings, filled and vacancies of a host in a year of much study there."""
    many = ("people.students.abroad=0.6", "people.students.months=12", "people.students.spread=6")
    still = ("decision.intention.kappa=30", "terms.home.weight=0.1")
    tables = MigrationModel(five(*many, *still, *overrides)).run().tables()
    return tables["jobs"].query("place == 'warsaw'"), tables["hires"], tables["students"]


def test_graduates_who_stay_take_jobs_and_students_take_none() -> None:
    """Vacancies of a host fall by those who stay, not by those who begin or go home."""
    taken = []
    for share in (0.0, 1.0):
        stay = f"people.students.stay={{POL={share}, LTU={share}}}"
        table, hires, students = jobs(stay)
        assert students.query("country == 'POL'")["started"].sum() > 1000
        there = hires.query("source == 'studied_there' and place == 'warsaw'")["persons"].sum()
        taken.append((there, float(table["vacancies"].iloc[-1])))
    assert taken[0][0] == 0
    assert taken[1][0] > 100
    assert taken[1][1] < taken[0][1] - 50
    _, hires, _ = jobs(OFF)
    assert not (hires["source"] == "studied_there").any()


def test_graduates_who_come_home_take_jobs_there() -> None:
    """Who comes home is hired like others who arrive, so that fewer newcomers are."""
    entered = []
    for share in (0.0, 1.0):
        hosts = ", ".join(f"{code}={share}" for code in worlds.HOSTS)
        many = ("people.students.abroad=0.5", f"people.students.stay={{{hosts}}}")
        model = MigrationModel(five(*many, "feedback.graduates.elasticity=0")).run()
        kinds = model.tables()["entries_exits"].query("country == 'BLR'")
        kinds = kinds[kinds["kind"].isin(["graduate", "career_change"])]
        entered.append(kinds["persons"].sum())
        back = model.tables()["students"]["returned"].sum()
        assert (back > 2500) == (share == 0.0)
    assert entered[0] < entered[1] - 1500


def test_calm_levels_are_those_of_people_at_work() -> None:
    """κ and the home weight are solved without students: exit and return meet their anchors."""
    model = MigrationModel(five("people.students.abroad=0.5"))
    simulation = model.simulation
    now = simulation._calm_month()
    calm = _Calm(simulation.world, now, 0, simulation.world.blueprint.rule("decision.intention", 0))
    assert not np.isin(calm.abroad, model.professionals.select(employment=STUDENT)).any()
    kappa, weight = model.constants.kappa[0], model.constants.home_weight[0]
    assert calm.exits(kappa + calm.rule.nest * weight) == pytest.approx(0.016, rel=1e-6)
