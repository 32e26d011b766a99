"""Verdicts in the user's cache folder, so that what was asked before is there at once.

The name of a file says all that can change the numbers in it: scenarios with their data, levers,
months and seed, the code, and the libraries that calculate. The content is tables, no objects.
"""

from __future__ import annotations

import hashlib
import io
import json
from contextlib import suppress
from importlib.metadata import version
from typing import Any
from zipfile import BadZipFile, ZipFile

import pandas as pd

from talentflow_lab.kept import folder, keep
from talentflow_lab.verdict import Question, Verdict

__all__ = ["known", "read", "write"]

TABLES = ("effects", "costs", "displacement", "series")
NUMBERS = ("pairs", "half_width", "independent")
LIBRARIES = ("numpy", "numba", "pandas", "scipy", "pyarrow")
MOST = 20
"""So many are kept; the oldest go first."""


def _name(question: Question, pairs: int) -> str:
    told = [question.name, pairs, [version(one) for one in LIBRARIES]]
    return f"verdict-{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]}.zip"


def known(question: Question, pairs: int) -> bool:
    """Tell whether the verdict of a question is kept."""
    return (folder() / _name(question, pairs)).exists()


def read(question: Question, pairs: int) -> Verdict | None:
    """Return the verdict of so many pairs; nothing if none is kept, or the file is damaged."""
    try:
        with ZipFile(folder() / _name(question, pairs)) as file:
            numbers = json.loads(file.read("numbers.json"))
            told: dict[str, Any] = {name: numbers[name] for name in NUMBERS}
            told |= {name: pd.read_feather(io.BytesIO(file.read(name))) for name in TABLES}
        return Verdict(**told)
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def write(question: Question, pairs: int, verdict: Verdict) -> None:
    """Keep a verdict, if there is a folder to keep it in."""
    room = io.BytesIO()
    with ZipFile(room, "w") as file:
        file.writestr(
            "numbers.json", json.dumps({name: getattr(verdict, name) for name in NUMBERS})
        )
        for name in TABLES:  # Parquet would not keep the unit of dates
            table = io.BytesIO()
            getattr(verdict, name).to_feather(table)
            file.writestr(name, table.getvalue())
    with suppress(OSError):
        keep(_name(question, pairs), room.getvalue())
        every = sorted(folder().glob("verdict-*.zip"), key=lambda path: path.stat().st_mtime)
        for path in every[:-MOST]:
            path.unlink(missing_ok=True)
