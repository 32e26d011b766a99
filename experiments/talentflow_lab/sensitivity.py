"""Which inputs of a sweep its outcomes hang on, and how much of what is seen is luck."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab import indices
from talentflow_lab.indices import Row
from talentflow_lab.luck import luck_of
from talentflow_lab.results import Measured, Results
from talentflow_lab.sample_values import Floats, by_replication, drawn, groups, means, unit_rows_of

__all__ = ["Sensitivity", "sensitivity"]

COLUMNS = (
    "scenario", "policy", "outcome", "method", "input", "other", "index", "value", "low", "high"
)  # fmt: skip
METHODS = {
    "saltelli": ("sobol", "pawn", "delta"),
    "morris": ("morris",),
    "lhs": ("pawn", "delta"),
    "sobol": ("pawn", "delta"),
}
FEWEST = 20
"""Points below which a distribution in slices means nothing."""


@dataclass(frozen=True)
class Sensitivity:
    """Indices, one row each, and what a reader must know of them.

    `frame` has scenario, policy, outcome, method, input, other (for pairs), index, value, low and
    high (95 %; nan where there is none). Its rows of method "seed" hold shares of variance that
    are luck: index seed, common and in_mean, as `talentflow_lab.luck` defines them.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]


def sensitivity(results: Results, outcomes: Sequence[Measured] | None = None) -> Sensitivity:
    """Compute every index that the design allows, for each scenario, policy and outcome.

    Raises TalentflowError if the design allows none, or if too few of its points are finished.
    """
    if results.design not in METHODS or not drawn(results):
        raise TalentflowError(
            f"sensitivity needs inputs drawn at random, and this study has the design "
            f'"{results.design}" with {len(drawn(results))} inputs; sweep it with design = '
            '"saltelli" (Sobol\' indices), "morris" (screening), "lhs" or "sobol" (PAWN and delta)'
        )
    rows: list[tuple[object, ...]] = []
    notes: list[str] = []
    for scenario, policy, points in groups(results):
        for one in outcomes or results.outcomes:
            told = f"{one.title} under {policy}"
            for method, row in _one(results, points, one.name, told, notes):
                rows.append((scenario, policy, one.name, method, *row))
    if not rows:
        raise TalentflowError("no index of sensitivity could be computed: " + "; ".join(notes))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return Sensitivity(frame, tuple(dict.fromkeys(notes)))


def _one(
    results: Results, points: pd.DataFrame, outcome: str, told: str, notes: list[str]
) -> Iterator[tuple[str, Row]]:
    """Yield method and row for one outcome of one policy; note what is missing."""
    y = means(results, outcome).loc[points.index].to_numpy(dtype=np.float64)
    unit = f"block of {_block(results)} points" if _block(results) > 1 else "point"
    if len(y) % _block(results):
        notes.append(f"{told}: {len(y)} points are not whole {unit}s of the design")
        return
    whole = np.repeat(~np.isnan(y).reshape(-1, _block(results)).any(axis=1), _block(results))
    if not whole.all():
        lost = int((~whole).sum()) // _block(results)
        kept = len(y) // _block(results)
        notes.append(f"{told}: {lost} of {kept} ({unit}) left out, because runs are missing")
    x, y = unit_rows_of(results, points)[whole], y[whole]
    if len(y) < 2 * _block(results):
        notes.append(f"{told}: too few points are finished")
        return
    if np.ptp(y) == 0.0:
        notes.append(f"{told}: the outcome is the same at all points, so nothing has influence")
        return
    if METHODS[results.design] == ("pawn", "delta") and len(y) < FEWEST:
        notes.append(
            f"{told}: PAWN and delta need {FEWEST} finished points, and there are {len(y)}"
        )
    yield from _luck(results, points.index[whole], outcome, told, notes)
    for method in METHODS[results.design]:
        for row in _rows(method, results, x, y):
            yield method, row


def _rows(method: str, results: Results, x: Floats, y: Floats) -> Iterator[Row]:
    names = [one.name for one in drawn(results)]
    if method == "sobol":
        yield from indices.sobol(names, y, second_order=bool(results.options.get("second_order")))
    elif method == "morris":
        yield from indices.morris(names, x, y, int(results.options["levels"]))
    else:
        if results.design == "saltelli":  # first and last row of a block are drawn independently
            block = _block(results)
            chosen = np.isin(np.arange(len(y)) % block, [0, block - 1])
            x, y = x[chosen], y[chosen]
        if len(y) >= FEWEST and np.ptp(y) > 0.0:
            yield from (indices.pawn if method == "pawn" else indices.delta)(names, x, y)


def _block(results: Results) -> int:
    """Return how many points of a design belong together."""
    inputs = len(drawn(results))
    if results.design == "morris":
        return inputs + 1
    if results.design == "saltelli":
        return 2 * inputs + 2 if results.options.get("second_order") else inputs + 2
    return 1


def _luck(
    results: Results, points: pd.Index, outcome: str, told: str, notes: list[str]
) -> Iterator[tuple[str, Row]]:
    found = luck_of(by_replication(results, outcome).loc[points].to_numpy(dtype=np.float64))
    for index in ("seed", "common", "in_mean"):
        yield "seed", ("", "", index, float(getattr(found, index)), math.nan, math.nan)
    if found.replications < 2:
        notes.append("one replication: what the seed does and what the inputs do is not told apart")
    elif found.in_mean > 0.05:
        notes.append(
            f"{told}: {found.in_mean:.0%} of the variance between means over "
            f"{found.replications} replications is still luck; indices carry that noise"
        )
