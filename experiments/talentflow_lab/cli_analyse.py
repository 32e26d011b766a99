"""The command `talentflow analyse`: what a sweep says."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from talentflow_lab.cli_options import Json, print_json, say

__all__ = ["EXAMPLES", "analyse"]

EXAMPLES = """\b
Examples:
  talentflow analyse results/smoke robust
  talentflow analyse results/mine sensitivity --outcome left
  talentflow analyse results/mine discover --where 'jyvaskyla>=25'
  talentflow analyse results/mine plot"""


class Way(StrEnum):
    """What is asked of a sweep."""

    sensitivity = "sensitivity"
    discover = "discover"
    robust = "robust"
    plot = "plot"


def analyse(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep.")],
    way: Annotated[
        Way,
        typer.Argument(
            help="sensitivity: which inputs move an outcome. discover: where a condition holds. "
            "robust: which policy does well in all futures. plot: pictures only."
        ),
    ],
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME>=NUMBER", help="A condition on an outcome."),
    ] = None,
    outcome: Annotated[str, typer.Option(metavar="NAME", help="Look at this outcome only.")] = "",
    json: Json = False,
) -> None:
    """Analyse the stored runs of a sweep; tables, pictures and a page go into DIR/analysis."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from talentflow_lab.analyse import analyse as run
    from talentflow_lab.study_tables import read_results

    found = run(read_results(folder.resolve()), way.value, where or (), outcome)
    if json:
        print_json(
            {
                "said": found.said,
                **{
                    name: frame.astype(object).where(frame.notna(), None).to_dict("records")
                    for name, frame in found.tables.items()
                },
            }
        )
    else:
        console = Console()
        console.width = max(console.width, 132)  # tables are wide, and lines may wrap
        for sentence in found.said:
            console.print(escape(sentence))
        for name, frame in found.tables.items():
            table = Table(title=name, title_justify="left", title_style="bold", box=None)
            for column in frame.columns:
                table.add_column(str(column), overflow="fold")
            for row in frame.head(40).itertuples(index=False):
                cells = [f"{v:,.3g}" if isinstance(v, float) else str(v) for v in row]
                table.add_row(*map(escape, cells))
            console.print(table)
    say(f"Tables and pictures are in {folder / 'analysis'}; the page is {way.value}.html there.")
