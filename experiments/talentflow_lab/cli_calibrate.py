"""The command `talentflow calibrate`: what the targets say about the parameters."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say
from talentflow_lab.cli_study import Executor

if TYPE_CHECKING:
    from talentflow_lab.calibrate import Calibrated
    from talentflow_lab.calibration_check import Checked
    from talentflow_lab.calibration_plan import Plan
    from talentflow_lab.sweep import How
    from talentflow_lab.sweep_progress import Teller

__all__ = ["EXAMPLES", "calibrate"]

EXAMPLES = """\b
Examples:
  talentflow calibrate belarus-2020 --out results/calibrated
  talentflow calibrate belarus-2020 --out results/early --until 2021-02
  talentflow calibrate belarus-2020 --out results/mine --targets mine.csv --runs 600 --scale 20
  talentflow calibrate belarus-2020 --out results/quick --quick --runs 200 --scale 20
  talentflow run belarus-2020 --posterior results/calibrated/posterior.parquet"""

Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the calibration.")]
Runs = Annotated[int, typer.Option(min=1, max=1_000_000, metavar="N", help="Runs in all waves.")]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="YYYY-MM", help="Fit only targets that end by this month.",
        show_default="the last target's end",
    ),
]  # fmt: skip
Scale = Annotated[
    float, typer.Option(min=1, metavar="S", help="Let one simulated person stand for S people.")
]
Targets = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Table of targets, instead of the scenario's."),
]
Priors = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Table of priors, instead of that of Belarus."),
]
Check = Annotated[
    int,
    typer.Option(
        min=0, metavar="N",
        help="Then take N runs as if they were the data, and say whether intervals hold.",
    ),
]  # fmt: skip


Quick = Annotated[
    bool,
    typer.Option("--quick", help="Search for the best point only, which says no uncertainty."),
]


def calibrate(  # noqa: PLR0917 - typer takes options as arguments
    scenario: opt.ScenarioName,
    out: Folder,
    runs: Runs = 4000,
    scale: Scale = 10.0,
    until: Until = None,
    targets: Targets = None,
    priors: Priors = None,
    settings: opt.Settings = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Seed of all chance.")] = 1,
    workers: opt.Workers = None,
    executor: Executor = "processes",
    resume: opt.Resume = False,
    check: Check = 0,
    quick: Quick = False,
    json: opt.Json = False,
) -> None:
    """Learn the parameters from the targets of a scenario, through their measurement links.

    A posterior, a table of what the data pin, predictions of every target and a page are written.
    Finished runs are kept: the same command goes on after an interruption.
    """
    from talentflow_lab import processes

    if workers != 1 and executor == "processes":
        processes.prepared()  # imports while the scenario is read

    from talentflow_lab.calibrate import Effort
    from talentflow_lab.calibrate import calibrate as run
    from talentflow_lab.calibration_plan import Asked, plan
    from talentflow_lab.farm_option import farm_of
    from talentflow_lab.sweep import How

    farm = farm_of(executor, workers)
    asked = Asked(scenario, tuple(settings or ()), targets, priors, _month(until), scale, seed)
    made = plan(asked)
    if quick:
        _quick(made, out, runs, How(workers or 0, farm), resume=resume, json=json)
        return
    try:
        found = run(
            made, out, Effort(runs), how=How(workers or 0, farm), resume=resume,
            command=["talentflow", *sys.argv[1:]], shown=_shown(made),
        )  # fmt: skip
    except KeyboardInterrupt:
        say(f"Interrupted; finished runs are in {out}. The same command goes on.")
        raise typer.Exit(130) from None
    _tell(found, check, json=json)
    raise typer.Exit(3 if found.failed else 0)


def _quick(made: Plan, out: Path, runs: int, how: How, *, resume: bool, json: bool) -> None:
    from talentflow_lab.quick_fit import quick_fit
    from talentflow_lab.terminal_calibrate import print_quick

    try:
        found = quick_fit(
            made, out, runs, how=how, resume=resume, command=["talentflow", *sys.argv[1:]],
            shown=_shown(made),
        )  # fmt: skip
    except KeyboardInterrupt:
        say(f"Interrupted; finished runs are in {out}. The same command goes on.")
        raise typer.Exit(130) from None
    if json:
        tables = {"parameters": found.parameters, "targets": found.targets}
        document: dict[str, object] = {k: v.to_dict("records") for k, v in tables.items()}
        print_json(document | {"scenario": str(found.scenario), "loss": found.loss})
    else:
        print_quick(found)
    say(f"A scenario with this point is {found.scenario}.")


def _month(text: str | None) -> date | None:
    from talentflow.months import parse_month

    if text is None:
        return None
    try:
        return parse_month(text)
    except ValueError as error:
        raise typer.BadParameter(f"--until: {error}") from None


def _shown(made: Plan) -> Callable[[str, int], AbstractContextManager[Teller]]:
    from talentflow_lab.sweep_progress import sweep_progress

    def show(wave: str, left: int) -> AbstractContextManager[Teller]:
        if left:
            say(f"{wave}: {left:,} runs to do")
        return sweep_progress(left, made.scenario.months)

    return show


def _tell(found: Calibrated, count: int, *, json: bool) -> None:
    from talentflow_lab.calibration_page import write_calibration_page
    from talentflow_lab.terminal_calibrate import print_calibrated, print_checked

    checked = _checked(found, count) if count else None
    page = write_calibration_page(found, checked)
    pinned = found.identified.loc[found.identified["pinned"] != "hardly", "parameter"].tolist()
    if json:
        document = {"out": str(found.folder), **found.posterior.record}
        document["parameters"] = found.identified.to_dict("records")
        document["targets"] = found.predicted.to_dict("records")
        if checked:
            document["check"] = checked.frame().to_dict("records")
        print_json(document)
    else:
        print_calibrated(found)
        if checked:
            print_checked(checked, pinned)
    say(f"The posterior is {found.posterior.path}; the page is {page}.")


def _checked(found: Calibrated, count: int) -> Checked:
    import numpy as np

    from talentflow_lab.calibration_check import check
    from talentflow_lab.study_parts import write_frame
    from talentflow_lab.terminal import counting

    names = tuple(one.name for one in found.plan.all_priors)
    with counting(count, "held-out runs") as tell:
        checked = check(
            found.table, names, found.plan.observed, first_runs=found.first_runs, count=count,
            rng=np.random.default_rng([found.plan.scenario.seed, 5]), progress=tell,
        )  # fmt: skip
    write_frame(checked.frame(), found.folder / "check.csv")
    return checked
