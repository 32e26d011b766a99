"""The command `talentflow`: data goes to stdout, talk to stderr.

Exit codes: 0 good, 1 a run failed, 2 bad usage or input, 3 some runs of a study failed, 130
interrupted. Everything heavy is
imported inside the commands, so that help appears at once.
"""

import signal
import sys
from pathlib import Path

import typer

from talentflow.errors import InvariantError, TalentflowError
from talentflow_lab import (
    cli_analyse,
    cli_app,
    cli_ask,
    cli_calibrate,
    cli_compare,
    cli_doctor,
    cli_explain,
    cli_levers,
    cli_new,
    cli_replay,
    cli_scenario,
    cli_search,
    cli_study,
    cli_survey,
    cli_validate,
)
from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say
from talentflow_lab.trouble import trouble_of

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
  talentflow run belarus-2020 --posterior results/calibrated/posterior.parquet --replications 40
  talentflow run mine.toml --scale 20 --months 36 --csv
  talentflow run belarus-2020 --json > run.json"""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich would triple the time that help takes
    help="Simulate who leaves, when, where to and why: skilled migration, month by month.",
    epilog=EXAMPLES,
)
app.add_typer(cli_scenario.app, name="scenario")
app.add_typer(cli_levers.app, name="levers")
app.add_typer(cli_new.app, name="new")
app.add_typer(cli_study.app, name="study")
app.add_typer(cli_survey.app, name="survey")


def main() -> None:
    """Run the command line; a user's mistake ends with a sentence, never with a traceback."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app(prog_name="talentflow")
    except InvariantError as violation:
        say(str(violation))
        path = Path("talentflow-violation.json")
        path.write_text(violation.reproducer, encoding="utf-8")
        say(f"See it again: talentflow replay {path}")
        sys.exit(1)
    except TalentflowError as mistake:
        say(str(mistake))
        sys.exit(2)
    except (OSError, MemoryError) as problem:
        if not (trouble := trouble_of(problem)):
            raise
        say(f"{trouble}. What was finished is kept.")
        sys.exit(1)


@app.callback(invoke_without_command=True)
def top(context: typer.Context, version: opt.Version = False) -> None:
    """Answer --version; commands answer everything else."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"talentflow {version_of('talentflow')}")
        raise typer.Exit
    if context.invoked_subcommand is None:  # `talentflow --`
        context.fail("Missing command.")


@app.command(epilog=RUN_EXAMPLES)
def run(  # noqa: PLR0917 - typer takes options as arguments
    scenario: opt.ScenarioName,
    settings: opt.Settings = None,
    seed: opt.Seed = None,
    replications: opt.Replications = None,
    months: opt.Months = None,
    scale: opt.Scale = None,
    threads: opt.Threads = 1,
    workers: opt.Workers = None,
    posterior: opt.PosteriorFile = None,
    out: opt.Out = None,
    csv: opt.Csv = False,
    json: opt.Json = False,
    force: opt.Force = False,
    profile: opt.Profile = False,
    check: opt.Check = False,
) -> None:
    """Run a scenario into a folder of tables.

    A short table is printed, too. The same scenario, seed and version give the same tables,
    however many workers and threads.
    """
    from talentflow_lab import processes, store

    wanted = Path("results") / Path(scenario).name.removesuffix(".toml")
    folder = out or (wanted if force else store.free_name(wanted))
    store.refuse_taken(folder, force=force)
    if workers != 1:
        processes.prepared()  # imports while the scenario is read

    from talentflow.scenario import load
    from talentflow_lab.posterior_option import plain_rows, posterior_of, print_parts
    from talentflow_lab.run import AllFailedError, Request, run_scenario
    from talentflow_lab.terminal import (
        print_failures,
        print_profile,
        print_summary,
        progress_bar,
    )

    chosen = load(scenario, settings or ()).replace(
        seed=seed, replications=replications, months=months, scale=scale
    )
    command = ["talentflow", *sys.argv[1:]]
    draws = posterior_of(posterior, chosen)
    request = Request(
        chosen, folder, workers or 0, threads, csv, force, command, posterior=draws, check=check
    )
    try:
        with progress_bar(chosen.months, chosen.replications) as tell:
            finished = run_scenario(request, tell)
    except AllFailedError as nothing:
        print_failures(nothing.failures, chosen.replications, out=folder)
        say("Nothing was written.")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        say("Interrupted; nothing was written.")
        raise typer.Exit(130) from None
    if json:
        document = {"out": str(finished.folder), **finished.run}
        document["uncertainty"] = plain_rows(finished.uncertainty)
        print_json(document | {"summary": finished.summary.to_dict()})
    else:
        countries = chosen.data.country_rows
        names = dict(zip(countries["iso3"], countries["name"], strict=True))
        print_summary(finished.summary, names, chosen.title)
        print_parts(finished.uncertainty)
    if profile:
        print_profile(finished.run["seconds_by_phase"], chosen.months * len(finished.run["done"]))
    print_failures(finished.failures, chosen.replications, out=folder)
    say(f"Results are in {folder}. Look at them: talentflow report {folder}")
    raise typer.Exit(1 if finished.failures else 0)


app.command(epilog=cli_study.SWEEP_EXAMPLES)(cli_study.sweep)
app.command(epilog=cli_study.MERGE_EXAMPLES)(cli_study.merge)
app.command(epilog=cli_analyse.EXAMPLES)(cli_analyse.analyse)
app.command(epilog=cli_calibrate.EXAMPLES)(cli_calibrate.calibrate)
app.command(epilog=cli_compare.EXAMPLES)(cli_compare.compare)
app.command(epilog=cli_ask.EXAMPLES)(cli_ask.ask)
app.command(epilog=cli_explain.EXAMPLES)(cli_explain.explain)
app.command(epilog=cli_search.EXAMPLES)(cli_search.search)
app.command(epilog=cli_validate.EXAMPLES)(cli_validate.validate)
app.command(epilog=cli_app.EXAMPLES)(cli_app.app)
app.command(epilog=cli_doctor.EXAMPLES)(cli_doctor.doctor)
app.command(epilog=cli_replay.EXAMPLES)(cli_replay.replay)


@app.command()
def report(
    folder: opt.ReportFolder,
    out: opt.Page = None,
    compare: opt.Comparisons = None,
    form: opt.Format = opt.Form.html,
) -> None:
    """Make one offline HTML page, or Markdown, of a run, a comparison, a study or an answer.

    Its path is printed, so that it can be opened.
    """
    from talentflow_lab.reports import write_report

    typer.echo(write_report(folder, out, compare or (), form.value))


if __name__ == "__main__":
    main()
