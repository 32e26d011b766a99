"""Questions from nothing to a report, kept for the next time that they are asked."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from talentflow_lab.asking import SIZES, Asking, ask_drivers, ask_plans, size_of
from talentflow_lab.cli import app
from talentflow_lab.territory import Beneficiary

SHORT = ("months=24",)
CITY = Beneficiary("FIN", "jyvaskyla", "Jyväskylä", "Finland")


def asking(work: Path) -> Asking:
    """Ask on behalf of a city about a coarse and short run."""
    return Asking("belarus-2020", "Jyväskylä", work, SHORT, scale=1000.0, replications=2, workers=1)


@pytest.mark.deep
def test_plans_are_run_once(tmp_path: Path) -> None:
    """The same question must find its run again, and another seed must not."""
    first = ask_plans(asking(tmp_path))
    written = (first.folder / "run.json").stat().st_mtime_ns
    again = ask_plans(asking(tmp_path))
    assert again.folder == first.folder
    assert (again.folder / "run.json").stat().st_mtime_ns == written
    assert again.document.summary == first.document.summary
    other = Asking(**(vars(asking(tmp_path)) | {"seed": 7}))
    assert ask_plans(other).folder != first.folder
    slugs = [section.slug for section in first.document.sections]
    assert slugs[:2] == ["summary", "plans"]
    assert "Jyväskylä" in first.document.lede


@pytest.mark.deep
def test_drivers_tell_what_factors_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report must tell the whole effect, and each factor in a row with its interval."""
    import talentflow_lab.asking as module

    real = module.explain

    def two(*args: object, **options: object) -> object:
        return real(*args, factors=("repression", "networks"), at="2020-10", **options)

    monkeypatch.setattr(module, "explain", two)
    answer = ask_drivers(asking(tmp_path))
    section = next(one for one in answer.document.sections if one.slug == "drivers")
    assert len(section.context["rows"]) == 2
    assert section.context["reasons"]
    assert section.context["country"] == "Jyväskylä"
    assert "because of all factors together" in answer.document.lede
    assert {fact.name for fact in answer.document.facts} >= {"drivers_total", "left"}


def test_size_suits_who_asks(tmp_path: Path) -> None:
    """A city needs everybody; what is given counts more."""
    usual = Asking("belarus-2020", "FIN", tmp_path)
    assert size_of("actions", CITY, usual) == SIZES["actions", "place"]
    assert size_of("actions", CITY, usual).scale == 1.0
    assert size_of("actions", CITY.home, usual) == SIZES["actions", "country"]
    assert size_of("actions", CITY, asking(tmp_path)).scale == 1000.0


def test_a_wrong_name_is_told_without_a_traceback(tmp_path: Path) -> None:
    """The command must end with the nearest name, and write nothing."""
    out = tmp_path / "a.html"
    words = ["ask", "belarus-2020", "plans", "--for", "FIN:Jyvaskila", "--workers", "1"]
    done = CliRunner().invoke(app, [*words, "--out", str(out), "--work", str(tmp_path / "w")])
    assert 'did you mean "FIN:jyvaskyla"' in str(done.exception)
    assert not out.exists()
    assert not (tmp_path / "w").exists()
