"""The names in outcome tables: in which order they stand, and what the documentation says."""

import numpy as np
import pandas as pd

from talentflow.outcomes import TABLES, Column

__all__ = ["describe", "in_order"]


def in_order(column: Column, values: pd.Series) -> pd.Series:
    """Return categorical values with the categories as declared, or else by name; drop unused.

    Raises TypeError for categories that are not texts.
    """
    codes, names = values.cat.codes.to_numpy(), values.cat.categories
    counts = np.bincount(codes.astype(np.int64) + 1, minlength=len(names) + 1)[1:]
    used = {name: code for code, name in enumerate(names) if counts[code]}
    if not all(isinstance(name, str) for name in used):
        raise TypeError("names must be texts")
    rank = {name: position for position, name in enumerate(column.allowed)}
    ordered = sorted(used, key=lambda name: (rank.get(name, len(rank)), name))
    recoded = np.full(len(names) + 1, -1, codes.dtype)  # its last is for -1, a missing value
    recoded[[used[name] for name in ordered]] = np.arange(len(ordered), dtype=codes.dtype)
    named = pd.Categorical.from_codes(recoded[codes], categories=pd.Index(ordered, dtype="str"))
    return pd.Series(named, index=values.index, name=values.name)


def describe() -> str:
    """Return the outcome tables as Markdown, one section a table, for the documentation."""
    sections = []
    for table in TABLES.values():
        rows = [
            f"| `{c.name}` | {c.dtype} | {c.unit} | {c.doc} | {', '.join(c.allowed) or '-'} |"
            for c in table.columns
        ]
        head = ["| column | dtype | unit | meaning | allowed |", "| --- | --- | --- | --- | --- |"]
        sections.append("\n".join([f"## {table.name}", "", table.doc, "", *head, *rows, ""]))
    return "\n".join(sections)
