"""The folder of a study: one small part a run, so that whatever ends a sweep loses no finished run.

A run is known by its `id`: a digest of the values of its scenario, its replication, the code of
the model and what is measured. A part stands under that id, written whole or not at all, so a
sweep that goes on takes the parts that hold and runs the rest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

import talentflow
from talentflow.files import write_text
from talentflow.scenario import Scenario
from talentflow_lab import measures
from talentflow_lab.store import FolderError
from talentflow_lab.study import Outcome, Study

__all__ = ["FORMAT", "Store", "fingerprint", "run_id", "write_frame"]

FORMAT = "talentflow study 1"
_RECORD = "study.json"


@cache
def code_digest() -> str:
    """Return a digest of the code that makes a number: the model's and that of the measures."""
    digest = hashlib.sha256()
    root = Path(talentflow.__file__).parent
    for path in [*sorted(root.rglob("*.py")), Path(measures.__file__)]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_id(scenario: Scenario, replication: int, outcomes: Iterable[Outcome]) -> str:
    """Name a run by all that can change its numbers."""
    asked = [[one.name, one.measure, str(one.ask)] for one in outcomes]
    known = [scenario.fingerprint, replication, asked, code_digest()]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:24]


def fingerprint(study: Study) -> str:
    """Name a study by its runs and the names of its points."""
    runs = [
        [point.name, run_id(point.scenario, study.replications, study.outcomes)]
        for point in study.points
    ]
    return hashlib.sha256(json.dumps(runs).encode()).hexdigest()


class Store:
    """The folder of one study."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.parts = folder, folder / "parts"

    def open(self, name: str, *, resume: bool) -> None:
        """Make the folder, or go on in it; `name` is the fingerprint of the study.

        Raises FolderError if something else stands there, or another study and not `resume`.
        """
        known = self._known()
        if known is not None and known != name and not resume:
            raise FolderError(
                f"{self.folder} holds another study, or one of other code; choose another folder "
                "with --out, or keep the runs that still hold with --resume"
            )
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise FolderError(f"cannot write into {self.folder}: {problem.strerror}") from None
        for draft in self.parts.glob(".*.tmp"):
            draft.unlink()

    def has(self, name: str) -> bool:
        """Tell whether the run of this id is finished."""
        return self._part(name).exists()

    def write(self, name: str, seed: int, seconds: float, values: Mapping[str, float]) -> None:
        """Write the part of a run."""
        row = pd.DataFrame({"outcome": list(values), "value": list(values.values())})
        write_frame(row.assign(seed=str(seed), seconds=seconds), self._part(name))

    def read(self, name: str) -> pd.DataFrame:
        """Read the part of a run: outcome, value, seed (text, it has 64 bits) and seconds."""
        return pd.read_parquet(self._part(name))

    def record(self, content: Mapping[str, Any]) -> None:
        """Write study.json."""
        text = json.dumps({"format": FORMAT, **content}, indent=2, ensure_ascii=False)
        write_text(self.folder / _RECORD, text + "\n")

    def _part(self, name: str) -> Path:
        return self.parts / f"{name}.parquet"

    def _known(self) -> str | None:
        if not self.folder.exists():
            return None
        if not self.folder.is_dir():
            raise FolderError(f"{self.folder} is a file; choose another folder with --out")
        if not any(self.folder.iterdir()):
            return None
        try:
            record = json.loads((self.folder / _RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            record = None
        if not isinstance(record, dict) or record.get("format") != FORMAT:
            raise FolderError(
                f"{self.folder} exists and does not hold a study of talentflow, so it is left "
                "alone; choose another folder with --out"
            )
        return str(record.get("fingerprint", ""))


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet or CSV, so that readers see all of it or nothing."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if path.suffix == ".csv":
            frame.to_csv(draft, index=False, lineterminator="\n")
        else:
            frame.to_parquet(draft, index=False, compression="zstd")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
