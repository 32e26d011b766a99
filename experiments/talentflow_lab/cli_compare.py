"""The command `talentflow compare`: what a policy changes, person by person, and what it costs."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say

__all__ = ["EXAMPLES", "compare"]

EXAMPLES = """\b
Examples:
  talentflow compare belarus-2020 --lever fast-track-permits:owner=FIN --out results/fast-track
  talentflow compare belarus-2020 --lever relocation-grant:owner=FIN:jyvaskyla,grant=8000 \\
      --budget 2e6EUR --until-halfwidth 20 --out results/grant
  talentflow compare belarus-2020 --lever business-harbour:owner=FIN+EST --out results/race
  talentflow compare belarus-2020 --against mine.toml --for FIN --out results/mine"""

START = "2020-09"
MONTHS = 36
PAIRS = 20

Lever = Annotated[
    list[str] | None,
    typer.Option(
        "--lever",
        metavar="NAME:owner=FIN[:PLACE],FIELD=VALUE,...",
        help="A lever in force, or a TOML file of several. May be given many times.",
    ),
]
Against = Annotated[
    str | None, typer.Option(metavar="SCENARIO", help="Another scenario as the policy.")
]
Territory = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="FIN[:PLACE]", help="Look at this country or place, too."),
]
Until = Annotated[
    float | None,
    typer.Option(
        "--until-halfwidth", min=0.0, metavar="X",
        help="Go on until the main effect is known to so many persons, more or less.",
    ),
]  # fmt: skip
Start = Annotated[str, typer.Option(metavar="YYYY-MM", help="Month in which levers start.")]
After = Annotated[
    int, typer.Option("--months", min=1, max=600, metavar="N", help="Months after the start.")
]
Budget = Annotated[
    str | None,
    typer.Option(metavar="2e6EUR", help="What the owner may spend: scales the capacity."),
]
Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the comparison.")]
Pairs = Annotated[
    int, typer.Option("--replications", min=1, max=1000, metavar="N", help="Pairs of twins.")
]


def compare(  # noqa: PLR0917 - typer takes options as arguments
    scenario: opt.ScenarioName,
    out: Folder,
    lever: Lever = None,
    against: Against = None,
    territory: Territory = None,
    settings: opt.Settings = None,
    start: Start = START,
    months: After = MONTHS,
    replications: Pairs = PAIRS,
    until: Until = None,
    budget: Budget = None,
    seed: opt.Seed = None,
    scale: opt.Scale = None,
    workers: opt.Workers = None,
    posterior: opt.PosteriorFile = None,
    json: opt.Json = False,
    force: opt.Force = False,
) -> None:
    """Compare a policy with its baseline: the same people with the same luck.

    Tables of effects, costs, displacement and of everybody who changed are written.
    """
    from talentflow_lab import processes

    if workers != 1:
        processes.prepared()  # imports while the scenario is read
    from talentflow_lab.compare import clear
    from talentflow_lab.compare import compare as run
    from talentflow_lab.machine import without_home
    from talentflow_lab.posterior_option import posterior_of, print_parts
    from talentflow_lab.question import Asked, ask
    from talentflow_lab.terminal import print_failures, progress_bar
    from talentflow_lab.terminal_compare import print_compared

    if not lever and not against:
        say("nothing to compare: give --lever or --against; `talentflow levers list` has levers")
        raise typer.Exit(2)
    question = ask(
        Asked(
            scenario, tuple(lever or ()), against, tuple(territory or ()), tuple(settings or ()),
            start, months, budget, seed, scale,
        )
    )  # fmt: skip
    draws = posterior_of(posterior, question.baseline)
    if force:
        clear(out)
    command = ["talentflow", *sys.argv[1:]]
    try:
        compared = run(
            question, out, pairs=replications, until=until, workers=workers or 0,
            record={"command": without_home(shlex.join(command))},
            progress=lambda count: progress_bar(question.baseline.months, count, "pairs"),
            posterior=draws,
        )  # fmt: skip
    except KeyboardInterrupt:
        say(f"Interrupted; finished pairs are in {out}. The same command goes on.")
        raise typer.Exit(130) from None
    print_failures(compared.failures, replications, "pairs", out)
    if not compared.pairs:
        raise typer.Exit(1)
    if json:
        print_json(compared.to_dict())
    else:
        print_compared(compared, question)
        print_parts(compared.uncertainty)
    say(f"Tables are in {out}.")
    raise typer.Exit(1 if compared.failures else 0)
