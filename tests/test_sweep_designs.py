"""Sweeps of drawn points: policies in futures, shards, kills, clusters, and known indices."""

import math
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests import fake_model
from tests.test_sweep import command, runs_in, tables

from talentflow.errors import TalentflowError
from talentflow_lab.sensitivity import sensitivity
from talentflow_lab.study import Study
from talentflow_lab.study_cost import estimate_cost
from talentflow_lab.study_merge import merge
from talentflow_lab.study_problem import StudyProblem
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_tables import read_results
from talentflow_lab.sweep import How, sweep, to_do

ROOT = Path(__file__).parents[1]

TEXT = """title = "Drawn"
scenario = "belarus-2020"
months = 3
scale = 300
replications = 2
design = "lhs"

[sampling]
points = 5

[uncertainties]
terms.real_wage.weight = { low = 0.0, high = 2.0 }
terms.diaspora.weight = { low = 0.0, high = 0.5 }

[levers]
fast-track-permits.FIN.start = "2019-02"
fast-track-permits.FIN.take_up = { low = 0.1, high = 1.0 }

[outcomes.left]
measure = "first_moves"
since = "2019-01"
until = "2019-03"
goal = "minimise"

[outcomes.more]
measure = "at_home"
at = "2019-03"
additional = true
goal = "maximise"

[constraints]
left.at_most = 1000
"""

SWEEP = """
import sys
from pathlib import Path
from tests.test_sweep_designs import Pausing
from talentflow_lab.study_reading import read_study
from talentflow_lab.sweep import How, sweep

sweep(read_study(Path(sys.argv[1])), Path(sys.argv[2]), how=How(2), build=Pausing)
"""


class Weighing(fake_model.FakeModel):
    """Counts people by the weights of its scenario, so that points differ."""

    def value(self) -> float:
        """Return what the weights come to."""
        wage, diaspora = (
            self.scenario.rule(f"terms.{name}").weight for name in ("real_wage", "diaspora")
        )
        return float(100.0 * wage + diaspora + 10.0 * len(self.scenario.levers) + self.replication)

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return one flow and one stock of that size."""
        day = pd.Timestamp(self.scenario.start)
        flow = {"date": day, "citizenship": "BLR", "origin": "BLR", "kind": "first"}
        end = day + pd.DateOffset(months=self.scenario.months - 1)
        stock = {"date": end, "citizenship": "BLR", "country": "BLR", "persons": self.value()}
        return {
            "flows": pd.DataFrame([flow | {"persons": self.value(), "destination": "POL"}]),
            "stocks": pd.DataFrame([stock]),
        }


class Pausing(Weighing):
    """Takes its time."""

    def month(self, _month: int) -> None:
        """Wait a little."""
        time.sleep(0.01)


class Ishigami(Weighing):
    """Ishigami and Homma's function of three weights; Saltelli et al. 2008 give its indices."""

    def value(self) -> float:
        """Return the function, the range of each weight standing for -pi to pi."""
        rules = {"real_wage": 1.0, "diaspora": 0.25, "distance": 0.25}
        x, y, z = (
            (self.scenario.rule(f"terms.{name}").weight / middle - 1.0) * math.pi
            for name, middle in rules.items()
        )
        return math.sin(x) + 7.0 * math.sin(y) ** 2 + 0.1 * z**4 * math.sin(x)


def study_of(folder: Path, text: str = TEXT) -> Study:
    """Write a study file and read it."""
    path = folder / "drawn.toml"
    path.write_text(text, encoding="utf-8")
    return read_study(path)


def crossed(policies: int) -> str:
    """Return the study with policies drawn from its levers."""
    return TEXT.replace("points = 5", f"points = 5\npolicies = {policies}")


def joint() -> str:
    """Return the study in which levers are drawn with the rest, so that nothing is a baseline."""
    return TEXT.replace("additional = true\n", "")


def test_policies_are_crossed_with_futures(tmp_path: Path) -> None:
    """Every policy meets the same futures; what is additional is the difference to none."""
    study = study_of(tmp_path, crossed(3))
    assert (len(study.futures), len(study.policies), len(study.points)) == (5, 4, 20)
    assert not study.points[0].scenario.levers
    assert len(study.points[1].scenario.levers) == 1
    sweep(study, tmp_path / "out", how=How(1), build=Weighing)
    found = read_results(tmp_path / "out")
    assert found.policies[0] == "as it is"
    assert len(found.runs) == 40
    told = found.runs.join(found.points, on="point")
    assert (told.loc[told["policy"] == "as it is", "more"] == 0.0).all()
    assert np.allclose(told.loc[told["policy"] != "as it is", "more"], 10.0)
    levels = found.points.groupby("future")["terms.real_wage.weight"].nunique()
    assert (levels == 1).all()


def test_levers_are_drawn_with_the_rest_where_nothing_is_crossed(tmp_path: Path) -> None:
    """A joint design varies uncertainties and levers in the same rows."""
    study = study_of(tmp_path, joint())
    assert len(study.points) == 5
    assert [one.kind for one in study.inputs] == ["uncertainty", "uncertainty", "lever"]
    assert all(len(point.scenario.levers) == 1 for point in study.points)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("low = 0.0, high = 2.0 }\nterms.d", "low = 3.0, high = 2.0 }\nterms.d", "low 3 is not"),
        ("real_wage", "real_wadge", 'unknown name; did you mean "real_wage"'),
        ("high = 2.0 }\nterms.d", "hihg = 2.0 }\nterms.d", 'did you mean "high"'),
        ("high = 2.0 }\nterms.d", "high = 2000.0 }\nterms.d", "is out of range"),
        ("fast-track-permits.FIN.take_up", "fast-trak.FIN.take_up", "fast-trak"),
        ('design = "lhs"', 'design = "list"', 'the design "list" runs the points of the file'),
        ("left.at_most", "lefft.at_most", 'there is no such outcome; did you mean "left"?'),
        ("points = 5", "point = 5", 'did you mean "points"?'),
        ('"minimise"', '"minimize"', "goal"),
        ("months = 3", "months = 3\n[constants]\nseed = 3\n[x]", "unknown name"),
        (
            "fast-track-permits.FIN.take_up = { low = 0.1, high = 1.0 }",
            "",
            "drawn.toml:16  levers: has no range",
        ),
    ],
)
def test_mistakes_in_ranges_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A mistake in a range gives its line and what to do."""
    assert old in TEXT
    with pytest.raises(Exception, match=r"drawn\.toml:") as caught:
        study_of(tmp_path, crossed(2).replace(old, new, 1))
    assert said in str(caught.value)


def test_shards_together_are_the_whole(tmp_path: Path) -> None:
    """Shards divide the runs; merged they are the sweep that was never divided, byte for byte."""
    study = study_of(tmp_path, crossed(3))
    quiet = sweep(study, tmp_path / "quiet", how=How(1), build=Weighing)
    for part in (1, 2, 3):
        sweep(study, tmp_path / "out", how=How(1, shard=(part, 3)), build=Weighing)
    found = merge([tmp_path / "out"])
    assert (found.taken, found.done, found.planned) == (40, 40, 40)
    for name in ("outcomes.csv", "outcomes.parquet", "points.parquet", "index.parquet"):
        assert (tmp_path / "out" / name).read_bytes() == (quiet.folder / name).read_bytes()
    again = merge([tmp_path / "out", tmp_path / "quiet"], tmp_path / "both")
    assert (again.taken, again.done) == (40, 40)


@pytest.mark.deep
def test_kill_9_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """Killed again and again, a sweep ends with the tables of one that was left in peace."""
    text = joint().replace("points = 5", "points = 30")
    study, out, luck = study_of(tmp_path, text), tmp_path / "out", random.Random(5)  # noqa: S311 - moments to kill
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", SWEEP, str(study.path), str(out)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            stderr=subprocess.DEVNULL,
        )
        before, deadline = len(runs_in(out)), time.monotonic() + 60
        while len(runs_in(out)) <= before and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(luck.uniform(0.0, 0.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
    time.sleep(0.3)
    sweep(study, out, how=How(1), build=Weighing)
    quiet = sweep(study, tmp_path / "quiet", how=How(1), build=Weighing)
    assert (out / "outcomes.csv").read_bytes() == (quiet.folder / "outcomes.csv").read_bytes()
    assert to_do(study, out) == 0
    assert len(runs_in(out)) == 60


def test_ishigami_comes_out_of_the_whole_pipeline(tmp_path: Path) -> None:
    """First-order and total indices lie within their 95 % intervals (seed fixed; 6 intervals)."""
    weights = "terms.distance.weight = { low = 0.0, high = 0.5 }\n"
    text = (
        joint()
        .replace('design = "lhs"', 'design = "saltelli"')
        .replace("points = 5", "points = 128")
    )
    i, j = text.index("[levers]"), text.index("[outcomes.left]")
    text = text[:i].rstrip() + f"\n{weights}\n" + text[j:].replace("months = 3", "months = 1")
    text = text.replace("replications = 2", "replications = 1")
    sweep(study_of(tmp_path, text), tmp_path / "out", how=How(2), build=Ishigami)
    found = sensitivity(read_results(tmp_path / "out")).frame
    indices = found[found["outcome"] == "left"].set_index(["index", "input"])
    names = [f"terms.{name}.weight" for name in ("real_wage", "diaspora", "distance")]
    for index, known in (("S1", (0.3139, 0.4424, 0.0)), ("ST", (0.5576, 0.4424, 0.2437))):
        for name, value in zip(names, known, strict=True):
            row = indices.loc[(index, name)]
            assert row["low"] <= value <= row["high"]


def test_what_is_additional_needs_something_to_be_added_to(tmp_path: Path) -> None:
    """Levers that are drawn with the rest leave no baseline, so the sweep is refused."""
    with pytest.raises(TalentflowError, match="more counts what is additional"):
        sweep(study_of(tmp_path), tmp_path / "out", build=Weighing)
    assert not (tmp_path / "out").exists()


def test_costs_are_estimated_from_runs(tmp_path: Path) -> None:
    """The estimate counts all runs; its disk is that of the real thing within a factor of 3."""
    study = study_of(tmp_path, crossed(3).replace("points = 5", "points = 40"))
    found = estimate_cost(study, tries=4, workers=1, build=Weighing)
    assert (found.runs, found.tried, found.failed) == (320, 4, 0)
    assert found.seconds == pytest.approx(found.seconds_a_run * 320)
    swept = sweep(study, tmp_path / "out", how=How(1), build=Weighing)
    size = sum(path.stat().st_size for path in swept.folder.rglob("*") if path.is_file())
    assert found.bytes / 3 < size < 3 * found.bytes


def test_a_study_is_a_problem_of_search(tmp_path: Path) -> None:
    """Policies are evaluated in pairs against doing nothing, and no run is done twice."""
    study = study_of(tmp_path, crossed(0))
    problem = StudyProblem(study, tmp_path / "out", 1, Weighing)
    lever = problem.inputs[0].name
    first, second = problem.evaluate([{lever: 0.2}, {lever: 0.9}], None)
    assert problem.pairs == len(first) == len(second) == 10
    assert np.allclose(first["more"], 10.0)
    hopeless = StudyProblem(study, tmp_path / "out", 1, fake_model.HopelessModel)
    again = hopeless.evaluate([{lever: 0.9}], None)[0]
    pd.testing.assert_frame_equal(again, second)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_a_cluster_that_loses_a_worker_gives_the_same_tables(tmp_path: Path) -> None:
    """A real scheduler with two workers in processes of their own, one of which is killed."""
    from talentflow_lab.farm_option import farm_of

    address = f"tcp://127.0.0.1:{free_port()}"
    quiet, env = (
        subprocess.DEVNULL,
        os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        call = [sys.executable, "-m", *arguments, "--no-dashboard"]
        return subprocess.Popen(call, stdout=quiet, stderr=quiet, cwd=tmp_path, env=env)

    study = study_of(tmp_path, joint().replace("points = 5", "points = 30"))
    port = address.rpartition(":")[2]
    crew = [start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port)]
    one = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny")
    crew += [start(*one), start(*one)]
    ended = []

    def tell(result: object) -> None:
        ended.append(result)
        if len(ended) == 5:
            crew[-1].kill()

    try:
        farm = farm_of(f"dask:{address}", None)
        swept = sweep(study, tmp_path / "out", how=How(farm=farm), build=Pausing, tell=tell)
    finally:
        for process in crew:
            process.kill()
            process.wait()
    assert not swept.failed
    assert len(ended) == 60
    alone = sweep(study, tmp_path / "alone", how=How(1), build=Weighing)
    assert tables(swept.folder)[:2] == tables(alone.folder)[:2]


@pytest.mark.parametrize(
    ("executor", "said"),
    [("dsk", 'did you mean "dask"?'), ("dask:tcp://127.0.0.1:1", "there is no Dask scheduler at")],
)
def test_a_cluster_that_is_not_there_is_a_sentence(
    tmp_path: Path, executor: str, said: str
) -> None:
    """A mistyped or dead address ends with 2 and no traceback."""
    study_of(tmp_path, joint())
    found = command(tmp_path, "drawn.toml", "--out", "out", "--executor", executor)
    assert found.returncode == 2, found.stderr
    assert said in found.stderr
    assert "Traceback" not in found.stderr
