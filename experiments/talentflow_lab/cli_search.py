"""The command `talentflow search`: which policies are best, over the levers of a study."""

from enum import StrEnum
from typing import Annotated

import typer

from talentflow_lab.cli_options import Json, StudyFile, StudyFolder, Workers, print_json, say

__all__ = ["EXAMPLES", "Method", "search"]

EXAMPLES = """\b
Examples:
  talentflow search mine.toml --out results/search
  talentflow search mine.toml --out results/search --trials 400
  talentflow search mine.toml --out results/tpe --method tpe --workers 2"""


class Method(StrEnum):
    """Who chooses the next policies."""

    nsga2 = "nsga2"
    tpe = "tpe"


def search(
    study: StudyFile,
    out: StudyFolder,
    trials: Annotated[
        int, typer.Option(min=2, max=100_000, metavar="N", help="Try N policies in total.")
    ] = 100,
    method: Annotated[
        Method, typer.Option(help="NSGA-II breeds large batches; TPE learns more of few trials.")
    ] = Method.nsga2,
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="Seed of the choices; luck is the study's.")
    ] = 0,
    batch: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=10_000,
            metavar="N",
            help="Evaluate N policies together: a generation of NSGA-II.",
            show_default="10, for tpe 4",
        ),
    ] = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Search the levers of a study for the policies that none beats in all its goals.

    All policies meet the same luck and futures. Constraints are those of the study. Every finished
    run is kept: the same command goes on after an interruption, or with more trials.
    """
    from talentflow_lab import processes

    if workers != 1:
        processes.prepared()  # imports while the study is read

    from talentflow_lab.search import Search
    from talentflow_lab.search import search as run_search
    from talentflow_lab.search_page import write_search_page
    from talentflow_lab.search_store import SIMULATED
    from talentflow_lab.study_problem import StudyProblem
    from talentflow_lab.study_reading import read_study
    from talentflow_lab.terminal_search import print_found, search_progress

    read = read_study(study)
    problem = StudyProblem(read, out / SIMULATED, workers or 0)
    how = Search(trials, method.value, seed, batch or 0, read.title)
    try:
        with search_progress(trials) as teller:
            found = run_search(problem, out, how, progress=teller.months, tell=teller.trials)
    except KeyboardInterrupt:
        say(f"Interrupted; finished runs are in {out}. The same command goes on.")
        raise typer.Exit(130) from None
    page = write_search_page(found)
    if json:
        print_json(found.to_dict())
    else:
        print_found(found)
    if found.incomplete:
        say(f"Runs of {found.incomplete} of {len(found.trials)} trials failed; see {out}.")
    say(f"Tables are in {out}; the page is {page}.")
    if not found.trials["pairs"].any():
        raise typer.Exit(1)
    raise typer.Exit(3 if found.incomplete else 0)
