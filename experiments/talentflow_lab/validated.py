"""What is asked of a validation, and the tables that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow_lab.replicate import Failure

__all__ = ["SPLIT", "Asked", "Validated"]

SPLIT = date(2021, 2, 28)
"""The last day of figures that may be fitted."""


@dataclass(frozen=True)
class Asked:
    """What is asked, as given."""

    scenario: str
    settings: tuple[str, ...] = ()
    targets: Path | None = None
    posterior: Path | None = None
    replications: int = 8
    seed: int | None = None
    scale: float | None = None
    split: date = SPLIT
    only: tuple[str, ...] = ()
    """Some of `PARTS`; none for all."""


@dataclass(frozen=True)
class Validated:
    """The tables of a validation."""

    title: str
    split: date
    replications: int
    posterior: bool
    cases: pd.DataFrame
    targets: pd.DataFrame
    scores: pd.DataFrame
    failures: tuple[Failure, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        tables = {n: _rows(getattr(self, n)) for n in ("cases", "targets", "scores")}
        head = {"title": self.title, "split": self.split.isoformat(), "posterior": self.posterior}
        head |= {"replications": self.replications, "failed": len(self.failures)}
        return head | {"notes": list(self.notes), **tables}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]
