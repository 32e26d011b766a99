"""The folder of a validation: jobs that have ended, and in the end its tables."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from talentflow.files import write_text
from talentflow.scenario import Scenario
from talentflow_lab.draws import Draw
from talentflow_lab.store import FolderError
from talentflow_lab.study_parts import write_frame
from talentflow_lab.study_store import code_digest
from talentflow_lab.validated import Asked, Validated

__all__ = ["opened", "question", "write_tables"]

FORMAT = "talentflow validation 1"


def question(asked: Asked, scenario: Scenario, draws: Sequence[Draw]) -> str:
    """Name what is asked by all that can change what a job counts."""
    known = [scenario.fingerprint, asked.replications if draws else 0, code_digest(), _code()]
    known += [[draw.settings, dict(draw.links)] for draw in draws]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


def _code() -> str:
    """Return a digest of the code of cases and links."""
    digest = hashlib.sha256()
    for folder in ("cases", "links"):
        for path in sorted((Path(__file__).parent / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def opened(folder: Path, question: str) -> Path:
    """Return the folder of finished jobs of this question; others of ours are replaced."""
    record, parts = folder / "validation.json", folder / "parts"
    try:
        if folder.exists() and any(folder.iterdir()):
            known = json.loads(record.read_text("utf-8")) if record.exists() else {}
            if known.get("format") != FORMAT:
                raise FolderError(
                    f"{folder} holds something else than a validation, so it is left alone; "
                    "choose another folder with --out"
                )
            if known.get("question") != question:
                shutil.rmtree(parts, ignore_errors=True)
        parts.mkdir(parents=True, exist_ok=True)
        write_text(record, json.dumps({"format": FORMAT, "question": question}) + "\n")
    except (OSError, ValueError) as problem:
        raise FolderError(f"cannot write into {folder}: {problem}") from None
    return parts


def write_tables(found: Validated, folder: Path) -> None:
    """Write the tables as CSV and Parquet, and all of it as JSON beside the question."""
    for name in ("cases", "targets", "scores"):
        table = getattr(found, name)
        if len(table):
            write_frame(table, folder / f"{name}.csv")
            write_frame(table, folder / f"{name}.parquet")
    known = json.loads((folder / "validation.json").read_text("utf-8"))
    write_text(folder / "validation.json", json.dumps(known | found.to_dict(), indent=2) + "\n")
