"""The commands `talentflow scenario new` and `scenario refresh`: a case of one's own."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say

__all__ = ["NEW_EXAMPLES", "REFRESH_EXAMPLES", "new", "refresh"]

NEW_EXAMPLES = """\b
Examples:
  talentflow scenario new ukraine --origin UKR --start 2019-01 --months 36
  talentflow scenario new three --origin SRB,TUR,IND --people 200000 --out cases
  talentflow scenario new india --origin IND --destinations DEU,USA,GBR,CAN,AUS,FIN"""

REFRESH_EXAMPLES = """\b
Examples:
  talentflow scenario refresh ukraine.toml
  talentflow scenario refresh ukraine.toml --indicators price_level --year 2022"""

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the new scenario.")]
Origins = Annotated[
    str,
    typer.Option(
        "--origin", metavar="ISO3[,ISO3...]", help="Countries whose professionals are simulated."
    ),
]
Destinations = Annotated[
    str,
    typer.Option(
        metavar="ISO3[,ISO3...]",
        help="Other countries.",
        show_default="those of the shipped tables and large high-income hosts",
    ),
]
Start = Annotated[str, typer.Option(metavar="MONTH", help="First month.")]
People = Annotated[
    int | None,
    typer.Option(
        min=1, max=100_000_000, metavar="N", help="Professionals at home at the start, in all.",
        show_default="as the tables tell",
    ),
]  # fmt: skip
Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files.")]


def new(  # noqa: PLR0917 - typer takes options as arguments
    name: Name,
    origin: Origins,
    sector: Annotated[str, typer.Option(metavar="SECTOR", help="Occupation.")] = "ict",
    start: Start = "2019-01",
    months: Annotated[int, typer.Option(min=1, max=1200, metavar="N", help="Length.")] = 60,
    people: People = None,
    destinations: Destinations = "",
    out: Folder = Path(),
    force: opt.Force = False,
    json: opt.Json = False,
) -> None:
    """Write a scenario for other countries, from public figures and marked assumptions.

    NAME.toml and the tables in NAME-data can be run at once; then replace figures by better ones.
    """
    from talentflow_lab.case_build import Case
    from talentflow_lab.case_text import REPLACE_FIRST, assumptions, most_certain
    from talentflow_lab.case_write import check_name, check_sector, write_case

    check_name(name)
    check_sector(sector)
    case = Case(name, _codes(origin), _codes(destinations), _month(start), months, people)
    path = write_case(case, out, force=force)
    counts = most_certain(case)
    if json:
        print_json({"scenario": str(path), "figures": counts, "assumptions": assumptions(case)})
        return
    typer.echo(path)
    for code, figure in case.professionals.items():
        economy = case.world.economies[code]
        say(f"{economy.name} ({code}): {figure.value:,.0f} professionals: {figure.source}")
    told = ", ".join(f"{count:,} {word}" for word, count in counts.items())
    say(f"{len(case.countries)} countries; figures by certainty: {told}.")
    say(f"{len(assumptions(case))} assumptions are listed in {path}. Replace these first:")
    for number, (what, where) in enumerate(REPLACE_FIRST, start=1):
        say(f"  {number}. {what}: {where}")
    say(f"Run it: talentflow run {path} --scale 20")


def refresh(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Scenario file of your own.")],
    indicators: Annotated[
        str,
        typer.Option(metavar="NAME[,NAME...]", help="Which ones.", show_default="all there are"),
    ] = "",
    year: Annotated[
        int | None,
        typer.Option(
            min=1960, max=2100, metavar="YEAR", help="Take this year.", show_default="as it was"
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File of the new table.", show_default="beside the old"),
    ] = None,
    json: opt.Json = False,
) -> None:
    """Fetch World Bank indicators anew, into a table beside the old one.

    Only figures from the beginning are asked for; steps that an event explains stay. Needs the
    network and the extra `data`.
    """
    from talentflow_lab.refresh import refresh as fetch

    found = fetch(file, _codes(indicators), year, out)
    if json:
        print_json(found.to_dict())
        return
    for change in found.changes:
        typer.echo(str(change))
    say(found.told)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _month(text: str) -> date:
    from talentflow.months import parse_month
    from talentflow.scenario_schema import FIRST_YEAR

    try:
        day = parse_month(text)
    except ValueError:
        raise typer.BadParameter(f"--start {text[:40]!r} is no month such as 2019-01") from None
    if day.year < FIRST_YEAR:
        raise typer.BadParameter(f"--start {text} is before {FIRST_YEAR}")
    return day
