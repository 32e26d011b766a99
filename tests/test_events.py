"""Events: none is felt before its month, and each from its month on."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds

from talentflow.model import MigrationModel
from talentflow.months import month_index
from talentflow.scenario import Scenario


def until(case: Scenario, months: int) -> dict[str, pd.DataFrame]:
    """Return the tables of the first months of a scenario."""
    return dict(MigrationModel(case.replace(months=months)).run().tables())


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> bool:
    """Tell whether all tables of two runs are equal."""
    return all(one[name].equals(other[name]) for name in one)


@settings(max_examples=10, derandomize=True)
@given(st.data())
def test_nothing_is_felt_before_its_event(data: st.DataObject) -> None:
    """Without some event and all that it explains, the months before it are just the same."""
    tables = worlds.world()
    shipped = worlds.scenario(tables, scale=500, months=84)
    dated = shipped.data.events.set_index("id")["date"]
    act = [row["id"] for row in tables["events"] if row["channel"] != "none"]
    gone = data.draw(st.sets(st.sampled_from(act), min_size=1, max_size=4))
    first = min(month_index(dated[event].date(), shipped.start) for event in gone)
    others = worlds.only_events(tables, lambda row: row["id"] not in gone)
    without = worlds.scenario(others, scale=500, months=84)
    assert same(until(shipped, first), until(without, first))


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
