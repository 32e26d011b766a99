"""The data tables of a scenario: every column, code and range, declared in one place.

A table is a UTF-8 CSV file with a header. Each row says where it comes from
(`source`) and how far to trust it (`certainty`). In the frames that are read
from them a number is float64, an integer int64, a date datetime64 (NaT where it
is empty) and everything else text; an optional number is NaN where it is empty.
"""

from dataclasses import dataclass
from typing import Literal

from talentflow.vocabulary import (
    AGE_BANDS,
    CERTAINTIES,
    CHANNELS,
    ENTRY_FIELDS,
    GRADES,
    INDICATORS,
    PAIR_INDICATORS,
    PAY_POOLS,
    STRUCTURE,
    Range,
)

__all__ = [
    "AGE_BANDS",
    "ENTRY_FIELDS",
    "GRADES",
    "INDICATORS",
    "PAIR_INDICATORS",
    "STRUCTURE",
    "TABLES",
    "Column",
    "Range",
    "Table",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its cells hold.

    `codes` says which other table must hold the code. `unit` is that of a
    figure; a row's own `unit` cell goes before it. A figure is a value with a
    provenance of its own.
    """

    name: str
    kind: Literal["text", "number", "integer", "date"] = "text"
    low: float = 0
    high: float = 0
    unit: str = ""
    choices: tuple[str, ...] = ()
    codes: Literal["", "country", "place", "event"] = ""
    may_be_empty: bool = False
    figure: bool = False
    longest: int = 1000
    """Most characters of a text."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order; `key` are those that no two rows share.

    `file` is the shipped one, if it is not named as the table.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    may_be_empty: bool = False
    file: str = ""

    @property
    def shipped_file(self) -> str:
        """Return the path of the shipped file within `scenarios/data`."""
        return self.file or f"{self.name}.csv"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns in order."""
        return tuple(column.name for column in self.columns)


def _name(name: str) -> Column:
    """Describe a column of names, which stand in charts."""
    return Column(name, longest=100)


def _figure(name: str, low: float, high: float, unit: str, *, empty: bool = False) -> Column:
    return Column(name, "number", low, high, unit, may_be_empty=empty, figure=True)


def _flag(name: str, unit: str) -> Column:
    return Column(name, "integer", 0, 1, unit, figure=True)


def _choice(name: str, choices: tuple[str, ...]) -> Column:
    return Column(name, choices=choices)


def _date(name: str, *, empty: bool = False) -> Column:
    return Column(name, "date", may_be_empty=empty)


def _code(name: str, codes: Literal["country", "place", "event"], *, empty: bool = False) -> Column:
    return Column(name, codes=codes, may_be_empty=empty)


_YEAR = Column("year", "integer", 1900, 2100)
_TRUST = (Column("source"), _choice("certainty", CERTAINTIES))
_LAT = _figure("lat", -90, 90, "degrees north")
_LON = _figure("lon", -180, 180, "degrees east")
_VALUE = _figure("value", -1e12, 1e12, "")
_UNIT = Column("unit")
_ISO3 = _code("iso3", "country")
_SECTOR = _choice("sector", STRUCTURE["sector"][1])
_OWNERSHIP = _choice("ownership", STRUCTURE["ownership"][1])

_ALL = (
    Table(
        "countries",
        ("iso3",),
        (
            Column("iso3"),
            Column("iso_numeric", "integer", 1, 999),
            _name("name"),
            _LAT,
            _LON,
            _choice("pay_pool", PAY_POOLS),
            *_TRUST,
        ),
    ),
    Table(
        "places",
        ("place",),
        (
            _name("place"),
            _name("name"),
            _ISO3,
            _figure("job_share", 1e-6, 1, "share of the country's ICT jobs"),
            _LAT,
            _LON,
            *_TRUST,
        ),
    ),
    Table(
        "events",
        ("id",),
        (
            _name("id"),
            _date("date"),
            Column("type"),
            _name("title"),
            Column("iso3"),
            _choice("channel", CHANNELS),
            _figure("severity", 0, 5, "severity, 0 to 5"),
            *_TRUST,
        ),
        may_be_empty=True,
    ),
    Table(
        "indicators",
        ("iso3", "indicator", "date"),
        (
            _ISO3,
            _choice("indicator", tuple(INDICATORS)),
            _date("date", empty=True),
            _VALUE,
            _UNIT,
            _YEAR,
            _code("event", "event", empty=True),
            *_TRUST,
        ),
    ),
    Table(
        "pay_by_grade",
        ("pay_pool", "grade"),
        (
            _choice("pay_pool", PAY_POOLS),
            _choice("grade", GRADES),
            _figure("ratio", 0.01, 20, "ratio to the median pay of the country"),
            _YEAR,
            *_TRUST,
        ),
    ),
    Table(
        "pairs",
        ("origin", "destination", "indicator"),
        (
            _code("origin", "country"),
            _code("destination", "country"),
            _choice("indicator", tuple(PAIR_INDICATORS)),
            _VALUE,
            _UNIT,
            _YEAR,
            *_TRUST,
        ),
    ),
    Table(
        "entry_rules",
        ("citizenship", "destination", "field", "date"),
        (
            _code("citizenship", "country"),
            _code("destination", "country"),
            _choice("field", tuple(ENTRY_FIELDS)),
            _date("date", empty=True),
            _VALUE,
            _code("event", "event", empty=True),
            *_TRUST,
        ),
    ),
    Table(
        "programmes",
        ("programme", "start"),
        (
            _name("programme"),
            _name("title"),
            _code("citizenship", "country"),
            _code("destination", "country"),
            _date("start"),
            _date("end", empty=True),
            _flag("job_required", "1 where a job is asked for"),
            _figure("processing_months", 0, 60, "months", empty=True),
            _figure("capacity", 0, 1e7, "decisions a month", empty=True),
            _figure("take_up", 0, 1, "share of those preparing"),
            _figure("refusal", 0, 1, "share of decisions"),
            _figure("leakage", 0, 1000, "unused visas for each to a mover"),
            _flag("families", "1 where families get visas too"),
            *_TRUST,
        ),
        may_be_empty=True,
    ),
    Table(
        "structure",
        ("iso3", "attribute", "group", "category"),
        (
            _code("iso3", "country", empty=True),
            _choice("attribute", tuple(STRUCTURE)),
            Column("group"),
            Column("category"),
            _figure("share", 0, 1, "share"),
            _YEAR,
            Column("n", "number", 1, 1e9, may_be_empty=True),
            *_TRUST,
        ),
    ),
    Table(
        "origins",
        ("iso3", "parameter"),
        (
            _ISO3,
            Column("parameter"),
            _VALUE,
            _UNIT,
            _YEAR,
            *_TRUST,
        ),
        may_be_empty=True,
    ),
    Table(
        "firms",
        ("name", "iso3"),
        (
            _name("name"),
            _ISO3,
            _SECTOR,
            Column("headcount", "integer", 1, 10_000_000, "persons", figure=True),
            _YEAR,
            _OWNERSHIP,
            _code("parent", "country", empty=True),
            *_TRUST,
        ),
        may_be_empty=True,
    ),
    Table(
        "targets",
        ("id",),
        (
            _name("id"),
            _date("period_start"),
            _date("period_end"),
            _code("origin", "country", empty=True),
            _code("destination", "country", empty=True),
            Column("group", may_be_empty=True),
            Column("link", may_be_empty=True),
            _VALUE,
            Column("low", "number", -1e12, 1e12, may_be_empty=True),
            Column("high", "number", -1e12, 1e12, may_be_empty=True),
            _UNIT,
            Column("scope"),
            _choice("certainty", CERTAINTIES),
            _choice("fitted", ("yes", "no")),
            Column("source"),
            Column("note", may_be_empty=True),
        ),
        may_be_empty=True,
        file="targets/belarus-2020.csv",
    ),
)

TABLES = {table.name: table for table in _ALL}
"""Table name -> declaration, those first whose codes the others use."""
