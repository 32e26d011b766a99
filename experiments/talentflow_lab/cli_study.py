"""The commands `talentflow sweep`, `merge` and `study ...`: many runs of one scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say

if TYPE_CHECKING:
    from talentflow_lab.study import Study

__all__ = ["MERGE_EXAMPLES", "SWEEP_EXAMPLES", "app", "merge", "sweep"]

SWEEP_EXAMPLES = """\b
Examples:
  talentflow sweep experiments/smoke.toml --out results/smoke
  talentflow sweep mine.toml --out results/mine --replications 4 --workers 2
  talentflow sweep mine.toml --out results/mine --executor dask:tcp://head:8786
  talentflow sweep mine.toml --out results/mine --shard 3/20"""

MERGE_EXAMPLES = """\b
Examples:
  talentflow merge results/mine
  talentflow merge from-node-1 from-node-2 --out results/mine"""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Look at a study before it is run: check it, show its points, ask what it costs.",
)

Executor = Annotated[
    str,
    typer.Option(
        metavar="WHERE",
        help='Where runs are done: "processes" here, "dask" or "dask:ADDRESS" on a cluster.',
    ),
]
Shard = Annotated[
    str,
    typer.Option(metavar="I/N", help="Do every N-th run only, the I-th of them: for job arrays."),
]


def sweep(  # noqa: PLR0917 - typer takes options as arguments
    study: opt.StudyFile,
    out: opt.StudyFolder,
    replications: opt.Replications = None,
    workers: opt.Workers = None,
    executor: Executor = "processes",
    shard: Shard = "1/1",
    posterior: opt.PosteriorFile = None,
    resume: opt.Resume = False,
    json: opt.Json = False,
) -> None:
    """Run a study: many points, each many times, and compare them.

    Every finished run is kept, so that the same command goes on after an interruption.
    """
    from talentflow_lab import processes

    part = read_shard(shard)
    if workers != 1 and executor == "processes":
        processes.prepared()  # imports while the study is read

    from talentflow_lab.farm_option import farm_of
    from talentflow_lab.posterior_option import posterior_of, print_parts
    from talentflow_lab.study_reading import read_study
    from talentflow_lab.sweep import How, outcome_parts, to_do
    from talentflow_lab.sweep import sweep as run_sweep
    from talentflow_lab.sweep_progress import sweep_progress
    from talentflow_lab.terminal import print_failures

    farm = farm_of(executor, workers)
    read = read_study(study, replications=replications)
    if draws := posterior_of(posterior, read.scenario):
        read = read.drawing(draws)
    left = to_do(read, out, part)
    command = ["talentflow", *sys.argv[1:]]
    try:
        with sweep_progress(left, read.scenario.months) as teller:
            swept = run_sweep(
                read, out, how=How(workers or 0, farm, part), resume=resume,
                command=command, progress=teller.months, tell=teller.ended,
            )  # fmt: skip
    except KeyboardInterrupt:
        say(f"Interrupted; finished runs are in {out}. The same command goes on.")
        raise typer.Exit(130) from None
    print_failures(swept.failures, left, "runs", out)
    if part[1] > 1:
        say(f"Shard {shard} is in {out}; `talentflow merge {out}` joins all of them.")
        raise typer.Exit(3 if swept.failed else 0)
    if swept.outcomes.empty:
        raise typer.Exit(1)
    if json:
        print_json(swept.to_dict())
    _tell(read, out, quiet=json)
    if read.posterior and not json:
        print_parts(outcome_parts(swept.outcomes))
    raise typer.Exit(3 if swept.failed else 0)


def _tell(study: Study, out: Path, *, quiet: bool) -> None:
    """Print what a sweep has found, and write its page if its points have names."""
    from talentflow_lab.study_page import write_study_page
    from talentflow_lab.terminal_study import print_differences, print_spread

    if study.named:
        from talentflow_lab.study_tables import read_tables

        found = read_tables(out.resolve())
        page = write_study_page(found, study)
        if not quiet:
            print_differences(found, study)
        say(f"Tables are in {out}; the page is {page}.")
        return
    if not quiet:
        from talentflow_lab.study_tables import read_results

        print_spread(read_results(out.resolve()))
    say(f"Tables are in {out}. Pictures of them: talentflow analyse {out} plot")


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of one study.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for all of it.", show_default="the first"),
    ] = None,
    json: opt.Json = False,
) -> None:
    """Join the shards of a study, or the folders of several machines."""
    from talentflow_lab.study_merge import merge as join

    found = join(folders, out)
    if json:
        print_json({**vars(found), "folder": str(found.folder)})
    missing = found.planned - found.done
    say(
        f"{found.done:,} of {found.planned:,} runs are in {out or folders[0]}"
        + (f"; {missing:,} are missing: a sweep into the folder does them." if missing else ".")
    )
    raise typer.Exit(3 if missing else 0)


@app.command()
def check(study: opt.StudyFile) -> None:
    """Name all errors of a study file at once, each with its line and the nearest valid name."""
    from talentflow_lab.study_reading import read_study

    read = read_study(study)
    runs = read.replications * len(read.points)
    say(f"{study} is good: {len(read.points):,} points x {read.replications} = {runs:,} runs.")
    points = int(read.options["points"])
    if read.design in {"sobol", "saltelli"} and points & (points - 1):
        better = 1 << points.bit_length()
        say(f"A Sobol' sequence is balanced for powers of two: {better} instead of {points}?")


@app.command()
def show(
    study: opt.StudyFile,
    points: Annotated[int, typer.Option(min=0, metavar="N", help="Show so many points.")] = 10,
    json: opt.Json = False,
) -> None:
    """Print what a study varies, measures and runs."""
    from talentflow_lab.study_reading import read_study
    from talentflow_lab.terminal_study import print_study

    read = read_study(study)
    if json:
        shown = [{"name": one.name, **one.changes} for one in read.points[:points]]
        print_json({"title": read.title, "points": len(read.points), "shown": shown})
    else:
        print_study(read, points)


@app.command()
def cost(
    study: opt.StudyFile,
    replications: opt.Replications = None,
    workers: opt.Workers = None,
    tries: Annotated[int, typer.Option(min=1, metavar="N", help="Try so many runs.")] = 4,
    json: opt.Json = False,
) -> None:
    """Run a few jobs of a study and say how long all of it takes, and how much disk."""
    from talentflow_lab.study_cost import estimate_cost
    from talentflow_lab.study_reading import read_study
    from talentflow_lab.sweep_progress import span, sweep_progress

    read = read_study(study, replications=replications)
    with sweep_progress(tries, read.scenario.months) as teller:
        found = estimate_cost(read, tries=tries, workers=workers or 0, progress=teller.months)
    if json:
        print_json(found.to_dict())
        raise typer.Exit(1 if found.failed else 0)
    typer.echo(
        f"{found.runs:,} runs of {found.seconds_a_run:.2f} s on {found.workers} workers: about "
        f"{span(found.seconds)} and {found.bytes / 1e3:,.0f} kB ({found.tried} runs tried)."
    )
    if found.failed:
        say(f"{found.failed} of the runs that were tried failed; a sweep tells why.")
    raise typer.Exit(1 if found.failed else 0)


def read_shard(text: str) -> tuple[int, int]:
    """Read "3/20"; a user's mistake is a bad parameter."""
    first, slash, second = text.partition("/")
    if slash and first.isdecimal() and second.isdecimal() and 1 <= int(first) <= int(second):
        return int(first), int(second)
    raise typer.BadParameter(f"--shard {text!r} is not I/N with I from 1 to N, such as 3/20")
