"""What users of Mesa expect of a model: batches, collectors, agents by type, runs, a page."""

import mesa
import networkx as nx
import numpy as np
import pytest
from tests import worlds

from talentflow.actors import Country, Firm, Place
from talentflow.model import MigrationModel
from talentflow.scenario import Scenario


@pytest.fixture(scope="module")
def case() -> Scenario:
    """Return a small scenario of ten months."""
    return worlds.scenario(worlds.world(*worlds.COUNTRIES), months=10, scale=150)


def test_batch_run_gives_a_row_for_each_combination_and_seed(case: Scenario) -> None:
    """`mesa.batch_run` takes the class as it is, and its seeds make a difference."""
    rows = mesa.batch_run(
        MigrationModel,
        parameters={"case": case, "scale": [150.0, 300.0], "months": 4},
        rng=[1, 2, 1],
        data_collection_period=1,
        display_progress=False,
    )
    assert len(rows) == 2 * 3 * 5
    assert {row["scale"] for row in rows} == {150.0, 300.0}
    last = [row["professionals"] for row in rows if row["Step"] == 4 and row["scale"] == 150.0]
    assert last[0] == last[2]
    considering = [tuple(r["considering"] for r in rows if r["RunId"] == run) for run in range(6)]
    assert considering[0] == considering[4]
    assert considering[0] != considering[2]


def test_the_data_collector_tells_what_the_tables_tell(case: Scenario) -> None:
    """Collected aggregates, one row a month and one before the first, agree with the tables."""
    model = MigrationModel(case)
    while model.running:
        model.step()
    collected = model.datacollector.get_model_vars_dataframe()
    tables = model.tables()
    stocks = tables["stocks"].groupby("date")["persons"].sum()
    assert np.array_equal(collected["professionals"], stocks)
    away = tables["stocks"][tables["stocks"]["country"] != "BLR"]
    assert np.array_equal(collected["abroad"], away.groupby("date")["persons"].sum())
    first = tables["flows"][tables["flows"]["kind"] == "first"].groupby("date")["persons"].sum()
    left = first.reindex(stocks.index, fill_value=0)
    assert np.array_equal(collected["left_this_month"], left)
    stages = tables["stages"].query("group == 'all' and stage == 'considering'")
    wish = stages.groupby("date")["persons"].sum().reindex(stocks.index[1:], fill_value=0)
    assert np.array_equal(collected["considering"][1:], wish)


def test_a_collector_of_ones_own_works(case: Scenario) -> None:
    """A user's own DataCollector reads the model and its agents."""
    model = MigrationModel(case)
    own = mesa.DataCollector(
        model_reporters={"planning": lambda m: m.professionals.total(stage="planning")},
        agenttype_reporters={Place: {"vacancies": "vacancies", "residents": "residents"}},
    )
    for _ in range(3):
        model.step()
        own.collect(model)
    assert len(own.get_model_vars_dataframe()) == 3
    places = own.get_agenttype_vars_dataframe(Place)
    assert len(places) == 3 * len(model.places)
    assert (places["vacancies"] >= 0).all()


def test_agents_by_type(case: Scenario) -> None:
    """Countries, places and firms are agents that read their rows."""
    model = MigrationModel(case)
    model.run_for(5)
    countries = model.agents_by_type[Country]
    assert [country.code for country in countries] == list(case.data.countries)
    assert countries.agg("residents", sum) == model.professionals.total()
    assert len(model.agents_by_type[Place]) == len(case.data.places)
    (home,) = countries.select(lambda country: country.code == "BLR")
    assert home.residents == model.professionals.total(abroad=False)
    assert home.condition("english") == 513
    firms = model.agents_by_type[Firm]
    assert 0 < sum(firm.staff for firm in firms) <= home.residents
    assert {firm.sector for firm in firms} == {"product", "outsourcing"}
    assert "Itransition" in {firm.name for firm in firms}
    places = model.agents_by_type[Place]
    assert sum(place.residents for place in places if place.country == "BLR") == home.residents


def test_run_until_and_run_for(case: Scenario) -> None:
    """`run_until` and `run_for` live whole months, and the model stops at the scenario's end."""
    model = MigrationModel(case)
    model.run_until(4)
    assert (model.steps, model.time, model.running) == (4, 4, True)
    model.run_for(5)
    assert (model.steps, model.running) == (9, True)
    model.step()
    assert (model.steps, model.running) == (10, False)
    dates = model.tables()["stages"]["date"]
    assert dates.nunique() == 10


def test_run_model_ends_by_itself(case: Scenario) -> None:
    """`run_model` lives all months; `run` does the same and returns the model."""
    model = MigrationModel(case)
    model.run_model()
    assert not model.running
    again = MigrationModel(case)
    assert again.run() is again
    assert not again.running
    assert again.tables()["flows"].equals(model.tables()["flows"])


def test_a_model_that_is_over_stays_as_it_is(case: Scenario) -> None:
    """Running past the scenario's last month lives no further month."""
    model = MigrationModel(case, months=3).run()
    before = model.professionals.to_frame()
    model.run_for(2)
    assert model.professionals.to_frame().equals(before)
    assert model.tables()["stages"]["date"].nunique() == 3


def test_tables_can_be_read_before_the_first_month(case: Scenario) -> None:
    """A model that has not lived a month has its opening stocks and nothing that happened."""
    tables = MigrationModel(case).tables()
    assert tables["stocks"]["persons"].sum() == MigrationModel(case).professionals.total()
    opening = ("stocks", "work", "families", "students")
    assert all(frame.empty for name, frame in tables.items() if name not in opening)


def test_professionals_can_be_selected_and_counted(case: Scenario) -> None:
    """Selections, counts and single people agree with the columns."""
    model = MigrationModel(case)
    model.run_for(6)
    people = model.professionals
    frame = people.to_frame()
    assert len(people) == len(frame)
    active = frame[frame["active"] == 1]
    seniors = people.select(grade=2, place=0)
    assert list(seniors) == list(active[(active["grade"] == 2) & (active["place"] == 0)].index)
    assert people.agg("grade").sum() == people.total() == len(active) * case.scale
    person = people[int(seniors[0])]
    assert (person.grade, person.grade_name, person.residence) == (2, "senior", "minsk")
    assert person.years == pytest.approx((6 - frame["birth"][person.row]) / 12)
    assert people[-1].key == frame["key"].iloc[-1]
    with pytest.raises(IndexError, match="outside"):
        people[len(people)]
    with pytest.raises(KeyError, match="no column"):
        people.select(height=3)
    with pytest.raises(AttributeError, match="no 'height'"):
        _ = person.height
    frame["place"] = -7
    assert (people.to_frame()["place"] >= 0).all()


def test_histories_tell_what_happened(case: Scenario) -> None:
    """Everyone who lives elsewhere than at the start has a move in their history."""
    model = MigrationModel(case)
    before = model.professionals.to_frame()["place"]
    model.run()
    after = model.professionals.to_frame()["place"].iloc[: len(before)]
    movers = np.flatnonzero(before != after)
    assert len(movers) > 0
    for row in movers:
        history = model.professionals[int(row)].history
        assert [entry.month for entry in history] == sorted(entry.month for entry in history)
        moves = [entry for entry in history if entry.event.startswith(("moved", "returned"))]
        assert moves[-1].destination == after[row]


def test_ties_are_a_graph_of_the_people_asked_for(case: Scenario) -> None:
    """A sample of ties is a networkx graph of so many people; nobody has more ties than slots."""
    model = MigrationModel(case)
    everyone = model.ties.to_networkx(len(model.professionals))
    assert isinstance(everyone, nx.Graph)
    assert everyone.number_of_nodes() == len(model.professionals)
    degrees = [degree for _, degree in everyone.degree]
    assert max(degrees) <= case.rule("people.ties").slots
    assert 4 < np.mean(degrees) <= case.rule("people.ties").degree
    assert nx.number_of_selfloops(everyone) == 0
    some = model.ties.to_networkx(40)
    assert set(some) == set(range(40))
    assert set(some.edges) == set(everyone.subgraph(range(40)).edges)
