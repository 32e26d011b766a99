"""A scenario with nothing left to look up: its fingerprint, its TOML, its folder."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import tomli_w

from talentflow.data import Data, table_text
from talentflow.files import write_text
from talentflow.tables import TABLES

__all__ = ["fingerprint", "plain_rules", "toml_text", "write_tables"]

type Rules = Mapping[str, Mapping[str, Any]]
type Levers = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Values of levers by name, owner and field."""


def plain_rules(rules: Rules) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the parameters of all rules as plain dictionaries."""
    return {
        section: {module: asdict(rule) for module, rule in modules.items()}
        for section, modules in rules.items()
    }


def fingerprint(run: Mapping[str, Any], rules: Rules, data: Data, levers: Levers) -> str:
    """Return the SHA-256 of all values that can change a result, in hexadecimal.

    Title, description and the places of files do not count.
    """
    values = {"run": dict(run), "rules": plain_rules(rules), "data": dict(data.digests)}
    if levers:
        values["levers"] = dict(levers)
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def toml_text(
    head: Mapping[str, Any],
    rules: Rules,
    data: Mapping[str, str],
    digests: Mapping[str, str],
    levers: Levers,
) -> str:
    """Return a scenario file that holds every value; `data` names the files of tables."""
    values: dict[str, Any] = {name: value for name, value in head.items() if value != ""}
    if data:
        values["data"] = dict(data)
    values["data_sha256"] = dict(digests)
    values |= {section: modules for section, modules in plain_rules(rules).items() if modules}
    if levers:
        values["levers"] = dict(levers)
    return tomli_w.dumps(values)


def write_tables(data: Data, folder: Path) -> None:
    """Write each table as a CSV file of a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        write_text(folder / f"{name}.csv", table_text(table, data.frame(name)))
