"""Hostile names in results: on every page that is made of them they are text, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import pytest
from tests import asked as asking
from tests import test_calibrate, test_explain
from tests.pages import HOSTILE, Page
from tests.searched import Grants

from talentflow_lab import analysis_pictures
from talentflow_lab.calibrate import Calibrated
from talentflow_lab.calibration_page import write_calibration_page
from talentflow_lab.document import Document
from talentflow_lab.explain import Explained
from talentflow_lab.explain_page import write_explained
from talentflow_lab.page_drivers import driver_sentences, drivers
from talentflow_lab.replicate import Failure
from talentflow_lab.report import render
from talentflow_lab.search import Search, search
from talentflow_lab.search_page import write_search_page
from talentflow_lab.search_tables import Found
from talentflow_lab.survey_page import write_survey_page
from talentflow_lab.survey_run import Surveyed, survey
from talentflow_lab.territory import Beneficiary
from talentflow_lab.validate_page import write_validation_page
from talentflow_lab.validated import Validated
from talentflow_lab.vega_draw import drawable, to_png, to_svg

PLAIN = "a plain name"
ODD = {
    "all at once": " ".join(HOSTILE),
    "nul, right to left": "\u202eevil\u202c \u05d0\u05d1\ufffe before\0after",
}
DEEP = {"long": "long " * 20, **{text[:12]: text for text in HOSTILE}}
TEXTS = [
    *(pytest.param(text, id=name) for name, text in ODD.items()),
    *(pytest.param(text, id=name, marks=pytest.mark.deep) for name, text in DEEP.items()),
]


@pytest.fixture(autouse=True)
def _no_png(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes most of the time and is on no page."""
    monkeypatch.setattr(analysis_pictures, "to_png", lambda _spec: b"")


def folder() -> Path:
    """Return a new folder."""
    return Path(mkdtemp(prefix="pages-"))


@cache
def explained() -> Explained:
    """Return an explanation."""
    return test_explain.asked(folder(), 1)


def named(text: str) -> Explained:
    """Return it with a text wherever a scenario or its tables name something."""
    found = explained()
    titles = {"title": text, "doc": text}
    return replace(
        found,
        case=replace(found.case, title=text, description=text),
        factors=found.factors.assign(**titles),
        kept=found.kept.assign(title=text),
    )


def explanation(text: str, out: Path) -> str:
    """Return the page of an explanation."""
    return write_explained(named(text), out / "page", text).read_text(encoding="utf-8")


def answer(text: str, _out: Path) -> str:
    """Return the report on a question: `talentflow ask ... drivers`."""
    found, who = named(text), Beneficiary("FIN", "jyvaskyla", text, text)
    document = Document(
        text, text, text, text, driver_sentences(found, who), [], [drivers(found, who)]
    )
    return render(document)


@cache
def surveyed() -> Surveyed:
    """Return a survey of one question."""
    top = 'title = "T"\nmonths = ["2019-03"]\nframe = ["home"]\n[weighting]\nrake = ["residence"]\n'
    one = asking.questionnaire(f'{top}[questions.wish]\nwording = "W"\n')
    case = asking.scenario().replace(scale=1000.0)
    return survey(one, {"base": case}, folder() / "survey", replications=1, workers=1)


def poll(text: str, out: Path) -> str:
    """Return the page of a survey."""
    found = surveyed()
    says = found.questionnaire.says
    questions = {
        name: one.model_copy(update={"wording": text}) for name, one in says.questions.items()
    }
    says = says.model_copy(update={"title": text, "description": text, "questions": questions})
    bias = found.bias.assign(scenario=text)
    return write_survey_page(
        replace(found, folder=out, bias=bias, questionnaire=replace(found.questionnaire, says=says))
    ).read_text(encoding="utf-8")


@cache
def searched() -> Found:
    """Return a search for the best of two goals."""
    out = folder()
    return search(Grants(out / "calls", at_most=6000.0), out / "out", Search(24))


def best(text: str, out: Path) -> str:
    """Return the page of a search."""
    found = searched()
    goals = tuple(replace(one, title=text, unit=text) for one in found.aims.objectives)
    pareto = found.pareto.assign(kind=text)
    aims = replace(found.aims, objectives=goals)
    return write_search_page(
        replace(found, title=text, aims=aims, pareto=pareto, folder=out)
    ).read_text(encoding="utf-8")


@cache
def calibrated() -> Calibrated:
    """Return a calibration of the fake model."""
    out = folder()
    return test_calibrate.found_in(out / "out", test_calibrate.asked(out))


def learned(text: str, out: Path) -> str:
    """Return the page of a calibration."""
    found = calibrated()
    record = found.posterior.record | {"until": text, "command": text}
    predicted = found.predicted.copy()
    for column in predicted.select_dtypes(["object", "str"]):
        predicted[column] = text
    return write_calibration_page(
        replace(
            found,
            folder=out,
            plan=replace(found.plan, base=text),
            posterior=replace(found.posterior, record=record),
            predicted=predicted,
        )
    ).read_text(encoding="utf-8")


def validation(text: str, out: Path) -> str:
    """Return the page of a validation."""
    numbers = {"observed": 2.0, "simulated": 3.0, "interval_low": 1.0, "interval_high": 4.0}
    words = dict.fromkeys(("what", "until", "period", "unit", "note", "source", "quantity"), text)
    rows = pd.DataFrame([words | numbers | {"low": 1.0, "high": 3.0, "verdict": "hit"}])
    others = dict.fromkeys(("persistence", "gravity", "elastic_net"), text)
    targets = rows.assign(**others)
    cases = rows.assign(case="war-2022", use=text)
    found = Validated(
        text, date(2021, 2, 28), 2, False, cases, targets, pd.DataFrame({text: [text]}),
        (Failure(0, "Error", text, text),), (text,),
    )  # fmt: skip
    return write_validation_page(found, out).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Kind:
    """A kind of page, and how it is made with a text in every place for one."""

    name: str
    made: Callable[[str, Path], str]


PAGES = [
    Kind("explain", explanation),
    Kind("ask", answer),
    Kind("survey", poll),
    Kind("search", best),
    Kind("calibrate", learned),
    Kind("validate", validation),
]


@cache
def plain(kind: Kind) -> Page:
    """Return the page with a plain name."""
    return Page(kind.made(PLAIN, folder()))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_a_hostile_name_is_text(kind: Kind, text: str, tmp_path: Path) -> None:
    """It makes no element and no attribute that a plain name does not make, and it is there."""
    page = Page(kind.made(text, tmp_path))
    assert PLAIN in plain(kind).text
    assert page.kinds <= plain(kind).kinds
    assert text.strip().partition("\0")[0] in page.text
    assert "49 49" not in page.text
    assert not [
        (tag, name)
        for tag, attrs in page.elements
        for name in ("href", "xlink:href", "src", "action")
        if any(part in (attrs.get(name) or "") for part in ("alert", "passwd"))
    ]


@pytest.mark.parametrize("odd", ["\0", "\x01", "\x1b", "\x0b", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_hold_is_drawn_as_a_mark(odd: str) -> None:
    """It ended the whole process: neither an error nor a word, in the app neither."""
    spec: dict[str, object] = {
        "data": {"values": [{"a": f"be{odd}fore", "b": 1}]},
        "mark": "bar",
        "encoding": {"y": {"field": "a"}, "x": {"field": "b", "type": "quantitative"}},
    }
    assert "be\ufffdfore" in to_svg(spec)
    assert to_png(spec).startswith(b"\x89PNG")
    assert drawable({"a": ["tab\t", 1, None]}) == {"a": ["tab\t", 1, None]}
