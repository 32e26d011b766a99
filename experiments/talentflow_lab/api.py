"""Experiments from Python: what the commands `run`, `compare` and `sweep` do, as functions.

```python
from talentflow_lab import api

done = api.run("belarus-2020", "results/small", scale=50, months=24, replications=2)
api.tables(done.folder)["stocks"]

policy = api.compare(
    "belarus-2020", ["fast-track-permits:owner=FIN"], "results/fast", scale=50, pairs=2
)
policy.costs                     # spent, additional, cost of each, with intervals

study = api.read_study("experiments/smoke.toml")
api.sweep(study, "results/smoke").differences
```

Counts are real people, money is EUR where it is spent and USD where it is earned, intervals hold
90 % of runs. Mistakes of files and options raise `talentflow.TalentflowError` with a text that can
be shown as it is. Folders are written whole or can be gone on with, as by the commands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from talentflow.outcomes import TABLES
from talentflow.scenario import Scenario, load
from talentflow_lab import compare as _compare
from talentflow_lab import parts
from talentflow_lab import study_reading as _reading
from talentflow_lab import sweep as _sweep
from talentflow_lab.compare import Compared
from talentflow_lab.question import Asked, ask
from talentflow_lab.run import Finished, Request, run_scenario
from talentflow_lab.study import Study
from talentflow_lab.sweep import How, Swept

__all__ = [
    "Compared",
    "Finished",
    "Study",
    "Swept",
    "compare",
    "read_study",
    "run",
    "sweep",
    "tables",
]


def run(  # noqa: PLR0913 - as many as the command has options
    scenario: Scenario | str | Path,
    out: str | Path,
    *,
    settings: Sequence[str] = (),
    seed: int | None = None,
    replications: int | None = None,
    months: int | None = None,
    scale: float | None = None,
    workers: int = 1,
    force: bool = False,
) -> Finished:
    """Run a scenario into a folder of tables.

    `settings` are "path=value" texts above a file or shipped name. `workers` are processes, 0 for
    one a core; results do not depend on them. `force` replaces results that stand at `out`.
    Raises ScenarioErrors for a bad scenario, FolderError if the folder is taken, and
    talentflow_lab.run.AllFailedError if no replication ended well; if some did not, `failures` of
    the answer tells.
    """
    case = scenario if isinstance(scenario, Scenario) else load(scenario, settings)
    chosen = case.replace(seed=seed, replications=replications, months=months, scale=scale)
    return run_scenario(Request(chosen, Path(out), workers, force=force))


def tables(folder: str | Path) -> Mapping[str, pd.DataFrame]:
    """Return every outcome table of a run's folder by name (see talentflow.outcomes).

    Persons are real people by month, one row for each replication and group.
    """
    return {name: parts.read(Path(folder), name) for name in TABLES}


def compare(  # noqa: PLR0913 - as many as the command has options
    scenario: str | Path,
    levers: Sequence[str],
    out: str | Path,
    *,
    beneficiaries: Sequence[str] = (),
    settings: Sequence[str] = (),
    start: str = "2020-09",
    months: int = 36,
    pairs: int = 20,
    seed: int | None = None,
    scale: float | None = None,
    workers: int = 1,
) -> Compared:
    """Compare a policy with its baseline: the same people with the same luck.

    A lever is written as for the command, "fast-track-permits:owner=FIN,take_up=0.8".
    `beneficiaries` are codes such as FIN or FIN:jyvaskyla; without any they are who holds the
    levers. The comparison runs `months` months from `start` (YYYY-MM) on. Finished pairs in `out`
    are kept and gone on with. Raises ScenarioErrors, and TalentflowError for what cannot be
    compared.
    """
    asked = Asked(
        str(scenario), levers, None, beneficiaries, settings, start, months, None, seed, scale
    )
    return _compare.compare(ask(asked), Path(out), pairs=pairs, workers=workers)


def read_study(path: str | Path, *, replications: int | None = None) -> Study:
    """Read a study file; raise ScenarioErrors with every problem of it."""
    return _reading.read_study(Path(path), replications=replications)


def sweep(study: Study, out: str | Path, *, workers: int = 1, resume: bool = False) -> Swept:
    """Run what is left of a study into a folder.

    `outcomes` of the answer has a row for each point and replication, `differences` compares
    points with the first, by pairs. `resume` keeps runs that still hold though study or code have
    changed. Raises FolderError if something else stands in the folder.
    """
    return _sweep.sweep(study, Path(out), how=How(workers), resume=resume)
