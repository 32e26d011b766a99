"""Answers, real or virtual, as targets: shares with intervals, in the columns of their table."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binomtest
from tests.asked import ALL, people, questionnaire, scenario
from tests.strategies import edited

from talentflow.errors import TalentflowError
from talentflow.reading import shipped_data
from talentflow.replication import Replication
from talentflow.tables import TABLES
from talentflow_lab.survey_answers import ask
from talentflow_lab.survey_answers_file import AnswersError, read_answers
from talentflow_lab.survey_targets import target_rows, write_targets
from talentflow_lab.targets import load_targets, simulate, within

ONE_LEAVER = 100.0 / 29.0
"""What one more who left before the run takes from the share of some 29 leavers, in points."""
REAL = """\
respondent,month,grade,country,wish,pets
a,2021-04,senior,BLR,yes,cat
b,2021-04,junior,BLR,no,dog
c,2021-04,senior,POL,yes,no answer
d,2021-04,lead,POL,,cat
"""
"""A real survey of our own invention, with a question that the model knows nothing about."""


def written(folder: Path, text: str) -> Path:
    """Write a table of answers."""
    path = folder / "answers.csv"
    path.write_text(text, encoding="utf-8", newline="", errors="replace")
    return path


def virtual(folder: Path) -> Path:
    """Ask everybody of a coarse run, honestly, and write their answers."""
    questions = "".join(f"[questions.{n}]\n" for n in ("abroad", "host", "left_recently", "wish"))
    wave = ask(people(), questionnaire(ALL + questions))
    path = folder / "answers.csv"
    table = wave.answers(pd.Timestamp("2021-04-01"))
    table.insert(0, "replication", 0)
    table.insert(0, "scenario", "belarus-2020")
    table.to_csv(path, index=False)
    return path


def test_shares_of_a_real_survey(tmp_path: Path) -> None:
    """Shares are of those who gave an answer; intervals are 90 % by Wilson."""
    rows = target_rows(read_answers(written(tmp_path, REAL)), source="a survey").set_index("id")
    assert list(target_rows(read_answers(written(tmp_path, REAL))).columns) == list(
        TABLES["targets"].names
    )
    cats = rows.loc["pets-cat-2021-04"]
    expected = binomtest(2, 3).proportion_ci(0.9, method="wilson")
    assert (cats["value"], cats["link"], cats["fitted"]) == (66.6667, "", "no")
    assert (cats["low"], cats["high"]) == pytest.approx(
        (100 * expected.low, 100 * expected.high), abs=1e-3
    )
    wish = rows.loc["wish-yes-2021-04-linked"]
    assert (wish["link"], wish["fitted"], wish["period_end"]) == (
        "wish_in_survey", "yes", "2021-04-30",
    )  # fmt: skip
    assert wish["unit"].endswith("(n 3)")


def test_by_group(tmp_path: Path) -> None:
    """With a group, shares are also told within each of its values, without a link."""
    rows = target_rows(read_answers(written(tmp_path, REAL)), by=["grade"]).set_index("id")
    senior = rows.loc["pets-cat-grade-senior-2021-04"]
    assert (senior["group"], senior["value"], senior["link"]) == ("grade=senior", 100.0, "")
    with pytest.raises(TalentflowError, match="no such group; they have country, grade"):
        target_rows(read_answers(written(tmp_path, REAL)), by=["age"])


def test_weights_count(tmp_path: Path) -> None:
    """A respondent of weight 3 counts like three; the interval has the effective size."""
    text = REAL.replace("pets\n", "pets,mine\n").replace("cat\n", "cat,3\n")
    text = text.replace("dog\n", "dog,1\n").replace("no answer\n", "no answer,1\n")
    rows = target_rows(read_answers(written(tmp_path, text), weight="mine"), weight="mine")
    assert rows.set_index("id").loc["pets-cat-2021-04", "value"] == pytest.approx(
        100 * 6 / 7, abs=1e-3
    )


def test_what_all_answer_alike_is_never_fitted(tmp_path: Path) -> None:
    """A survey of those abroad does not say that everybody has left."""
    wave = ask(people(), questionnaire(ALL.replace('"home", ', "") + "[questions.abroad]\n"))
    path = tmp_path / "answers.parquet"
    wave.answers(pd.Timestamp("2021-04-01")).to_parquet(path)
    rows = target_rows(read_answers(path))
    assert not ((rows["link"] == "panel_share_abroad") & (rows["fitted"] == "yes")).any()


def test_virtual_answers_are_targets_of_the_run_that_gave_them(tmp_path: Path) -> None:
    """An honest census of a run, read as targets, is what the links say of the run itself.

    The link of the panel is asked without over-representation. Leavers differ a little: links count
    first moves, the census who of them is still abroad, in which country, and in the occupation.
    """
    path = tmp_path / "targets.csv"
    write_targets(target_rows(read_answers(virtual(tmp_path))), path)
    case = scenario(f'data.targets="{path}"')
    targets = [one for one in load_targets(case) if one.link]
    assert {one.link for one in targets} == {
        "panel_share_abroad", "recent_leavers", "leaver_destination", "leaver_grade",
        "wish_in_survey",
    }  # fmt: skip
    tables = Replication(case.replace(months=28)).run().tables()
    plain = {"links.panel_share_abroad.over_representation": 1.0}
    for one in targets:
        assert within(one, case)
        if one.link == "recent_leavers":  # the census also finds who left before the run
            few, many = (
                simulate(one, tables, {"links.recent_leavers.earlier": w}) for w in (4.0, 0.5)
            )
            assert few - ONE_LEAVER <= one.value <= many
            continue
        found = simulate(one, tables, plain if "panel" in one.link else {})
        assert found == pytest.approx(one.value, abs=6.0), one.id


def test_the_rows_fit_beside_the_shipped_ones(tmp_path: Path) -> None:
    """Rows can be appended to a shipped table of targets, and the scenario still loads."""
    shipped = (shipped_data() / "targets" / "belarus-2020.csv").read_text(encoding="utf-8")
    rows = target_rows(read_answers(virtual(tmp_path)), source="a survey")
    path = tmp_path / "both.csv"
    path.write_text(shipped + rows.to_csv(index=False, header=False), encoding="utf-8")
    targets = load_targets(scenario(f'data.targets="{path}"'))
    assert len(targets) == len(list(csv.DictReader(io.StringIO(shipped)))) + len(rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (REAL.replace("month", "mouth"), "answers.csv:1  month: there is no such column"),
        (REAL.replace("b,2021-04", "b,April"), "answers.csv:3  month: 'April' is not valid"),
        ("respondent,month\na,2021-04\n", "no column holds answers"),
        (REAL.replace("pets", "weight"), "answers.csv:2  weight: 'cat' is not valid"),
        ("", "respondent: there is no such column"),
        (REAL.replace("cat\n", "cat,1\n", 1), "answers.csv:2  (file): the row has 7 cells"),
        (REAL.replace("pets", "wish"), "answers.csv:1  wish: two columns"),
        ("respondent,month,wish\n", "there is no answer of replication 0"),
    ],
)
def test_a_bad_table_is_named(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong with a table is told with its line and column."""
    with pytest.raises(AnswersError) as caught:
        read_answers(written(tmp_path, text))
    assert message in str(caught.value)


def test_several_scenarios_must_be_told_apart(tmp_path: Path) -> None:
    """A table of several runs is summed up one by one."""
    text = "scenario,respondent,month,wish\nx,a,2021-04,yes\ny,b,2021-04,no\n"
    with pytest.raises(AnswersError, match="several scenarios; name one: x, y"):
        read_answers(written(tmp_path, text))
    assert len(read_answers(written(tmp_path, text), scenario="y")) == 1


@example(
    "respondent,month,grade,country,wish\na,2021-04,senior:,BLR,yes\nb,2021-04,junior,BLR,no\n"
    "c,2021-04,senior,POL,yes\nd,2021-04,lead,POL,\n"
)
@given(st.just(REAL).flatmap(edited))
def test_no_table_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever happens to a good table, it becomes targets or is refused in the proper way."""
    path = written(tmp_path_factory.getbasetemp(), text)
    try:
        rows = target_rows(read_answers(path))
    except TalentflowError:
        return
    assert rows["value"].between(0.0, 100.0).all()
    assert not rows["id"].duplicated().any()
