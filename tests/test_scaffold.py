"""`talentflow new`: what it writes works as it is, and nothing is ever overwritten."""

import importlib.util
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from talentflow import levers
from talentflow.errors import TalentflowError
from talentflow.levers import mechanisms
from talentflow.parameters import defaults_of
from talentflow.rules import catalogue
from talentflow.scenario import difference, load
from talentflow_lab import scaffold
from talentflow_lab.cli_new import app


@pytest.fixture(name="checkout", autouse=True)
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Take an empty folder for the checkout."""
    monkeypatch.setattr(scaffold, "_checkout", lambda: tmp_path)
    return tmp_path


def module_of(path: Path, name: str) -> ModuleType:
    """Import a file under a name."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="forgetting")
def _forgetting() -> Iterator[None]:
    """Forget what a test imported under names of the model."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.usefixtures("forgetting")
@pytest.mark.parametrize(
    "options",
    [[], ["--own-country"], ["--reads", "internet_freedom"], ["--reads", "life_ladder"]],
    ids=" ".join,
)
def test_a_new_term_passes_its_own_test(checkout: Path, options: list[str]) -> None:
    """The rule has parameters with a weight of 0, and every test beside it holds."""
    result = CliRunner().invoke(app, ["term", "new_thing", *options])
    assert result.exit_code == 0, result.output
    file, test = (checkout / line for line in result.stdout.splitlines())
    rule = module_of(file, "talentflow.rules.terms.new_thing").NewThing
    assert defaults_of(rule)["weight"] == 0.0
    tests = vars(module_of(test, "new_tests"))
    held = [tests[name]() for name in tests if name.startswith("test_")]
    assert len(held) >= 2


@pytest.mark.parametrize("mechanism", mechanisms())
@pytest.mark.parametrize("owner", ["host", "city", "origin"])
def test_a_new_lever_is_one_of_the_catalogue(checkout: Path, mechanism: str, owner: str) -> None:
    """A lever of any mechanism and owner keeps the form of the catalogue; its test compiles."""
    made = scaffold.lever("new-thing", mechanism=mechanism, owner=owner)
    file, test = scaffold.write(made)
    assert file == checkout / "scenarios/levers/new-thing.toml"
    kind = levers._read(file)
    assert (kind.mechanism, kind.owners) == (mechanism, (owner,))
    compile(test.read_text(encoding="utf-8"), test, "exec")


def test_a_new_shock_is_one_event_more(checkout: Path) -> None:
    """The scenario differs from its base in one event, and in nothing else."""
    options = ["--date", "2021-06", "--severity", "2", "--out", str(checkout)]
    result = CliRunner().invoke(app, ["shock", "power-cuts", *options])
    assert result.exit_code == 0, result.output
    case, base = load(checkout / "power-cuts.toml"), load("belarus-2020")
    assert [path for path, *_ in difference(base, case)] == ["data.events.power-cuts"]
    event = case.data.events.set_index("id").loc["power-cuts"]
    assert (event["iso3"], event["channel"], event["date"].date()) == (
        "BLR", "push", date(2021, 6, 1),
    )  # fmt: skip


@pytest.mark.deep
def test_the_tests_of_a_new_shock_hold(checkout: Path) -> None:
    """Nothing is felt before the event."""
    CliRunner().invoke(app, ["shock", "power-cuts", "--date", "2019-06", "--out", str(checkout)])
    tests = vars(module_of(checkout / "test_power_cuts.py", "new_tests"))
    held = [tests[name]() for name in tests if name.startswith("test_")]
    assert len(held) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["term", "real_wage"], "there is a term real_wage already"),
        (["term", "Fear"], "is no name of a term"),
        (["term", "fear-of"], "underscores"),
        (["term", "fear", "--reads", "lief_ladder"], 'did you mean "life_ladder"?'),
        (["term", "fear", "--reads", "english", "--own-country"], "not both"),
        (["lever", "quota"], "there is a lever quota already"),
        (["lever", "care", "--mechanism", "suport"], 'did you mean "support"?'),
        (["lever", "care", "--owner", "hots"], 'did you mean "host"?'),
        (["shock", "belarus-calm"], "there is a scenario belarus-calm already"),
        (["shock", "x", "--extends", "belarus-2002"], '"belarus-2020"'),
        (["shock", "x", "--country", "BLX"], 'did you mean "BLR"?'),
        (["shock", "x", "--channel", "psh"], 'did you mean "push"?'),
        (["shock", "x", "--date", "2019-01"], "not after the first month"),
        (["shock", "election-2020"], "has an event"),
    ],
)
def test_mistakes_end_with_a_sentence(checkout: Path, arguments: list[str], words: str) -> None:
    """A mistake is told in one line with the nearest valid name, and nothing is written."""
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, TalentflowError)
    assert words in str(result.exception)
    assert "\n" not in str(result.exception)
    assert not [*checkout.iterdir()]


def test_nothing_is_overwritten(checkout: Path) -> None:
    """Where one of the files is there, none is written and the old one stays."""
    test = checkout / "tests" / "test_term_new_thing.py"
    test.parent.mkdir()
    test.write_text("mine", encoding="utf-8")
    made = scaffold.term("new_thing")
    with pytest.raises(scaffold.ScaffoldError, match="already there; nothing was written"):
        scaffold.write(made)
    assert test.read_text(encoding="utf-8") == "mine"
    assert "new_thing" not in catalogue()["terms"]
    assert not (checkout / "model").exists()
