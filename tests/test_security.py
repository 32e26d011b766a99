"""What a file says is data: nothing of it is run, and on a page it is text."""

import ast
import json
from functools import cache
from pathlib import Path

import ipyvuetify
import pandas as pd
import pytest
from tests import fake_model
from tests.app_pages import opening
from tests.pages import HOSTILE, Page
from tests.saved_runs import save_run
from tests.test_study import GOOD, written

from talentflow.errors import TalentflowError
from talentflow_app import explore_page, session
from talentflow_app.desk_files import from_toml
from talentflow_app.explore_page import Look
from talentflow_app.library_runs import find
from talentflow_lab.analysis_page import Part, write_parts
from talentflow_lab.analysis_pictures import Picture
from talentflow_lab.study_page import bars, render_study
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_tables import read_tables
from talentflow_lab.sweep import How, sweep

ROOT = Path(__file__).parents[1]
SOURCES = [path for part in ("model", "experiments", "app") for path in (ROOT / part).rglob("*.py")]

FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "pickle.loads", "pickle.load", "marshal.loads",
    "marshal.load", "shelve.open", "dill.loads", "joblib.load", "cloudpickle.loads", "yaml.load",
    "pd.read_pickle", "pandas.read_pickle", "os.system", "os.popen", "tempfile.mktemp",
    "subprocess.getoutput", "subprocess.getstatusoutput", "np.fromregex", "ElementTree.parse",
    "pd.eval", "numexpr.evaluate", "runpy.run_path", "code.interact", "sympify",
}  # fmt: skip
EXCEPTIONS = {
    ("experiments/talentflow_lab/live_worker.py", "pickle.loads"):
        "a question that the parent process itself has packed, over a pipe that nobody else holds",
}  # fmt: skip
MARKED_SAFE = {
    "experiments/talentflow_lab/report.py": "its own style sheet and scripts",
    "experiments/talentflow_lab/analysis_page.py": "its own style sheet, and SVG that Vega escapes",
    "experiments/talentflow_lab/study_page.py": "its own style sheet, and SVG that Vega escapes",
    "experiments/talentflow_lab/page_study.py": "SVG that Vega escapes",
    "app/talentflow_app/studies_table.py": "marks around cells that it escapes",
}
"""Files that may mark a text as HTML, and what it is."""

EVERYTHING = " ".join(HOSTILE)
TITLE = HOSTILE[1] + HOSTILE[2]


@cache
def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """List the names of whatever a module calls, as they are written, with the calls."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(dotted(node.func), node) for node in found]


def dotted(node: ast.expr) -> str:
    """Return a name with its dots; empty for what is no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_nothing_that_runs_what_it_reads_is_called() -> None:
    """No eval, exec, unpickling, unsafe loader or shell, but for the exceptions that say why."""
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in SOURCES
        for name, _ in calls(path)
        if name in FORBIDDEN
    }
    assert found == set(EXCEPTIONS)


def test_no_command_goes_through_a_shell() -> None:
    """Programs are started from lists of words, and nothing loads pickles through an option."""
    for path in SOURCES:
        for name, call in calls(path):
            given = {one.arg: one.value for one in call.keywords}
            for option in ("shell", "allow_pickle", "weights_only"):
                value = given.get(option)
                assert value is None or getattr(value, "value", True) is False, (path, name)


def test_text_is_marked_as_html_in_few_places() -> None:
    """HTML is made in the files listed above only, and no template switches escaping off."""
    raw = ("unsafe_innerHTML", "Markup(", "v-html", "dangerously")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if any(mark in path.read_text(encoding="utf-8") for mark in raw)
    }
    assert found == set(MARKED_SAFE)
    others = [*ROOT.glob("experiments/**/*.j2"), *ROOT.glob("app/**/*.vue")]
    assert len(others) > 5
    for path in others:
        text = path.read_text(encoding="utf-8")
        assert not any(
            mark in text for mark in ("|safe", "| safe", "autoescape", "v-html", "innerHTML")
        )


def test_a_hostile_study_is_text_on_its_page(tmp_path: Path) -> None:
    """Titles, names of points and descriptions stand there as they were written."""
    points = "".join(
        f"[points.{json.dumps(text)}]\nshocks.thaw.start = {n + 40}\n"
        for n, text in enumerate(HOSTILE)
    )
    told = f"{json.dumps(TITLE)}\ndescription = {json.dumps(EVERYTHING)}"
    text = GOOD.replace('"Two points"', told).replace('"To Finland"', json.dumps(TITLE)) + points
    study = read_study(written(tmp_path, text))
    swept = sweep(study, tmp_path / "out", how=How(1), build=fake_model.FailingModel)
    page = Page(render_study(read_tables(swept.folder), study))
    page.check()
    assert all(one in page.text for one in HOSTILE)
    assert "49" not in page.text.partition("${")[2][:9]


def test_hostile_names_are_text_in_pictures(tmp_path: Path) -> None:
    """Names in a chart are text of its SVG, and every other part of a page of parts is text."""
    study = read_study(written(tmp_path, GOOD))
    frame = pd.DataFrame(
        {
            "point": ["first", *HOSTILE],
            "outcome": "left",
            "difference": 3.0,
            "low": 1.0,
            "high": 5.0,
        }
    )
    spec = bars(frame, study.outcomes[0].measured)
    assert spec
    part = Part(
        EVERYTHING, EVERYTHING, (Picture("one", EVERYTHING, EVERYTHING, spec),), (EVERYTHING,),
        pd.DataFrame({EVERYTHING: [EVERYTHING]}),
    )  # fmt: skip
    path = write_parts(EVERYTHING, EVERYTHING, [part], [EVERYTHING], tmp_path)
    page = Page(path.read_text(encoding="utf-8"))
    page.check()
    assert "<svg" in path.read_text(encoding="utf-8")
    assert page.text.count("alert(1)") >= 5


def test_hostile_titles_are_text_in_the_library(tmp_path: Path) -> None:
    """A run whose title is markup is listed with that text, in no widget that shows HTML."""
    save_run(tmp_path / "one", title=TITLE)
    with opening(explore_page, Look(), tmp_path) as open_at:
        page = open_at("explore")
        shown = [page.words(), *(str(one.items) for one in page.find(ipyvuetify.Select))]
    assert find(tmp_path, "one").title == TITLE
    assert any("alert(2)" in text for text in shown)


@pytest.fixture(scope="module", name="library")
def _library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library of one run, beside which lies another."""
    folder = tmp_path_factory.mktemp("libraries")
    save_run(folder / "library" / "one")
    save_run(folder / "x")
    return folder / "library"


@pytest.mark.parametrize("key", ["../one", "/etc", "..", ".", "one/../../x", "one\0", "%2e%2e", ""])
def test_keys_of_addresses_lead_nowhere_else(library: Path, key: str) -> None:
    """A key is looked up in the list of what is there; it is never joined to a path."""
    with pytest.raises(TalentflowError):
        find(library, key)


@pytest.mark.parametrize(
    "text",
    [
        'extends = "../../etc/passwd"',
        'extends = "/etc/passwd"',
        'extends = "belarus-2020"\n[data]\npairs = "/etc/passwd"',
        'extends = "belarus-2020\\u0000"',
    ],
)
def test_uploads_name_no_file(text: str) -> None:
    """An upload may change values of a shipped scenario, and read nothing of the machine."""
    with pytest.raises(TalentflowError):
        from_toml(text, session.BEGIN)
