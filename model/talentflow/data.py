"""The data of a scenario: validated tables as pandas frames."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import pandas as pd

from talentflow.frozen import FrozenDict
from talentflow.tables import TABLES, Table

__all__ = ["Data", "table_text"]

_NAMED = {"countries": "country_rows", "places": "place_rows"}


@dataclass(frozen=True, eq=False)
class Data:
    """One frame per table, with the columns and types of `talentflow.tables`.

    Rows stand in the order of the files. `country_rows` and `place_rows` are
    the tables countries.csv and places.csv; the other attributes are named as
    the files. Treat the frames as read-only.
    """

    country_rows: pd.DataFrame
    place_rows: pd.DataFrame
    events: pd.DataFrame
    indicators: pd.DataFrame
    pay_by_grade: pd.DataFrame
    pairs: pd.DataFrame
    entry_rules: pd.DataFrame
    programmes: pd.DataFrame
    structure: pd.DataFrame
    origins: pd.DataFrame
    firms: pd.DataFrame
    targets: pd.DataFrame

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame]) -> Self:
        """Return the data made of one frame for each table name."""
        return cls(**{_NAMED.get(name, name): frame for name, frame in frames.items()})

    @property
    def countries(self) -> tuple[str, ...]:
        """Return the ISO 3166 alpha-3 codes in the order of the file."""
        return tuple(self.country_rows["iso3"])

    @property
    def places(self) -> tuple[str, ...]:
        """Return the slugs of the places in the order of the file."""
        return tuple(self.place_rows["place"])

    def frame(self, table: str) -> pd.DataFrame:
        """Return the frame of a table by its name, such as "countries"."""
        frame: pd.DataFrame = getattr(self, _NAMED.get(table, table))
        return frame

    @cached_property
    def digests(self) -> FrozenDict[str, str]:
        """Return the SHA-256 of the rows of each table, in hexadecimal.

        It depends on the values and their order, not on how the file spells them.
        """
        texts = {name: table_text(table, self.frame(name)) for name, table in TABLES.items()}
        return FrozenDict(
            {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
        )


def table_text(table: Table, frame: pd.DataFrame) -> str:
    """Return a table as CSV in the one spelling that its digest is taken from.

    Reading the text again gives the same frame.
    """
    cells = [_cells(frame[column.name], column.kind) for column in table.columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows(zip(*cells, strict=True))
    return out.getvalue()


def _cells(series: "pd.Series[float]", kind: str) -> list[str]:
    if kind == "date":
        return ["" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in series]
    if kind == "number":
        return ["" if pd.isna(value) else _plain(value) for value in series.tolist()]
    return [str(value) for value in series.tolist()]


def _plain(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return repr(value).removesuffix(".0")
