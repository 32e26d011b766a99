"""Outcome tables on disk: one Parquet part a replication, merged without holding them in memory.

Each part is checked and sorted by its table's key, of which the replication comes first. Joining
the parts in the order of replications therefore gives the same file for any number of workers.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from talentflow import outcomes
from talentflow.outcome_check import check
from talentflow.outcome_words import in_order

__all__ = ["merge", "part_folder", "read", "write_part"]

ROWS_PER_GROUP = 1_000_000
HOW: Mapping[str, Any] = {"compression": "zstd", "write_page_checksum": True}
"""How tables are written: small, and so that a changed byte is noticed."""

_ARROW_TYPES: Mapping[outcomes.Kind, pa.DataType] = {
    "replication": pa.int32(),
    "date": pa.timestamp("us"),
    "country": pa.dictionary(pa.int32(), pa.string()),
    "label": pa.dictionary(pa.int32(), pa.string()),
    "number": pa.float64(),
}


def part_folder(parts: Path, replication: int) -> Path:
    """Name the folder that holds the tables of one replication."""
    return parts / f"{replication:05d}"


def write_part(parts: Path, replication: int, tables: Mapping[str, pd.DataFrame]) -> None:
    """Check the tables of one replication and write them as Parquet parts.

    The column "replication" is added where the table has one. Raises OutcomeError if a table is
    missing, unknown or breaks its declaration.
    """
    if odd := set(tables) ^ set(outcomes.TABLES):
        raise outcomes.OutcomeError(f"missing or unknown tables: {', '.join(sorted(odd))}")
    folder = part_folder(parts, replication)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        if "replication" in outcomes.TABLES[name].key:
            own = {"replication": np.full(len(frame), replication, np.int32)}
            frame = frame.assign(**own)  # noqa: PLW2901 - the same table with its full key
        table = pa.Table.from_pandas(check(name, frame), schema=_schema(name), preserve_index=False)
        # Without pandas' own metadata the file does not depend on the version that wrote it.
        table = table.replace_schema_metadata(None)
        pq.write_table(table, folder / f"{name}.parquet", **HOW)


def merge(parts: Path, replications: Sequence[int], folder: Path, *, csv: bool) -> dict[str, int]:
    """Join the parts of each table into one Parquet file, and one CSV file if asked.

    Tables without a replication column are taken from the first replication given. Returns the
    number of rows of each table.
    """

    def join(name: str) -> int:
        chosen = replications if "replication" in outcomes.TABLES[name].key else replications[:1]
        return _join(name, [part_folder(parts, r) for r in chosen], folder, csv=csv)

    # Arrow leaves Python to other threads while it reads and writes.
    with ThreadPoolExecutor() as pool:
        return dict(zip(outcomes.TABLES, pool.map(join, outcomes.TABLES), strict=True))


def _join(name: str, folders: Sequence[Path], folder: Path, *, csv: bool) -> int:
    """Join the parts of one table; returns its number of rows."""
    rows = 0
    with ExitStack() as stack:
        target = folder / f"{name}.parquet"
        parquet = stack.enter_context(pq.ParquetWriter(target, _schema(name), **HOW))
        plain = stack.enter_context(_csv_writer(folder / f"{name}.csv", name)) if csv else None
        for group in _groups(name, [part / f"{name}.parquet" for part in folders]):
            rows += group.num_rows
            parquet.write_table(group, row_group_size=ROWS_PER_GROUP)
            if plain is not None:
                plain.write_table(_plain(group))
    return rows


def read(
    folder: Path, name: str, columns: Sequence[str] = (), where: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Read one table of a results folder: all columns or those named, all rows or those alike.

    `where` gives the value that a column must have. Strings come back as categoricals in their
    declared order.
    """
    table = outcomes.TABLES[name]
    frame = pq.read_table(
        folder / f"{name}.parquet",
        columns=list(columns) if columns else None,
        filters=[(column, "==", value) for column, value in where.items()] if where else None,
    ).to_pandas()
    for column in table.columns:
        if column.name in frame and column.dtype == "category":
            frame[column.name] = in_order(column, frame[column.name])
    return frame


def _groups(name: str, files: Sequence[Path]) -> Iterator[pa.Table]:
    """Yield the parts joined to groups of about ROWS_PER_GROUP rows, so that few groups arise."""
    waiting: list[pa.Table] = []
    for file in files:
        waiting.append(pq.read_table(file).cast(_schema(name)))
        if sum(table.num_rows for table in waiting) >= ROWS_PER_GROUP:
            yield pa.concat_tables(waiting).unify_dictionaries()
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting).unify_dictionaries()


def _schema(name: str) -> pa.Schema:
    """Translate the declaration of a table, with unit and meaning as metadata of each field."""
    return pa.schema(
        [
            pa.field(c.name, _ARROW_TYPES[c.kind], metadata={"unit": c.unit, "meaning": c.doc})
            for c in outcomes.TABLES[name].columns
        ]
    )


def _csv_writer(path: Path, name: str) -> pa.csv.CSVWriter:
    options = pa.csv.WriteOptions(quoting_style="needed")
    return pa.csv.CSVWriter(path, _plain(_schema(name).empty_table()).schema, write_options=options)


def _plain(table: pa.Table) -> pa.Table:
    """Turn codes into words and times into dates, as a reader of CSV expects them."""
    columns = [
        column.cast(pa.date32())
        if pa.types.is_timestamp(column.type)
        else pc.cast(column, pa.string())
        if pa.types.is_dictionary(column.type)
        else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)
