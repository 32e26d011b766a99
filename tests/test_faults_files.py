"""Damaged files of a sweep are named and done again; the lock of a folder tells why."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests import fake_model
from tests.faults import DEEP, said, small_study
from tests.test_sweep import runs_in, tables

from talentflow_lab.doctor import examine
from talentflow_lab.folder_lock import folder_lock
from talentflow_lab.ledger import DONE, Row
from talentflow_lab.store import FolderError
from talentflow_lab.study import Study
from talentflow_lab.study_store import Store
from talentflow_lab.sweep import How, sweep


@pytest.fixture(scope="module", name="study")
def _study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of three points, each run twice."""
    return small_study(tmp_path_factory.mktemp("study"))


def _flip(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 16
    path.write_bytes(whole)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _rename_column(path: Path) -> None:
    whole = path.read_bytes()
    assert b"finland" in whole
    path.write_bytes(whole.replace(b"finland", b"finlane"))


@pytest.mark.parametrize(
    "harm", [_rename_column, *(pytest.param(one, marks=DEEP) for one in (_flip, _cut, Path.unlink))]
)
def test_damaged_parts_are_named_and_done_again(
    study: Study, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    """The doctor names a damaged part, and the next sweep does its runs again, and no other."""
    quiet = sweep(study, tmp_path / "out", how=How(1), build=fake_model.FakeModel)
    whole, before = tables(quiet.folder), runs_in(quiet.folder)
    store = Store(quiet.folder)
    row = Row("another", 0, 9, "1", DONE, 9.0)
    store.add(row, {"left": 1.0, "finland": 2.0})  # another part, with a run of its own
    harmed = next(
        iter(
            store.ledger.parts() - {one.part for one in store.ledger.rows() if one.id == "another"}
        )
    )
    harm(store.parts / harmed)
    assert {one.file for one in examine(quiet.folder).findings} & {
        f"runs/{harmed}",
        "ledger.sqlite",
    }
    again = sweep(study, quiet.folder, how=How(1), build=fake_model.FakeModel)
    assert tables(again.folder) == whole
    assert runs_in(again.folder).keys() == before.keys() | {"another"}
    assert not examine(again.folder).findings


def test_a_damaged_ledger_is_a_sentence(
    study: Study,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It says which file to take away; then all runs are done again."""
    out = tmp_path / "out"
    quiet = sweep(study, out, how=How(1), build=fake_model.FakeModel)
    whole = tables(quiet.folder)
    (out / "ledger.sqlite").write_bytes(b"no database at all" * 99)
    code, told = said(monkeypatch, capsys, "sweep", str(study.path), "--out", str(out))
    assert code == 2
    assert "ledger.sqlite cannot be used" in told
    assert "take it away" in told
    (out / "ledger.sqlite").unlink()
    sweep(study, out, how=How(1), build=fake_model.FakeModel)
    assert tables(out) == whole


def test_the_lock_tells_why(tmp_path: Path) -> None:
    """Another process at work and a folder that cannot be written are two things."""
    with (
        folder_lock(tmp_path / "a.lock", "sweep"),
        pytest.raises(FolderError, match="another sweep is at work"),
    ):
        _enter(tmp_path / "a.lock")
    with pytest.raises(FolderError, match="cannot write into"):
        _enter(tmp_path / "nowhere" / "a.lock")
    (tmp_path / "b.lock").write_bytes(b"something else" * 99)
    with pytest.raises(FolderError, match="cannot write into"):
        _enter(tmp_path / "b.lock")


def _enter(lock: Path) -> None:
    with folder_lock(lock, "sweep"):
        pytest.fail("it was entered")
