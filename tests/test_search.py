"""Policy search: known fronts are found, a kill changes nothing, and no number is made twice."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.searched import Grants, lever
from tests.test_sweep_designs import TEXT, Weighing

from talentflow.errors import TalentflowError
from talentflow_lab.pareto import covered, non_dominated, ratio, stays, student
from talentflow_lab.replicate import Progress
from talentflow_lab.results import Input
from talentflow_lab.search import Search, search
from talentflow_lab.search_page import write_search_page
from talentflow_lab.search_store import Evaluations, held
from talentflow_lab.search_tables import Found
from talentflow_lab.store import FolderError
from talentflow_lab.study_problem import StudyProblem
from talentflow_lab.study_reading import read_study

ROOT = Path(__file__).parents[1]

RUN = """
import os, sys, signal
from pathlib import Path
from tests.searched import Grants
from talentflow_lab import search as module
from talentflow_lab.search import Search, search
from talentflow_lab.search_store import Evaluations

folder, method, trials, where, count = sys.argv[1:]
problem = Grants(Path(folder) / "calls", at_most=9000.0)
left = [int(count)]

def killing(action):
    def wrapped(*arguments, **options):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return action(*arguments, **options)
    return wrapped

if where == "evaluate":
    problem.kill_at = int(count)
elif where == "keep":
    Evaluations.add = killing(Evaluations.add)
elif where == "ask":
    module.Trial.set_user_attr = killing(module.Trial.set_user_attr)
elif where == "tell":
    module._Running._tell = killing(module._Running._tell)
search(problem, Path(folder) / "out", Search(int(trials), method, batch=8))
"""


def run(folder: Path, method: str, trials: int, where: str = "", count: int = 0) -> int:
    """Search in a process of its own, which a kill may end; return its code."""
    folder.mkdir(exist_ok=True)
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    call = [sys.executable, "-c", RUN, str(folder), method, str(trials), where, str(count)]
    return subprocess.run(call, check=False, env=env, cwd=ROOT).returncode


def tables(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the trials and the Pareto set of a folder."""
    trials, pareto = (pd.read_parquet(folder / f"{name}.parquet") for name in ("trials", "pareto"))
    return trials, pareto


def same(first: Path, second: Path) -> bool:
    """Tell whether two folders hold the same tables, to the last byte."""
    names = ("trials.csv", "pareto.csv")
    return all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Return what NSGA-II finds of two goals and a budget."""
    folder = tmp_path_factory.mktemp("front")
    found = search(Grants(folder / "calls", at_most=6000.0), folder / "out", Search(120))
    write_search_page(found)
    return found


def test_the_known_front_is_found(front: Found) -> None:
    """Policies lie near gain = 1000 sqrt(cost / 10,000), from end to end; only one kind is left."""
    best = front.pareto[front.pareto["cost"] > 400.0]
    ideal = 1000.0 * np.sqrt(best["cost"] / 10_000.0)
    assert len(front.pareto) >= 15
    assert (ideal - best["gain"]).median() < 40.0
    assert best["gain"].max() > 700.0
    assert front.pareto["cost"].min() < 1000.0
    assert (front.pareto["kind"] == "True").mean() > 0.8
    assert front.pareto["stays"].between(0.0, 1.0).all()
    assert front.hypervolume == sorted(front.hypervolume)
    assert front.hypervolume[-1] > front.hypervolume[0]


def test_the_budget_is_kept(front: Found) -> None:
    """No member costs more than it may, though dearer policies were tried."""
    assert (front.pareto["cost"] <= 6000.0).all()
    broken = front.trials[front.trials["cost"] > 6000.0]
    assert len(broken)
    assert not broken["feasible"].any()
    assert front.trials["feasible"].tail(40).mean() > front.trials["feasible"].head(20).mean()


def test_the_first_trials_are_the_corners(front: Found) -> None:
    """The least and the most of all levers."""
    first = front.trials[["money", "dose", "kind"]].head(2).to_numpy().tolist()
    assert first == [[0.0, 1.0, "1"], [1.0, 100.0, "none"]]


def test_intervals_contain_the_truth(front: Found, tmp_path: Path) -> None:
    """Student's interval has the truth within, and so has that of the cost of a person."""
    problem = Grants(tmp_path / "calls")
    for row in front.pareto.to_dict("records"):
        kind = {"True": True, "1": 1}.get(row["kind"], row["kind"])
        gain, cost = problem.truth({**row, "kind": kind})
        assert row["gain_low"] < gain < row["gain_high"]
        assert row["cost_low"] < cost < row["cost_high"]
        if gain > 100.0:
            assert row["eur_per_person_low"] < cost / gain < row["eur_per_person_high"]
    draw = np.random.default_rng(4)
    inside = [low < 0.0 < high for low, high in (student(draw.normal(size=6)) for _ in range(2000))]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.02)


def test_all_files_of_a_search_are_written(front: Found) -> None:
    """Tables, pictures, the record, and a page that loads nothing."""
    names = {path.name for path in front.folder.iterdir()}
    files = {f"{name}.{end}" for name in ("trials", "pareto") for end in ("csv", "parquet")}
    files |= {"trade-off.svg", "trade-off.png", "convergence.svg", "index.html", "journal.log"}
    assert files <= names
    record = json.loads((front.folder / "search.json").read_text(encoding="utf-8"))
    assert record["finished"]
    assert record["trials"] == 120
    assert len(record["hypervolume"]) == 12
    page = (front.folder / "index.html").read_text(encoding="utf-8")
    assert "stays" in page
    assert "<script" not in page


def test_the_same_command_again_evaluates_nothing(front: Found) -> None:
    """A finished search is read, not run."""
    calls = front.folder.parent / "calls"
    before = calls.read_bytes()
    found = search(Grants(calls, at_most=6000.0), front.folder, Search(120))
    pd.testing.assert_frame_equal(found.pareto, front.pareto)
    assert calls.read_bytes() == before


@pytest.mark.parametrize(
    ("method", "where", "count"),
    [
        ("nsga2", "ask", 13),
        ("nsga2", "evaluate", 13),
        ("nsga2", "keep", 3),
        ("tpe", "tell", 29),
    ],
)
def test_a_killed_search_goes_on_as_if_it_had_not_been(
    tmp_path: Path, whole: dict[str, Path], method: str, where: str, count: int
) -> None:
    """Killed while it asks, evaluates, keeps or tells: the same trials, none evaluated twice."""
    assert run(tmp_path / "a", method, 40, where, count) == -signal.SIGKILL
    done = tmp_path / "a" / "out" / "evaluations"
    kept = sum(len(pd.read_parquet(part)) for part in done.iterdir()) // 8
    calls = tmp_path / "a" / "calls"
    early = calls.read_text(encoding="utf-8").splitlines()
    problem = Grants(calls, at_most=9000.0)
    search(problem, tmp_path / "a" / "out", Search(40, method, batch=8))
    assert same(tmp_path / "a" / "out", whole[method] / "out")
    assert not set(early[:kept]) & set(problem.evaluated)
    assert len(problem.evaluated) == len(set(problem.evaluated))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a folder for each method with a search that nothing disturbed."""
    folders = {}
    for method in ("nsga2", "tpe"):
        folders[method] = tmp_path_factory.mktemp(method)
        problem = Grants(folders[method] / "calls", at_most=9000.0)
        search(problem, folders[method] / "out", Search(40, method, batch=8))
    return folders


def test_a_search_may_be_prolonged(tmp_path: Path, whole: dict[str, Path]) -> None:
    """With NSGA-II it does not matter at how many trials one had stopped."""
    for trials in (13, 40):
        problem = Grants(tmp_path / "calls", at_most=9000.0)
        found = search(problem, tmp_path / "out", Search(trials, batch=8))
        assert len(found.trials) == trials
    assert same(tmp_path / "out", whole["nsga2"] / "out")


def test_half_a_line_and_a_left_lock_do_no_harm(tmp_path: Path, whole: dict[str, Path]) -> None:
    """What a kill in the middle of a write leaves is removed at once."""
    out = tmp_path / "out"
    search(Grants(tmp_path / "calls", at_most=9000.0), out, Search(16, batch=8))
    with (out / "journal.log").open("ab") as file:
        file.write(b'{"op_code":4,"wor')
    (out / "journal.log.lock").symlink_to(out / "journal.log")
    search(Grants(tmp_path / "calls", at_most=9000.0), out, Search(40, batch=8))
    assert same(out, whole["nsga2"] / "out")


@pytest.mark.parametrize(("method", "many"), [("nsga2", 80), ("tpe", 48)])
def test_one_goal_has_one_best_policy(tmp_path: Path, method: str, many: int) -> None:
    """The largest gain that the budget allows."""
    problem = Grants(tmp_path / "calls", goals=("maximise", ""), at_most=5000.0)
    found = search(problem, tmp_path / "out", Search(many, method, batch=8))
    assert found.pareto["gain"].max() > 400.0
    assert (found.pareto["cost"] <= 5000.0).all()
    assert write_search_page(found).exists()
    trials, _ = tables(tmp_path / "out")
    assert len(trials) == many


def test_a_policy_is_evaluated_once(tmp_path: Path) -> None:
    """Where there are few policies, trials repeat them without new runs."""
    problem = Grants(tmp_path / "calls")
    kinds = problem.inputs[2]
    problem.inputs = (*(_fixed(name) for name in ("money", "dose")), kinds)
    found = search(problem, tmp_path / "out", Search(40, batch=10))
    assert len(found.trials) == 40
    assert len(problem.evaluated) == len(set(problem.evaluated)) == 3
    assert found.pareto["trial"].is_unique
    assert len(found.pareto) == 1


def _fixed(name: str) -> Input:
    return lever(name, 1.0, 1.0)


def test_policies_that_fail_are_counted_and_left_out(tmp_path: Path) -> None:
    """They are no members, and are not tried again; the others go on breeding."""
    problem = Grants(tmp_path / "calls", broken=0.6)
    found = search(problem, tmp_path / "out", Search(50, batch=10))
    failed = found.trials[found.trials["money"] > 0.6]
    assert len(failed) == found.incomplete > 0
    assert not failed["feasible"].any()
    assert (found.pareto["money"] <= 0.6).all()
    again = Grants(tmp_path / "calls", broken=0.6)
    assert search(again, tmp_path / "out", Search(50, batch=10)).incomplete == found.incomplete
    assert not again.evaluated
    later = found.trials[found.trials["batch"] == 4]
    assert (later["money"] > 0.6).mean() < 0.5


def test_constraints_that_nobody_keeps(tmp_path: Path) -> None:
    """The set is empty, and the page says so."""
    problem = Grants(tmp_path / "calls", at_least=5000.0)
    found = search(problem, tmp_path / "out", Search(20, batch=10))
    assert found.pareto.empty
    assert found.hypervolume == []
    assert "keeps all constraints" in write_search_page(found).read_text(encoding="utf-8")


def test_a_folder_is_one_search(tmp_path: Path) -> None:
    """Another problem, another method, other files or a search at work are refused."""
    out = tmp_path / "out"
    search(Grants(tmp_path / "calls"), out, Search(4, batch=4))
    with pytest.raises(FolderError, match="other study or code"):
        search(Grants(tmp_path / "calls", name="other"), out, Search(4, batch=4))
    with pytest.raises(FolderError, match="other method"):
        search(Grants(tmp_path / "calls"), out, Search(4, "tpe"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match="left alone"):
        search(Grants(tmp_path / "calls"), tmp_path / "mine", Search(4, batch=4))
    identity = {"name": "grants", "method": "nsga2", "seed": 0, "batch": 4}
    with held(out, identity), pytest.raises(FolderError, match="at work"):
        search(Grants(tmp_path / "calls"), out, Search(4, batch=4))


def test_bad_searches_are_explained(tmp_path: Path) -> None:
    """No goal, an unknown method, a population of one."""
    with pytest.raises(TalentflowError, match=r'write goal = "maximise"'):
        search(Grants(tmp_path / "calls", goals=("", "")), tmp_path / "out", Search(4))
    with pytest.raises(TalentflowError, match="none of nsga2, tpe"):
        Search(method="hope")
    with pytest.raises(TalentflowError, match="at least 2"):
        Search(batch=1)


def test_dominance_and_volume() -> None:
    """By hand: ties stay, and boxes add up without being counted twice."""
    points = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    assert non_dominated(points).tolist() == [True, True, False, True]
    spread = np.array([[0.0, 1.1, 0.0], [1.1, 0.0, 0.0], [0.55, 0.55, 1.1]])
    told = covered(spread, np.array([0, 1, 2]))
    reach = 1.0 / 1.1
    assert told[0] == pytest.approx(1.0 - reach)
    assert told[1] == pytest.approx(1.0 - reach**2)
    assert told[2] == pytest.approx(told[1] + (1.0 - reach) * (reach / 2.0) ** 2)


def test_shares_of_resamples() -> None:
    """A clear winner always stays, one of two equals about half of the time."""
    draw = np.random.default_rng(2)
    noise = draw.normal(size=200)
    noise -= noise.mean()
    lost = np.stack([np.zeros(200), noise, np.full(200, 9.0)])[..., None]
    none = np.zeros((3, 200, 0))
    first, second = stays(lost, none, [0, 1])
    assert first + second == pytest.approx(1.0)
    assert first == pytest.approx(0.5, abs=0.06)
    assert stays(lost[1:], none[1:], [0]).tolist() == [1.0]
    half, low, high = ratio(np.full(50, 2.0), np.full(50, 4.0))
    assert (half, low, high) == (0.5, 0.5, 0.5)
    assert math.isnan(ratio(np.ones(4), -np.ones(4))[0])


def test_the_numbers_of_pairs_survive(tmp_path: Path) -> None:
    """Pairs that failed stay missing, and a policy of which all failed is known."""
    (tmp_path / "evaluations").mkdir()
    frame = pd.DataFrame({"a": [1.0, 2.0]}, index=[0, 2])
    Evaluations(tmp_path, ["a"], 3).add(0, {"p": frame, "q": frame.iloc[:0]})
    read = Evaluations(tmp_path, ["a"], 3)
    assert read["p"]["a"].to_dict() == {0: 1.0, 2: 2.0}
    assert "q" in read
    assert read["q"].empty
    assert read.has(0)
    assert not read.has(2)


def study_file(folder: Path, text: str = TEXT) -> Path:
    """Write a study file and return its path."""
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_study_is_searched_on_any_number_of_workers(tmp_path: Path) -> None:
    """Two goals, a constraint and two futures; one worker or two, the same set."""
    study = read_study(study_file(tmp_path, TEXT.replace("points = 5", "points = 2")))
    for workers in (1, 2):
        out = tmp_path / f"{workers}"
        problem = StudyProblem(study, out / "simulated", workers, Weighing)
        seen: list[int] = []
        found = search(problem, out, Search(4, batch=4), tell=seen.append)
        assert seen == [0, 4]
        assert (found.pairs, found.incomplete) == (4, 0)
        write_search_page(found)
    assert same(tmp_path / "1", tmp_path / "2")


def command(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run the command line with a fake model; return its exit code."""
    from talentflow_lab import cli, replicate

    monkeypatch.setattr(replicate, "build_measured", Weighing)
    monkeypatch.setattr(sys, "argv", ["talentflow", "search", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_command_tells_of_the_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table, JSON, and the path of the page; the second call only reads."""
    given = (study_file(tmp_path), "--out", tmp_path / "out", "--trials", 4, "--workers", 1)
    assert command(monkeypatch, *given) == 0
    told = capsys.readouterr()
    assert "stays" in told.out
    assert "index.html" in told.err
    monkeypatch.setattr(StudyProblem, "evaluate", None)
    assert command(monkeypatch, *given, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["trials"] == 4
    assert document["pareto"]


def test_the_command_explains_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No levers, no goal, failed runs, Ctrl-C."""
    aimless = TEXT.replace('goal = "minimise"\n', "").replace('goal = "maximise"\n', "")
    out = ("--out", tmp_path / "out", "--trials", 4, "--workers", 1)
    assert command(monkeypatch, study_file(tmp_path, aimless), *out) == 2
    assert 'write goal = "maximise"' in capsys.readouterr().err
    start, end = TEXT.index("[levers]"), TEXT.index("[outcomes.left]")
    still = (TEXT[:start] + TEXT[end:]).replace("additional = true\n", "")
    assert command(monkeypatch, study_file(tmp_path, still), *out) == 2
    assert "needs [levers]" in capsys.readouterr().err

    def interrupted(*_: object) -> list[pd.DataFrame]:
        raise KeyboardInterrupt

    def hopeless(_: object, policies: list[object], tell: Progress | None) -> list[pd.DataFrame]:
        assert tell
        return [pd.DataFrame(columns=["left", "more"], dtype="float64") for _ in policies]

    good = study_file(tmp_path)
    monkeypatch.setattr(StudyProblem, "evaluate", interrupted)
    assert command(monkeypatch, good, *out) == 130
    assert "The same command goes on" in capsys.readouterr().err
    monkeypatch.setattr(StudyProblem, "evaluate", hopeless)
    assert command(monkeypatch, good, *out) == 1
