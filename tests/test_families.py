"""Families: they live, move along or stay behind, and nobody of them is lost."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import lives, recipes, worlds

from talentflow.model import MigrationModel
from talentflow.parameters import parameters_of
from talentflow.rules.people.families import CHILDREN, LONGEST, Families
from talentflow.scenario import Scenario

OFF = "people.families.enabled=false"
FROZEN = tuple(f"people.families.{name}=0" for name in ("partner_young", "partner_old")) + tuple(
    f"people.families.{name}=0" for name in ("children_young", "children_old")
)
"""Nobody finds a partner or has a first child."""
ALONE = (*worlds.OPEN, *worlds.UNCOUPLED)
KEY = ["date", "citizenship", "country", "relation"]


def five(*overrides: str, months: int = 18, scale: float = 60) -> Scenario:
    """Return five countries through the crisis of 2020."""
    tables = worlds.world(*worlds.COUNTRIES)
    return worlds.scenario(tables, *overrides, months=months, scale=scale, start="2020-06")


def counted(model: MigrationModel) -> "pd.Series[float]":
    """Count family members by country and relation, from the people themselves, real persons."""
    people = lives.columns(model)
    people = people[people["active"] == 1]
    where = np.where(people["left_behind"] == 1, "BLR", people["country"])
    found = pd.DataFrame({"partner": people["family"] > 0, "child": people["children"]})
    sums = found.groupby(where).sum().stack() * model.case.scale
    sums.index.names = ["country", "relation"]
    return sums[sums > 0]


def last_month(model: MigrationModel) -> "pd.Series[float]":
    """Return the same from the table of outcomes."""
    table = model.tables()["families"].astype({"country": str, "relation": str})
    table = table[table["date"] == table["date"].max()]
    persons = table.set_index(["country", "relation"])["persons"]
    return persons[persons > 0]


def check_identity(table: pd.DataFrame) -> None:
    """Check that a change of members is arrivals − departures + joined − gone, cell by cell."""
    plain = table.astype(dict.fromkeys(["citizenship", "country", "relation"], "string"))
    wide = plain.pivot(index="date", columns=KEY[1:])
    wide = wide.fillna(0.0)
    change = wide["persons"].diff().iloc[1:]
    flows = wide["arrivals"] - wide["departures"] + wide["joined"] - wide["gone"]
    assert np.allclose(change, flows.iloc[1:])
    assert (wide[["arrivals", "departures", "joined", "gone"]].iloc[0] == 0).all()
    total = table.groupby("date")[["arrivals", "departures"]].sum()
    assert np.allclose(total["arrivals"], total["departures"])


PARAMETERS = {
    name: info for name, (kind, info) in parameters_of(Families).items() if kind == "number"
}


@settings(max_examples=15, derandomize=True, deadline=None)
@given(
    recipes.recipes(),
    st.fixed_dictionaries({n: st.floats(i.low, i.high) for n, i in PARAMETERS.items()}),
)
def test_nobody_of_a_family_is_lost(recipe: recipes.Recipe, numbers: dict[str, float]) -> None:
    """Members counted by events are those whom the people have, every month of any scenario."""
    given_too = {"people.families." + name: value for name, value in numbers.items()}
    given_too |= {"decision.intention.kappa": 1.0, "terms.home.weight": 3.0}
    kept = [one for one in recipe.overrides if one.partition("=")[0] not in given_too]
    extra = tuple(f"{path}={value!r}" for path, value in given_too.items())
    case = replace(recipe, overrides=(*kept, *extra)).scenario()
    model = MigrationModel(case)
    for _ in range(case.months):
        model.step()
        pd.testing.assert_series_equal(
            counted(model).sort_index(), last_month(model).sort_index(), check_names=False,
            check_dtype=False, check_index_type=False,
        )  # fmt: skip
    check_identity(model.tables()["families"])
    people = lives.columns(model)
    left = people[people["left_behind"] == 1]
    assert (left["country"] != "BLR").all()
    assert (left["family"] > 0).all()
    assert ((people["children"] > 0) == (people["family"] == CHILDREN)).all()
    assert people["children"].between(0, 3).all()


@given(
    st.fixed_dictionaries(
        {
            name: st.floats(0.0, 1.0)
            for name in ("partner_young", "partner_old", "children_young", "children_old")
        }
    ),
    st.integers(16, 60),
    st.integers(200, 780),
    st.integers(0, 1),
    st.floats(1e-9, 1 - 1e-9),
)
def test_the_wait_is_that_of_a_hazard_by_age(
    rates: dict[str, float], settled: int, age: int, family: int, u: float
) -> None:
    """The wait is the first month by which the hazards of the ages passed exceed −ln u."""
    rule = Families(settled_age=settled, **rates)
    young, old = [(rule.partner_young, rule.partner_old), (rule.children_young, rule.children_old)][
        family
    ]
    wait = int(rule.waiting(np.array([family]), np.array([age]), np.array([u]))[0])

    def passed(months: int) -> float:
        early = min(months, max(12 * settled - age, 0))
        return (young * early + old * (months - early)) / 12

    need = -math.log(u)
    if wait < LONGEST:
        assert passed(wait) >= need * (1 - 1e-12)
    if wait > 1:
        assert passed(wait - 1) < need * (1 + 1e-12)


def test_three_waits_by_hand() -> None:
    """At 0.12 a year a couple of 30 waits 70 months for u = 1/2, a settled one 416; never at 0."""
    rule = Families(children_young=0.12, children_old=0.02, settled_age=38, partner_old=0.0)
    waits = rule.waiting(np.array([1, 1, 0]), np.array([360, 480, 480]), np.full(3, 0.5))
    assert waits.tolist() == [70, 416, LONGEST]
    assert rule.number(np.array([0.05, 0.2, 0.9])).tolist() == [3, 2, 1]


def test_switched_off_it_leaves_no_trace() -> None:
    """Without families all else is as where families neither grow nor stay behind."""
    off = dict(MigrationModel(five(OFF, "people.families.pull=5")).run().tables())
    still = dict(MigrationModel(five("people.families.together=1", *FROZEN)).run().tables())
    assert off["families"].empty
    assert not still["families"].empty
    visas = [tables["queues"].pop("family_members").sum() for tables in (off, still)]
    assert visas[0] == 0 < visas[1]
    for name, table in off.items():
        if name != "families":
            pd.testing.assert_frame_equal(table, still[name], check_exact=True, obj=name)


def test_shares_by_age_last() -> None:
    """After seven years people of an age live much as people of that age did at the start."""
    model = MigrationModel("belarus-2020", scale=20, months=84)
    shares = []
    for _ in range(2):
        people = lives.columns(model)
        people = people[people["active"] == 1]
        band = np.digitize((model.simulation.month - people["birth"]) / 12, [25, 35, 45])
        shares.append(pd.crosstab(band, people["family"], normalize="index").iloc[:3])
        model.run()
    assert (shares[0] - shares[1]).abs().to_numpy().max() < 0.12


@pytest.mark.parametrize(("together", "some"), [(1.0, False), (0.0, True)])
def test_families_stay_behind_as_the_scenario_says(together: float, some: bool) -> None:
    """With full accompaniment nobody is left behind; with none all families of leavers are."""
    quick = ("decision.intention.kappa=0.0", "terms.home.weight=3", *ALONE)
    settings = (f"people.families.together={together}", "people.families.follow=0", *quick)
    model = MigrationModel(five(*settings, months=6))
    model.run()
    people = lives.columns(model)
    left = people[(people["abroad_since"] >= 0) & (people["active"] == 1)]
    had = left[left["family"] > 0]
    assert len(had) > 50
    assert (had["left_behind"] == 1).any() == some
    table = model.tables()["families"].query("country != 'BLR'")
    assert (table["arrivals"].sum() > 0) == (not some)


def test_closed_borders_keep_families_apart() -> None:
    """Where a host lets nobody in any more, families left behind cannot follow there."""
    tables = worlds.world(*worlds.COUNTRIES)
    for host in worlds.HOSTS:
        tables = worlds.rule(tables, "entry", 0.0, host)
    waiting = []
    for held in ("true", "false"):
        still = ("decision.intention.kappa=20", "terms.home.weight=3")
        overrides = (*still, "people.families.follow=0.5", f"gates.border.enforced={held}")
        model = MigrationModel(worlds.scenario(tables, *overrides, months=6, scale=40))
        people = model.simulation.world.people
        abroad = np.flatnonzero(model.simulation.world.is_abroad(slice(people.used)))
        apart = abroad[people.family[abroad] > 0]
        people.left_behind[apart] = 1
        model.run()
        waiting.append(model.simulation.world.people.left_behind[apart].mean())
    assert waiting[0] > 0.9
    assert waiting[1] < 0.2


def test_a_family_left_behind_calls_back() -> None:
    """Of those whose family stayed at home more return, and nobody else's life changes.

    The same people with the same luck. If the pull meant nothing, whoever differs would be as
    likely to return only with as only without it: a lead this large has a chance below 1e-6.
    """
    quick = ("decision.intention.kappa=2.0", "terms.home.weight=3", *ALONE)
    apart = ("people.families.together=0", "people.families.follow=0", *quick)
    with_pull, without = (
        MigrationModel(five(*apart, f"people.families.pull={pull}", months=24, scale=20)).run()
        for pull in (3, 0)
    )
    one, other = lives.columns(with_pull), lives.columns(without)
    shared = one.index.intersection(other.index)
    one, other = one.loc[shared], other.loc[shared]
    differs = (one != other).any(axis=1)
    alone = one["family"] == 0
    assert not differs[alone].any()
    wins = int(((one["country"] == "BLR") & (other["country"] != "BLR")).sum())
    losses = int(((one["country"] != "BLR") & (other["country"] == "BLR")).sum())
    assert wins > 30
    assert wins - losses > 5 * math.sqrt(wins + losses)
