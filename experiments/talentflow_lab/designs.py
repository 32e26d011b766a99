"""Designs: which values of the inputs to run, as rows of the unit cube and as values.

Samples come from `scipy.stats.qmc` and SALib; the same seed gives the same rows.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from talentflow_lab.results import Input

__all__ = ["DESIGNS", "from_unit", "futures", "grid", "unit_rows"]

type Floats = npt.NDArray[np.float64]

DESIGNS = ("list", "grid", "lhs", "sobol", "saltelli", "morris")


def unit_rows(design: str, dimensions: int, options: Mapping[str, Any]) -> Floats:
    """Draw rows of the unit cube, shape (rows, dimensions), by the design's own rule.

    `points` of the options are the rows of lhs and sobol, the base sample of saltelli (rows:
    points x (dimensions + 2), or 2 x dimensions + 2 with second order) and the trajectories of
    morris (rows: points x (dimensions + 1)).
    """
    points, seed = int(options["points"]), int(options["seed"])
    with warnings.catch_warnings():  # SciPy asks for powers of two; `study check` says so better
        warnings.simplefilter("ignore", UserWarning)
        if design in {"saltelli", "morris"}:
            return _of_salib(design, dimensions, points, seed, options)
        from scipy.stats import qmc  # noqa: PLC0415 - takes long to import

        kind = qmc.LatinHypercube if design == "lhs" else qmc.Sobol
        drawn: Floats = kind(dimensions, rng=seed).random(points)
        return drawn


def _of_salib(
    design: str, dimensions: int, points: int, seed: int, options: Mapping[str, Any]
) -> Floats:
    names = [f"x{n}" for n in range(dimensions)]
    problem = {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}
    if design == "saltelli":
        from SALib.sample import sobol  # noqa: PLC0415 - takes long to import

        second = bool(options["second_order"])
        rows: Floats = sobol.sample(problem, points, calc_second_order=second, seed=seed)
        return rows
    from SALib.sample import morris  # noqa: PLC0415 - takes long to import

    found: Floats = morris.sample(problem, points, num_levels=int(options["levels"]), seed=seed)
    return found


def from_unit(one: Input, u: float) -> Any:  # noqa: ANN401 - a number, or one of the values
    """Return the value of an input at a place between 0 and 1."""
    if one.values:
        return one.values[min(int(u * len(one.values)), len(one.values) - 1)]
    if one.whole:
        return min(int(one.low + u * (one.high - one.low + 1.0)), int(one.high))
    if one.log:
        return math.exp(math.log(one.low) + u * (math.log(one.high) - math.log(one.low)))
    return one.low + u * (one.high - one.low)


def grid(inputs: Sequence[Input], levels: int) -> Iterator[tuple[Any, ...]]:
    """Yield every combination: all values, and so many evenly spaced ones of a range."""
    axes = []
    for one in inputs:
        if one.values:
            axes.append(list(one.values))
            continue
        ends = np.linspace(0.0, 1.0, levels)
        spots = [0.0] if levels == 1 else ends.tolist()
        values = [one.low + u * (one.high - one.low) for u in spots]
        if one.log:
            values = [one.low * (one.high / one.low) ** u for u in spots]
        axes.append(list(dict.fromkeys(round(v) if one.whole else v for v in values)))
    yield from itertools.product(*axes)


def futures(
    design: str, inputs: Sequence[Input], options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the values of the inputs, name -> value, for each row of a design."""
    if not inputs:
        return [{}]
    names = [one.name for one in inputs]
    if design == "grid":
        rows = grid(inputs, int(options["levels"]))
        return [dict(zip(names, row, strict=True)) for row in rows]
    drawn = unit_rows(design, len(inputs), options)
    return [
        {one.name: from_unit(one, float(u)) for one, u in zip(inputs, row, strict=True)}
        for row in drawn
    ]
