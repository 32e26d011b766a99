"""The page of studies: what it lists, what it takes, and that its numbers are the tables'."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipyvuetify
import pandas as pd
import pytest
import solara
import solara.widgets
from hypothesis import given
from hypothesis import strategies as st
from tests.searched import Grants
from tests.test_sweep_designs import TEXT, Weighing

from talentflow.errors import TalentflowError
from talentflow_app import shared, studies_analyst, studies_page, studies_sweep
from talentflow_app.addresses import read, told
from talentflow_app.downloads import png_bytes
from talentflow_app.ready import fitting, numbers
from talentflow_app.studies_address import View
from talentflow_app.studies_files import StudyError, checked_name, checked_text, free_name, offered
from talentflow_app.studies_folders import SEARCH, SWEEP, entries, progress
from talentflow_app.studies_launch import Order, begin
from talentflow_app.studies_sweep import look_of, pictures_of
from talentflow_app.studies_table import MOST_ROWS, Table, best, html_of
from talentflow_app.studies_watch import rows, stamp_of
from talentflow_app.studies_work import check, found_in, look
from talentflow_lab.analysis_page import cell
from talentflow_lab.analysis_pictures import tornadoes
from talentflow_lab.discover import discovery
from talentflow_lab.ledger import DONE, FAILED, Ledger
from talentflow_lab.robust import robustness
from talentflow_lab.search import Search, search
from talentflow_lab.search_store import write_search
from talentflow_lab.sensitivity import sensitivity
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_tables import read_results
from talentflow_lab.sweep import How, sweep

STUDY = TEXT.replace("points = 5", "points = 24\npolicies = 1").replace("replications = 2", "")
WHERE = "left>=110"


@pytest.fixture(scope="module", name="library")
def _library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library: a sweep, a sweep one folder below, a search, and what is no study."""
    home = tmp_path_factory.mktemp("library")
    path = home / "mine.toml"
    path.write_text(STUDY, encoding="utf-8")
    sweep(read_study(path, replications=1), home / "mine", how=How(1), build=Weighing)
    for name in ("group/inner", ".hidden", "group/deep/er"):
        shutil.copytree(home / "mine", home / name)
    search(Grants(home / "calls", at_most=9000.0), home / "found", Search(40, batch=8, title="G"))
    (home / "notes").mkdir()
    return home


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Do here what worker processes do."""

    def ask(work: Callable[..., Any], *given: Any) -> Any:
        return work(*given)

    if "pool" not in os.environ.get("PYTEST_CURRENT_TEST", ""):
        monkeypatch.setattr(studies_analyst, "ask", ask)
    yield
    shared.begin("", "results")


def test_the_list_holds_studies_and_nothing_else(library: Path, tmp_path: Path) -> None:
    """In the library and one folder below, no deeper, none hidden; what was opened is listed."""
    found = entries(library)
    assert set(found) == {"mine", "group/inner", "found"}
    assert [found[key].kind for key in ("mine", "found")] == [SWEEP, SEARCH]
    assert (found["mine"].title, found["found"].title) == ("Drawn", "G")
    assert set(entries(tmp_path, str(library / "mine"))) == {"mine (opened)"}
    assert set(entries(library, str(library / "mine"))) == set(found)
    assert entries(library / "nowhere", "belarus-2020") == {}


def test_progress_is_the_ledgers(library: Path, tmp_path: Path) -> None:
    """Runs that are done, failed and left; a run of other code counts as left."""
    shutil.copytree(library / "mine", tmp_path / "part")
    ledger = Ledger(tmp_path / "part" / "ledger.sqlite")
    every = list(ledger.rows())
    ledger.path.unlink()
    ledger.add([*every[:10], replace(every[10], status=FAILED, part=""),
                replace(every[11], id="of other code")])  # fmt: skip
    here = progress(entries(tmp_path)["part"])
    assert (here.done, here.failed, here.left) == (10, 1, len(every) - 11)
    whole = progress(entries(library)["mine"])
    assert (whole.done, whole.failed, whole.left) == (len(Ledger(
        library / "mine" / "ledger.sqlite").ids(DONE)), 0, 0)  # fmt: skip
    (row,) = rows(tmp_path, "")
    assert row.state == "unfinished"
    assert row.line == f"10 of {len(every)} runs done, 1 failed, {len(every) - 11} left"
    trials = progress(entries(library)["found"])
    assert (trials.done, trials.failed, trials.left) == (40, 0, 0)


@given(st.builds(View, *[st.text("ab >=<.,:&=/?%é'", max_size=12)] * 7))
def test_an_address_holds_the_view(view: View) -> None:
    """What is told is what is read."""
    assert read(View(), told(view)) == view
    assert read(View(), f"?{told(view)}&wish=1") == view


BAD = {
    'scenario = "belarus-2020"\ntitle = ': "study.toml:2",
    'scenario = "no-such"\n': "of a shipped scenario: belarus",
    'scenario = "../belarus-2020"\n': "of a shipped scenario",
    "scenario = 3\n": "of a shipped scenario",
    TEXT + '[constants]\ndata.places = "/etc/passwd"\n': "constants.data names other files",
    TEXT + '[policies.p]\ndata.places = "x.csv"\n': r"policies.p.data names other files",
    TEXT + '[points.p]\nextends = "x.toml"\n': r"points.p.extends names other files",
    TEXT.replace("points = 5", "points = 1000000"): "up to 1,000,000 points",
    TEXT.replace('"lhs"', '"grid"').replace("points = 5", "levels = 100"): "up to 1,000,000",
    TEXT.replace('"lhs"', '"saltelli"').replace("points = 5", "points = 90000"): "up to 720,000",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_study_file_is_told_in_a_sentence(text: str) -> None:
    """A study that is dropped is data: it names no file and has a size."""
    with pytest.raises(StudyError, match=BAD[text]):
        checked_text(text)


def test_a_study_is_read_before_it_starts() -> None:
    """A good one comes to runs, a bad one to the lab's own words with line and field."""
    good = check(checked_text(STUDY), 3)
    assert (good.title, good.runs, good.searchable, good.problem) == ("Drawn", 144, True, "")
    assert "24 futures, 2 policies, 3 replications: 144 runs" in good.words
    bad = check(STUDY.replace('measure = "first_moves"', 'measure = "first_move"'), None)
    assert bad.problem.startswith("study.toml:")
    assert "outcomes.left.measure" in bad.problem
    assert "first_moves" in bad.problem


@pytest.mark.parametrize("name", ["", "a b", "../a", "a/b", "a.b", "é", "x" * 61, "mine"])
def test_a_bad_name_makes_no_folder(library: Path, name: str) -> None:
    """Letters, digits, dash and underscore; and not what is there."""
    before = sorted(library.rglob("*"))
    with pytest.raises(StudyError):
        begin(library, name, TEXT, "Drawn", Order())
    assert sorted(library.rglob("*")) == before
    assert checked_name("Mine_2-b", library) == "Mine_2-b"
    assert free_name("Mine!", library) == "mine-2"


def test_files_at_hand_are_studies(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the library and of the folder experiments; a scenario file is none."""
    (library / "scenario.toml").write_text('extends = "belarus-2020"\n', encoding="utf-8")
    monkeypatch.chdir(library)
    assert list(offered(library)) == ["mine"]
    (library / "experiments").mkdir()
    shutil.copy(library / "mine.toml", library / "experiments" / "other.toml")
    assert list(offered(library)) == ["other", "mine"]
    shutil.rmtree(library / "experiments")


def asked(library: Path, **view: str) -> Any:
    """Return what a view asks of the sweep."""
    entry = entries(library)["mine"]
    return look_of(View("mine", **view), entry.folder, entry.record, stamp_of(entry.folder))


def test_pictures_and_tables_are_the_labs(library: Path) -> None:
    """Whatever is shown of a sweep is what the lab's own functions return."""
    results = read_results(library / "mine")
    left = results.outcomes[:1]
    indices = sensitivity(results, left).frame
    shown = look(asked(library, picture="tornado"))
    pd.testing.assert_frame_equal(shown.tables["sensitivity"], indices)
    assert [one.spec for one in shown.pictures] == [
        one.spec for one in tornadoes(results, indices, left)
    ]
    shown = look(asked(library, picture="box", where=WHERE))
    pd.testing.assert_frame_equal(shown.tables["discover"], discovery(results, [WHERE]).frame)
    shown = look(asked(library, picture="policies", where=WHERE))
    frame = robustness(results, [WHERE]).frame
    pd.testing.assert_frame_equal(shown.tables["robust"], frame)
    behind = numbers(shown.pictures[0].spec).set_index("input")
    mine = frame[frame["outcome"] == "left"].set_index("policy")
    assert behind["inner"].to_dict() == mine["regret_mean"].to_dict()
    assert behind["value"].to_dict() == mine["regret_max"].to_dict()
    shown = look(asked(library, picture="trade-off", outcome="more"))
    assert shown.pictures[0].title == "more against left"
    assert png_bytes(fitting(shown.pictures[0].spec)).startswith(b"\x89PNG")


def test_a_heat_map_has_the_inputs_where_they_are_wanted(library: Path) -> None:
    """Either may be left to the lab, and each stays on its axis."""
    wage, diaspora = "terms.real_wage.weight", "terms.diaspora.weight"
    for view, across, up in [
        ({}, wage, diaspora),
        ({"x": diaspora}, diaspora, wage),
        ({"y": wage}, diaspora, wage),
        ({"x": wage, "y": diaspora}, wage, diaspora),
    ]:
        (picture,) = look(asked(library, picture="heat", **view)).pictures
        assert picture.spec["encoding"]["x"]["title"] == across
        assert picture.spec["title"]["text"] == f"↑ {up}"
    assert "heat map needs two" in look(asked(library, picture="heat", x="wish")).problem


@pytest.mark.parametrize("where", ["left=1", "wish>=1", "left>=1e9"])
def test_a_wrong_condition_is_told_by_the_lab(library: Path, where: str) -> None:
    """The message is the lab's own."""
    results = read_results(library / "mine")
    with pytest.raises(TalentflowError) as caught:
        discovery(results, [where])
    assert look(asked(library, picture="box", where=where)).problem == str(caught.value)


def test_a_view_falls_back_to_what_there_is(library: Path) -> None:
    """Nothing of an address is trusted: unknown pictures and outcomes become the usual ones."""
    found = asked(library, picture="wish", outcome="wish")
    assert (found.picture, found.outcome) == ("tornado", "left")
    named = {"named": True, "measured": [{"name": "left", "goal": ""}], "policies": ["a"]}
    assert pictures_of(named) == ["differences"]


def cells(text: str) -> list[list[str]]:
    """Return the cells of an HTML table."""
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in text.split("<tr>")[2:]]


def shown_tables(rendered: Any) -> list[str]:
    """Return the tables on a rendered page."""
    return [one.unsafe_innerHTML for one in rendered.find(solara.widgets.HTML).widgets]


def opened(library: Path, key: str, view: View) -> Any:
    """Return an open study, rendered, once its pictures are there."""
    shared.begin("", str(library))
    row = {one.entry.key: one for one in rows(library, "")}[key]
    _, rendered = solara.render(studies_page.Opened(row, view, print), handle_error=False)
    picture = rendered.find(ipyvuetify.Html, class_="tf-study-picture")
    picture.assert_matches_wait(attributes={"data-state": "ready"}, timeout=20.0)
    return rendered


def test_the_page_shows_the_numbers_of_the_tables(library: Path) -> None:
    """Cells of the page are the numbers of the lab, written as the lab writes them."""
    rendered = opened(library, "mine", View("mine", "policies", where=WHERE))
    frame = robustness(read_results(library / "mine"), [WHERE]).frame
    columns = ["policy", "expected", "worst", "regret_mean", "regret_p90", "regret_max", "best",
               "meets"]  # fmt: skip
    for text, outcome in zip(shown_tables(rendered), ("left", "more"), strict=True):
        rows_ = frame[frame["outcome"] == outcome][columns].to_numpy(dtype=object).tolist()
        assert cells(text) == [[cell(value) for value in row] for row in rows_]
    rendered.close()


def test_a_search_shows_its_pareto_set(library: Path) -> None:
    """Every policy that none beats is in the table, with its intervals."""
    found, shown = found_in(library / "found", 0)
    assert found is not None
    assert [one.name for one in shown.pictures] == ["trade-off", "convergence"]
    rendered = opened(library, "found", View("found"))
    pareto, trials = shown_tables(rendered)
    assert cells(pareto) == best(found).to_numpy().tolist()
    first = found.pareto.iloc[0]
    low, high = (cell(float(first[f"gain_{end}"])) for end in ("low", "high"))
    assert cells(pareto)[0][1] == f"{cell(float(first['gain']))} ({low} to {high})"
    assert len(cells(pareto)) == len(found.pareto)
    assert len(cells(trials)) == 40
    rendered.close()


def test_a_search_at_work_is_counted_by_rounds(library: Path, tmp_path: Path) -> None:
    """Its tables come with its end; until then trials count round by round."""
    home = tmp_path / "found"
    shutil.copytree(library / "found", home)
    begun = {"title": "G", "name": "grants", "method": "nsga2", "seed": 0, "batch": 8}
    write_search(home, begun | {"wanted": 44, "finished": False})
    (home / "evaluations" / "from-000032.parquet").unlink()
    (row,) = rows(tmp_path, "")
    assert (row.progress.done, row.progress.left, row.state) == (32, 12, "unfinished")
    assert "has not ended" in found_in(home, 1)[1].problem


def test_the_list_is_shown_and_a_missing_study_is_told(library: Path) -> None:
    """A row for each study; a name opens it; what is not there is said."""
    shared.begin("", str(library))
    _, rendered = solara.render(studies_page.Page(), handle_error=False)
    lines = rendered.find(ipyvuetify.Html, tag="tr").widgets
    keys = [one.attributes["data-study"] for one in lines if "data-study" in one.attributes]
    assert sorted(keys) == ["found", "group/inner", "mine"]
    assert studies_page.missing("wish") == "There is no study wish in the library."
    rendered.close()


def test_a_table_escapes_and_has_an_end() -> None:
    """Names from files are text, and a long table does not fill the browser."""
    frame = pd.DataFrame({"<b>a_b": ["<script>", "&"], "n": [1234567.0, float("nan")]})
    text = html_of(frame, 'la"bel')
    assert "<script>" not in text
    assert cells(text) == [["&lt;script&gt;", "1,234,567"], ["&amp;", "-"]]
    long = pd.DataFrame({"n": range(MOST_ROWS + 5)})
    _, rendered = solara.render(Table("long", "Long", long), handle_error=False)
    (inner,) = shown_tables(rendered)
    assert len(cells(inner)) == MOST_ROWS
    rendered.close()


def test_a_choice_goes_to_the_address(library: Path) -> None:
    """A picture that is chosen is told to whoever keeps the address."""
    entry, told = entries(library)["mine"], []
    page = studies_sweep.Sweep(entry.folder, entry.record, "finished", View("mine"), told.append)
    _, rendered = solara.render(page, handle_error=False)
    buttons = rendered.find(ipyvuetify.Btn).widgets
    (box,) = [one for one in buttons if "Where it happens" in one.children]
    box.click()
    assert told == [View("mine", "box")]
    rendered.close()


def test_the_pool_answers_and_survives_a_loss() -> None:
    """Work is done in another process; one that is lost twice is told as an error."""
    assert studies_analyst.ask(os.getpid) != os.getpid()
    assert studies_analyst.ask(os.getpid) == studies_analyst.ask(os.getpid)
    with pytest.raises(TalentflowError, match="was lost"):
        studies_analyst.ask(os._exit, 3)
    assert studies_analyst.ask(abs, -3) == 3
    shared.end()
