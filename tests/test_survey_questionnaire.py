"""Questionnaire files: every mistake has its line, and no text ends in a traceback."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.asked import ALL, TWO, scenario
from tests.small_world import check_places
from tests.strategies import edited, toml_tables

from talentflow.errors import Problem, ScenarioErrors
from talentflow.toml_lines import key_lines
from talentflow_lab.survey_reading import read_questionnaire, read_runs, shipped_questionnaires
from talentflow_lab.survey_schema import problems_of

SHIPPED = [path.read_text(encoding="utf-8") for path in shipped_questionnaires().values()]

GOOD = ALL + TWO


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    """Return the problems of a questionnaire, which must have some, each with its place."""
    path = folder / "asked.toml"
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(ScenarioErrors) as caught:
        read_questionnaire(path)
    check_places(caught.value)
    return caught.value.problems


@pytest.mark.parametrize("name", shipped_questionnaires())
def test_shipped_questionnaires_are_good(name: str) -> None:
    """Each questionnaire that is shipped can be asked of the scenario that it is about."""
    read = read_questionnaire(name)
    assert read.says.title
    assert read.waves(scenario()) == {"2021-04": 27}


@pytest.mark.parametrize(
    ("wrong", "path", "line", "hint"),
    [
        ('titel = "x"\n' + GOOD, "titel", 1, '"title"'),
        (GOOD.replace('"home"', '"hom"'), "frame.0", 3, '"home"'),
        (GOOD.replace("2021-04", "2021-13"), "months.0", 2, "2021-04"),
        (GOOD + "[questions.wihs]\n", "questions.wihs", 6, '"wish"'),
        (GOOD + "wordin = 'x'\n", "questions.wish.wordin", 6, '"wording"'),
        (GOOD + '[sampling]\nmethod = "rnadom"\n', "sampling.method", 7, '"random"'),
        (GOOD + '[sampling]\nmethod = "open"\n', "sampling.size", 6, "whole number"),
        (GOOD + "[sampling]\nsize = 0\n", "sampling.size", 7, "whole number"),
        (GOOD + "[sampling]\nstrata = ['grad']\n", "sampling.strata.0", 7, '"grade"'),
        (GOOD + "[response]\nrate = 1.5\n", "response.rate", 7, "from 0 to 1"),
        (GOOD + "[response]\nrate = nan\n", "response.rate", 7, "from 0 to 1"),
        (GOOD + "[response.factors.grad]\nx = 1\n", "response.factors.grad", 6, '"grade"'),
        (
            GOOD + "[response.factors.grade]\nsenoir = 2\n",
            "response.factors.grade.senoir", 7, '"senior"',
        ),
        (
            GOOD + "[response.factors]\ngrade = { senior = -1 }\n",
            "response.factors.grade.senior", 7, "from 0 to 1000",
        ),
        (GOOD + "[candour]\nfaer = 1\n", "candour.faer", 7, '"fear"'),
        (GOOD + "[weighting]\nrake = ['sex', 'sex']\n", "weighting.rake", 7, "list of groups"),
        (ALL, "questions", 1, "at least one question"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(tmp_path: Path, wrong: str, path: str, line: int, hint: str) -> None:
    """A wrong name or value is told with its path, its line and what was expected."""
    (problem,) = problems(tmp_path, wrong)
    assert (problem.path, problem.line) == (path, line)
    assert hint in str(problem)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Several mistakes have a problem each."""
    text = GOOD + "[candour]\nfear = 2.0\n[weighting]\nrake = ['x']\n[questions.nothing]\n"
    assert [one.line for one in problems(tmp_path, text)] == [7, 9, 10]


def test_a_month_that_is_not_lived(tmp_path: Path) -> None:
    """A month outside the run, and a country that nobody knows, are told with their lines."""
    path = tmp_path / "late.toml"
    text = ALL.replace("2021-04", "2031-04") + "[response.factors.country]\nPLO = 2.0\n" + TWO
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        read_questionnaire(path).waves(scenario())
    first, second = caught.value.problems
    assert (first.path, first.line) == ("months.0", 2)
    assert "2019-01 to 2021-12" in str(first)
    assert (second.path, second.line, second.suggestion) == (
        "response.factors.country.PLO", 5, "POL",
    )  # fmt: skip


def test_the_nearest_shipped_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A questionnaire that does not exist is answered with the nearest one."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioErrors, match='did you mean "devby-2021"'):
        read_questionnaire("devby-2020")


def test_two_runs_of_one_name_are_told_apart() -> None:
    """The same scenario twice has two names."""
    assert list(read_runs(["belarus-2020", "belarus-2020"])) == ["belarus-2020", "belarus-2020#2"]


@given(st.sampled_from(SHIPPED).flatmap(edited))
def test_an_edited_questionnaire_never_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Whatever happens to a good file, it is read or its problems are told with their places."""
    path = tmp_path_factory.getbasetemp() / "edited.toml"
    path.write_text(text, encoding="utf-8", newline="", errors="replace")
    try:
        read = read_questionnaire(path)
    except ScenarioErrors as errors:
        check_places(errors)
        return
    assert read.questions
    assert all(read.wording(name) for name in read.questions)


@given(toml_tables() | st.sampled_from(SHIPPED).map(tomllib.loads).flatmap(
    lambda good: toml_tables().map(lambda other: {**good, **other})
))  # fmt: skip
def test_no_values_end_in_a_traceback(values: dict[str, object]) -> None:
    """Whatever a TOML file holds, the schema takes it or names its problems."""
    for problem in problems_of(values, "x.toml", key_lines("")):
        assert problem.message
        assert "\n" not in str(problem)
