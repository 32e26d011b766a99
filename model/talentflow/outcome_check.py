"""Bring a frame into the form of its outcome table and prove with pandera that it fits.

Everything works on the codes of categoricals and on whole columns, so that a table of a million
rows costs well under a second.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from talentflow.outcomes import (
    ENTRY_KINDS,
    EXIT_KINDS,
    GROUPS,
    TABLES,
    Column,
    OutcomeError,
    Table,
    in_order,
)


def check(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as outcome table `name`: its dtypes, column order, rows sorted by the key.

    Strings become categoricals; nothing is filled in or dropped. Raises OutcomeError, which lists
    all breaches: missing or unknown columns, values that are not allowed, numbers that are not
    finite or below their bound, two rows with the same key.
    """
    table = TABLES[name]
    columns = {c.name: _typed(table, c, frame[c.name]) for c in table.columns if c.name in frame}
    rest = {str(name): frame[name] for name in frame.columns if name not in columns}
    typed = pd.DataFrame({**columns, **rest}, index=frame.index).reset_index(drop=True)
    try:
        _schema(table.name).validate(typed, lazy=True)
    except SchemaErrors as failures:
        breaches = dict.fromkeys(_breaches(table, typed, failures))
        raise OutcomeError("\n".join(f"table {table.name}: {b}" for b in breaches)) from None
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
            return in_order(column, codes.where(codes != "") if column.optional else codes)
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
    """What a column must satisfy, and a function that picks out the values that do not."""

    text: str
    offenders: Callable[[pd.Series], Sequence[object]]


@cache
def _schema(name: str) -> pa.DataFrameSchema:
    table = TABLES[name]
    columns = {
        c.name: pa.Column(c.dtype, [_check(r) for r in _rules(c)], nullable=c.optional)
        for c in table.columns
    }
    return pa.DataFrameSchema(columns, checks=_table_checks(table), strict=True, ordered=True)


def _check(rule: _Rule) -> pa.Check:
    return pa.Check(lambda values: len(rule.offenders(values)) == 0, error=rule.text)


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


def _table_checks(table: Table) -> list[pa.Check]:
    checks = []
    if "group" in table.key:
        checks.append(pa.Check(_groups_match, error="a group_value belongs to another group"))
    if table.name == "entries_exits":
        checks.append(pa.Check(_signs_match, error="entries must be positive and exits negative"))
    return checks


def _groups_match(frame: pd.DataFrame) -> bool:
    pairs = frame[["group", "group_value"]].drop_duplicates()
    return all(value in GROUPS.get(group, ()) for group, value in pairs.itertuples(index=False))


def _signs_match(frame: pd.DataFrame) -> bool:
    entered, left = frame["kind"].isin(ENTRY_KINDS), frame["kind"].isin(EXIT_KINDS)
    wrong = (entered & (frame["persons"] < 0)) | (left & (frame["persons"] > 0))
    return not bool(wrong.any())


def _breaches(table: Table, frame: pd.DataFrame, failures: SchemaErrors) -> Iterator[str]:
    """Say each thing that pandera found once, in words, with the first offending values."""
    rules = {c.name: {rule.text: rule for rule in _rules(c)} for c in table.columns}
    for failure in failures.schema_errors:
        what = str(getattr(failure.check, "error", None) or failure.check)
        name = getattr(failure.schema, "name", None)
        if what == "column_in_dataframe":
            yield f"column {failure.failure_cases} is missing"
        elif what == "column_in_schema":
            yield f"column {failure.failure_cases} is not declared"
        elif name in rules:
            rule = rules[name].get(what)
            values = rule.offenders(frame[name])[:3] if rule else ()
            found = f"; found {', '.join(map(repr, values))}" if values else ""
            yield f"column {name}: {what.replace('not_nullable', 'no value may be missing')}{found}"
        else:
            yield what
