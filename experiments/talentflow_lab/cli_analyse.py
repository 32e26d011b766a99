"""The command `talentflow analyse`: what a sweep says about inputs, futures and policies."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from talentflow_lab.cli_options import Json, print_json, say

__all__ = ["EXAMPLES", "What", "analyse"]

EXAMPLES = """\b
Examples:
  talentflow analyse results/mine sensitivity
  talentflow analyse results/mine discover --where "jyvaskyla>=25"
  talentflow analyse results/mine robust --outcome jyvaskyla
  talentflow analyse results/mine plot --where "jyvaskyla>=25\""""


class What(StrEnum):
    """What to do with a sweep."""

    sensitivity = "sensitivity"
    discover = "discover"
    robust = "robust"
    plot = "plot"


def analyse(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep.")],
    what: Annotated[
        What,
        typer.Argument(
            help="Which inputs matter; under which something happens; which policy holds in "
            "all futures; or pictures and a page of all of it."
        ),
    ],
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME>=NUMBER",
            help="What is of interest of an outcome; also <=, > and <. May be given many times: "
            "all must hold.",
            show_default="the study's constraints",
        ),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this outcome. May be given many times."),
    ] = None,
    axis: Annotated[
        list[str] | None,
        typer.Option(
            metavar="INPUT",
            help="Input of the heat map. May be given twice.",
            show_default="the two that matter most",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Analyse the stored runs of a sweep; tables and pictures go to DIR/analysis."""
    from talentflow_lab.analyse import Asked, analysed, plain
    from talentflow_lab.study_tables import read_results
    from talentflow_lab.terminal_analyse import print_analysis

    results = read_results(folder)
    asked = Asked(tuple(where or ()), tuple(outcome or ()), tuple(axis or ()))
    done, page = analysed(results, what.value, asked, folder / "analysis")
    if json:
        told = dict(zip(done.tables, plain(list(done.tables.values())), strict=True))
        pictures = [one.name for one in done.part.pictures]
        print_json({"notes": list(done.part.notes), "pictures": pictures, **told})
    else:
        print_analysis(done)
    say(f"Written into {folder / 'analysis'}." if page is None else f"The page is {page}.")
