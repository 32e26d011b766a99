"""Comparisons as their folders hold them, for pages to tell of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow_lab.compare import FORMAT
from talentflow_lab.store import FolderError

__all__ = ["Policies", "read_policies"]


@dataclass(frozen=True)
class Policies:
    """One comparison, as its folder holds it."""

    record: dict[str, Any]
    effects: pd.DataFrame
    costs: pd.DataFrame
    displacement: pd.DataFrame


def read_policies(folders: Sequence[Path]) -> tuple[Policies, ...]:
    """Read comparisons; raise FolderError for a folder that holds none."""
    found = []
    for folder in folders:
        try:
            record = json.loads((folder / "compare.json").read_text(encoding="utf-8"))
            _check(record)
            tables = [
                pd.read_parquet(folder / f"{name}.parquet")
                for name in ("effects", "costs", "displacement")
            ]
        except (OSError, ValueError):
            raise FolderError(f"{folder} holds no finished comparison of talentflow") from None
        found.append(Policies(record, *tables))
    return tuple(found)


def _check(record: object) -> None:
    """Raise ValueError for what is no record of a finished comparison of this version."""
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError("another format")
    if record.get("finished") is not True:
        raise ValueError("not finished")
