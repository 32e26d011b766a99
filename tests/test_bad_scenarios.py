"""Bad scenario files and tables: every problem is told with its place, and nothing else happens."""

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.small_world import (
    TOML,
    as_csv,
    load_or_complain,
    load_small,
    problems_of,
    small_tables,
    write_world,
    written,
)
from tests.strategies import bad_settings, edited, texts

from talentflow.errors import Problem, ScenarioErrors
from talentflow.reading import spelled
from talentflow.toml_lines import key_lines, split_key


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder of the small world; each test writes what it needs into it."""
    folder = tmp_path_factory.mktemp("world")
    write_world(folder)
    return folder


@given(bad_settings)
def test_a_bad_setting_is_named(folder: Path, setting: tuple[str, str]) -> None:
    """A wrong value on the command line is refused under its path."""
    path, value = setting
    problems = problems_of(folder / "small.toml", f"{path}={value}")
    plain = spelled(split_key(path))
    assert all(problem.file == "--set" and problem.line == 1 for problem in problems)
    assert all(plain.startswith(p.path) or p.path.startswith(plain) for p in problems)


@given(bad_settings)
def test_a_bad_value_is_found_on_its_line(folder: Path, setting: tuple[str, str]) -> None:
    """A wrong value in a file that extends a good one is refused on its own line."""
    path, value = setting
    text = f'# a child\nextends = "small.toml"\n\n{path} = {value}\n'
    problems = problems_of(written(folder, text))
    assert {problem.line for problem in problems} == {4}


@given(st.lists(bad_settings, min_size=2, max_size=5, unique_by=lambda pair: pair[0]))
def test_all_problems_are_told_at_once(folder: Path, settings: list[tuple[str, str]]) -> None:
    """Each of several bad settings has its problem."""
    problems = problems_of(folder / "small.toml", *(f"{path}={value}" for path, value in settings))
    needed = {
        number for number, (path, value) in enumerate(settings, 1) if not needs_tables(path, value)
    }
    assert needed <= {problem.line for problem in problems}


def needs_tables(path: str, value: str) -> bool:
    """Tell whether a setting can be judged only when the tables are good."""
    return path == "data_sha256.pairs" or (path, value) == ("origin", '["POL"]')


@given(edited(TOML))
def test_a_damaged_file_is_refused_or_means_what_it_says(folder: Path, text: str) -> None:
    """However a file is damaged, there is no traceback, and nothing in it is passed over."""
    scenario = load_or_complain(written(folder, text))
    if scenario is not None:
        said = tomllib.loads(text)
        rows = {row.path: row.value for row in scenario.provenance}
        for name in ("start", "months", "seed", "replications", "scale"):
            assert name not in said or rows[name] == said[name]
        for path in key_lines(text):
            is_known = path[0] in (*rows, "title", "description", "extends", "data", "data_sha256")
            assert is_known or any(row.startswith(".".join(map(str, path))) for row in rows)


@given(st.binary(max_size=200) | edited(TOML).map(lambda text: text.encode("utf-16")))
def test_bytes_that_are_no_scenario_are_refused(folder: Path, raw: bytes) -> None:
    """Any bytes at all give problems; without a title nothing loads."""
    path = folder / "bytes.toml"
    path.write_bytes(raw)
    assert load_or_complain(path) is None


@given(texts | st.tuples(texts, texts).map("=".join) | st.text(max_size=20))
def test_any_setting_is_refused_or_holds(folder: Path, text: str) -> None:
    """Whatever stands behind --set, it is refused in the proper way or it is in the result."""
    scenario = load_or_complain(folder / "small.toml", text)
    assert scenario is None or scenario.resolved_toml()


@given(st.text(max_size=40) | texts)
def test_any_name_of_a_file_is_refused(text: str) -> None:
    """A name that leads nowhere is a problem, not a traceback."""
    assert load_or_complain(Path(f"{text}/nowhere")) is None


def test_circles_of_extends_are_found(tmp_path: Path) -> None:
    """Scenarios that extend one another are refused where the circle closes."""
    written(tmp_path, 'title = "a"\nextends = "b.toml"\n', "a.toml")
    written(tmp_path, '\n\nextends = "./a.toml"\n', "b.toml")
    problem = problems_of(tmp_path / "a.toml")[0]
    assert (Path(problem.file).name, problem.line, problem.path) == ("b.toml", 3, "extends")
    assert "in a circle" in problem.message


def test_endless_chains_of_extends_are_cut(tmp_path: Path) -> None:
    """A chain of very many scenarios is refused."""
    for number in range(40):
        written(tmp_path, f'title = "x"\nextends = "{number + 1}.toml"\n', f"{number}.toml")
    assert "more than 32" in problems_of(tmp_path / "0.toml")[0].message


@pytest.mark.parametrize("target", ["missing.toml", ".", "belarsu-2020"])
def test_a_parent_that_cannot_be_read_is_named(tmp_path: Path, target: str) -> None:
    """The problem stands at the line that asks for the parent."""
    path = written(tmp_path, f'title = "x"\nextends = "{target}"\n')
    problem = problems_of(path)[0]
    assert (problem.line, problem.path) == (2, "extends")
    assert target in problem.message


def test_problems_of_a_parent_are_told_with_its_file(folder: Path) -> None:
    """A mistake in a parent is told even where the child sets another value."""
    written(folder, TOML.replace("months = 36", "months = 0"), "parent.toml")
    path = written(folder, 'extends = "parent.toml"\nmonths = 5\n')
    (problem,) = problems_of(path)
    assert (Path(problem.file).name, problem.line) == ("parent.toml", 3)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('title = "x"\nmonths = \n', 2, "this is not TOML"),
        ('title = "x"\ntitle = "y"\n', 2, "this is not TOML: cannot overwrite"),
        ('title = "x', 1, "this is not TOML"),
        ('title = "x"\nx = ' + "[" * 3000 + "]" * 3000, 1, "nested too deeply"),
        ('title = "x"\n' + "a." * 3000 + "a = 1", 2, "too many parts"),
        ("seed = " + "9" * 5000, 1, "too many digits"),
        ("", 1, "the scenario has no title"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(
    folder: Path, text: str, line: int, message: str
) -> None:
    """Syntax errors and abuses of the syntax are told on the line where they show."""
    problem = problems_of(written(folder, text))[0]
    assert (problem.line, problem.path) in [(line, "(file)"), (1, "title")]
    assert message in problem.message


def test_huge_and_odd_files_are_refused(tmp_path: Path, folder: Path) -> None:
    """Files beyond the cap, folders, pipes and devices are not read."""
    huge = written(tmp_path, "# long\n" * 200_000)
    assert "larger than 1 megabytes" in problems_of(huge)[0].message
    assert "folder" in problems_of(tmp_path)[0].message
    assert "no such file" in problems_of(tmp_path / ("x" * 5000))[0].message
    os.mkfifo(tmp_path / "pipe.toml")
    assert "not an ordinary file" in problems_of(tmp_path / "pipe.toml")[0].message
    problems = problems_of(folder / "small.toml", "data.firms=/dev/zero")
    assert "not an ordinary file" in problems[0].message


def test_text_that_is_not_utf8_is_told_with_its_line(folder: Path) -> None:
    """The line of the first bad byte is given, for scenarios and for tables."""
    path = folder / "latin.toml"
    path.write_bytes('title = "x"\n# Jyväskylä\n'.encode("latin-1"))
    assert problems_of(path)[0].line == 2
    (folder / "latin.csv").write_bytes("name\n\nJyväskylä\n".encode("latin-1"))
    problem = problems_of(folder / "small.toml", f"data.firms={folder / 'latin.csv'}")[0]
    assert (Path(problem.file).name, problem.line) == ("latin.csv", 3)


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    """Files saved by spreadsheets and editors with a mark in front load as others do."""
    path = folder / "marked.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TOML.encode())
    (folder / "firms.csv").write_bytes(b"\xef\xbb\xbf" + as_csv(small_tables()["firms"]).encode())
    assert load_small(path) == load_small(folder / "small.toml")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("montsh=3", '--set:1  montsh: unknown name; did you mean "months"?'),
        (
            "terms.real_wage.wieght=1",
            'terms.real_wage.wieght: unknown name; did you mean "weight"?',
        ),
        ("real_wage.weight=1", 'did you mean "terms.real_wage"?'),
        ("terms.real_wage.weight=9", "9 is out of range; expected a number from 0 to 3"),
        ("terms.real_wage.weight=nan", "nan is not a finite number"),
        ("terms.real_wage.constant=x", 'expected a number from -20 to 20, or "solve"'),
        ("terms.real_wage.form=lin", '"lin" is not valid; expected one of "log", "linear"'),
        ("gates.queue.enforced=1", "1 is not valid; expected true or false"),
        ("terms.real_wage=1", "terms.real_wage: 1 is not valid; expected a table"),
        ("terms.real_wage.residual.POX=1", 'unknown code .POX.; did you mean "POL"?'),
        ("gates.queue.rooms.minks=1", 'unknown code .minks.; did you mean "minsk"?'),
        ("months", "there is no equals sign"),
        ("=3", "is not a dotted name"),
        ("extends=x", "not on the command line"),
        ("title=\udcff", "not UTF-8"),
    ],
)
def test_messages_help(folder: Path, setting: str, message: str) -> None:
    """The message says what was given, why it cannot be and what to do."""
    with pytest.raises(ScenarioErrors) as caught:
        load_small(folder / "small.toml", setting)
    assert message.replace(".POX.", "'POX'").replace(".minks.", "'minks'") in str(caught.value)


def test_problems_are_listed_by_file_and_line() -> None:
    """The same problem is told once; files keep their order, lines ascend."""
    problems = [Problem("b", 9, "x", "m"), Problem("a", 1, "x", "m"), Problem("b", 2, "x", "m")]
    told = ScenarioErrors([*problems, problems[0]]).problems
    assert [(problem.file, problem.line) for problem in told] == [("b", 2), ("b", 9), ("a", 1)]


def test_nothing_is_written_when_a_scenario_is_bad(tmp_path: Path) -> None:
    """Loading a bad scenario leaves its folder as it was."""
    path = write_world(tmp_path, TOML.replace("months = 36", "months = 0"))
    before = sorted(tmp_path.rglob("*"))
    problems_of(path)
    assert sorted(tmp_path.rglob("*")) == before
