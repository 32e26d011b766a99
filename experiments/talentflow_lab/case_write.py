"""A new scenario on disk: its file and a folder of tables beside it, both or neither."""

import csv
import io
import os
import re
import shutil
from pathlib import Path

from talentflow.files import write_text
from talentflow.reading import shipped
from talentflow.scenario import load
from talentflow.tables import TABLES
from talentflow_lab.case_build import Case, spelled_rows
from talentflow_lab.case_countries import SECTORS, check_countries
from talentflow_lab.case_text import toml_text
from talentflow_lab.world_tables import CaseError, nearest

__all__ = ["check_case", "check_name", "check_sector", "write_case"]

_NAME = r"[a-z0-9]+(-[a-z0-9]+)*"
_LONGEST = 60


def check_name(name: str) -> None:
    """Raise CaseError unless a name can be that of a scenario file on any machine."""
    if len(name) > _LONGEST or not re.fullmatch(_NAME, name, re.ASCII):
        raise CaseError(
            f"{name[:80]!r} is no name of a scenario; expected small letters, digits and hyphens, "
            f"at most {_LONGEST}, such as ukraine-2019"
        )
    if name in shipped():
        raise CaseError(
            f"{name} is the name of a scenario that comes with talentflow; take another"
        )


def check_sector(sector: str) -> None:
    """Raise CaseError unless the tables describe the professionals of a sector."""
    if sector not in SECTORS:
        near = nearest(sector.casefold(), SECTORS) or SECTORS[0]
        raise CaseError(
            f"unknown sector {sector[:40]!r}; expected one of {', '.join(SECTORS)}; "
            f'did you mean "{near}"?'
        )


def check_case(case: Case) -> None:
    """Raise CaseError with the first thing that cannot be."""
    check_name(case.name)
    check_countries(case.world, case.origins, case.destinations, case.start.year)


def write_case(case: Case, folder: Path, *, force: bool = False) -> Path:
    """Write NAME.toml and NAME-data/*.csv into a folder, and return the former.

    The folder is made if need be. The scenario is read back before it takes its place. What is
    already there is replaced only by `force`, and nothing that is not a table of a scenario.
    Raises CaseError where it cannot be written.
    """
    check_case(case)
    path, tables = folder / f"{case.name}.toml", folder / f"{case.name}-data"
    _refuse(path, tables, force=force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{case.name}.{os.getpid()}.tmp"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            _write(case, draft, tables.name)
            load(draft / path.name)
            _take_place(draft, path, tables)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CaseError(f"{folder}: nothing can be written here ({reason})") from None
    return path


def _write(case: Case, draft: Path, tables: str) -> None:
    (draft / tables).mkdir(parents=True)
    for name, rows in case.tables.items():
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(TABLES[name].names)
        writer.writerows(spelled_rows(name, rows))
        write_text(draft / tables / f"{name}.csv", out.getvalue())
    write_text(draft / f"{case.name}.toml", toml_text(case, tables))


def _take_place(draft: Path, path: Path, tables: Path) -> None:
    """Put the tables and then the file in their places; until then the old ones stand."""
    old = draft / "old"
    if tables.exists():
        tables.rename(old)
    try:
        (draft / tables.name).rename(tables)
    except OSError:
        if old.exists():
            old.rename(tables)
        raise
    (draft / path.name).replace(path)


def _refuse(path: Path, tables: Path, *, force: bool) -> None:
    """Raise CaseError where something is in the way that must not be replaced."""
    for one in (path, tables):
        if one.is_symlink():
            raise CaseError(f"{one} is a link; nothing was written")
    there = [one for one in (path, tables) if one.exists()]
    if there and not force:
        raise CaseError(f"{there[0]} is already there; --force replaces it")
    if path.exists() and not path.is_file():
        raise CaseError(f"{path} is no file; nothing was written")
    if tables.exists():
        known = {f"{name}.csv" for name in TABLES}
        other = sorted(one.name for one in tables.iterdir() if one.name not in known)
        if other or not tables.is_dir():
            raise CaseError(f"{tables} holds {other[0]}, which is no table of a scenario")
