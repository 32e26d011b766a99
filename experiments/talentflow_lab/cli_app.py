"""The command `talentflow app`: the pages in a browser."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from talentflow_lab.cli_options import say

__all__ = ["EXAMPLES", "app"]

EXAMPLES = """\b
Examples:
  talentflow app
  talentflow app jyvaskyla
  talentflow app results/demo --no-open
  talentflow app --host 0.0.0.0      # others may come, with the token that is shown"""

What = Annotated[
    str,
    typer.Argument(metavar="[SCENARIO|RUN|STUDY]", help="What to open: a name, file or folder."),
]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen at.")]
Port = Annotated[int, typer.Option(min=1, max=65535, metavar="N", help="Port to listen at.")]
NoOpen = Annotated[bool, typer.Option("--no-open", help="Open no browser.")]
Library = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the runs that are listed.")]


def app(
    what: What = "",
    host: Host = "127.0.0.1",
    port: Port = 8765,
    no_open: NoOpen = False,
    library: Library = Path("results"),
) -> None:
    """Show and steer it in a browser: policies, map, reasons, runs, studies, assumptions.

    The pages are served from this machine, to this machine only unless --host says otherwise, and
    need no network.
    """
    if importlib.util.find_spec("solara") is None:
        say("the pages need the extra app: pip install 'talentflow[app]'")
        raise typer.Exit(2)
    if what and not Path(what).exists():
        from talentflow.scenario import load

        load(what)  # tells a user's mistake before anything starts
    command = [sys.executable, "-m", "talentflow_app", "--host", host, "--port", str(port)]
    command += ["--library", str(library), *(["--no-open"] if no_open else [])]
    command += [what] if what else []
    if sys.platform == "win32":
        raise typer.Exit(subprocess.call(command))  # noqa: S603 - our own program
    os.execv(sys.executable, command)  # noqa: S606 - so that Ctrl-C has one process to reach
