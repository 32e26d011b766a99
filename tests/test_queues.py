"""Queues: no paper is lost between filing and decision, and grants become moves."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from hypothesis import given, settings
from tests import lives, recipes, worlds

from talentflow.model import MigrationModel
from talentflow.outcome_check import check

KEY = ["origin", "destination", "programme"]
OUT = ["granted", "refused", "withdrawn"]


class Count(NamedTuple):
    """Granted papers, simulated persons."""

    held: int
    lapsed: int


def queues_of(model: MigrationModel) -> pd.DataFrame:
    """Return the table of queues with plain keys, checked."""
    table = check("queues", model.tables()["queues"].assign(replication=0))
    return table.astype(dict.fromkeys(KEY, str))


def granted(people: pd.DataFrame) -> "pd.Series[bool]":
    """Tell whose papers for another country are granted."""
    waiting = (people["programme"] >= 0) & (people["active"] == 1)
    return waiting & (people["granted"] == 1)


def live_and_count(model: MigrationModel, held: Count) -> Count:
    """Live a month; count granted papers that are still held, and those given up so far."""
    before = lives.columns(model)
    model.step()
    after = lives.columns(model)
    had, has = granted(before), granted(after)
    moved = (after.loc[before.index, "country"] != before["country"]) | ~had
    lapsed = had & ~moved & ~has.loc[before.index]
    return Count(int(has.sum()), held.lapsed + int(lapsed.sum()))


@settings(max_examples=12, deadline=None)
@given(recipes.recipes(months=8))
def test_no_paper_is_lost(recipe: recipes.Recipe) -> None:
    """Waiting follows from what came in and went out, in each queue of any scenario."""
    case = recipe.scenario()
    model, count = MigrationModel(case), Count(0, 0)
    for _ in range(case.months):
        count = live_and_count(model, count)
    table = queues_of(model)
    numbers = table.pivot_table(index="date", columns=KEY, values=["applied", "waiting", *OUT])
    numbers = numbers.reindex(pd.DatetimeIndex(model.tables()["jobs"]["date"].unique())).fillna(0.0)
    if not numbers.empty and len(table):
        out = sum(numbers[name] for name in OUT)
        change = numbers["waiting"] - numbers["waiting"].shift(1).fillna(0.0)
        assert np.allclose(change, numbers["applied"] - out, atol=1e-6)
    flows = model.tables()["flows"].astype({"kind": str})
    away = flows[flows["kind"].isin(["first", "onward"])]["persons"].sum() / case.scale
    assert np.isclose(table["granted"].sum() / case.scale, away + count.held + count.lapsed)
    waiting = model.professionals.to_frame()
    waiting = waiting[(waiting["programme"] >= 0) & (waiting["granted"] == 0)]
    last = table[table["date"] == table["date"].max()] if len(table) else table
    if len(waiting):
        assert np.isclose(last["waiting"].sum() / case.scale, len(waiting))


def test_papers_at_once() -> None:
    """Where papers take no time all that are filed are granted at once, and all granted move."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    settings_ = (*worlds.OPEN, *worlds.AT_ONCE, *worlds.CERTAIN)
    model = MigrationModel(worlds.scenario(tables, *settings_, months=2)).run()
    table = queues_of(model)
    assert (table["applied"] == table["granted"]).all()
    assert (table["median_months"] == 0).all()
    assert table[["waiting", "refused", "withdrawn"]].to_numpy().sum() == 0
    flows = model.tables()["flows"].astype({"kind": str, "origin": str, "destination": str})
    moves = flows[flows["kind"].isin(["first", "onward"])]
    for by in ("origin", "destination"):
        found, expected = table.groupby(by)["granted"].sum(), moves.groupby(by)["persons"].sum()
        pd.testing.assert_series_equal(found, expected, check_names=False)


def test_the_median_wait_is_that_of_the_papers() -> None:
    """The median wait of the shipped scenario is near the median of its Erlang distribution."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    tables = worlds.rule(tables, "processing_months", 8.0, *worlds.HOSTS)
    run = (*worlds.OPEN, *worlds.CERTAIN, "decision.intention.drop=0")
    model = MigrationModel(worlds.scenario(tables, *run, months=40, scale=100)).run()
    queues = queues_of(model)
    late = queues[(queues["date"] >= "2021-01-01") & (queues["granted"] > 300)]
    assert len(late)
    median = np.average(late["median_months"], weights=late["granted"])
    # whole months are floors of times with the median 1.678 / 2 of the mean
    assert abs(median - (0.839 * 8.0 - 0.5)) < 1.0


def test_the_way_home_needs_no_papers() -> None:
    """No queue leads into the own country, and nobody else's programme is that of a returner."""
    model = MigrationModel("belarus-2020", scale=60, months=24)
    for _ in range(24):
        model.step()
        people = lives.columns(model)
        home = people[(people["plan_country"] == "BLR") & (people["stage"] == 3)]
        assert (home["programme"] == -1).all()
    assert "BLR" not in set(queues_of(model)["destination"])
    assert (model.tables()["flows"]["kind"] == "return").any()
