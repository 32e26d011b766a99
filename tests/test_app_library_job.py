"""A run that is being made from the desk: its progress, its end, and what it is refused."""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from talentflow.errors import TalentflowError
from talentflow.scenario import load
from talentflow_app import library_job
from talentflow_app.desk_state import Desk, Held
from talentflow_app.library_runs import LibraryError, find, runs
from talentflow_lab.page_results import read_results

DESK = Desk(
    scale=1000.0, replications=2, seed=5, settings=("terms.distance.weight=0.5",),
    levers=(Held("fast-track-permits", "FIN", (("processing_months", 0.3),)),),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Leave no process and no news behind."""
    yield
    library_job.cancel()
    ended()
    library_job.forget()


def ended(seconds: float = 60.0) -> library_job.State:
    """Wait until nothing runs, and return how it ended."""
    deadline = time.monotonic() + seconds
    while library_job.state().stage == "running":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return library_job.state()


def start(code: str) -> tempfile.TemporaryDirectory[str]:
    """Start a script in the place of `talentflow run`."""
    room = tempfile.TemporaryDirectory()
    library_job.start("fake", [sys.executable, "-c", code], room)
    return room


def reached(lived: int) -> None:
    """Wait until so many months are told."""
    deadline = time.monotonic() + 20
    while library_job.state().lived < lived:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_policy_becomes_a_run(tmp_path: Path) -> None:
    """The run holds the lever, the setting, seed, scale and months; its progress was told."""
    library_job.begin(tmp_path, "with a lever", DESK, 22)
    assert library_job.state().stage == "running"
    state = ended()
    assert (state.stage, state.name) == ("done", "with a lever"), state.said
    assert (state.lived, state.months) == (44, 44)
    run = find(tmp_path, "with a lever")
    assert (run.scenario, run.months, run.scale, run.seed) == ("belarus-2020", 22, 1000.0, 5)
    assert (run.done, run.wanted) == (2, 2)
    scenario = load(run.folder / "scenario.toml")
    (lever,) = scenario.levers
    assert (lever.slug, lever.holder, lever.act.processing_months) == (
        "fast-track-permits", "FIN", 0.3,
    )  # fmt: skip
    assert scenario.rule("terms.distance").weight == 0.5
    assert read_results(run.folder).replications == [0, 1]
    assert [path.name for path in tmp_path.iterdir()] == ["with a lever"]


def test_the_baseline_is_run_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without levers it is the scenario itself, with what is changed and the seed."""
    started: list[list[str]] = []
    monkeypatch.setattr(library_job, "start", lambda _name, command, _room: started.append(command))
    library_job.begin(tmp_path, "without", replace(DESK, levers=()), 30)
    words = started[0]
    assert words[words.index("run") :] == [
        "run", "belarus-2020", "--set", "terms.distance.weight=0.5", "--seed", "5",
        "--out", str(tmp_path / "without"), "--scale", "1000.0", "--replications", "2",
        "--months", "30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("desk", "name", "told"),
    [
        (DESK, "../up", "letters, digits"),
        (DESK, "taken", "already"),
        (replace(DESK, scenario="/etc/passwd"), "new", "no name of a shipped"),
        (replace(DESK, scenario="--help"), "new", "no name of a shipped"),
        (replace(DESK, settings=("data.countries=/etc/passwd",)), "new", "would name a file"),
        (replace(DESK, settings=("'data'.countries=/x",)), "new", "would name a file"),
        (replace(DESK, settings=("extends=/x",)), "new", "extends"),
        (replace(DESK, scale=0.5), "new", "scale is 0.5"),
        (replace(DESK, replications=1000), "new", "replications is 1000"),
    ],
)
def test_what_is_bad_starts_nothing(tmp_path: Path, desk: Desk, name: str, told: str) -> None:
    """Names, files and numbers are looked at before a process starts."""
    (tmp_path / "taken").mkdir()
    for one in (desk, replace(desk, levers=())):
        with pytest.raises(TalentflowError, match=told):
            library_job.begin(tmp_path, name, one, 2)
    assert library_job.state() == library_job.IDLE
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_what_the_model_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    """A bad value ends the process; its sentence is there to be shown, and no run is."""
    bad = replace(DESK, settings=("terms.distance.weight=99",), levers=())
    library_job.begin(tmp_path, "bad", bad, 2)
    state = ended()
    assert state.stage == "failed"
    assert "terms.distance.weight: 99 is out of range; expected a number" in "\n".join(state.said)
    assert "Traceback" not in "\n".join(state.said)
    assert runs(tmp_path) == []


def test_a_cancelled_run_leaves_nothing(tmp_path: Path) -> None:
    """It ends soon, as cancelled; neither run nor draft stays."""
    library_job.begin(tmp_path, "long", replace(DESK, scale=20.0), 80)
    reached(1)
    library_job.cancel()
    assert ended(20).stage == "cancelled"
    assert list(tmp_path.iterdir()) == []


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """A second one is refused while the first is at work, and taken when that has ended."""
    start("import time; time.sleep(60)")
    with pytest.raises(LibraryError, match="fake is being run"):
        library_job.begin(tmp_path, "second", DESK, 2)
    library_job.forget()
    assert library_job.state().stage == "running"
    library_job.cancel()
    assert ended(10).stage == "cancelled"
    start("pass")
    assert ended(10).stage == "done"


def test_progress_and_words_are_told_apart() -> None:
    """Lines of progress count months; all others are kept for people, blank ones aside."""
    lines = ["progress 3 40", "a warning", "progress of work", "", "progress 40 40", "x" * 900]
    room = start(f"import sys; sys.stderr.write({chr(10).join(lines)!r}); sys.exit(3)")
    state = ended(10)
    assert (state.stage, state.lived, state.months) == ("failed", 40, 40)
    assert state.said == ("a warning", "progress of work", "x" * 500)
    assert not Path(room.name).exists()


def test_a_process_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience has an end."""
    monkeypatch.setattr(library_job, "PATIENCE", 0.3)
    start(
        "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('progress 1 2', file=sys.stderr, flush=True); time.sleep(60)"
    )
    reached(1)
    library_job.cancel()
    assert ended(10).stage == "cancelled"
