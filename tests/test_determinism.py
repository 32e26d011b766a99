"""The matrix: the same tables however a run is shared among threads, chunks, workers, processes."""

import itertools
from pathlib import Path

import pytest
from tests.golden.fingerprints import fingerprint, shipped
from tests.test_study import GOOD, written
from tests.test_sweep import tables

from talentflow.scenario import load
from talentflow_lab.farm_option import farm_of
from talentflow_lab.run import Request, run_scenario
from talentflow_lab.study_reading import read_study
from talentflow_lab.sweep import How, sweep

pytestmark = pytest.mark.deep


@pytest.mark.parametrize("name", shipped())
def test_threads_and_chunks_give_one_fingerprint(name: str) -> None:
    """Every shipped scenario, with 1 and 2 threads, in chunks of 1, 7, 1000 rows and evenly."""
    found = {
        fingerprint(name, threads, chunk)
        for threads, chunk in itertools.product((1, 2), (None, 1, 7, 1000))
    }
    assert len(found) == 1


def test_workers_and_threads_give_one_folder(tmp_path: Path) -> None:
    """Tables of 1 and 2 workers with 1 and 2 threads each are equal byte for byte."""
    case = load("belarus-2020").replace(months=14, scale=100.0, replications=3)
    found = set()
    for workers, threads in itertools.product((1, 2), (1, 2)):
        out = tmp_path / f"{workers}-{threads}"
        run_scenario(Request(case, out, workers, threads))
        found.add(b"".join(path.read_bytes() for path in sorted(out.glob("*.parquet"))))
    assert len(found) == 1


def test_executors_give_one_sweep(tmp_path: Path) -> None:
    """A sweep with 1 and 2 workers, and on a cluster of Dask, has the same tables."""
    study = read_study(written(tmp_path, GOOD))
    ways = {"one": How(1), "two": How(2)}
    with_dask = pytest.importorskip("distributed")
    with with_dask.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as crew:
        ways["dask"] = How(farm=farm_of(f"dask:{crew.scheduler_address}", None))
        found = [
            tables(sweep(study, tmp_path / name, how=how).folder) for name, how in ways.items()
        ]
    assert found[0] == found[1] == found[2]
