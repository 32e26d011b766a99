"""Whether a folder of results is what was written: hashes, tables, ledgers, records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from pyarrow import ArrowException

from talentflow_lab.manifest import MANIFEST, read_manifest, sha256
from talentflow_lab.store import FolderError
from talentflow_lab.study_parts import is_as_written

__all__ = ["Finding", "Report", "examine"]

RECORDS = {
    "run.json": "a run",
    "compare.json": "a comparison",
    "study.json": "a sweep",
    "search.json": "a policy search",
    "survey.json": "a survey",
}
_PARQUET, _CSV, _LEDGER = ".parquet", ".csv", ".sqlite"


@dataclass(frozen=True)
class Finding:
    """What is wrong with a file."""

    file: str
    trouble: str


@dataclass(frozen=True)
class Report:
    """What a folder holds, how many files were looked at, and what is wrong.

    `hashed` says whether files were held against the hashes of a manifest, which finished folders
    have; without one tables are held against the checksums within them.
    """

    kind: str
    files: int
    hashed: bool
    findings: tuple[Finding, ...]


def examine(folder: Path) -> Report:
    """Look at every file of a results folder; nothing is changed.

    Raises FolderError if it is none.
    """
    kinds = [kind for name, kind in RECORDS.items() if (folder / name).is_file()]
    if not kinds:
        expected = ", ".join(RECORDS)
        raise FolderError(f"{folder} holds no results of talentflow (none of {expected})")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    findings = [one for path in files for one in _look_at(path, folder)]
    hashes, told = _hashes(folder)
    findings += told
    known = {one.file for one in findings}
    findings += [one for one in _against(hashes, folder) if one.file not in known]
    findings += _two_forms(files, folder)
    return Report(kinds[0], len(files), bool(hashes), tuple(findings))


def _hashes(folder: Path) -> tuple[dict[str, str], list[Finding]]:
    try:
        return dict(read_manifest(folder) or {}), []
    except (ValueError, KeyError, TypeError) as problem:
        return {}, [Finding(MANIFEST, f"cannot be read: {problem}")]


def _against(hashes: dict[str, str], folder: Path) -> Iterator[Finding]:
    for name, expected in hashes.items():
        path = folder / name
        if not path.is_file():
            yield Finding(name, "is missing")
        elif sha256(path) != expected:
            yield Finding(name, "is not what was written: its SHA-256 differs from the manifest's")


def _look_at(path: Path, folder: Path) -> Iterator[Finding]:
    """Say what is wrong with a file by itself."""
    name = path.relative_to(folder).as_posix()
    try:
        if path.suffix == _PARQUET:
            pq.read_table(path, page_checksum_verification=True)
            if path.name.startswith("part-") and not is_as_written(path):
                yield Finding(name, "is not what was written: its name holds another digest")
        elif path.suffix == _LEDGER:
            _check_ledger(path)
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
    except (ArrowException, OSError, ValueError, sqlite3.Error) as problem:
        yield Finding(name, f"cannot be read: {str(problem).splitlines()[0]}")


def _check_ledger(path: Path) -> None:
    """Let SQLite look at a ledger; parts that it names must be there.

    Raises ValueError or sqlite3.Error if something is wrong.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as ledger:
        (answer,) = ledger.execute("PRAGMA integrity_check").fetchone()
        if answer != "ok":
            raise ValueError(answer)
        parts = {part for (part,) in ledger.execute("SELECT DISTINCT part FROM runs") if part}
    if missing := sorted(one for one in parts if not (path.parent / "runs" / one).is_file()):
        raise ValueError(f"parts that it names are missing: {', '.join(missing[:3])}")


def _two_forms(files: list[Path], folder: Path) -> Iterator[Finding]:
    """Hold the rows of a table in CSV against those of its Parquet file."""
    for path in files:
        other = path.with_suffix(_PARQUET)
        if path.suffix != _CSV or other not in files:
            continue
        try:
            rows = pq.read_metadata(other).num_rows
            same = len(pd.read_csv(path, usecols=[0])) == rows
        except (ArrowException, OSError, ValueError):
            continue  # told already
        if not same:
            yield Finding(path.relative_to(folder).as_posix(), f"has other rows than {other.name}")
