"""The page of commands: every command of the command line with its arguments and options."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

import typer

from talentflow_lab.reference_pages.words import code, table

__all__ = ["each_command", "page"]

# typer carries its own copy of click, which has no public types
type Command = Any


def each_command() -> Iterator[tuple[str, Command]]:
    """Yield every command of `talentflow` by its full name, groups before what is in them."""
    from talentflow_lab import cli  # noqa: PLC0415 - that module may one day import these pages

    yield from _below("talentflow", typer.main.get_command(cli.app))


def _below(name: str, command: Command) -> Iterator[tuple[str, Command]]:
    yield name, command
    for child, below in getattr(command, "commands", {}).items():
        yield from _below(f"{name} {child}", below)


def page() -> str:
    """Return the page of all commands."""
    parts = [
        "# Commands",
        (
            "`talentflow COMMAND --help` prints the same. Data goes to stdout, talk to stderr. "
            "Exit codes: 0 good, 1 a run failed, 2 bad usage or input (nothing is written), 3 "
            "some runs of a study failed, 130 interrupted."
        ),
    ]
    for name, command in each_command():
        parts += [f"## {name}", *_told(name, command)]
    return "\n\n".join(parts)


def _told(name: str, command: Command) -> Iterator[str]:
    context = typer.Context(command, info_name=name)
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    words = [name, *map(_argument, arguments)]
    words += ["COMMAND"] if getattr(command, "commands", {}) else []
    yield code(" ".join([*words, "[OPTIONS]"] if options else words))
    yield inspect.cleandoc(command.help or "").replace("\b\n", "")
    if arguments:
        yield table(("argument", "what"), [(code(_argument(one)), one.help) for one in arguments])
    if options:
        rows = [one.get_help_record(context) for one in options]
        yield table(("option", "what"), [(code(names), text) for names, text in rows])
    if command.epilog:
        examples = command.epilog.partition("Examples:\n")[2]
        yield f"```sh\n{textwrap.dedent(examples).strip()}\n```"


def _argument(one: Command) -> str:
    name = one.metavar or one.name.upper()
    return name if one.required or name.startswith("[") else f"[{name}]"
