"""World Bank indicators of a scenario fetched anew, into a table beside the old one."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from talentflow.building import table_path
from talentflow.errors import Problem, ScenarioErrors
from talentflow.files import read_text, shown, write_text
from talentflow.reading import read_chain, shipped_folder
from talentflow.rules import catalogue
from talentflow.scenario import load
from talentflow.validation import merge
from talentflow_lab.world_bank import WORLD_BANK, fetch
from talentflow_lab.world_tables import CaseError, Row, nearest

__all__ = ["Change", "Refreshed", "refresh"]

LARGEST_TABLE = 32  # megabytes


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that is another one now."""

    iso3: str
    indicator: str
    before: float
    year_before: int
    after: float
    year: int

    def __str__(self) -> str:
        path = f"indicators.{self.iso3}.{self.indicator}"
        return f"{path}: {self.before:g} ({self.year_before}) -> {self.after:g} ({self.year})"


@dataclass(frozen=True)
class Refreshed:
    """The new table, what differs, how many figures are the same, and which have no value."""

    table: Path
    changes: tuple[Change, ...]
    same: int
    missing: tuple[str, ...]
    told: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "table": str(self.table),
            "changes": [asdict(one) for one in self.changes],
            "same": self.same,
            "missing": list(self.missing),
        }


def refresh(
    file: Path, indicators: Sequence[str] = (), year: int | None = None, out: Path | None = None
) -> Refreshed:
    """Fetch indicators of a scenario anew and write them into a table of their own.

    `indicators` are those of `WORLD_BANK`, all if none is named; `year` that of the new figures,
    else each keeps its year. Raises CaseError where the figures cannot be had or written, and
    ScenarioErrors where the scenario is not good.
    """
    for name in indicators:
        if name not in WORLD_BANK:
            near = nearest(name, WORLD_BANK)
            hint = f'; did you mean "{near}"?' if near else ""
            known = ", ".join(WORLD_BANK)
            raise CaseError(f"{name[:40]!r} is not fetched from the World Bank; {known} are{hint}")
    load(file)
    old = _table(file)
    new = out or _beside(file, old)
    if shipped_folder().resolve() in new.resolve().parents:
        raise CaseError(f"{shown(new)} lies among the files of talentflow; give another --out")
    if new.exists():
        raise CaseError(f"{shown(new)} is already there; give another --out")
    rows = list(csv.DictReader(io.StringIO(read_text(old, LARGEST_TABLE), newline="")))
    changed, changes, same, missing = _renew(rows, indicators or tuple(WORLD_BANK), year)
    _write(new, rows, changed)
    told = (
        f"{len(changes)} figures differ, {same} are the same, {len(missing)} have no value. "
        f"The new table is {shown(new)}; {shown(old)} is as it was. To use it, set in "
        f'{file.name}, under [data]: indicators = "{_named(new, file)}"'
    )
    return Refreshed(new, tuple(changes), same, tuple(missing), told)


def _table(file: Path) -> Path:
    """Return the file of indicators that a scenario uses."""
    problems: list[Problem] = []
    chain = read_chain(file, problems)
    settings = merge(chain, catalogue(), problems)
    if problems:
        raise ScenarioErrors(problems)
    return table_path("indicators", settings)


def _beside(file: Path, old: Path) -> Path:
    """Return where a new table goes: beside the old one, or the file where that is shipped."""
    shipped = shipped_folder().resolve()
    folder = file.parent if shipped in old.resolve().parents else old.parent
    if file.name == str(file) and not file.exists():
        raise CaseError(f"{file} comes with talentflow; say with --out where the table goes")
    return folder / f"{old.stem}-{datetime.now(UTC):%Y-%m-%d}.csv"


def _renew(
    rows: list[Row], indicators: Sequence[str], year: int | None
) -> tuple[dict[int, Row], list[Change], int, list[str]]:
    """Return new rows by their number, what differs, how many are the same, what has no value."""
    changed: dict[int, Row] = {}
    changes, same, missing = [], 0, []
    for name in indicators:
        series = WORLD_BANK[name]
        asked = [
            (number, row)
            for number, row in enumerate(rows)
            if row["indicator"] == name and not row["date"]
        ]
        years = [year or int(row["year"]) for _, row in asked]
        found = fetch(series, [row["iso3"] for _, row in asked], years)
        for (number, row), wanted in zip(asked, years, strict=True):
            value = found.get((row["iso3"], wanted))
            if value is None:
                missing.append(f"{row['iso3']} {name} {wanted}")
                continue
            text = f"{value:.4g}"
            source = f"{series.publisher} {series.code} (CC BY 4.0), retrieved on {_today()}"
            new = {"value": text, "year": str(wanted), "source": source, "certainty": "high"}
            changed[number] = row | new
            if float(text) == float(row["value"]) and wanted == int(row["year"]):
                same += 1
                continue
            before = float(row["value"]), int(row["year"])
            changes.append(Change(row["iso3"], name, *before, float(text), wanted))
    return changed, changes, same, missing


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def _write(path: Path, rows: Sequence[Row], changed: dict[int, Row]) -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(changed.get(number, row) for number, row in enumerate(rows))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, out.getvalue())
    except OSError as error:
        raise CaseError(f"{path} cannot be written ({error.strerror or error})") from None


def _named(table: Path, file: Path) -> str:
    """Return the table as the scenario file would name it."""
    folder = file.resolve().parent
    whole = table.resolve()
    return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)
