"""The commands `talentflow scenario ...`, and what all commands share."""

import json
from typing import Annotated

import typer

__all__ = ["ScenarioName", "Settings", "app", "print_json", "say"]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, show, check and compare scenarios.",
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a shipped scenario, or a TOML file.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change one value, e.g. terms.distance.weight=-0.5. May be given many times.",
    ),
]


@app.command("list")
def list_() -> None:
    """List the scenarios that come with talentflow."""
    import tomllib

    from talentflow.scenario import shipped

    for name, path in shipped().items():
        with path.open("rb") as file:
            typer.echo(f"{name:<24} {tomllib.load(file).get('title', '')}")


@app.command()
def show(scenario: ScenarioName, settings: Settings = None) -> None:
    """Print a scenario with every value resolved, as TOML that can be run again."""
    from talentflow.scenario import load

    typer.echo(load(scenario, settings or ()).resolved_toml())


@app.command()
def check(scenario: ScenarioName, settings: Settings = None) -> None:
    """Say what is wrong with a scenario: all problems at once, each with file and line."""
    from talentflow.scenario import load

    typer.echo(f"{scenario}: no problems, fingerprint {load(scenario, settings or ()).fingerprint}")


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another scenario.")],
) -> None:
    """Print every value in which two scenarios differ, one a line."""
    from talentflow.scenario import difference, load

    differences = difference(load(first), load(second))
    for path, before, after in differences:
        typer.echo(f"{path}: {before} -> {after}")
    if not differences:
        say("The two scenarios do not differ.")


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from talentflow.scenario import schema as scenario_schema

    print_json(scenario_schema())


def print_json(document: object) -> None:
    """Print one JSON document on stdout; numbers that are not finite are refused (ValueError)."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def say(text: str) -> None:
    """Say something to the person at the terminal, on stderr."""
    typer.echo(text, err=True)
