"""Bring a frame into the form of its outcome table and prove that it fits.

Everything works on the codes of categoricals and on whole columns, so that a table of a million
rows costs a fraction of a second.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.outcome_words import in_order
from talentflow.outcomes import TABLES, Column, OutcomeError, Table
from talentflow.vocabulary import ENTRY_KINDS, EXIT_KINDS, GROUPS

__all__ = ["check"]


def check(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as outcome table `name`: its dtypes, column order, rows sorted by the key.

    Strings become categoricals; nothing is filled in or dropped. Raises OutcomeError, which lists
    all breaches: missing or unknown columns, values that are not allowed, numbers that are not
    finite or below their bound, two rows with the same key.
    """
    table = TABLES[name]
    typed = pd.DataFrame(
        {c.name: _typed(table, c, frame[c.name]) for c in table.columns if c.name in frame}
    ).reset_index(drop=True)
    if breaches := [*_misnamed(table, frame), *_breaches(table, typed)]:
        raise OutcomeError("\n".join(f"table {table.name}: {breach}" for breach in breaches))
    rank = _rank(table, typed)
    steps = np.diff(rank)
    if (steps < 0).any():
        order = np.argsort(rank, kind="stable")
        typed, steps = typed.iloc[order].reset_index(drop=True), np.diff(rank[order])
    if (steps == 0).any():
        row = typed.iloc[int(np.flatnonzero(steps == 0)[0])]
        twice = ", ".join(f"{name}={row[name]}" for name in table.key)
        raise OutcomeError(f"table {table.name}: two rows have the same key ({twice})")
    return typed


def _typed(table: Table, column: Column, values: pd.Series) -> pd.Series:
    try:
        if column.dtype == "category":
            codes = values.astype("category")
            if column.optional and "" in codes.cat.categories:
                codes = codes.cat.remove_categories("")
            return in_order(column, codes)
        return pd.Series(values, dtype=np.dtype(column.dtype))
    except (TypeError, ValueError) as problem:
        raise OutcomeError(
            f"table {table.name}: column {column.name} cannot be read as {column.dtype}: {problem}"
        ) from None


def _rank(table: Table, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Give each row a number; numbers have the order of the keys, missing values last."""
    codes = [_codes(frame[name]) for name in table.key]
    sizes = [int(code.max(initial=0)) + 1 for code in codes]
    if prod(sizes) >= 2**62:  # too many combinations for one number: rank the distinct keys
        _, rank = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
        return np.asarray(rank, dtype=np.int64)
    rank = np.zeros(len(frame), dtype=np.int64)
    for code, size in zip(codes, sizes, strict=True):
        rank = rank * size + code
    return rank


def _codes(values: pd.Series) -> npt.NDArray[np.int64]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy(np.int64)
        return np.where(codes < 0, len(values.cat.categories), codes)
    if values.dtype.kind == "M":
        months = values.to_numpy().astype("datetime64[M]").astype(np.int64)
        return np.asarray(months - months.min(initial=0))
    return values.to_numpy(np.int64)


class _Rule(NamedTuple):
    """What the values of a column must satisfy, and a function that picks out those that do not."""

    text: str
    offenders: Callable[[pd.Series], Sequence[object]]


def _rules(column: Column) -> list[_Rule]:
    if column.allowed:
        allowed = set(column.allowed)
        return [_Rule(f"only {', '.join(column.allowed)} may appear", _names(allowed.__contains__))]
    if column.kind == "country":
        iso3 = re.compile(r"[A-Z]{3}")
        return [_Rule("a country is an ISO 3166 alpha-3 code", _names(iso3.fullmatch))]
    if column.kind == "label":
        return [_Rule("a name must not be empty", _names(bool))]
    if column.kind == "date":
        return [_Rule("a date must be the first day of a month", _not_months)]
    rules = [_Rule("numbers must be finite", lambda s: s[~np.isfinite(s)].tolist())]
    low = 0 if column.kind == "replication" else column.low
    if low is not None:
        rules.append(_Rule(f"numbers must not be below {low:g}", lambda s: s[s < low].tolist()))
    return rules


def _names(good: Callable[[str], object]) -> Callable[[pd.Series], Sequence[object]]:
    return lambda values: [name for name in values.cat.categories if not good(name)]


def _not_months(values: pd.Series) -> Sequence[object]:
    dates = values.to_numpy()
    return [str(date)[:10] for date in dates[dates != dates.astype("datetime64[M]")]]


def _misnamed(table: Table, frame: pd.DataFrame) -> Iterator[str]:
    """Say which columns are missing and which are not declared."""
    declared = [column.name for column in table.columns]
    yield from (f"column {name} is not declared" for name in frame.columns if name not in declared)
    yield from (f"column {name} is missing" for name in declared if name not in frame)


def _breaches(table: Table, frame: pd.DataFrame) -> Iterator[str]:
    """Say what is wrong with the values of each column, with the first offending ones."""
    for column in table.columns:
        if column.name not in frame:
            continue
        values = frame[column.name]
        if values.hasnans:
            if not column.optional:
                yield f"column {column.name}: no value may be missing"
            values = values.dropna()
        for rule in _rules(column):
            if offenders := rule.offenders(values):
                found = ", ".join(map(repr, offenders[:3]))
                yield f"column {column.name}: {rule.text}; found {found}"
    if {"group", "group_value"} <= set(frame) and not _groups_match(frame):
        yield "a group_value belongs to another group"
    whole = table.name == "entries_exits" and {"kind", "persons"} <= set(frame)
    if whole and not _signs_match(frame):
        yield "entries must be positive and exits negative"


def _groups_match(frame: pd.DataFrame) -> bool:
    """Tell whether each pair of codes that occurs is a group and one of its values."""
    group, value = frame["group"].cat, frame["group_value"].cat
    values = len(value.categories) + 1
    pairs = np.unique((group.codes.to_numpy(np.int64) + 1) * values + value.codes + 1)
    groups, parts = ["", *group.categories], ["", *value.categories]
    return all(parts[pair % values] in GROUPS.get(groups[pair // values], ()) for pair in pairs)


def _signs_match(frame: pd.DataFrame) -> bool:
    entered, left = frame["kind"].isin(ENTRY_KINDS), frame["kind"].isin(EXIT_KINDS)
    wrong = (entered & (frame["persons"] < 0)) | (left & (frame["persons"] > 0))
    return not bool(wrong.any())
