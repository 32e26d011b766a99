"""A sweep against `mesa.batch_run`: the same model, the same runs, one after the other.

    python benchmarks/sweep_vs_batch_run.py [RUNS]

Both use as many processes as there are cores. `batch_run` keeps every row in memory; the sweep
writes each run to disk within a second.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import mesa

from talentflow.model import MigrationModel
from talentflow_lab import machine
from talentflow_lab.replicate import build_model
from talentflow_lab.study_reading import read_study
from talentflow_lab.sweep import How, sweep

TEXT = """title = "Against batch_run"
scenario = "belarus-2020"
months = 36
scale = 20
replications = {runs}
design = "list"

[outcomes.abroad]
measure = "abroad"
at = "2021-12"

[points."as it is"]
"""


def main() -> None:
    """Run both and print a table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    workers = machine.cores()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "study.toml"
        path.write_text(TEXT.format(runs=runs), encoding="utf-8")
        study = read_study(path)
        build_model(study.scenario, 0, 1).run()  # compiles what is not cached, for both
        began = time.perf_counter()
        swept = sweep(study, Path(name) / "out", how=How(workers))
        ours = time.perf_counter() - began
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    began = time.perf_counter()
    rows = mesa.batch_run(
        MigrationModel,
        parameters={"case": study.scenario},
        number_processes=workers,
        rng=list(range(runs)),
        data_collection_period=-1,
        display_progress=False,
    )
    theirs = time.perf_counter() - began
    print(
        "| runs | workers | sweep s | batch_run s | batch_run / sweep | MB of the sweep's parent |"
    )
    print("|---|---|---|---|---|---|")
    print(
        f"| {runs} ({swept.failed} failed, {len(rows)} rows) | {workers} | {ours:.1f} | "
        f"{theirs:.1f} | {theirs / ours:.2f} | {held:.0f} |"
    )


if __name__ == "__main__":
    main()
