"""Arguments and options of the command line, and how commands speak.

An option's type carries its name, range and help; a command's signature lists the options.
"""

import json
import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Check",
    "Comparisons",
    "Csv",
    "Force",
    "Form",
    "Format",
    "Json",
    "Months",
    "Out",
    "Page",
    "PosteriorFile",
    "Profile",
    "Replications",
    "ReportFolder",
    "ResultsFolder",
    "Resume",
    "Scale",
    "ScenarioName",
    "Seed",
    "Settings",
    "StudyFile",
    "StudyFolder",
    "Threads",
    "Version",
    "Workers",
    "print_json",
    "say",
]


def _finite(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter("must be a finite number")
    return value


ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a shipped scenario, or a TOML file.")
]
Profile = Annotated[
    bool, typer.Option("--profile", help="Show where the time went, phase by phase.")
]
Check = Annotated[
    bool,
    typer.Option("--check", help="Look at every person and tie after each month: slower."),
]
ResultsFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of a run.")]
ReportFolder = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="Folder of a run, a comparison, a study or an answer."),
]


class Form(StrEnum):
    """What a report is written as."""

    html = "html"
    md = "md"


Format = Annotated[Form, typer.Option("--format", help="A page, or Markdown.")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change one value, e.g. terms.distance.weight=0.5. May be given many times.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="Seed of all chance: the same seed, the same run."),
]
Replications = Annotated[
    int | None,
    typer.Option(min=1, max=10_000, metavar="N", help="Repeat it N times, with other luck."),
]
Months = Annotated[
    int | None, typer.Option(min=1, max=1200, metavar="N", help="Simulate N months.")
]
Scale = Annotated[
    float | None,
    typer.Option(
        min=1, metavar="S", callback=_finite, help="Let one simulated person stand for S people."
    ),
]
Threads = Annotated[int, typer.Option(min=1, metavar="N", help="Threads of each worker.")]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Processes that share the replications.",
        show_default="one for each core",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder for the results.", show_default="results/SCENARIO"),
]
Csv = Annotated[bool, typer.Option("--csv", help="Write CSV files beside Parquet.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")]
Force = Annotated[
    bool, typer.Option("--force", help="Replace results that are already in the folder.")
]
Page = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="File of the page, instead.")
]
PosteriorFile = Annotated[
    Path | None,
    typer.Option(
        "--posterior",
        metavar="FILE",
        help="Draw parameters from a posterior of `talentflow calibrate`, anew every two "
        "replications, and let pay vary with its error.",
    ),
]
Comparisons = Annotated[
    list[Path] | None,
    typer.Option(
        "--compare", metavar="DIR", help="Tell of this comparison, too. May be given many times."
    ),
]
StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="Study file, in TOML.")]
StudyFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the study.")]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Keep runs that still hold though study or code have changed."),
]
Version = Annotated[bool, typer.Option("--version", help="Show the version and exit.")]


def print_json(document: object) -> None:
    """Print one JSON document on stdout; numbers that are not finite are refused (ValueError)."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def say(text: str) -> None:
    """Say something to the person at the terminal, on stderr."""
    typer.echo(text, err=True)
