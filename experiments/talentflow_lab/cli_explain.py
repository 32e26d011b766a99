"""The command `talentflow explain`: who leaves and why, both ways; or one person's life."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say

if TYPE_CHECKING:
    from talentflow.scenario import Scenario

__all__ = ["EXAMPLES", "explain"]

EXAMPLES = """\b
Examples:
  talentflow explain belarus-2020
  talentflow explain belarus-2020 --at 2021-04 --out results/why
  talentflow explain results/baseline --factors repression,networks,entry
  talentflow explain belarus-2020 --like grade=senior,stage=moved,to=POL
  talentflow explain belarus-2020 --person 000000000000000b --scale 100"""

USUAL_SCALE = 50.0
"""Coalitions are many runs: so many people a simulated one, where nobody says."""

What = Annotated[
    str,
    typer.Argument(
        metavar="RUN|SCENARIO", help="A results folder, a shipped scenario or a TOML file."
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        metavar="YYYY-MM",
        help="Explain the end of this month.",
        show_default="2021-12, or the last",
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="YYYY-MM",
        help="Factors that do not act are held as they were before this month.",
        show_default="the second year's first",
    ),
]
Factors = Annotated[
    str,
    typer.Option(
        metavar="NAME,...", help="Factors to tell apart, at most 8.", show_default="the usual ones"
    ),
]
Replications = Annotated[
    int, typer.Option(min=1, max=1000, metavar="N", help="Repeat it N times, with other luck.")
]
Scale = Annotated[
    float | None,
    typer.Option(
        min=1, metavar="S", help="Let one simulated person stand for S people.",
        show_default="50, or the scenario's if that is larger; of a person in a run, the run's",
    ),
]  # fmt: skip
Person = Annotated[
    str | None, typer.Option(metavar="ID", help="Tell the life of this person, instead.")
]
Like = Annotated[
    str | None,
    typer.Option(
        metavar="NAME=VALUE,...",
        help="Tell the life of somebody like that: grade, age, sex, employer, stage "
        "(moved for who left), to (country).",
    ),
]
Replication = Annotated[
    int, typer.Option(min=0, max=10_000, metavar="N", help="Replication in which the person lives.")
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write tables and an offline page into this folder."),
]


def explain(  # noqa: PLR0917 - typer takes options as arguments
    what: What,
    at: At = None,
    since: Since = None,
    factors: Factors = "",
    person: Person = None,
    like: Like = None,
    replication: Replication = 0,
    settings: opt.Settings = None,
    seed: opt.Seed = None,
    replications: Replications = 4,
    scale: Scale = None,
    workers: opt.Workers = None,
    out: Out = None,
    json: opt.Json = False,
) -> None:
    """Explain who leaves, why, and what would have been otherwise.

    Two ways side by side: accounting, which takes the wish apart, and causal, which runs the same
    people with the same luck without each factor. What is run is kept in results/.explained, so
    that the same question is answered at once and a stopped one goes on.
    """
    from talentflow_lab import processes

    one = person is not None or like is not None
    if person is not None and like is not None:
        say("give --person or --like, not both")
        raise typer.Exit(2)
    if one and out is not None:
        say("--out is for an explanation of all; of one person, --json gives the tables")
        raise typer.Exit(2)
    if workers != 1 and not one:
        processes.prepared()  # imports while the scenario is read
    case, run = _case(what, settings or (), seed)
    chosen = case.replace(scale=scale or (case.scale if one and run else _usual(case)))
    if one:
        _tell_person(chosen, person, like, (at, since, replication), as_json=json)
        return
    tables = run if chosen.seed == case.seed and not settings else None
    given = {"at": at, "since": since, "replications": replications, "tables": tables,
             "factors": tuple(filter(None, factors.split(",")))}  # fmt: skip
    _explain_all(chosen, given, workers or 0, out, as_json=json)


def _explain_all(
    case: "Scenario", given: dict[str, Any], workers: int, out: Path | None, *, as_json: bool
) -> None:
    from talentflow_lab.explain import How, explain
    from talentflow_lab.explain_page import refuse_other, write_explained
    from talentflow_lab.machine import without_home
    from talentflow_lab.terminal import progress_bar
    from talentflow_lab.terminal_explain import print_explained

    if out is not None:
        refuse_other(out)
    try:
        found = explain(case, **given, how=How(workers=workers, bar=progress_bar))
    except KeyboardInterrupt:
        say("Interrupted; what is done is kept. The same command goes on.")
        raise typer.Exit(130) from None
    if as_json:
        print_json(found.to_dict())
    else:
        print_explained(found)
    if out is not None:
        command = without_home(shlex.join(["talentflow", *sys.argv[1:]]))
        say(f"The page is {write_explained(found, out, command)}.")


def _tell_person(
    case: "Scenario", person: str | None, like: str | None,
    when: tuple[str | None, str | None, int], *, as_json: bool,
) -> None:  # fmt: skip
    from talentflow_lab.person import explain_person, months_to_live, read_wanted
    from talentflow_lab.terminal import progress_bar
    from talentflow_lab.terminal_person import print_person

    at, since, replication = when
    who = person if person is not None else read_wanted(like or "")
    lived = 0
    with progress_bar(months_to_live(case, at, since), 1) as bar:

        def tell(months: int) -> None:
            nonlocal lived
            lived += months
            bar(lived)

        found = explain_person(case, who, at=at, since=since, replication=replication, tell=tell)
    if as_json:
        print_json(found.to_dict())
    else:
        print_person(found)


def _case(
    what: str, settings: "list[str] | tuple[()]", seed: int | None
) -> tuple["Scenario", Path | None]:
    """Return the scenario, and the results folder if one is given."""
    from talentflow.scenario import load
    from talentflow_lab.store import read_run

    folder = Path(what)
    if not folder.is_dir():
        return load(what, settings).replace(seed=seed), None
    read_run(folder)
    return load(folder / "scenario.toml", settings).replace(seed=seed), folder


def _usual(case: "Scenario") -> float:
    return max(case.scale, USUAL_SCALE)
