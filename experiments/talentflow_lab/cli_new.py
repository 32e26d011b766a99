"""The commands `talentflow new ...`: a file to start from for a term, a lever or a shock."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentflow_lab.cli_options import say

if TYPE_CHECKING:
    from talentflow_lab.scaffold import Scaffold

__all__ = ["app"]

TERM_EXAMPLES = """\b
Examples:
  talentflow new term fear_of_conscription --own-country
  talentflow new term free_internet --reads internet_freedom"""

LEVER_EXAMPLES = """\b
Examples:
  talentflow new lever child-care --mechanism support
  talentflow new lever travel-office --mechanism matching --owner city"""

SHOCK_EXAMPLES = """\b
Examples:
  talentflow new shock power-cuts --country BLR --date 2021-06
  talentflow new shock lost-clients --channel demand --date 2021-06 --severity 2"""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Write files to start from: a term, a lever or a shock, each with its test.",
)


@app.command(epilog=TERM_EXAMPLES)
def term(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name, such as free_internet.")],
    reads: Annotated[
        str,
        typer.Option(
            metavar="INDICATOR",
            help="Indicator of the tables that it reads.",
            show_default="numbers by country that a scenario sets",
        ),
    ] = "",
    own_country: Annotated[
        bool,
        typer.Option("--own-country", help="Make it about life at home, from a month on."),
    ] = False,
) -> None:
    """Write a new term of the utility, one file and its test.

    It works as it is, with a weight of 0: no scenario moves before it sets the weight.
    """
    from talentflow_lab import scaffold

    _write(scaffold.term(name, reads=reads, own_country=own_country))


@app.command(epilog=LEVER_EXAMPLES)
def lever(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name, such as child-care.")],
    mechanism: Annotated[
        str, typer.Option(metavar="NAME", help="Mechanism that it acts through.")
    ] = "support",
    owner: Annotated[
        str, typer.Option(metavar="WHO", help="host, city, origin, firm or international.")
    ] = "host",
) -> None:
    """Write a new lever, a file of figures, and its test.

    Its doses are those at which its mechanism does nothing, until figures take their place.
    """
    from talentflow_lab import scaffold

    _write(scaffold.lever(name, mechanism=mechanism, owner=owner))


@app.command(epilog=SHOCK_EXAMPLES)
def shock(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name, such as power-cuts.")],
    extends: Annotated[
        str, typer.Option(metavar="SCENARIO", help="Scenario that it is added to.")
    ] = "belarus-2020",
    country: Annotated[str, typer.Option(metavar="ISO3", help="Where it strikes.")] = "BLR",
    date: Annotated[str, typer.Option(metavar="YYYY-MM", help="Month of it.")] = "2021-06",
    channel: Annotated[
        str, typer.Option(metavar="NAME", help="push, demand or conscription.")
    ] = "push",
    severity: Annotated[
        float, typer.Option(min=0, max=5, metavar="X", help="0 to 5; a crackdown is 3.")
    ] = 3.0,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.")] = Path(),
) -> None:
    """Write a scenario with one more event, its table of events, and a test.

    An event of the channel push sets off a crisis, of demand takes clients away, of conscription
    makes men of military age fear to be called up.
    """
    from talentflow.months import parse_month
    from talentflow_lab import scaffold

    try:
        day = parse_month(date)
    except ValueError:
        raise typer.BadParameter(f"--date {date[:40]!r} is no month such as 2021-06") from None
    _write(
        scaffold.shock(
            name,
            base=extends,
            country=country,
            day=day,
            channel=channel,
            severity=severity,
            folder=out,
        )
    )


def _write(made: "Scaffold") -> None:
    from talentflow.files import shown
    from talentflow_lab.scaffold import write

    for path in write(made):
        typer.echo(shown(path))
    say("Next:")
    for step in made.then:
        say(f"  {step}")
