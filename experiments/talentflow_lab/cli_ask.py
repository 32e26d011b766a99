"""The command `talentflow ask`: from a question to a report in one go."""

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import say

__all__ = ["EXAMPLES", "ask"]

EXAMPLES = """\b
Examples:
  talentflow ask belarus-2020 actions --for FIN:Jyväskylä --out report.html
  talentflow ask belarus-2020 plans --for FIN
  talentflow ask belarus-2020 actions --for FIN --posterior \
      scenarios/data/posteriors/belarus-2020.parquet
  talentflow ask belarus-2020 drivers --for Poland --work results/asked"""


class What(StrEnum):
    """What is asked."""

    plans = "plans"
    drivers = "drivers"
    actions = "actions"


def ask(  # noqa: PLR0917 - typer takes options as arguments
    scenario: opt.ScenarioName,
    what: Annotated[
        What,
        typer.Argument(
            help="Who means to leave; what drives them; or what a country or city should do."
        ),
    ],
    beneficiary: Annotated[
        str,
        typer.Option("--for", metavar="FIN[:PLACE]", help="A country or city, by code or name."),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="The report; .md writes Markdown.")
    ] = Path("report.html"),
    work: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where runs are kept.", show_default="the user's cache"),
    ] = None,
    settings: opt.Settings = None,
    start: Annotated[
        str, typer.Option(metavar="YYYY-MM", help="Month in which levers start.")
    ] = "2020-09",
    months: Annotated[
        int, typer.Option(min=1, max=600, metavar="N", help="Months after the start.")
    ] = 24,
    replications: opt.Replications = None,
    seed: opt.Seed = None,
    scale: opt.Scale = None,
    posterior: opt.PosteriorFile = None,
    workers: opt.Workers = None,
) -> None:
    """Answer a question: run what it needs, unless it was run, and write one report.

    Scale and number of runs suit the beneficiary: everybody for a city, a sample for a country.
    """
    from talentflow_lab import processes

    if workers != 1:
        processes.prepared()  # imports while the scenario is read
    from talentflow_lab.asking import Asking, ask_actions, ask_drivers, ask_plans, default_work
    from talentflow_lab.machine import without_home
    from talentflow_lab.report import write_document
    from talentflow_lab.run import AllFailedError
    from talentflow_lab.terminal import print_failures

    asking = Asking(
        scenario, beneficiary, work or default_work(), tuple(settings or ()), start, months,
        scale, replications, seed, workers or 0,
        without_home(shlex.join(["talentflow", *sys.argv[1:]])), posterior,
    )  # fmt: skip
    answer_to = {What.plans: ask_plans, What.drivers: ask_drivers, What.actions: ask_actions}
    try:
        answer = answer_to[what](asking)
    except AllFailedError as nothing:
        print_failures(nothing.failures, len(nothing.failures))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        say(f"Interrupted; what was finished is in {asking.work}. The same command goes on.")
        raise typer.Exit(130) from None
    markdown = out.suffix == ".md"
    typer.echo(write_document(answer.document, out, "md" if markdown else "html"))
    print_failures(answer.failures, len(answer.failures))
    say(f"What was run is in {answer.folder}.")
    raise typer.Exit(1 if answer.failures else 0)
