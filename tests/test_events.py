"""Events: none is felt before its month, and each from its month on."""

import pandas as pd
import pytest
from tests import worlds

from talentflow.model import MigrationModel
from talentflow.months import month_index
from talentflow.scenario import Scenario

type Tables = dict[str, pd.DataFrame]

ACTING = [row["id"] for row in worlds.world()["events"] if row["channel"] != "none"]


def until(case: Scenario, months: int) -> Tables:
    """Return the tables of the first months of a scenario."""
    return dict(MigrationModel(case.replace(months=months)).run().tables())


def same(one: Tables, other: Tables) -> bool:
    """Tell whether all tables of two runs are equal."""
    return all(one[name].equals(other[name]) for name in one)


def before(tables: Tables, day: pd.Timestamp) -> Tables:
    """Return the rows before a day, text as text."""
    kept = {name: frame[frame["date"] < day] for name, frame in tables.items()}
    return {
        name: frame.astype(
            {one: "string" for one in frame if frame[one].dtype == "category"}
        ).reset_index(drop=True)
        for name, frame in kept.items()
    }


@pytest.fixture(scope="module")
def shipped() -> Scenario:
    """Return the shipped tables as a scenario of seven years."""
    return worlds.scenario(worlds.world(), scale=400, months=84)


@pytest.fixture(scope="module")
def lived(shipped: Scenario) -> Tables:
    """Return what happens in these seven years."""
    return until(shipped, 84)


@pytest.mark.parametrize("event", ACTING)
def test_nothing_is_felt_before_its_event(event: str, shipped: Scenario, lived: Tables) -> None:
    """Without an event and the rows that it explains, the months before it are just the same."""
    day = shipped.data.events.set_index("id")["date"][event]
    months = month_index(day.date(), shipped.start)
    others = worlds.only_events(worlds.world(), lambda row: row["id"] != event)
    without = until(worlds.scenario(others, scale=400, months=84), months)
    start = pd.Timestamp(shipped.start) + pd.DateOffset(months=months)
    assert same(before(lived, start), before(without, start))


def test_august_2020_is_felt_in_august_2020() -> None:
    """Without the election and what followed, July 2020 is the same and August is not."""
    tables = worlds.world()
    calm = worlds.only_events(tables, lambda row: row["date"] < "2020-08")
    shipped, other = (worlds.scenario(some, scale=300) for some in (tables, calm))
    july = month_index(pd.Timestamp("2020-07-01").date(), shipped.start) + 1
    assert same(until(shipped, july), until(other, july))
    assert not same(until(shipped, july + 1), until(other, july + 1))


def test_a_row_dated_after_the_fifteenth_acts_in_the_next_month() -> None:
    """A crisis of the 15th is felt in its month, one of the 16th in the month after."""
    calm = worlds.calm(worlds.world(*worlds.COUNTRIES))
    tables = [until(worlds.scenario(calm, scale=200), 6)]
    for day in ("2019-03-15", "2019-03-16"):
        case = worlds.scenario(worlds.event(calm, day, "push", 5.0), scale=200)
        tables.append(until(case, 6))
    wishes = [
        table["stages"].query("stage == 'considering' and group == 'all'") for table in tables
    ]
    quiet, early, late = (
        rows.groupby("date")["persons"].sum().rename(number) for number, rows in enumerate(wishes)
    )
    assert (early.index[early > 1.2 * quiet][0], late.index[late > 1.2 * quiet][0]) == (
        pd.Timestamp("2019-03-01"),
        pd.Timestamp("2019-04-01"),
    )
