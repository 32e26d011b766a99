"""Read a posterior: draws of parameters of the model and of measurement links.

A file is a Parquet table with a row a draw. Columns named by a dotted path, such as
`shocks.crisis.gain` or `links.section_j.share`, are parameters; `weight`, if there is one, says how
much a draw counts. Other columns are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab import links

__all__ = ["Draw", "PosteriorError", "read_draws"]

WEIGHT = "weight"


class PosteriorError(TalentflowError):
    """A file that holds no posterior; the text says what is expected."""


@dataclass(frozen=True)
class Draw:
    """One draw: settings "path=value" of the model, and values of link parameters by path."""

    settings: tuple[str, ...]
    links: Mapping[str, float]


def read_draws(path: Path, count: int, seed: int) -> tuple[Draw, ...]:
    """Return so many draws, in proportion to their weights; the same seed, the same draws.

    Raises PosteriorError with what is wrong with the file.
    """
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as trouble:
        reason = "there is no such file" if not path.exists() else f"no Parquet file ({trouble})"
        raise PosteriorError(f"--posterior {path}: {reason}") from None
    names = [str(name) for name in table.columns if "." in str(name)]
    if not names or table.empty:
        raise PosteriorError(
            f"--posterior {path}: expected rows with columns such as shocks.crisis.gain"
        )
    for name in names:
        _check(path, table, name)
    rows = table.iloc[_picked(table, path, count, seed)]
    return tuple(_draw(dict(zip(names, row, strict=True))) for row in rows[names].to_numpy())


def _check(path: Path, table: pd.DataFrame, name: str) -> None:
    values = pd.to_numeric(table[name], errors="coerce")
    if not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise PosteriorError(f"--posterior {path}: {name}, row {row}: expected a number")
    if name.startswith(f"{links.PREFIX}.") and name not in links.parameters():
        near = get_close_matches(name, links.parameters(), n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise PosteriorError(f"--posterior {path}: {name} is no parameter of a link{hint}")


def _picked(table: pd.DataFrame, path: Path, count: int, seed: int) -> list[int]:
    """Return rows at even steps of the cumulated weight, shuffled."""
    weights = np.ones(len(table))
    if WEIGHT in table:
        weights = pd.to_numeric(table[WEIGHT], errors="coerce").to_numpy(dtype=np.float64)
        if not np.isfinite(weights).all() or (weights < 0.0).any() or not weights.sum():
            raise PosteriorError(f"--posterior {path}: weight: expected numbers of 0 or more")
    rng = np.random.default_rng(seed)
    steps = (np.arange(count) + rng.random()) / count * weights.sum()
    rows = np.minimum(np.searchsorted(weights.cumsum(), steps), len(table) - 1)
    return [int(row) for row in rng.permutation(rows)]


def _draw(values: Mapping[str, float]) -> Draw:
    start = f"{links.PREFIX}."
    own = {name: float(value) for name, value in values.items() if name.startswith(start)}
    others = (f"{n}={float(v)!r}" for n, v in values.items() if not n.startswith(start))
    return Draw(tuple(others), own)
