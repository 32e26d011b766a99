"""Which inputs move an outcome, and how much of its variance is luck.

Indices come from SALib, on means over replications, for each policy: Sobol' indices of saltelli
designs, elementary effects of morris designs, and of every random design the moment-independent
delta (Borgonovo 2007) and PAWN (Pianosi and Wagener 2018).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.designs import unit_rows
from talentflow_lab.results import Results

__all__ = ["COLUMNS", "Luck", "luck", "sensitivity"]

type Floats = npt.NDArray[np.float64]

COLUMNS = ["policy", "outcome", "method", "input", "other", "index", "value", "low", "high"]
CONFIDENCE = 0.90
RESAMPLES = 200
DELTA_RESAMPLES = 40  # each takes a density estimate
SEED = 1


@dataclass(frozen=True)
class Luck:
    """Shares of variance that are luck: of one run's number, and of a mean over replications."""

    of_run: float
    of_mean: float


def sensitivity(results: Results) -> pd.DataFrame:
    """Return one row for each policy, outcome, method, input and index, with 90 % intervals.

    Blocks of saltelli and trajectories of morris that miss a run are left out. Raises
    TalentflowError for designs that draw nothing.
    """
    if results.design in {"list", "grid"} or not results.inputs:
        raise TalentflowError(
            f"sensitivity needs a design that draws rows, and this is a {results.design}: lhs, "
            "sobol, saltelli or morris"
        )
    rows: list[tuple[Any, ...]] = []
    for policy in results.policies:
        names, x = _design(results)
        for one in results.outcomes:
            y = means_of(results, policy, one.name)
            if np.nanstd(y) > 0.0:
                found = _indices(results, names, x, y)
                rows += [(policy, one.name, *row) for row in found]
    if not rows:
        raise TalentflowError("no outcome differs between the points, so nothing moves it")
    return pd.DataFrame(rows, columns=COLUMNS)


def means_of(results: Results, policy: str, outcome: str) -> Floats:
    """Return the mean of an outcome in each future under a policy, nan where no run is done."""
    points = results.points[results.points["policy"] == policy]
    means = results.runs.groupby("point")[outcome].mean().reindex(points.index)
    ordered: Floats = means.to_numpy()[np.argsort(points["future"].to_numpy(), kind="stable")]
    return ordered


def luck(results: Results, policy: str, outcome: str) -> Luck:
    """Return the share of variance that is luck, as components of points x replications.

    Replication n has the same luck at all points, so what it moves alike at all of them does not
    blur means; what it moves differently does. nan with one replication.
    """
    runs = results.runs.join(results.points["policy"], on="point")
    wide = runs[runs["policy"] == policy].pivot_table(
        index="point", columns="replication", values=outcome
    )
    table = wide.dropna().to_numpy()
    points, repeats = table.shape
    if points < 2 or repeats < 2:
        return Luck(np.nan, np.nan)
    mean = table.mean()
    by_point, by_luck = table.mean(axis=1) - mean, table.mean(axis=0) - mean
    rest = table - mean - by_point[:, None] - by_luck[None, :]
    noise = float((rest**2).sum() / ((points - 1) * (repeats - 1)))
    of_points = max(0.0, float((by_point**2).sum() / (points - 1)) - noise / repeats)
    of_luck = max(0.0, float((by_luck**2).sum() / (repeats - 1)) - noise / points)
    whole = of_points + of_luck + noise
    told = of_points + noise / repeats
    return Luck(
        (of_luck + noise) / whole if whole else np.nan,
        noise / repeats / told if told else np.nan,
    )


def _design(results: Results) -> tuple[list[str], Floats]:
    crossed = len(results.policies) > 1
    drawn = [one for one in results.inputs if not crossed or one.kind == "uncertainty"]
    if not drawn:
        raise TalentflowError("sensitivity needs [uncertainties]: only policies differ here")
    rows = unit_rows(results.design, len(drawn), results.options)
    return [one.name for one in drawn], rows


def _indices(results: Results, names: list[str], x: Floats, y: Floats) -> Iterator[tuple[Any, ...]]:
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # SALib warns of its own use of pandas
        if results.design == "saltelli":
            yield from _sobol(results, problem, y)
        elif results.design == "morris":
            yield from _morris(results, problem, x, y)
        if results.design != "morris":
            second = bool(results.options["second_order"])
            block = (2 if second else 1) * len(names) + 2 if results.design == "saltelli" else 1
            alone, mine = x[::block], y[::block]  # of a block the first row is an independent draw
            whole = np.isfinite(mine)
            yield from _moment_free(problem, alone[whole], mine[whole])


def _whole_blocks(y: Floats, size: int) -> npt.NDArray[np.bool_]:
    good = np.isfinite(y.reshape(-1, size)).all(axis=1)
    if good.sum() < 2:
        raise TalentflowError("too few whole blocks of the design are done; sweep on")
    return np.repeat(good, size)


def _sobol(results: Results, problem: dict[str, Any], y: Floats) -> Iterator[tuple[Any, ...]]:
    from SALib.analyze import sobol  # noqa: PLC0415 - takes long to import

    names, second = problem["names"], bool(results.options["second_order"])
    size = (2 if second else 1) * len(names) + 2
    found = sobol.analyze(
        problem, y[_whole_blocks(y, size)], calc_second_order=second, seed=SEED,
        num_resamples=RESAMPLES, conf_level=CONFIDENCE,
    )  # fmt: skip
    for index in ("S1", "ST"):
        for n, name in enumerate(names):
            yield ("sobol", name, "", index, *_span(found[index][n], found[f"{index}_conf"][n]))
    for a, b in combinations(range(len(names)), 2) if second else ():
        span = _span(found["S2"][a, b], found["S2_conf"][a, b])
        yield ("sobol", names[a], names[b], "S2", *span)


def _morris(
    results: Results, problem: dict[str, Any], x: Floats, y: Floats
) -> Iterator[tuple[Any, ...]]:
    from SALib.analyze import morris  # noqa: PLC0415 - takes long to import

    names, levels = problem["names"], int(results.options["levels"])
    whole = _whole_blocks(y, len(names) + 1)
    found = morris.analyze(
        problem, x[whole], y[whole], num_levels=levels, seed=SEED,
        num_resamples=RESAMPLES, conf_level=CONFIDENCE,
    )  # fmt: skip
    for n, name in enumerate(names):
        wide = float(found["mu_star_conf"][n])
        yield ("morris", name, "", "mu_star", *_span(found["mu_star"][n], wide))
        for index in ("mu", "sigma"):
            yield ("morris", name, "", index, float(found[index][n]), np.nan, np.nan)


def _moment_free(problem: dict[str, Any], x: Floats, y: Floats) -> Iterator[tuple[Any, ...]]:
    from SALib.analyze import delta, pawn  # noqa: PLC0415 - takes long to import

    with redirect_stdout(StringIO()):  # SALib tells of bins that it merges
        found = delta.analyze(
            problem, x, y, method="balanced", seed=SEED,
            num_resamples=DELTA_RESAMPLES, conf_level=CONFIDENCE,
        )  # fmt: skip
    for n, name in enumerate(problem["names"]):
        span = _span(found["delta_balanced"][n], found["delta_balanced_conf"][n])
        yield ("delta", name, "", "delta", *span)
    slices = pawn.analyze(problem, x, y, S=10, seed=SEED)
    for n, name in enumerate(problem["names"]):
        ends = (float(slices["minimum"][n]), float(slices["maximum"][n]))
        yield ("pawn", name, "", "median", float(slices["median"][n]), *ends)


def _span(value: float, half: float) -> tuple[float, float, float]:
    return float(value), float(value - half), float(value + half)
