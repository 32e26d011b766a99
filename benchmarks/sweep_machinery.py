"""What a sweep costs beyond its models, and what its parent holds in memory.

    python benchmarks/sweep_machinery.py [RUNS]

Sweeps belarus-2020 at scale 10 over 60 months into a temporary folder and prints a table. Machinery
is all that workers and parent do but the model: wall time x workers less the seconds that the
ledger counts for models, which takes in starting processes, making scenarios, and writing.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from talentflow_lab import machine, processes
from talentflow_lab.ledger import Ledger
from talentflow_lab.replicate import build_model
from talentflow_lab.study_reading import read_study
from talentflow_lab.sweep import How, sweep

TEXT = """title = "Machinery"
scenario = "belarus-2020"
months = 60
scale = 10
replications = 1
design = "lhs"

[sampling]
points = {runs}

[uncertainties]
shocks.crisis.gain = {{ low = 15, high = 45, log = true }}
terms.real_wage.weight = {{ low = 1.0, high = 3.0 }}

[outcomes.left]
measure = "first_moves"
since = "2020-08"
until = "2021-12"
"""


def megabytes() -> float:
    """Return the most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def main() -> None:
    """Sweep once and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    workers = machine.cores()
    held: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "study.toml"
        path.write_text(TEXT.format(runs=runs), encoding="utf-8")
        study = read_study(path)
        build_model(study.scenario, 0, 1).run()  # compiles what is not cached
        began = time.perf_counter()
        processes.prepared()
        swept = sweep(
            study,
            Path(name) / "out",
            how=How(workers),
            tell=lambda _: held.append(megabytes()),
        )
        wall = time.perf_counter() - began
        model = sum(row.seconds for row in Ledger(swept.folder / "ledger.sqlite").rows())
    spent = wall * workers
    print("| runs | failed | workers | wall s | model s | machinery % | MB early | MB at the end |")
    print("|---|---|---|---|---|---|---|---|")
    early = held[min(len(held) // 10, len(held) - 1)]
    print(
        f"| {runs} | {swept.failed} | {workers} | {wall:.0f} | {model:.0f} | "
        f"{100.0 * (spent - model) / spent:.1f} | {early:.0f} | {held[-1]:.0f} |"
    )


if __name__ == "__main__":
    main()
