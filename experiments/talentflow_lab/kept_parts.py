"""A folder of parts that are kept, so that what was stopped goes on where it stood.

Part n is a folder of tables; it has its name only once all of it is written.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow.files import write_text
from talentflow_lab.manifest import MANIFEST, write_manifest
from talentflow_lab.store import FolderError
from talentflow_lab.study_parts import write_frame

__all__ = ["KeptParts"]


@dataclass(frozen=True)
class KeptParts:
    """The folder, its record, and what messages call it: a comparison, a survey."""

    folder: Path
    record: str
    """Name of the JSON file that says what the folder holds."""
    format: str
    what: str

    @property
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.folder / "parts"

    def open(self, name: str) -> None:
        """Begin, or go on with what has this name.

        Raises FolderError if something else stands there.
        """
        known = self.known()
        if known is not None and known.get("question") != name:
            raise FolderError(
                f"{self.folder} holds another {self.what}, or one of other code; choose another "
                "folder with --out, or --force to replace it"
            )
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
            (self.folder / MANIFEST).unlink(missing_ok=True)
            self.note({"question": name, "finished": False})
        except OSError as problem:
            raise FolderError(f"cannot write into {self.folder}: {problem.strerror}") from None

    def note(self, content: Mapping[str, object]) -> None:
        """Write the record."""
        told = json.dumps({"format": self.format, **content}, indent=2, ensure_ascii=False)
        write_text(self.folder / self.record, told + "\n")

    def finish(self, content: Mapping[str, object]) -> None:
        """Write the record of what is all there, and the manifest of the folder."""
        self.note(content)
        write_manifest(self.folder)

    def known(self) -> dict[str, Any] | None:
        """Return the record, nothing if the folder is free.

        Raises FolderError if it holds anything else.
        """
        try:
            if not self.folder.exists() or (
                self.folder.is_dir() and not any(self.folder.iterdir())
            ):
                return None
            record = json.loads((self.folder / self.record).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            record = None
        if not isinstance(record, dict) or record.get("format") != self.format:
            raise FolderError(
                f"{self.folder} exists and holds no {self.what} of talentflow, so it is left "
                "alone; choose another folder with --out"
            )
        return record

    def clear(self) -> None:
        """Remove what stands there, whole or not; raise FolderError if it is anything else."""
        if self.known() is not None:
            shutil.rmtree(self.folder)

    def part(self, number: int) -> Path:
        """Return the folder of a part."""
        return self.parts / f"{number:05d}"

    def done(self, numbers: Sequence[int]) -> list[int]:
        """Return the numbers whose parts are there."""
        return [n for n in numbers if self.part(n).exists()]

    def missing(self, numbers: Sequence[int]) -> list[int]:
        """Return the numbers whose parts are not there."""
        return [n for n in numbers if not self.part(n).exists()]

    def write(self, number: int, frames: Mapping[str, pd.DataFrame]) -> None:
        """Write the tables of a part, all or nothing."""
        draft = self.parts / f".{number:05d}.tmp"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        for name, frame in frames.items():
            write_frame(frame, draft / f"{name}.parquet")
        shutil.rmtree(self.part(number), ignore_errors=True)
        draft.rename(self.part(number))

    def read(self, numbers: Sequence[int], name: str) -> pd.DataFrame:
        """Return a table of so many parts, one below the other, with the column `replication`."""
        frames = [
            pd.read_parquet(self.part(n) / f"{name}.parquet").assign(replication=n) for n in numbers
        ]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
