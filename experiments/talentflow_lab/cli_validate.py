"""The command `talentflow validate`: targets, structural cases and baselines in one table."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say

if TYPE_CHECKING:
    from talentflow_lab.replicate import Progress

__all__ = ["EXAMPLES", "validate"]

EXAMPLES = """\b
Examples:
  talentflow validate
  talentflow validate belarus-2020 --replications 20 --out results/validation
  talentflow validate belarus-2020 --only V8 --only V10
  talentflow validate mine.toml --targets mine.csv --json > validation.json"""

REPLICATIONS = 8

Scenario = Annotated[
    str, typer.Argument(metavar="[SCENARIO]", help="Name of a shipped scenario, or a TOML file.")
]
Posterior = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Draws of parameters (Parquet), one for a replication."),
]
Runs = Annotated[
    int, typer.Option("--replications", min=1, max=10_000, metavar="N", help="Of each part.")
]
Targets = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A table of targets instead (CSV).")
]
Only = Annotated[
    list[str] | None,
    typer.Option(metavar="PART", help="targets, V7, V8, V9 or V10. May be given many times."),
]
Split = Annotated[str, typer.Option(metavar="YYYY-MM", help="Last month before the test period.")]
Folder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write tables and a page; goes on if stopped."),
]


def validate(  # noqa: PLR0917 - typer takes options as arguments
    scenario: Scenario = "belarus-2020",
    posterior: Posterior = None,
    replications: Runs = REPLICATIONS,
    scale: opt.Scale = None,
    targets: Targets = None,
    only: Only = None,
    split: Split = "2021-02",
    settings: opt.Settings = None,
    seed: opt.Seed = None,
    workers: opt.Workers = None,
    out: Folder = None,
    json: opt.Json = False,
) -> None:
    """Compare a scenario with all that is known, beside what baselines would have said.

    Targets, and structural cases that no parameter is fitted to; how many and where apart.
    """
    from talentflow_lab import processes

    if workers != 1:
        processes.prepared()  # imports while the scenario is read
    from talentflow_lab.terminal import print_failures, progress_bar
    from talentflow_lab.terminal_validate import print_validated
    from talentflow_lab.validate import validate as run
    from talentflow_lab.validate_page import write_validation_page
    from talentflow_lab.validate_runs import UNIT
    from talentflow_lab.validated import Asked

    asked = Asked(
        scenario, tuple(settings or ()), targets, posterior, replications, seed, scale,
        _last_day(split), tuple(only or ()),
    )  # fmt: skip
    jobs = 0

    def bar(count: int) -> AbstractContextManager[Progress]:
        nonlocal jobs
        jobs = count
        return progress_bar(UNIT, count, "jobs", "steps")

    try:
        found = run(asked, workers=workers or 0, folder=out, progress=bar)
    except KeyboardInterrupt:
        kept = f"finished jobs are in {out}. The same command goes on." if out else "nothing kept."
        say(f"Interrupted; {kept}")
        raise typer.Exit(130) from None
    if json:
        print_json(found.to_dict())
    else:
        print_validated(found)
    print_failures(found.failures, jobs, "jobs")
    if out:
        say(f"Tables are in {out}; the page is {write_validation_page(found, out)}.")
    raise typer.Exit(1 if found.failures else 0)


def _last_day(month: str) -> date:
    from talentflow.months import parse_month

    try:
        first = parse_month(month)
    except ValueError:
        raise typer.BadParameter(f"--split {month!r} is not a month such as 2021-02") from None
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
