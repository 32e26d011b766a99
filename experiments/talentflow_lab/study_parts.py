"""Files of a sweep: whole or not there, and what was written or known not to be.

The name of a part holds the digest of its bytes, so that a changed bit is noticed even where
Parquet keeps no checksum.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pyarrow.parquet as pq
from pyarrow import ArrowException

from talentflow_lab.manifest import sha256
from talentflow_lab.store import FolderError

__all__ = ["is_as_written", "read_part", "whole_part", "write_frame", "write_part"]

DIGITS = 32
"""Of the SHA-256 of a part, so many stand in its name."""


def write_part(frame: pd.DataFrame, folder: Path) -> str:
    """Write numbers of runs as a part and return its name, which holds the digest of its bytes."""
    draft = folder / f"part-{uuid4().hex[:8]}.parquet"
    write_frame(frame, draft)
    name = f"part-{sha256(draft)[:DIGITS]}.parquet"
    draft.replace(folder / name)
    _sync(folder)
    return name


def is_as_written(part: Path) -> bool:
    """Whether the bytes of a part are those of its name; parts of old versions tell nothing."""
    digest = part.stem.removeprefix("part-")
    return len(digest) != DIGITS or sha256(part).startswith(digest)


def read_part(path: Path) -> pd.DataFrame | None:
    """Return a part; nothing if it is missing or not what was written."""
    try:
        if not is_as_written(path):
            return None
        return pq.read_table(path, page_checksum_verification=True).to_pandas()
    except (ArrowException, OSError, ValueError):
        return None


def whole_part(path: Path) -> pd.DataFrame:
    """Return a part; raise FolderError if it is missing or damaged."""
    frame = read_part(path)
    if frame is None:
        raise FolderError(f"{path} is damaged; a sweep into the folder does its runs again")
    return frame


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet or CSV, so that readers see all of it or nothing, ever."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}.tmp")  # shards may share the folder
    try:
        if path.suffix == ".csv":
            frame.to_csv(draft, index=False, lineterminator="\n")
        else:
            frame.to_parquet(draft, index=False, compression="zstd", write_page_checksum=True)
        _sync(draft)
        draft.replace(path)
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with suppress(PermissionError):  # Windows does not open folders
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
