"""Bad data tables: every problem is told with its file, line and column."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.small_world import (
    TOML,
    Rows,
    as_csv,
    load_or_complain,
    load_small,
    problems_of,
    small_tables,
    write_world,
    written,
)
from tests.strategies import BAD_CELLS, edited

from talentflow.errors import ScenarioErrors
from talentflow.tables import TABLES, Column


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder of the small world; each test writes what it needs into it."""
    folder = tmp_path_factory.mktemp("world")
    write_world(folder)
    return folder


@st.composite
def bad_cells(draw: st.DrawFn) -> tuple[str, str, int, str]:
    """Return table, column, number of a row and a cell that is wrong there."""
    filled = [table for table in TABLES.values() if len(small_tables()[table.name]) > 1]
    table = draw(st.sampled_from(filled))
    column = draw(st.sampled_from([c for c in table.columns if BAD_CELLS[kind_of(c)]]))
    cells = [cell for cell in BAD_CELLS[kind_of(column)] if cell or not column.may_be_empty]
    if column.kind == "integer" and column.low <= 0:  # a flag may be 0
        cells.remove("0")
    number = draw(st.integers(1, len(small_tables()[table.name]) - 1))
    return table.name, column.name, number, draw(st.sampled_from(cells or ["1", "x"]))


def kind_of(column: Column) -> str:
    """Return the kind of a column as the bad cells list it."""
    if column.kind == "text":
        return "choice" if column.choices else "code" if column.codes else "text"
    return column.kind


def changed(name: str, number: int, column: str, cell: str) -> Rows:
    """Return the rows of a small table with one cell changed."""
    rows = [list(row) for row in small_tables()[name]]
    rows[number][rows[0].index(column)] = cell
    return rows


@given(bad_cells())
def test_a_bad_cell_is_found(folder: Path, bad: tuple[str, str, int, str]) -> None:
    """A wrong cell is told with the file, the line and the column of it."""
    name, column, number, cell = bad
    is_optional = next(c for c in TABLES[name].columns if c.name == column).may_be_empty
    rows = changed(name, number, column, cell)
    (folder / "cell.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    if is_optional and cell in ("1", "x"):
        return
    toml = TOML.replace(f'"{name}.csv"', '"cell.csv"')
    problems = problems_of(written(folder, toml))
    places = {(problem.line, problem.path) for problem in problems}
    assert (number + 1, f"{name}.{column}") in places
    assert {Path(problem.file).name for problem in problems} == {"cell.csv"}


@given(st.data())
def test_a_damaged_table_is_refused_or_means_what_it_says(
    folder: Path, data: st.DataObject
) -> None:
    """However a table is damaged, there is no traceback, and what loads is what it holds."""
    name = data.draw(st.sampled_from(["places", "firms", "pay_by_grade", "entry_rules"]))
    text = data.draw(edited(as_csv(small_tables()[name])))
    (folder / "damaged.csv").write_text(text, encoding="utf-8", newline="")
    toml = TOML.replace(f'"{name}.csv"', '"damaged.csv"')
    scenario = load_or_complain(written(folder, toml))
    if scenario is not None:
        cells = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        frame = scenario.data.frame(name)
        assert len(frame) == len(cells) - 1
        for column in TABLES[name].columns:
            place = cells[0].index(column.name)
            for row, value in zip(cells[1:], frame[column.name], strict=True):
                said = row[place].strip()
                assert not said or said in (str(value), str(value)[:10]) or float(said) == value


MISTAKES = {
    "share": ("places", "job_share", "0.5", "the shares of BLR sum to"),
    "twice": ("places", "place", "belarus-other", "stands already in line"),
    "unknown": ("places", "iso3", "BLX", 'unknown code .BLX.; did you mean "BLR"'),
    "range": ("pairs", "value", "50000", "50000 is out of range for distance_km"),
    "slug": ("places", "place", "Minsk City", "is not a code; expected small letters"),
    "pool": ("countries", "pay_pool", "EAST ERN", 'did you mean "EAST"'),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_in_tables_are_explained(tmp_path: Path, mistake: str) -> None:
    """The commonest mistakes are told in words that say what to do."""
    name, column, cell, words = MISTAKES[mistake]
    path = write_world(tmp_path)
    (tmp_path / f"{name}.csv").write_text(as_csv(changed(name, 1, column, cell)))
    with pytest.raises(ScenarioErrors, match=words):
        load_small(path)


def drop(name: str, *words: str) -> Rows:
    """Return the rows of a small table without those that begin with some words."""
    return [row for row in small_tables()[name] if tuple(row[: len(words)]) != words]


@pytest.mark.parametrize(
    ("name", "words", "message"),
    [
        ("indicators", ("POL", "english"), "POL has no value of english from the beginning"),
        ("pairs", ("POL", "UKR", "distance_km"), "no distance_km from POL to UKR"),
        ("pay_by_grade", ("EAST", "lead"), "the pay pool EAST has no ratio for lead"),
        ("structure", ("", "family", "45+", "single"), "family, 45. has no share of single"),
        ("places", ("kyiv",), "UKR has no place"),
        ("entry_rules", ("BLR", "POL", "ease", ""), "nothing about citizens of BLR: ease for POL"),
        ("pairs", ("BLR", "UKR", "ict_diaspora"), "citizens of BLR: ict_diaspora for UKR"),
        ("entry_rules", ("BLR", "BLR", "exit", ""), "citizens of BLR: exit for BLR"),
    ],
)
def test_a_missing_row_is_no_zero(
    tmp_path: Path, name: str, words: tuple[str, ...], message: str
) -> None:
    """What a table leaves out is asked for, never filled in."""
    path = write_world(tmp_path, tables={**small_tables(), name: drop(name, *words)})
    with pytest.raises(ScenarioErrors, match=message):
        load_small(path)


PROGRAMME = "t,BLR,POL,2020-01-01,2021-01-01,0,,,0.5,0,0,1,s,low"
"""A good row of programmes.csv but for its first cell."""
LATER = PROGRAMME.replace("2021", "2023").replace("2020", "2022").replace("2022-01", "2022-06")


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        (
            "indicators",
            "POL,english,2020-01-01,1,u,2020,,s,low",
            "needs the event that explains it",
        ),
        (
            "indicators",
            "POL,english,2020-08-01,1,u,2020,election-2020,s,low",
            "2020-08-01 is before the event",
        ),
        (
            "indicators",
            "POL,english,2020-10-01,1,u,2020,pbh-starts-2020,s,low",
            "acts through the channel rule; expected an event of the channel condition",
        ),
        (
            "indicators",
            "POL,english,2020-10-01,1,u,2020,electoin-2020,s,low",
            'did you mean "election-2020"',
        ),
        ("entry_rules", "BLR,POL,exit,2020-10-01,1,,s,low", "exit cannot be set for POL"),
        ("entry_rules", "BLR,POL,ease,2091-10-01,1,,s,low", "outside the horizon"),
        ("entry_rules", "BLR,POL,ease,2020-10-01,1.5,,s,low", "1.5 is out of range for ease"),
        ("entry_rules", "BLR,POL,consular,2020-10-01,1,,s,low", "consular cannot be set for POL"),
        ("programmes", f"ordinary,{PROGRAMME}", "stands for the route without a programme"),
        ("programmes", f"Fast Track,{PROGRAMME}", "is not a code"),
        (
            "programmes",
            f"a,{PROGRAMME.replace('POL', 'BLR')}",
            "nobody needs a visa for",
        ),
        ("programmes", f"a,{PROGRAMME.replace('2021', '2019')}", "2019-01-01 is before the start"),
        ("programmes", f"a,{PROGRAMME.replace('0.5', '1.5')}", "1.5' is out of range"),
        ("programmes", f"ukraine-decree-420,{LATER}", "another title, citizenship or dest"),
        ("firms", "a,BLR,product,1.5,2020,local,,s,low", "not a whole number"),
        ("firms", "a,BLR,product,1,2020,local,,s", "the row has 8 cells; expected 9"),
        ("firms", 'a,BLR,product,1,2020,local,,"s,low', "this is not CSV"),
        ("targets", "a,2020-02-01,2020-01-01,,,,m,1,,,u,s,low,no,s,n", "before the start"),
        ("targets", "a,2020-01-01,2020-01-01,,,,m,1,2,,u,s,low,no,s,n", "not between low and high"),
        ("targets", "a,2020-01-01,2020-01-01,,,,m,1,,,u,s,low,yes,s,", "uncertain or from memory"),
        ("targets", "a,2020-01-01,2020-01-01,,,,m,1,,,u,s,high,yes,memory,", "is not fitted"),
        ("targets", "a,2020-01-01,2020-01-01,,,,,1,,,u,s,high,yes,s,", "without a link"),
        ("targets", "a,2020-01-01,2020-01-01,,,,m,1,,,u,s,high,no,s,", "says why"),
    ],
)
def test_a_row_that_contradicts_is_explained(
    tmp_path: Path, name: str, row: str, message: str
) -> None:
    """Rows at odds with other rows or tables are told on their own line."""
    path = write_world(tmp_path)
    with (tmp_path / f"{name}.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    problems = problems_of(path)
    assert message in str(ScenarioErrors(problems))
    assert problems[0].line == len(small_tables()[name]) + 1


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("name,iso3", "firms.sector: the column is missing"),
        ("nmae,iso3", 'unknown column; did you mean "name"?'),
        ("name,name", "the column is there twice"),
        ("", "the file is empty; expected the columns name, iso3"),
    ],
)
def test_a_bad_header_is_explained(tmp_path: Path, header: str, message: str) -> None:
    """Missing, unknown and repeated columns are told by name."""
    path = write_world(tmp_path)
    (tmp_path / "firms.csv").write_text(header)
    assert message in str(ScenarioErrors(problems_of(path)))
