"""The command `talentflow`: data goes to stdout, talk to stderr.

Exit codes: 0 good, 1 a run failed, 2 bad usage or input, 130 interrupted. Everything heavy is
imported inside the commands, so that help appears at once.
"""

import math
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from talentflow.errors import TalentflowError
from talentflow_lab import cli_scenario
from talentflow_lab.cli_scenario import ScenarioName, Settings, print_json, say

__all__ = ["app", "main"]

EXAMPLES = """\b
Examples:
  talentflow run belarus-2020
  talentflow report results/belarus-2020
  talentflow scenario show belarus-2020 > mine.toml"""

RUN_EXAMPLES = """\b
Examples:
  talentflow run belarus-2020 --replications 8 --out results/baseline
  talentflow run belarus-2020 --set terms.repression.weight=0 --out results/no-fear
  talentflow run mine.toml --scale 20 --months 36 --csv
  talentflow run belarus-2020 --json > run.json"""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich would double the time that help takes
    help="Simulate who leaves, when, where to and why: skilled migration, month by month.",
    epilog=EXAMPLES,
)
app.add_typer(cli_scenario.app, name="scenario")


def main() -> None:
    """Run the command line; a user's mistake ends with a sentence, never with a traceback."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app(prog_name="talentflow")
    except TalentflowError as mistake:
        say(str(mistake))
        sys.exit(2)


@app.callback(invoke_without_command=True)
def top(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Answer --version; commands answer everything else."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"talentflow {version_of('talentflow')}")
        raise typer.Exit


def _finite(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter("must be a finite number")
    return value


@app.command(epilog=RUN_EXAMPLES)
def run(  # noqa: PLR0917 - typer takes options as arguments
    scenario: ScenarioName,
    settings: Settings = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Seed of all chance: the same seed, the same run."),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, metavar="N", help="Repeat it N times, with other luck."),
    ] = None,
    months: Annotated[
        int | None, typer.Option(min=1, max=1200, metavar="N", help="Simulate N months.")
    ] = None,
    scale: Annotated[
        float | None,
        typer.Option(
            min=1,
            metavar="S",
            callback=_finite,
            help="Let one simulated person stand for S people.",
        ),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, metavar="N", help="Threads of each worker.")] = 1,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Processes that share the replications.",
            show_default="one for each core",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder for the results.", show_default="results/SCENARIO"
        ),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write CSV files beside Parquet.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead of a table.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace results that are already in the folder.")
    ] = False,
) -> None:
    """Run a scenario: a folder of tables, and a short table here.

    The same scenario, seed and version give the same tables, however many workers and threads.
    """
    from talentflow_lab import store

    name = Path(scenario).name.removesuffix(".toml")
    wanted = Path("results") / name
    folder = out or (wanted if force else store.free_name(wanted))
    store.refuse_taken(folder, force=force)

    from talentflow.scenario import load
    from talentflow_lab.run import AllFailedError, Request, run_scenario
    from talentflow_lab.terminal import print_failures, print_summary, progress_bar

    chosen = load(scenario, settings or ()).replace(
        seed=seed, replications=replications, months=months, scale=scale
    )
    request = Request(
        chosen, folder, workers or 0, threads, csv, force, ["talentflow", *sys.argv[1:]]
    )
    try:
        with progress_bar(chosen.months, chosen.replications) as tell:
            finished = run_scenario(request, tell)
    except AllFailedError as nothing:
        print_failures(nothing.failures, chosen.replications)
        say("Nothing was written.")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        say("Interrupted; nothing was written.")
        raise typer.Exit(130) from None
    if as_json:
        document = {"out": str(finished.folder), **finished.run}
        print_json(document | {"summary": finished.summary.to_dict()})
    else:
        countries = chosen.data.country_rows
        names = dict(zip(countries["iso3"], countries["name"], strict=True))
        print_summary(finished.summary, names, chosen.title)
    print_failures(finished.failures, chosen.replications)
    say(f"Results are in {folder}. Look at them: talentflow report {folder}")
    raise typer.Exit(1 if finished.failures else 0)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of a run.")],
    out: Annotated[Path | None, typer.Option(help="File of the page [DIR/report.html].")] = None,
) -> None:
    """Make one offline HTML page from a results folder, and print where it is."""
    from talentflow_lab.store import read_run

    read_run(folder)

    from talentflow_lab.report import write_page

    typer.echo(write_page(folder, out))


if __name__ == "__main__":
    main()
