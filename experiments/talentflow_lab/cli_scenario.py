"""The commands `talentflow scenario ...`: look at scenarios without running them."""

from typing import Annotated

import typer

from talentflow_lab import cli_case
from talentflow_lab.cli_options import ScenarioName, Settings, print_json, say

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, show, check, compare and make scenarios.",
)
app.command(epilog=cli_case.NEW_EXAMPLES)(cli_case.new)
app.command(epilog=cli_case.REFRESH_EXAMPLES)(cli_case.refresh)


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
    """Print every value of a scenario as TOML.

    What is printed can be saved, changed and run.
    """
    from talentflow.scenario import load

    typer.echo(load(scenario, settings or ()).resolved_toml())


@app.command()
def check(scenario: ScenarioName, settings: Settings = None) -> None:
    """List all problems of a scenario.

    Each comes with its file and line, what was expected and the nearest valid name.
    """
    from talentflow.scenario import load

    typer.echo(f"{scenario}: no problems, fingerprint {load(scenario, settings or ()).fingerprint}")


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another scenario.")],
) -> None:
    """Print each value that differs between two scenarios."""
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
