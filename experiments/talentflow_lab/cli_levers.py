"""The commands `talentflow levers ...`: what can be done, by whom, at what cost."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentflow_lab.cli_options import Json, Scale, ScenarioName, Settings, Workers, print_json, say

if TYPE_CHECKING:
    from talentflow.levers import Lever

__all__ = ["app"]

RANK_EXAMPLES = """\b
Examples:
  talentflow levers rank jyvaskyla --draws 40
  talentflow levers rank belarus-2020 --owner LTU:vilnius --scale 20"""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List and show policy levers: owners, mechanisms, figures, costs.",
)


@app.command("list")
def list_() -> None:
    """List the levers of the catalogue, by who can hold them."""
    from talentflow.levers import OWNERS, catalogue

    for owner in OWNERS:
        held = [kind for kind in catalogue().values() if kind.owners[0] == owner]
        if held:
            typer.echo(f"{owner}")
        for kind in held:
            also = f" (also {', '.join(kind.owners[1:])})" if kind.owners[1:] else ""
            typer.echo(f"  {kind.slug:<25} {kind.about}{also}")


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of a lever, as in the list.")],
) -> None:
    """Print everything that is known of a lever, with a scenario table to start from."""
    from difflib import get_close_matches

    from talentflow.levers import catalogue, fields_of

    if name not in catalogue():
        nearest = get_close_matches(name.lower(), catalogue(), n=1)
        hint = f'; did you mean "{nearest[0]}"?' if nearest else "; see `talentflow levers list`"
        say(f"unknown lever {name!r}{hint}")
        raise typer.Exit(2)
    kind = catalogue()[name]
    typer.echo(f"{kind.title}: {kind.about}")
    typer.echo(f"  held by      {', '.join(kind.owners)}")
    typer.echo(
        f"  acts through {kind.mechanism} (model/talentflow/rules/levers/{kind.mechanism}.py)"
    )
    typer.echo(f"  eligible     {_eligible(kind.citizens)}; grades {', '.join(kind.grades)}")
    typer.echo(f"  example      {kind.example}")
    typer.echo(f"  source       {kind.source}")
    if kind.contradicts:
        typer.echo(f"  not beside   {', '.join(kind.contradicts)}")
    typer.echo("\n  figure              value  range              unit; basis: source")
    for field, figure in kind.figures.items():
        unit = fields_of(kind)[field][1].unit
        span = f"{figure.low:g} to {figure.high:g}"
        typer.echo(
            f"  {field:<18}{figure.value:>7g}  {span:<18} {unit}; {figure.basis}: {figure.source}"
        )
    owner = _example_owner(kind.owners, kind.citizens)
    typer.echo(f'\n[levers.{kind.slug}.{owner}]\nstart = "2020-09"')


@app.command(epilog=RANK_EXAMPLES)
def rank(  # noqa: PLR0917 - typer takes options as arguments
    scenario: ScenarioName,
    owner: Annotated[
        str, typer.Option(metavar="FIN[:PLACE]", help="Host, and the city for city levers.")
    ] = "FIN:jyvaskyla",
    draws: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="Draws.")] = 40,
    start: Annotated[str, typer.Option(metavar="YYYY-MM", help="Month of the start.")] = "2020-09",
    months: Annotated[int, typer.Option(min=1, metavar="N", help="Months after it.")] = 36,
    scale: Scale = 10.0,
    settings: Settings = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder.")] = Path("results/ranking"),
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Rank ten levers, each over draws of its figures, and say how often the order holds."""
    from talentflow_lab import processes

    if workers != 1:
        processes.prepared()
    from talentflow_lab.question import Asked, ask
    from talentflow_lab.ranking import TEN
    from talentflow_lab.ranking import rank as run
    from talentflow_lab.terminal import print_failures, progress_bar
    from talentflow_lab.terminal_compare import print_ranking

    home = load_origin(scenario)
    options = [f"{slug}:owner={owner_of(slug, owner, home)}" for slug in TEN]
    each = [
        ask(Asked(scenario, [one], None, (), settings or (), start, months, scale=scale))
        for one in options
    ]
    baseline = each[0].baseline
    bar = progress_bar(baseline.months * (len(each) + 1), draws, "draws")
    ranked = run(
        baseline,
        [_asked(question.policy.levers, one) for question, one in zip(each, options, strict=True)],
        draws,
        out,
        workers=workers or 0,
        progress=bar,
    )
    print_failures(ranked.failures, draws, "draws")
    if ranked.ranking.empty:
        raise typer.Exit(1)
    if json:
        print_json(
            ranked.ranking.astype(object).where(ranked.ranking.notna(), None).to_dict("records")
        )
    else:
        print_ranking(ranked.ranking, draws)
    raise typer.Exit(1 if ranked.failures else 0)


def _asked(levers: "Sequence[Lever]", option: str) -> "Lever":
    """Find the lever of an option among those of a scenario."""
    slug, _, owner = option.partition(":owner=")
    return next(one for one in levers if (one.slug, one.holder) == (slug, owner))


def load_origin(scenario: str) -> str:
    """Return the first origin of a scenario."""
    from talentflow.scenario import load

    return load(scenario).origin[0]


def owner_of(slug: str, owner: str, home: str) -> str:
    """Say who holds a lever in a ranking: the city, its country, or the origin."""
    from talentflow.levers import catalogue

    kind = catalogue()[slug].owners[0]
    return home if kind == "origin" else owner if kind == "city" else owner.partition(":")[0]


def _example_owner(owners: tuple[str, ...], citizens: str) -> str:
    """Return an owner that `belarus-2020` accepts, as a table's name writes it."""
    if citizens == "own" or owners[0] in {"origin", "international"}:
        return "BLR"
    return '"FIN:jyvaskyla"' if owners[0] == "city" else "FIN"


def _eligible(citizens: str) -> str:
    words = {"foreign": "citizens of other countries", "own": "the owner's own citizens"}
    return words.get(citizens, "everybody")
