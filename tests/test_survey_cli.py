"""The command `talentflow survey` from outside."""

import json
from pathlib import Path

import pytest
from tests.test_cli import talentflow

TEXT = """\
title = "A short one"
months = ["2019-03"]
frame = ["home", "diaspora"]
[sampling]
method = "open"
size = 100000
[response]
rate = 0.5
[weighting]
rake = ["residence"]
[questions.abroad]
[questions.wish]
"""


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ask a short questionnaire of a coarse run."""
    folder = tmp_path_factory.mktemp("survey")
    (folder / "short.toml").write_text(TEXT, encoding="utf-8")
    done = talentflow(
        folder, "survey", "short.toml", "belarus-2020", "--scale", "200", "--workers", "1",
        "--replications", "1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "A short one" in done.stdout
    assert "only" in done.stdout  # so many answers could be had
    return folder


def test_the_folder_holds_tables_pictures_and_a_page(folder: Path) -> None:
    """Tables as Parquet and CSV, a picture for each question, and a page that loads nothing."""
    names = {path.name for path in (folder / "results" / "short").iterdir()}
    tables = {f"{name}.{kind}" for name in ("answers", "estimates", "bias") for kind in
              ("csv", "parquet")}  # fmt: skip
    assert tables <= names
    assert {"index.html", "misplaced.png", "bias-wish.png", "questionnaire.toml"} <= names
    page = (folder / "results" / "short" / "index.html").read_text(encoding="utf-8")
    assert "virtual survey" in page
    assert "default-src 'none'" in page


def test_another_survey_is_not_overwritten(folder: Path) -> None:
    """A folder of another survey is refused with a sentence and exit code 2."""
    done = talentflow(
        folder, "survey", "diaspora-2021", "belarus-2020", "--scale", "200", "--out",
        "results/short",
    )  # fmt: skip
    assert done.returncode == 2
    assert "holds another survey" in done.stderr


def test_the_summary_goes_to_stdout_or_a_file(folder: Path) -> None:
    """Rows of targets are printed as CSV, or written into a file."""
    answers = "results/short/answers.parquet"
    printed = talentflow(folder, "survey", "summary", answers, "--source", "us")
    assert printed.returncode == 0
    assert printed.stdout.startswith("id,period_start,period_end,origin,")
    written = talentflow(folder, "survey", "summary", answers, "--source", "us", "--out", "t.csv")
    assert written.returncode == 0
    assert (folder / "t.csv").read_text(encoding="utf-8") == printed.stdout


def test_mistakes_end_with_a_sentence(folder: Path) -> None:
    """Wrong files end with code 2, their line and no traceback."""
    (folder / "bad.toml").write_text(TEXT.replace("wish", "wihs"), encoding="utf-8")
    for words, message in (
        (("check", "bad.toml"), 'bad.toml:12  questions.wihs: unknown name; did you mean "wish"?'),
        (("nothing.toml", "belarus-2020"), "there is no such file"),
        (("short.toml", "nowhere"), "no shipped scenario"),
        (("summary", "bad.toml"), "bad.toml:3  (file): the row has 2 cells"),
    ):
        done = talentflow(folder, "survey", *words)
        assert done.returncode == 2
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_what_there_is_to_ask(folder: Path) -> None:
    """Shipped questionnaires and all questions are listed; a good file is said to be good."""
    listed = talentflow(folder, "survey", "list").stdout
    assert "devby-2021" in listed
    assert "expects_return" in listed
    assert "good; 2 questions" in talentflow(folder, "survey", "check", "short.toml").stderr


def test_json_is_one_document(folder: Path) -> None:
    """With --json the table of bias is printed; the finished runs are not done again."""
    done = talentflow(
        folder, "survey", "short.toml", "belarus-2020", "--scale", "200", "--workers", "1",
        "--replications", "1", "--json",
    )  # fmt: skip
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert document["surveys"] == 1
    assert {row["question"] for row in document["bias"]} == {"abroad", "wish"}
