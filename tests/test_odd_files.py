"""Bad input: whatever a file or an argument holds, a sentence and no traceback, and no file.

The deep tests can be run in pieces, one kind after the other, of which each tries other cases:

    ODD_CASES=1000 pytest -m deep tests/test_odd_files.py -k "very_many and scenario"
"""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import odd_files
from tests.odd_files import Kind
from tests.odd_progress import CASES, Progress, progress

from talentflow.errors import TalentflowError

QUICK = 12
"""Cases of each of the nine kinds."""

EACH = ("scenario", "study", "levers", "survey", "targets", "posterior", "reproducer")
ANYTHING = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large,
            HealthCheck.filter_too_much)  # fmt: skip
SAID_SO = {"title", "months", "replications", "design", "scale", "method", "size"}


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the files."""
    return tmp_path_factory.mktemp("odd")


@pytest.fixture(scope="module", name="kinds")
def _kinds(folder: Path) -> dict[str, Kind]:
    """Return the kinds of files, each with a good one."""
    return odd_files.kinds(folder)


@pytest.fixture(name="counted")
def _counted(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> Iterator[Progress]:
    """Count the cases of a deep test, and tell how they go."""
    with progress(request.node.name, capsys) as found:
        yield found


def refusal(call: Callable[[], object]) -> tuple[str, object]:
    """Return the words in which a call is refused, which any terminal can show, or its result."""
    try:
        return "", call()
    except TalentflowError as problem:
        refused = str(problem)
    assert refused.strip()
    assert all(line.isprintable() for line in refused.splitlines()), refused
    return refused, None


def check(kind: Kind, raw: bytes, folder: Path) -> None:
    """Read a file: it is refused in words, or it means what it says."""
    path = folder / f"odd{kind.suffix}"
    path.write_bytes(raw)
    before = sorted(one.name for one in folder.iterdir())
    refused, found = refusal(lambda: kind.read(path))
    if not refused and kind.suffix == ".toml" and found is not None:
        said = tomllib.loads(raw.decode("utf-8-sig"))
        for name in SAID_SO & said.keys():
            assert getattr(found, name, said[name]) == said[name], name
    assert sorted(one.name for one in folder.iterdir()) == before


@pytest.mark.parametrize("name", EACH)
def test_the_good_file_is_read(name: str, kinds: dict[str, Kind], folder: Path) -> None:
    """What the others are made from holds, or else nothing would be tested here."""
    path = folder / f"good{kinds[name].suffix}"
    path.write_bytes(kinds[name].good)
    kinds[name].read(path)


@pytest.mark.parametrize("name", EACH)
@settings(max_examples=QUICK, derandomize=True, suppress_health_check=ANYTHING)
@given(data=st.data())
def test_odd_files_are_refused(
    name: str, kinds: dict[str, Kind], folder: Path, data: st.DataObject
) -> None:
    """A few dozen cases in all."""
    check(kinds[name], data.draw(odd_files.spoilt(kinds[name])), folder)


@pytest.mark.deep
@pytest.mark.parametrize("name", EACH)
@settings(max_examples=CASES, suppress_health_check=ANYTHING)
@given(data=st.data())
def test_very_many_odd_files_are_refused(
    name: str, kinds: dict[str, Kind], folder: Path, counted: Progress, data: st.DataObject
) -> None:
    """The same for very many cases, other ones each time."""
    counted.step()
    check(kinds[name], data.draw(odd_files.spoilt(kinds[name])), folder)


def test_a_name_that_is_no_text_is_refused(kinds: dict[str, Kind], folder: Path) -> None:
    """A column of a posterior whose name is not UTF-8 was a traceback."""
    good = kinds["posterior"].good
    name = b"terms.diaspora.weight"
    assert name in good
    check(kinds["posterior"], good.replace(name, b"\xf4" + name[1:]), folder)
    check(kinds["posterior"], good.replace(name, b"terms.diaspora.weighs"), folder)


def check_words(text: str) -> None:
    """Put a lever in force as the command line does: it is refused in words, or holds."""
    refusal(lambda: odd_files.read_lever_words(text))


@settings(max_examples=QUICK, derandomize=True, suppress_health_check=ANYTHING)
@given(odd_files.lever_words())
def test_odd_levers_are_refused(text: str) -> None:
    """Whatever stands behind --lever."""
    check_words(text)


@pytest.mark.deep
@settings(max_examples=CASES, suppress_health_check=ANYTHING)
@given(text=odd_files.lever_words())
def test_very_many_odd_levers_are_refused(text: str, counted: Progress) -> None:
    """The same for very many cases."""
    counted.step()
    check_words(text)


def check_call(words: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call the command in an empty folder: a sentence, a code of ours, and no file."""
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    code, said = odd_files.called(words, monkeypatch)
    assert code in {0, 1, 2, 3}, words
    assert "Traceback" not in said
    assert said.strip()
    assert list(folder.iterdir()) == [], words


def test_two_dashes_alone_are_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`talentflow --` ended without a word."""
    check_call(["--"], tmp_path / "calls", monkeypatch)
    assert odd_files.called(["--"], monkeypatch)[0] == 2


@settings(max_examples=2 * QUICK, derandomize=True, suppress_health_check=ANYTHING)
@given(odd_files.arguments())
def test_odd_arguments_are_refused(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Whatever words are given, nothing that does not exist is run and nothing is written."""
    check_call(words, tmp_path_factory.getbasetemp() / "calls", monkeypatch)


@pytest.mark.deep
@settings(max_examples=CASES, suppress_health_check=ANYTHING)
@given(words=odd_files.arguments())
def test_very_many_odd_arguments_are_refused(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    counted: Progress,
    words: list[str],
) -> None:
    """The same for very many cases."""
    counted.step()
    check_call(words, tmp_path_factory.getbasetemp() / "calls", monkeypatch)
