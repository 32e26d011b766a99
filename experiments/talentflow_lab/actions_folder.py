"""The folder of a question about actions, read again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow.scenario import Scenario, load
from talentflow_lab.actions import FORMAT
from talentflow_lab.store import FolderError
from talentflow_lab.territory import Beneficiary, find

__all__ = ["ActionsFolder", "read_actions"]


@dataclass(frozen=True)
class ActionsFolder:
    """The record and the tables of a finished question about actions."""

    folder: Path
    record: dict[str, Any]
    table: pd.DataFrame
    displacement: pd.DataFrame

    @cached_property
    def baseline(self) -> Scenario:
        """The scenario without any of the options."""
        return load(self.folder / "baseline.toml")

    @cached_property
    def asked(self) -> Beneficiary:
        """On whose behalf it was asked."""
        return find(str(self.record["for"]), self.baseline)

    @property
    def horizon(self) -> pd.Timestamp:
        """Month at whose end people are counted."""
        start = pd.Timestamp(self.baseline.start)
        return start + pd.DateOffset(months=self.baseline.months - 1)

    @property
    def since(self) -> pd.Timestamp:
        """Month in which levers start."""
        return self.horizon - pd.DateOffset(months=int(self.record["months"]) - 1)

    def place_name(self, place: str) -> str:
        """Name a place of the displacement table for a sentence."""
        rows = self.baseline.data.place_rows
        found = rows.loc[rows["place"] == place, "name"]
        name = str(found.iloc[0]) if len(found) else "nowhere in the occupation"
        return name.replace("Rest of ", "the rest of ")


def read_actions(folder: Path) -> ActionsFolder:
    """Read a folder; raise FolderError for one that holds no finished question about actions."""
    try:
        record = json.loads((folder / "actions.json").read_text(encoding="utf-8"))
        _check(record)
        tables = [pd.read_parquet(folder / f"{n}.parquet") for n in ("actions", "displacement")]
    except (OSError, ValueError):
        raise FolderError(f"{folder} holds no finished question about actions") from None
    return ActionsFolder(folder, record, *tables)


def _check(record: object) -> None:
    """Raise ValueError for what is no record of a finished question of this version."""
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError("another format")
    if record.get("finished") is not True:
        raise ValueError("not finished")
