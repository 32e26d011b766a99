"""Conservation: in every month of every scenario, nobody is lost, doubled or counted twice."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from tests import lives, recipes, worlds

from talentflow.model import MigrationModel
from talentflow.outcome_check import check
from talentflow.scenario import Scenario, load
from talentflow.tables import GRADES

CELL = ["citizenship", "place", "grade"]


def lived(case: Scenario) -> tuple[MigrationModel, dict[str, pd.DataFrame]]:
    """Run a scenario to its end; return the model and its tables, with plain keys."""
    model = MigrationModel(case).run()
    return model, {name: plain(frame) for name, frame in model.tables().items()}


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with text instead of categories, which merge less well."""
    texts = {name: "string" for name in frame.columns if frame[name].dtype == "category"}
    return frame.astype(texts)


def by_cell(frame: pd.DataFrame, month: pd.Timestamp, **names: str) -> "pd.Series[float]":
    """Return the persons of one month by citizenship, place and grade."""
    rows = frame[frame["date"] == month].rename(columns=names)
    return rows.groupby(CELL)["persons"].sum()


def check_identity(tables: dict[str, pd.DataFrame]) -> None:
    """Check that a change of stock is arrivals − departures + entries and exits, cell by cell."""
    stocks, flows, others = (tables[name] for name in ("stocks", "flows", "entries_exits"))
    months = sorted(stocks["date"].unique())
    for before, month in itertools.pairwise(months):
        terms = pd.DataFrame(
            {
                "change": by_cell(stocks, month).sub(by_cell(stocks, before), fill_value=0),
                "arrivals": by_cell(flows, month, destination_place="place"),
                "departures": by_cell(flows, month, origin_place="place"),
                "others": by_cell(others, month),
            }
        ).fillna(0.0)
        gap = terms["change"] - terms["arrivals"] + terms["departures"] - terms["others"]
        assert np.allclose(gap, 0.0, atol=1e-6), terms[gap.abs() > 1e-6]


def check_jobs(model: MigrationModel, tables: dict[str, pd.DataFrame]) -> None:
    """Check that the change of vacancies is openings less filled, at every place."""
    jobs = tables["jobs"].pivot(index="date", columns="place")
    opening = model.simulation.world.blueprint.usual_vacancies(0)
    places = list(model.simulation.world.blueprint.places)
    before = jobs["vacancies"][places].shift(1)
    before.iloc[0] = opening
    gap = before + jobs["openings"][places] - jobs["filled"][places] - jobs["vacancies"][places]
    assert np.allclose(gap, 0.0, atol=1e-6)


def check_hires(tables: dict[str, pd.DataFrame]) -> None:
    """Check that those who fill the jobs of a place and month are as many as the jobs filled."""
    where = ["date", "place"]
    hires = tables["hires"].groupby(where, observed=True)["persons"].sum()
    filled = tables["jobs"].set_index(where)["filled"]
    assert np.allclose(hires.reindex(filled.index, fill_value=0.0), filled, rtol=1e-9, atol=1e-9)


def check_months(case: Scenario, tables: dict[str, pd.DataFrame]) -> None:
    """Check which months each table covers: all of the run, stocks one opening month more."""
    months = pd.date_range(case.start, periods=case.months, freq="MS")
    opening = months[0] - pd.DateOffset(months=1)
    assert set(tables["stocks"]["date"]) == {opening, *months}
    assert set(tables["stages"]["date"]) == set(months)
    assert set(tables["conditions"]["date"]) == set(months)
    for name in ("flows", "entries_exits", "blocked", "reasons"):
        assert set(tables[name]["date"]) <= set(months)


def check_stages(tables: dict[str, pd.DataFrame]) -> None:
    """Check that the stages of each group sum to the stock of each country, month by month."""
    stages, stocks = tables["stages"], tables["stocks"]
    where = ["date", "citizenship", "country"]
    known = stocks[stocks["date"] > stocks["date"].min()].groupby(where)["persons"].sum()
    for group, rows in stages.groupby("group"):
        total = rows.groupby(where)["persons"].sum()
        gap = known.sub(total, fill_value=0)
        assert np.allclose(gap, 0.0, atol=1e-6), (group, gap[gap.abs() > 1e-6])


def check_work(tables: dict[str, pd.DataFrame]) -> None:
    """Check that work is done by the people of the stocks, in full time by all but students."""
    work, stocks = tables["work"], tables["stocks"].rename(columns={"citizenship": "home"})
    by = ["date", "home", "employment"]
    gap = work.groupby(by)["persons"].sum().sub(stocks.groupby(by)["persons"].sum(), fill_value=0)
    assert np.allclose(gap, 0.0, atol=1e-6), gap[gap.abs() > 1e-6]
    busy = work["employment"].isin(["local", "remote"])
    assert (work["full_time_equivalents"] == work["persons"] * busy).all()
    idle = stocks["employment"] == "unemployed"
    assert (stocks.loc[idle, "country"] == stocks.loc[idle, "home"]).all()
    assert (stocks.loc[stocks["employment"] == "student", "country"] != "BLR").all()
    assert (stocks.loc[stocks["employment"] == "remote", "country"] == "BLR").all()
    assert (work.loc[work["employment"] == "remote", "employer_country"] != "BLR").all()


def check_students(tables: dict[str, pd.DataFrame]) -> None:
    """Check that a change of students is started − stayed − returned, and that all are counted."""
    names = ["studying", "started", "stayed", "returned"]
    table = tables["students"].pivot(index="date", columns=["citizenship", "country"])
    table = table[names].reindex(sorted(tables["stocks"]["date"].unique())).fillna(0.0)
    flows = table["started"] - table["stayed"] - table["returned"]
    assert np.allclose(table["studying"].diff().iloc[1:], flows.iloc[1:], atol=1e-6)
    stocks, entries = tables["stocks"], tables["entries_exits"]
    for name, rows in (
        ("studying", stocks[stocks["employment"] == "student"]),
        ("started", entries[entries["kind"] == "student"]),
    ):
        known = rows.groupby(["date", "citizenship", "country"])["persons"].sum()
        counted = tables["students"].set_index(["date", "citizenship", "country"])[name]
        assert np.allclose(counted.sub(known, fill_value=0.0), 0.0, atol=1e-6)


def check_whole_persons(case: Scenario, tables: dict[str, pd.DataFrame]) -> None:
    """Check that every count is a whole number of simulated professionals, and none is empty."""
    for name in ("flows", "stocks", "entries_exits", "stages", "blocked", "work"):
        simulated = tables[name]["persons"] / case.scale
        assert np.allclose(simulated, simulated.round(), atol=1e-9)
    for name in ("flows", "stocks", "stages", "blocked"):
        assert (tables[name]["persons"] >= 0).all()


def check_people(model: MigrationModel, tables: dict[str, pd.DataFrame]) -> None:
    """Check that nobody has two rows and that the last stock counts the people who are there."""
    frame = lives.columns(model)
    assert frame.index.is_unique
    there = frame[frame["active"] == 1]
    counted = there.groupby("country").size() * model.case.scale
    stocks = tables["stocks"]
    last = stocks[stocks["date"] == stocks["date"].max()].groupby("country")["persons"].sum()
    gap = counted.sub(last, fill_value=0)
    assert np.allclose(gap, 0.0, atol=1e-6)
    away = there[there["country"] != "BLR"]
    assert (away["abroad_since"] > -32768).all()
    assert (there.loc[there["country"] == "BLR", "abroad_since"] == -32768).all()
    remote = there["employment"] == 1
    assert ((there["client"] >= 0) == remote).all()
    assert (there.loc[remote, "country"] == "BLR").all()
    studying = there["employment"] == 2
    idle = {"grade": 0, "stage": 0, "plan": -1, "employer": -1, "savings": 0}
    assert (there.loc[studying, list(idle)] == list(idle.values())).all().all()
    assert (there.loc[studying, "country"] != "BLR").all()
    planning = there["stage"] >= 2
    assert ((there["plan"] >= 0) == planning).all()
    assert (there.loc[planning, "plan_country"] != there.loc[planning, "country"]).all()


def check_all(case: Scenario) -> None:
    """Run a scenario and check everything of this file."""
    model, tables = lived(case)
    check_identity(tables)
    check_months(case, tables)
    check_stages(tables)
    check_jobs(model, tables)
    check_hires(tables)
    check_work(tables)
    check_students(tables)
    check_whole_persons(case, tables)
    check_people(model, tables)
    for name, frame in tables.items():
        check(name, frame if name == "conditions" else frame.assign(replication=0))


@settings(max_examples=40, derandomize=True)
@given(recipes.recipes())
def test_whatever_the_scenario_nobody_is_lost(recipe: recipes.Recipe) -> None:
    """Stocks, flows, entries, exits and stages agree in every month of any scenario."""
    check_all(recipe.scenario())


@pytest.mark.parametrize("scale", [100.0, 77.7])
def test_in_the_shipped_scenario_nobody_is_lost(scale: float) -> None:
    """The same holds for the shipped scenario through its two crises, at any scale."""
    check_all(load("belarus-2020").replace(scale=scale, months=48))


@pytest.mark.parametrize("origin", [["BLR"], ["BLR", "POL"], ["POL", "BLR"]])
def test_with_two_origins_nobody_is_lost(origin: list[str]) -> None:
    """The same holds for citizens of several countries, each at home in its own."""
    tables = worlds.mirrored(worlds.world("BLR", "POL"), "BLR", "POL")
    case = worlds.scenario(tables, origin=origin, months=6, scale=200)
    model, lasting = lived(case)
    check_identity(lasting)
    check_stages(lasting)
    check_whole_persons(case, lasting)
    assert set(lasting["stocks"]["citizenship"]) == set(origin)
    assert lives.columns(model).index.is_unique


def test_a_country_without_named_firms_is_no_special_case() -> None:
    """Where no firm of the origin is known by name, its firms are drawn and all else holds."""
    tables = worlds.world("BLR", "POL", "UKR")
    abroad = worlds.changed(tables, "firms", lambda row: [row | {"iso3": "POL"}])
    check_all(worlds.scenario(abroad, months=3, scale=500))


def test_flows_are_of_the_kind_that_their_places_say() -> None:
    """First moves leave home, returns reach it, onward moves do neither, internal moves stay."""
    tables = MigrationModel(scale=100, months=36).run().tables()
    flows = plain(tables["flows"])
    home, kind = flows["citizenship"], flows["kind"]
    country = flows["origin"], flows["destination"]
    inside = country[0] == country[1]
    assert set(kind) == {"first", "onward", "return", "internal"}
    assert ((kind == "internal") == inside).all()
    assert ((kind == "first") == ((country[0] == home) & ~inside)).all()
    assert ((kind == "return") == ((country[1] == home) & ~inside)).all()
    assert (flows["origin_place"] != flows["destination_place"]).all()


def test_promotions_take_nobody_away() -> None:
    """Promotions of a month sum to nothing in each place, and only move people one grade up."""
    tables = MigrationModel(scale=100, months=12).run().tables()
    promoted = plain(tables["entries_exits"]).query("kind == 'promotion'")
    assert len(promoted) > 50
    sums = promoted.groupby(["date", "place"])["persons"].sum()
    assert np.allclose(sums, 0.0)
    grades = promoted.groupby(["date", "place", "grade"])["persons"].sum().unstack(fill_value=0)
    steps = grades[list(GRADES)].cumsum(axis=1)
    assert (steps <= 0).all().all()
