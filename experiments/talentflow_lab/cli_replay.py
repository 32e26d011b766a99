"""The command `talentflow replay`: does a violated invariant come again."""

from pathlib import Path
from typing import Annotated

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say

__all__ = ["EXAMPLES", "replay"]

EXAMPLES = """\b
Examples:
  talentflow replay results/belarus-2020-violation-0.json
  talentflow replay results/belarus-2020-violation-0.json --threads 2 --json"""

ReproducerFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="File that a violated invariant has left.")
]


def replay(file: ReproducerFile, threads: opt.Threads = 1, json: opt.Json = False) -> None:
    """Live the months of a reproducer again and say whether its violation comes again.

    A run whose invariants are violated leaves a reproducer beside its folder. Every person and tie
    is looked at after each month. Ends with 1 if an invariant is violated, again or another one.
    """
    from talentflow_lab.replay import read
    from talentflow_lab.replay import replay as live_again

    found = read(file)
    done = live_again(found, threads)
    if json:
        print_json(
            {
                "again": done.again,
                "months": done.months,
                "expected": {"invariant": found.invariant, "when": found.when, "who": found.who},
                "met": None if done.met is None else str(done.met),
                "made_by": found.version,
            }
        )
    elif done.met is None:
        typer.echo(
            f'It did not come again: {done.months} months were lived, "{found.invariant}" and all '
            f"other invariants hold (the file was made by talentflow {found.version})."
        )
    else:
        typer.echo(f"It came again: {done.met}" if done.again else f"Another one came: {done.met}")
    if done.met is not None:
        say("This is a fault of talentflow: please report it with the file.")
        raise typer.Exit(1)
