"""The command `talentflow doctor`: is a folder of results whole."""

import typer

from talentflow_lab import cli_options as opt
from talentflow_lab.cli_options import print_json, say

__all__ = ["EXAMPLES", "doctor"]

EXAMPLES = """\b
Examples:
  talentflow doctor results/demo
  talentflow doctor results/sweep --json"""


def doctor(folder: opt.ResultsFolder, json: opt.Json = False) -> None:
    """Check that a results folder is whole and as it was written; it is not changed.

    Files are held against the hashes of its manifest, tables against the checksums within them,
    ledgers are looked at by SQLite. Ends with 1 if something is wrong.
    """
    from talentflow_lab.doctor import examine

    report = examine(folder)
    if json:
        found = [{"file": one.file, "trouble": one.trouble} for one in report.findings]
        print_json({"kind": report.kind, "files": report.files, "hashed": report.hashed,
                    "findings": found})  # fmt: skip
    else:
        for one in report.findings:
            typer.echo(f"{one.file}: {one.trouble}")
        how = "hashes and checksums" if report.hashed else "checksums; it has no manifest yet"
        state = f"{len(report.findings)} troubles" if report.findings else "whole"
        say(f"{folder} holds {report.kind}: {report.files} files looked at ({how}), {state}.")
    raise typer.Exit(1 if report.findings else 0)
