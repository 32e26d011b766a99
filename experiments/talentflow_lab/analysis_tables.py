"""The tables of an analysis as a person reads them: a group under its heading, names up front."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from talentflow_lab.analysis_page import cell

__all__ = ["index_tables", "policy_tables", "spanned"]


def index_tables(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield heading and table of each method: a row an input, a column an index, with intervals.

    `frame` is that of `talentflow_lab.sensitivity`; the cells are text.
    """
    keys = ["scenario", "policy", "outcome", "method"]
    for key, rows in frame.groupby(keys, sort=False):
        names = [
            " x ".join(filter(None, pair))
            for pair in zip(rows["input"], rows["other"], strict=True)
        ]
        told = rows.assign(input=names)
        spans = [spanned(*three) for three in told[["value", "low", "high"]].to_numpy().tolist()]
        wide = told.assign(told=spans).pivot_table(
            index="input", columns="index", values="told", aggfunc="first", sort=False
        )
        yield ", ".join(map(str, key)), wide.fillna("").reset_index().rename_axis(columns=None)


def spanned(value: float, low: float, high: float) -> str:
    """Write a number with its interval, if there is one.

    >>> spanned(0.5, 0.25, 0.75), spanned(0.5, float("nan"), float("nan"))
    ('0.500 (0.250 to 0.750)', '0.500')
    """
    known = low == low and high == high  # noqa: PLR0124 - nan
    return f"{cell(value)} ({cell(low)} to {cell(high)})" if known else cell(value)


def policy_tables(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield heading and table of each outcome: a row a policy, columns without numbers left out.

    `frame` is that of `talentflow_lab.robust`.
    """
    keys = ["scenario", "outcome", "unit", "goal", "futures", "pairs"]
    for key, rows in frame.groupby(keys, sort=False):
        scenario, outcome, unit, goal, futures, pairs = key
        told = f"{outcome} ({unit}, to {goal}): {scenario}, {futures} futures, {pairs} pairs"
        yield told, rows.drop(columns=keys).dropna(axis="columns", how="all").reset_index(drop=True)
