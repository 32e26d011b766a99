"""Results depend on the scenario, the seed and the replication, and on nothing else."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import recipes, worlds

from talentflow import threads
from talentflow.model import MigrationModel
from talentflow.replication import Replication
from talentflow.scenario import Scenario, load
from talentflow.simulation import Simulation

type Tables = dict[str, pd.DataFrame]


def run(case: Scenario, **options: int | None) -> Tables:
    """Run a scenario and return its tables."""
    return dict(MigrationModel(case, **options).run().tables())


def check_same(one: Tables, other: Tables) -> None:
    """Check that all tables are equal to the last digit."""
    assert one.keys() == other.keys()
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], check_exact=True, obj=name)


@pytest.fixture(scope="module")
def case() -> Scenario:
    """Return two years with both a crisis and queues."""
    tables = worlds.rule(worlds.world(*worlds.COUNTRIES), "capacity", 100.0, "POL")
    return worlds.scenario(tables, start="2020-03", months=14, scale=60)


@pytest.fixture(scope="module")
def plain(case: Scenario) -> Tables:
    """Return the tables of one thread and the default chunk."""
    return run(case)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("chunk", [None, 7, 64, 100_000])
def test_threads_and_chunks_change_nothing(
    case: Scenario, plain: Tables, threads: int, chunk: int | None
) -> None:
    """However many threads share the people, in chunks of any size, all tables are identical."""
    check_same(plain, run(case, threads=threads, chunk=chunk))


def test_a_person_at_a_time_changes_nothing(case: Scenario) -> None:
    """Even chunks of one person give the same tables."""
    short = case.replace(months=3, scale=300)
    check_same(run(short), run(short, threads=2, chunk=1))


@settings(max_examples=6, derandomize=True)
@given(recipes.recipes(months=4), st.integers(1, 4), st.integers(1, 700))
def test_threads_and_chunks_change_no_scenario(
    recipe: recipes.Recipe, threads: int, chunk: int
) -> None:
    """The same holds for whatever scenario, threads and chunk Hypothesis draws."""
    case = recipe.scenario()
    check_same(run(case), run(case, threads=threads, chunk=chunk))


def test_people_are_the_same_with_two_threads(case: Scenario) -> None:
    """Not only tables: every column of every person is identical."""
    one, two = (MigrationModel(case, threads=threads).run() for threads in (1, 2))
    pd.testing.assert_frame_equal(
        one.professionals.to_frame(), two.professionals.to_frame(), check_exact=True
    )


def test_two_models_in_one_process_do_not_disturb_each_other(case: Scenario, plain: Tables) -> None:
    """Two models stepped in turn give what each gives alone."""
    other = load("belarus-2020").replace(scale=300, months=14)
    alone = run(other)
    one, two = MigrationModel(case), MigrationModel(other)
    for _ in range(14):
        one.step()
        two.step()
    check_same(plain, dict(one.tables()))
    check_same(alone, dict(two.tables()))


def test_looking_at_a_model_changes_nothing(case: Scenario, plain: Tables) -> None:
    """Tables, reasons, histories, stories and samples of ties can be read at any time."""
    model = MigrationModel(case)
    for month in range(14):
        person = model.professionals[month]
        assert len(person.reasons) > 0
        assert all(entry.month < month for entry in person.history)
        model.professionals.agg("place")
        model.ties.to_networkx(50)
        model.step()
        model.tables()
        model.story()
    check_same(plain, dict(model.tables()))


def test_steps_and_run_are_the_same(case: Scenario, plain: Tables) -> None:
    """A run begun by steps and ended by `run` is the run, and tells its progress month by month."""
    model = MigrationModel(case)
    for _ in range(5):
        model.step()
    told: list[int] = []
    model.run(told.append)
    assert told == [1] * 9
    check_same(plain, dict(model.tables()))


def test_seeds_and_replications_differ(case: Scenario, plain: Tables) -> None:
    """The same seed gives the same tables, another seed or replication others."""
    check_same(plain, run(case))
    others = [run(case.replace(seed=4)), run(case, replication=1), run(case, replication=2)]
    flows = [plain["flows"], *(other["flows"] for other in others)]
    assert not any(flows[i].equals(flows[j]) for i in range(len(flows)) for j in range(i))


def test_rng_takes_the_place_of_the_seed(case: Scenario, plain: Tables) -> None:
    """The seed that Mesa's tools pass as `rng` is the scenario's seed."""
    assert case.seed == 3
    check_same(plain, run(case.replace(seed=99), rng=3))


def test_a_longer_run_begins_like_a_shorter_one(case: Scenario, plain: Tables) -> None:
    """The first months do not depend on how many are to come."""
    shorter = run(case.replace(months=9))
    for name, frame in shorter.items():
        until = plain[name][plain[name]["date"] <= frame["date"].max()]
        one, two = (
            some.astype({c: "string" for c in some if some[c].dtype == "category"})
            for some in (frame, until)
        )
        pd.testing.assert_frame_equal(one.reset_index(drop=True), two.reset_index(drop=True))


def test_records_change_nothing() -> None:
    """Who does not ask for reasons gets the same people: bounds decide as exact wishes do."""
    case = load("belarus-2020").replace(scale=40, months=30)
    told, untold = Replication(case).run(), Simulation(case, histories=False, records=False).run()
    pd.testing.assert_frame_equal(told.world.to_frame(), untold.world.to_frame(), check_exact=True)
    measured = Replication(case, histories=False, reasons=False).run().recorded
    tables = told.tables()
    assert tables.keys() - measured.keys() == {"reasons"}
    check_same({name: tables[name] for name in measured}, dict(measured))


def test_two_threads_count_as_one(
    case: Scenario, plain: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few the people are: the census of two parts is that of everybody."""
    monkeypatch.setattr(threads, "MINIMUM", 1)
    check_same(plain, run(case, threads=2))
    world = Replication(case, 0, threads.Threads(2)).world
    parts = world.census
    world.threads = threads.Threads(1)
    world.take_census(0)
    for one, whole in zip(parts, world.census, strict=True):
        np.testing.assert_array_equal(one, whole)
