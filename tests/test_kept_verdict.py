"""Verdicts that are kept: the same to the last bit, only for the same question, or none."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from talentflow_lab import kept_verdict
from talentflow_lab.kept import folder
from talentflow_lab.live import Live
from talentflow_lab.question import Ground
from talentflow_lab.verdict import Question, Verdict

PAIRS = 2


@pytest.fixture(scope="module", name="asked")
def _asked() -> tuple[Question, Verdict]:
    ground = Ground.of("belarus-2020", (), "2020-09", 3, None, 100.0)
    question = ground.question(["fast-track-permits:owner=FIN"])
    live = Live(1)
    try:
        return question, live.ask(question, PAIRS)
    finally:
        live.close()


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_it_comes_back_as_it_was(asked: tuple[Question, Verdict]) -> None:
    """Every table with its types, every number, an infinite one too."""
    question, verdict = asked
    assert not kept_verdict.known(question, PAIRS)
    assert kept_verdict.read(question, PAIRS) is None
    endless = dataclasses.replace(verdict, half_width=float("inf"))
    for one in (verdict, endless):
        kept_verdict.write(question, PAIRS, one)
        found = kept_verdict.read(question, PAIRS)
        assert found is not None
        for field in dataclasses.fields(Verdict):
            ours, theirs = getattr(one, field.name), getattr(found, field.name)
            if isinstance(ours, pd.DataFrame):
                pd.testing.assert_frame_equal(ours, theirs)
            else:
                assert repr(ours) == repr(theirs)


def test_another_question_is_another_file(asked: tuple[Question, Verdict]) -> None:
    """Other numbers of pairs, other months at which effects begin: nothing is kept of them."""
    question, verdict = asked
    kept_verdict.write(question, PAIRS, verdict)
    assert kept_verdict.known(question, PAIRS)
    assert not kept_verdict.known(question, PAIRS + 1)
    assert not kept_verdict.known(dataclasses.replace(question, first=2), PAIRS)


def test_a_damaged_file_is_none(asked: tuple[Question, Verdict]) -> None:
    """It is asked anew, as if there were no file."""
    question, verdict = asked
    kept_verdict.write(question, PAIRS, verdict)
    (path,) = folder().iterdir()
    whole = path.read_bytes()
    for damaged in (b"", whole[:200], whole.replace(b"ARROW1", b"1WORRA")):
        path.write_bytes(damaged)
        assert kept_verdict.read(question, PAIRS) is None


def test_the_oldest_go(asked: tuple[Question, Verdict]) -> None:
    """The folder does not grow without end."""
    question, verdict = asked
    for pairs in range(1, kept_verdict.MOST + 4):
        kept_verdict.write(question, pairs, verdict)
    assert len(list(folder().iterdir())) == kept_verdict.MOST
    assert kept_verdict.known(question, kept_verdict.MOST + 3)
