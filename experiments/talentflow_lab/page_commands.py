"""Propose what to type next, from the run that the page tells of."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talentflow_lab.page_results import Results
from talentflow_lab.page_words import plain

__all__ = ["Command", "command_line", "next_commands", "scenario_name"]


@dataclass(frozen=True)
class Command:
    """A command to type and what it answers."""

    line: str
    why: str


def next_commands(results: Results, term: str | None) -> list[Command]:
    """Propose three commands that start from this run; `term` is the reason that weighs most."""
    name = scenario_name(results)
    seed = results.run.get("seed", 0)
    other = int(seed) + 1 if isinstance(seed, int) else 1
    path, value, why = _assumption(results.provenance, term)
    change = f"talentflow run {shlex.quote(name)} --set {shlex.quote(f'{path}={value}')}"
    return [
        Command(
            f"talentflow run {shlex.quote(name)} --seed {other} --out results/other-luck",
            "The same rules with other luck: what stays is not chance.",
        ),
        Command(f"{change} --out results/what-if", why),
        Command(
            f"talentflow scenario show {shlex.quote(name)}",
            "Every value of the scenario, with its unit, range and source.",
        ),
    ]


def _assumption(provenance: pd.DataFrame, term: str | None) -> tuple[str, str, str]:
    """Choose one assumption to change: the weight of the strongest reason, else any prior."""
    wanted = f"terms.{term}.weight"
    known = provenance[provenance["low"].map(_is_number) & provenance["value"].map(_is_number)]
    rows = known[known["path"] == wanted]
    if len(rows) and term:
        low = str(rows["low"].iloc[0])
        return wanted, low, f"What if {plain(term)} weighed as little as the literature allows?"
    weak = known["certainty"].isin(["prior", "low"]) & ~known["path"].str.startswith("data.")
    rows = known[weak]
    if len(rows):
        row = rows.iloc[0]
        return str(row["path"]), str(row["low"]), "What if this assumption were at its lower end?"
    return "months", "24", "A shorter run, to try an idea quickly."


def _is_number(text: object) -> bool:
    try:
        float(str(text))
    except ValueError:
        return False
    return True


def scenario_name(results: Results) -> str:
    """Return the scenario as the user gave it to the run, or the resolved file in the folder."""
    given = results.run.get("scenario")
    if isinstance(given, str) and given:
        return given
    words = _words(command_line(results))
    after_run = words[words.index("run") + 1 :] if "run" in words else []
    if after_run and not after_run[0].startswith("-"):
        return after_run[0]
    return (Path(results.folder.name) / "scenario.toml").as_posix()


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return []


def command_line(results: Results) -> str:
    """Return the command that made the results, as one line."""
    command = results.run.get("command", "")
    if isinstance(command, (list, tuple)):
        return shlex.join(str(word) for word in command)
    return str(command)
