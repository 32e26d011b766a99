"""The command `talentflow survey`: ask the people of a run, and see what a survey gets wrong."""

import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say

__all__ = ["app"]

EXAMPLES = """\b
Examples:
  talentflow survey devby-2021 belarus-2020 --out results/devby
  talentflow survey diaspora-2021 belarus-2020 belarus-calm --replications 8
  talentflow survey mine.toml results/baseline
  talentflow survey summary results/devby/answers.parquet > targets.csv"""


class AskByDefault(TyperGroup):
    """Commands of surveys; what is none of them is a questionnaire to ask."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - click's own types
        """Find the command."""
        if args and args[0] not in self.commands:
            args = ["ask", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=AskByDefault,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=EXAMPLES,
    help="Ask the simulated people: talentflow survey QUESTIONNAIRE SCENARIO|RUN... shows what a "
    "survey gets wrong of what is true in the model.",
)

QuestionnaireName = Annotated[
    str,
    typer.Argument(
        metavar="QUESTIONNAIRE", help="Name of a shipped questionnaire, or a TOML file."
    ),
]
Runs = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO|RUN...",
        help="Scenarios, or results folders of runs, which are lived again up to the last month.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Folder for the results.", show_default="results/QUESTIONNAIRE"
    ),
]
Answers = Annotated[
    Path, typer.Argument(metavar="ANSWERS", help="Table of answers: Parquet or CSV.")
]


@app.command(epilog=EXAMPLES)
def ask(  # noqa: PLR0917 - typer takes options as arguments
    questionnaire: QuestionnaireName,
    runs: Runs,
    out: Out = None,
    replications: opt.Replications = None,
    settings: opt.Settings = None,
    seed: opt.Seed = None,
    scale: opt.Scale = None,
    workers: opt.Workers = None,
    json: opt.Json = False,
    force: opt.Force = False,
) -> None:
    """Ask a questionnaire of the people of scenarios or runs.

    Answers, estimates and biases are written as Parquet and CSV, with pictures and an offline
    page. What was stopped goes on when the same command is given again.
    """
    from talentflow_lab import processes

    if workers != 1:
        processes.prepared()  # imports while files are read
    from talentflow_lab.machine import without_home
    from talentflow_lab.survey_page import write_survey_page
    from talentflow_lab.survey_reading import read_questionnaire, read_runs
    from talentflow_lab.survey_run import clear, survey
    from talentflow_lab.terminal import print_failures, progress_bar
    from talentflow_lab.terminal_survey import print_surveyed

    read = read_questionnaire(questionnaire)
    scenarios = read_runs(runs, settings or (), seed=seed, scale=scale)
    many = replications or max(one.replications for one in scenarios.values())
    folder = out or Path("results") / read.name
    if force:
        clear(folder)
    command = without_home(shlex.join(["talentflow", *sys.argv[1:]]))
    try:
        done = survey(
            read, scenarios, folder, replications=many, workers=workers or 0,
            record={"command": command},
            progress=lambda months, count: progress_bar(months, count, "runs"),
        )  # fmt: skip
    except KeyboardInterrupt:
        say(f"Interrupted; finished runs are in {folder}. The same command goes on.")
        raise typer.Exit(130) from None
    print_failures(done.failures, many * len(scenarios), "runs")
    if not done.surveys:
        raise typer.Exit(1)
    page = write_survey_page(done)
    if json:
        print_json(done.to_dict())
    else:
        print_surveyed(done)
    say(f"Tables are in {folder}; the page is {page}.")
    raise typer.Exit(1 if done.failures else 0)


@app.command()
def check(questionnaire: QuestionnaireName) -> None:
    """Name all errors of a questionnaire at once, each with its line and the nearest name."""
    from talentflow_lab.survey_reading import read_questionnaire

    read = read_questionnaire(questionnaire)
    say(f"{read.file}: good; {len(read.questions)} questions, {len(read.says.months)} months")


@app.command("list")
def list_() -> None:
    """List the questionnaires that are shipped, and the questions that can be asked."""
    from talentflow_lab.survey_question import known_questions
    from talentflow_lab.survey_reading import read_questionnaire, shipped_questionnaires

    for name in shipped_questionnaires():
        typer.echo(f"{name:<16}{read_questionnaire(name).says.title}")
    typer.echo()
    for name, question in known_questions().items():
        typer.echo(f"{name:<16}{question.wording}")


@app.command()
def summary(
    answers: Answers,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP", help="Also by this group. May be given many times."),
    ] = None,
    weight: Annotated[
        str, typer.Option(metavar="COLUMN", help="Column of the weights; all alike without it.")
    ] = "weight",
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which scenario, where there are several.")
    ] = None,
    replication: Annotated[
        int, typer.Option(min=0, metavar="N", help="Which replication, where there are several.")
    ] = 0,
    source: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the table cites as its source.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV file, instead of the terminal.")
    ] = None,
) -> None:
    """Turn the answers of a survey, real or virtual, into rows of a table of targets.

    Shares with binomial intervals, as CSV; what the model can be compared with names its
    measurement link.
    """
    from talentflow_lab.survey_answers_file import read_answers
    from talentflow_lab.survey_targets import target_rows, write_targets

    table = read_answers(answers, scenario, replication, weight)
    rows = target_rows(table, weight=weight, by=by or (), source=source or f"survey {answers.name}")
    if out is None:
        typer.echo(rows.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        write_targets(rows, out)
        linked = int((rows["link"] != "").sum())
        say(f"{len(rows)} rows, {linked} of them with a link, are in {out}.")
