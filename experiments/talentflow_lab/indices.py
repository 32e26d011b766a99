"""Indices of sensitivity of one outcome, on inputs in the unit cube, with 95 % intervals."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from talentflow_lab.sample_values import Floats

__all__ = ["Row", "delta", "morris", "pawn", "sobol"]

type Row = tuple[str, str, str, float, float, float]
"""Input, other input (or empty), index, value, low, high."""

SEED = 20_200_809
"""Of all resampling, so that a table comes out the same every time."""

RESAMPLES, CONFIDENCE = 100, 0.95
DUMMY = "(no influence)"
"""An input drawn at random, which shows what PAWN makes of chance alone."""


def sobol(names: list[str], y: Floats, *, second_order: bool) -> Iterator[Row]:
    """Yield S1, ST and S2 of a Saltelli design, rows in the order of SALib's sampler.

    Estimators of Saltelli et al. (2010, doi:10.1016/j.cpc.2009.09.018) and, of second order,
    Saltelli (2002); intervals are normal, from bootstrapped blocks.
    """
    from SALib.analyze import sobol as method  # noqa: PLC0415 - takes long to import

    with np.errstate(all="ignore"):
        found = method.analyze(
            _problem(names),
            y,
            calc_second_order=second_order,
            num_resamples=RESAMPLES * 2,
            conf_level=CONFIDENCE,
            seed=SEED,
        )
    for index in ("S1", "ST"):
        for n, name in enumerate(names):
            value, half = float(found[index][n]), float(found[f"{index}_conf"][n])
            yield name, "", index, value, value - half, value + half
    if second_order:
        for n, name in enumerate(names):
            for m in range(n + 1, len(names)):
                value, half = float(found["S2"][n, m]), float(found["S2_conf"][n, m])
                yield name, names[m], "S2", value, value - half, value + half


def morris(names: list[str], x: Floats, y: Floats, levels: int) -> Iterator[Row]:
    """Yield mu, mu_star and sigma of elementary effects over the whole range of each input.

    Morris (1991, doi:10.1080/00401706.1991.10484804); mu_star of Campolongo et al. (2007) with
    SALib's bootstrap, mu with the standard error sigma / sqrt(trajectories).
    """
    from SALib.analyze import morris as method  # noqa: PLC0415 - takes long to import

    found = method.analyze(
        _problem(names), x, y, num_resamples=RESAMPLES * 2, conf_level=CONFIDENCE,
        num_levels=levels, seed=SEED,
    )  # fmt: skip
    trajectories = len(y) / (len(names) + 1)
    for n, name in enumerate(names):
        mu, star, sigma = (float(found[index][n]) for index in ("mu", "mu_star", "sigma"))
        error = 1.96 * sigma / math.sqrt(trajectories)
        half = float(found["mu_star_conf"][n])
        yield name, "", "mu", mu, mu - error, mu + error
        yield name, "", "mu_star", star, max(0.0, star - half), star + half
        yield name, "", "sigma", sigma, math.nan, math.nan


def pawn(names: list[str], x: Floats, y: Floats) -> Iterator[Row]:
    """Yield the PAWN index of each input, and of an input that has no influence.

    The median over ten slices of the Kolmogorov-Smirnov distance between the outcome in a slice
    and everywhere (Pianosi and Wagener 2018, doi:10.1016/j.envsoft.2018.07.019), between 0 and 1.
    Chance alone makes it positive: below the value of the dummy nothing is shown.
    """
    generator = np.random.default_rng(SEED)
    slices = max(2, min(10, len(y) // 10))
    columns = [*x.T, generator.random(len(y))]
    for name, column in zip([*names, DUMMY], columns, strict=True):
        value, low, high = _bootstrapped(
            column, y, lambda a, b: float(np.median(_distances(a, b, slices)))
        )
        yield name, "", "pawn", value, low, high


def _distances(x: Floats, y: Floats, slices: int) -> Floats:
    """Return the Kolmogorov-Smirnov distance of each slice of x, shape (slices,).

    As SALib's, which passes over the last of few categories; slices are cut by rank here.
    """
    rank = np.empty(len(x), dtype=np.int64)
    rank[np.argsort(x, kind="stable")] = np.arange(len(x))
    order = np.argsort(y, kind="stable")
    inside = (rank * slices // len(x))[order][None, :] == np.arange(slices)[:, None]
    part = inside.cumsum(axis=1) / inside.sum(axis=1, keepdims=True)
    whole = np.arange(1, len(y) + 1) / len(y)
    last = np.append(np.diff(y[order]) > 0, True)
    return np.asarray(np.abs(part - whole)[:, last].max(axis=1))


def delta(names: list[str], x: Floats, y: Floats) -> Iterator[Row]:
    """Yield the delta index: half the mean shift of the outcome's density, between 0 and 1.

    Borgonovo (2007, doi:10.1016/j.ress.2006.04.015); estimator with the bias removed by bootstrap
    of Plischke et al. (2013, doi:10.1016/j.ejor.2012.11.047, equations 26 and 30).
    """
    for n, name in enumerate(names):
        value, low, high = _bootstrapped(x[:, n], y, _shift, resamples=50, unbiased=True)
        yield name, "", "delta", value, low, high


def _shift(x: Floats, y: Floats) -> float:
    """Return delta with its bias: SALib's `calc_delta`, many times faster.

    Slices of x hold equally many points; densities are Gaussian with Silverman's bandwidth. A
    slice in which the outcome is constant counts for nothing.
    """
    power = 2.0 / (7.0 + math.tanh((1500.0 - len(y)) / 500.0))
    cuts = np.linspace(0, len(y), min(math.ceil(len(y) ** power), 48) + 1).astype(np.int64)
    grid = np.linspace(y.min(), y.max(), 100)
    whole, ordered = _density(y, grid), y[np.argsort(x, kind="stable")]
    found = 0.0
    for start, end in itertools.pairwise(cuts.tolist()):
        part = ordered[start:end]
        if len(part) > 1 and np.ptp(part) > 0.0:
            apart = float(np.trapezoid(np.abs(whole - _density(part, grid)), grid))
            found += len(part) / (2 * len(y)) * apart
    return found


def _density(y: Floats, grid: Floats) -> Floats:
    width = float(y.std(ddof=1)) * (0.75 * len(y)) ** -0.2
    kernel = np.exp(-0.5 * ((grid[:, None] - y[None, :]) / width) ** 2)
    return np.asarray(kernel.sum(axis=1) / (len(y) * width * math.sqrt(2.0 * math.pi)))


def _bootstrapped(
    x: Floats,
    y: Floats,
    index: Callable[[Floats, Floats], float],
    *,
    resamples: int = RESAMPLES,
    unbiased: bool = False,
) -> tuple[float, float, float]:
    """Return an index with its basic or percentile bootstrap interval."""
    generator = np.random.default_rng(SEED)
    value = index(x, y)
    drawn = np.empty(resamples)
    for n in range(resamples):
        rows = generator.integers(len(y), size=len(y))
        drawn[n] = index(x[rows], y[rows])
    if unbiased:
        shift = 2.0 * value - drawn.mean()
        drawn, value = drawn - drawn.mean() + shift, shift
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(value), float(low), float(high)


def _problem(names: list[str]) -> dict[str, Any]:
    """Describe the unit cube to SALib, with names that it cannot take for anything else."""
    plain = [f"x{n}" for n in range(len(names))]
    return {"num_vars": len(names), "names": plain, "bounds": [[0.0, 1.0]] * len(names)}
