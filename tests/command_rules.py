"""What is changed about commands of the documents so that they run in seconds: the whole table.

A command that no rule knows runs as it stands. A rule, prerequisite or edit that touches no command
or study fails a test, so the table holds nothing dead.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["EDITS", "ELSEWHERE", "GIVEN", "RULES", "Rule", "small"]


class Rule(NamedTuple):
    """Which commands it is for, what is added at their end, and a pattern to replace, with what."""

    where: str
    add: str = ""
    old: str = r"(?!)"
    new: str = ""


RULES = (
    Rule(r"^talentflow run (?!.*results/first)", "--months 38"),
    Rule(r"^talentflow run ", "--scale 200 --replications 2 --workers 1"),
    Rule(r"^talentflow compare ", "--scale 200 --months 24 --replications 2 --workers 1"),
    Rule(r"^talentflow ask ", "--set months=14 --scale 1000 --replications 2 --workers 1"),
    Rule(r"^talentflow ask .* actions ", "--set months=6 --start 2019-03 --months 2"),
    Rule(r"^talentflow explain .*--like", "--scale 100"),
    Rule(
        r"^talentflow explain (?!.*--like)",
        "--set months=14 --scale 1000 --replications 2 --workers 1 --factors repression,networks",
    ),
    Rule(r"^talentflow explain .*--at", "", "--at 2021-12", "--at 2020-02"),
    Rule(r"^talentflow validate ", "--scale 200 --replications 2 --only targets --workers 1"),
    Rule(r"^talentflow calibrate ", "--runs 40 --scale 500 --workers 1", "--check 50", "--check 2"),
    Rule(r"^talentflow survey diaspora-2021 ", "--scale 100 --replications 2 --workers 1"),
    Rule(r"^talentflow search ", "--trials 6 --workers 1"),
    Rule(r"^talentflow sweep (?!.*dask)", "--workers 1"),
    Rule(r"^talentflow sweep experiments/smoke.toml", "--replications 1"),
    Rule(r"^talentflow study cost ", "--workers 1"),
    Rule(r" --executor dask:", "", r"dask:\S+", "dask"),  # the scheduler is a small one, here
    Rule(r"^talentflow COMMAND ", "", "COMMAND", "report"),
)
"""Rules in their order; of an option that is given twice the last one counts."""

EDITS = (
    (r"(?m)^scale = \d+", "scale = 500"),
    (r"(?m)^replications = \d+", "replications = 2"),
    (r"(?m)^points = (\d{3}\b|\d+ +# trajectories)", "points = 2"),
    (r"(?m)^points = \d{2}\b", "points = 7"),  # with three policies enough to discover from
    (r"(?m)^policies = \d+", "policies = 2"),
    (r"(?ms)^(\[points\.(?:(?!^\[).)*){3}\Z", ""),
)
"""What is changed about studies: pattern and replacement."""

SHARED = "talentflow sweep experiments/leaving-sobol.toml"
GIVEN = {
    "results/first": "talentflow run belarus-2020 --out results/first",
    "results/part-1": f"{SHARED} --out results/part-1 --shard 1/2",
    "results/part-2": f"{SHARED} --out results/part-2 --shard 2/2",
}
"""Folders that a page takes from another page or machine, and the command that makes them."""

ELSEWHERE = {
    "make test": (".ci/run", r"^make test "),
    "make test-browser": (".ci/run", r"^make test-browser "),
    "make check": (".ci/run", r"^make check "),
    "make setup": (".ci/run", r"^make setup "),
    "talentflow scenario refresh": ("tests/test_own_case.py", r"refresh"),  # has no network here
}
"""Commands that are not run here: the file that runs them, and a line that must stand in it."""


def small(line: str) -> str:
    """Return a command with every rule applied that is for it."""
    for rule in RULES:
        if re.search(rule.where, line):
            line = f"{re.sub(rule.old, rule.new, line)} {rule.add}".strip()
    return line
