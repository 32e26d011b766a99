"""The commands `talentflow levers ...`: what can be done, by whom, at what cost."""

from typing import Annotated

import typer

from talentflow_lab.cli_options import say

__all__ = ["app"]

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
    owner = (
        '"FIN:jyvaskyla"'
        if kind.owners[0] == "city"
        else "BLR"
        if kind.owners[0] == "origin"
        else "FIN"
    )
    typer.echo(f'\n[levers.{kind.slug}.{owner}]\nstart = "2020-09"')


def _eligible(citizens: str) -> str:
    words = {"foreign": "citizens of other countries", "own": "the owner's own citizens"}
    return words.get(citizens, "everybody")
