"""The text of a file that lets anybody meet a violated invariant again.

It is JSON: the resolved scenario, the tables that are not the shipped ones, the number of the
replication, and what was broken, when and who. Nothing in it is executed when it is read.
"""

import json
import tomllib
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from talentflow.data import table_text
from talentflow.errors import TalentflowError
from talentflow.scenario import Scenario
from talentflow.tables import TABLES

__all__ = ["FORMAT", "Reproducer", "ReproducerError", "read_reproducer", "reproducer_text"]

FORMAT = "talentflow reproducer 1"


class ReproducerError(TalentflowError):
    """A text that is no reproducer; the message says what is wrong."""


@dataclass(frozen=True)
class Reproducer:
    """What a reproducer says: `months` are lived, the last of them breaks the invariant.

    `scenario` is TOML, `tables` the CSV text of tables by name, `version` that of talentflow.
    """

    scenario: str
    tables: dict[str, str]
    replication: int
    months: int
    deep: bool
    invariant: str
    when: str
    who: str
    version: str


def reproducer_text(
    case: Scenario, replication: int, months: int, told: tuple[str, str, str], *, deep: bool
) -> str:
    """Return the text of a reproducer; `told` is invariant, when and who."""
    text = case.resolved_toml()
    own = tomllib.loads(text).get("data", {})
    document = {
        "format": FORMAT,
        "scenario": text,
        "tables": {name: table_text(TABLES[name], case.data.frame(name)) for name in own},
        "replication": replication,
        "months": months,
        "deep": deep,
        **dict(zip(("invariant", "when", "who"), told, strict=True)),
        "version": version("talentflow"),
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read_reproducer(text: str) -> Reproducer:
    """Return what a reproducer says; raise ReproducerError if it is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ReproducerError(f"it is not JSON: {problem}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ReproducerError(f'it is no reproducer of this version (format "{FORMAT}")')
    found: dict[str, Any] = {}
    for name, kind in Reproducer.__annotations__.items():
        value = document.get(name)
        wanted = dict if name == "tables" else kind
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise ReproducerError(f"{name}: {value!r:.60} is not what stands there in a reproducer")
        found[name] = value
    for name in ("replication", "months"):
        if not 0 <= found[name] <= 10_000:
            raise ReproducerError(f"{name}: {found[name]} is out of range")
    for name, table in found["tables"].items():
        if name not in TABLES or not isinstance(table, str):
            raise ReproducerError(f"tables.{name}: unknown table, or no text")
    return Reproducer(**found)
