"""The declared outcome tables and the check that every frame passes before it is written."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentflow import outcomes
from talentflow.outcome_check import check
from talentflow.outcome_words import describe

PROMISED = {
    "flows": "replication date citizenship origin destination origin_place destination_place "
    "grade kind persons",
    "stocks": "replication date citizenship country place grade employment persons",
    "entries_exits": "replication date citizenship country place grade kind persons",
    "stages": "replication date citizenship country group group_value stage persons",
    "reasons": "replication date decision group group_value destination term contribution",
    "blocked": "replication date origin destination gate persons",
    "firms": "replication date size_class sector ownership stage place firms seats offices staff "
    "hired_abroad founded",
    "jobs": "replication date place openings filled vacancies wage",
    "hires": "replication date place employer source citizenship origin persons",
    "queues": "replication date origin destination programme applied waiting granted refused "
    "withdrawn unused family_members median_months",
    "work": "replication date home employer_country employment persons full_time_equivalents",
    "voice": "replication date country kind persons",
    "families": "replication date citizenship country relation persons arrivals departures joined "
    "gone",
    "balance": "replication date country citizenship grade field education arrivals departures net",
    "students": "replication date citizenship country studying started stayed returned",
    "conditions": "date country indicator value",
}


def stages(**changes: str | float | None) -> pd.DataFrame:
    """Return a small good table of stages, with some columns changed."""
    rows = pd.DataFrame(
        {
            "replication": 0,
            "date": pd.to_datetime(["2019-02-01", "2019-01-01", "2019-01-01"]),
            "citizenship": "BLR",
            "country": "BLR",
            "group": ["all", "grade", "all"],
            "group_value": ["all", "senior", "all"],
            "stage": ["settled", "planning", "considering"],
            "persons": [90_000, 10, 4_000],
        }
    )
    return rows.assign(**changes)


def reasons(rows: int) -> pd.DataFrame:
    """Return a good table of reasons: in each replication one wish and then destinations."""
    number = np.arange(rows)
    wish = number % 12 == 0
    codes = [f"A{chr(65 + i % 12)}A" for i in range(rows)]
    return pd.DataFrame(
        {
            "replication": number // 12,
            "date": pd.to_datetime("2019-01-01"),
            "decision": np.where(wish, "wish", "destination"),
            "group": "all",
            "group_value": "all",
            "destination": np.where(wish, "", codes),
            "term": "home",
            "contribution": number / 7 - 1,
        }
    )


def test_columns_are_those_promised() -> None:
    """The tables have exactly the documented columns in the documented order."""
    declared = {t.name: " ".join(c.name for c in t.columns) for t in outcomes.TABLES.values()}
    assert declared == PROMISED


def test_a_good_table_gets_its_dtypes_and_order() -> None:
    """Checking sets dtypes, sorts by the key and changes no number."""
    table = check("stages", stages())
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == {
        c.name: c.dtype for c in outcomes.TABLES["stages"].columns
    }
    assert table["persons"].tolist() == [4_000.0, 10.0, 90_000.0]
    assert list(table["stage"].cat.categories) == ["settled", "considering", "planning"]


@given(st.permutations(range(24)))
def test_row_order_does_not_matter(order: list[int]) -> None:
    """Any order of the rows gives the same checked table."""
    frame = reasons(24)
    expected = check("reasons", frame)
    pd.testing.assert_frame_equal(check("reasons", frame.iloc[order]), expected)


def test_an_empty_optional_code_is_missing() -> None:
    """An empty destination, as of a wish, becomes a missing value and no code."""
    table = check("reasons", reasons(12))
    assert table["destination"].isna().tolist() == (table["decision"] == "wish").tolist()
    assert "" not in table["destination"].cat.categories


def test_an_empty_table_is_fine() -> None:
    """A table without rows passes: a month in which nobody moves is no error."""
    table = check("stages", stages().iloc[:0])
    assert len(table) == 0
    assert table["stage"].dtype == "category"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stage": "moved"}, "column stage: only settled, considering, planning, preparing"),
        ({"country": "Poland"}, "column country: a country is an ISO 3166 alpha-3 code; found 'P"),
        ({"date": "2019-01-15"}, "column date: a date must be the first day of a month; found '20"),
        ({"persons": -1}, "column persons: numbers must not be below 0; found -1.0"),
        ({"persons": np.inf}, "column persons: numbers must be finite; found inf"),
        ({"persons": np.nan}, "column persons: no value may be missing"),
        ({"persons": "many"}, "column persons cannot be read as float64"),
        ({"country": None}, "column country: no value may be missing"),
        ({"replication": -1}, "column replication: numbers must not be below 0"),
        ({"group_value": "senior"}, "a group_value belongs to another group"),
        ({"mood": "good"}, "column mood is not declared"),
    ],
)
def test_a_breach_is_named(changes: dict[str, str | float | None], message: str) -> None:
    """A frame that breaks its declaration is refused with table, column and what was found."""
    with pytest.raises(outcomes.OutcomeError) as refusal:
        check("stages", stages(**changes))
    assert f"table stages: {message}" in str(refusal.value)


def test_all_breaches_come_at_once() -> None:
    """Several breaches are reported together, a missing column among them."""
    with pytest.raises(outcomes.OutcomeError) as refusal:
        check("stages", stages(stage="moved", persons=-1).drop(columns="country"))
    text = str(refusal.value)
    assert "column country is missing" in text
    assert "column stage" in text
    assert "column persons" in text


def test_two_rows_may_not_share_a_key() -> None:
    """A key that occurs twice is refused, for sums over it would count people double."""
    with pytest.raises(outcomes.OutcomeError, match=r"two rows have the same key .*country=BLR"):
        check("stages", pd.concat([stages(), stages()]))


@pytest.mark.parametrize(
    ("kind", "persons", "good"),
    [
        ("graduate", 1, True),
        ("graduate", -1, False),
        ("retirement", -1, True),
        ("retirement", 1, False),
        ("promotion", -1, True),
        ("promotion", 1, True),
    ],
)
def test_entries_add_and_exits_take_away(kind: str, persons: float, good: bool) -> None:
    """Entries are positive, exits negative, and a promotion is one of each."""
    row = stages().iloc[:1].drop(columns=["group", "group_value", "stage", "persons"])
    row = row.assign(place="minsk", grade="junior", kind=kind, persons=float(persons))
    if good:
        assert len(check("entries_exits", row)) == 1
    else:
        with pytest.raises(outcomes.OutcomeError, match="entries must be positive"):
            check("entries_exits", row)


def test_description_names_every_column() -> None:
    """The documentation made from the declaration leaves no table or column out."""
    text = describe()
    for table in outcomes.TABLES.values():
        assert f"## {table.name}" in text
        assert all(f"| `{c.name}` | {c.dtype} | {c.unit} |" in text for c in table.columns)
