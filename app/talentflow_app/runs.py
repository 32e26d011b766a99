"""Saved runs: which there are, and what is in them, read once for all sessions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from talentflow_app import shared
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import ResultsError, read_results, read_table
from talentflow_lab.report import render

__all__ = ["Run", "chosen", "found", "page_of", "report_of", "table_of"]

KEPT = 4
"""So many runs stay in memory, those last looked at."""


@dataclass(frozen=True)
class Run:
    """A folder of results: its name among the runs, where it is, and when it was written.

    `written` (nanoseconds) is part of it, so that results that were replaced are read anew.
    """

    name: str
    folder: Path
    written: int
    title: str

    @property
    def label(self) -> str:
        """Return how a list of runs names it."""
        return f"{self.name}: {self.title}" if self.title else self.name


def found(library: Path | None = None, opened: str | None = None) -> list[Run]:
    """List the runs of the library and the one the server was opened with, newest first.

    Runs stand in the library or one level below. What is opened goes before all others.
    """
    library = shared.library() if library is None else library
    opened = shared.opened() if opened is None else opened
    runs = [run for folder in _folders(library) for run in _run(folder, library)]
    runs.sort(key=lambda run: run.written, reverse=True)
    first = list(_run(Path(opened), library)) if opened else []
    return [*first, *(run for run in runs if not _same(run, first))]


def chosen(name: str, runs: list[Run]) -> Run | None:
    """Return the run of a name, else the first; None without runs."""
    return next((run for run in runs if run.name == name), runs[0] if runs else None)


def page_of(run: Run) -> Page:
    """Return the tables of a run and its numbers; raise ResultsError if it cannot be read."""
    return _page(run.folder, run.written)


def table_of(run: Run, name: str, group: str = "") -> pd.DataFrame:
    """Return an outcome table of a run as it stands, or its rows for one way of grouping.

    Raises ResultsError if it cannot be read.
    """
    return _table(run.folder, run.written, name, group)


def report_of(run: Run) -> bytes:
    """Return the report page of a run, one offline HTML file."""
    return render(page_of(run).results).encode("utf-8")


@lru_cache(maxsize=KEPT)
def _page(folder: Path, _written: int) -> Page:
    page = Page(read_results(folder))
    if not len(page.numbers.months):
        raise ResultsError(f"{folder}: holds no month")
    return page


@lru_cache(maxsize=4 * KEPT)
def _table(folder: Path, _written: int, name: str, group: str) -> pd.DataFrame:
    return read_table(folder, name, None, [("group", "==", group)] if group else None)


def _folders(library: Path) -> Iterator[Path]:
    for folder in _below(library):
        yield folder
        if not (folder / "run.json").exists():
            yield from _below(folder)


def _below(folder: Path) -> list[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return []
    return [one for one in inside if one.is_dir() and not one.name.startswith(".")]


def _run(folder: Path, library: Path) -> Iterator[Run]:
    """Yield the run in a folder, if there is one."""
    path = folder / "run.json"
    try:
        written = path.stat().st_mtime_ns
        title = _title(path, written)
    except (OSError, ValueError):
        return
    inside = folder.is_relative_to(library) and folder != library
    name = folder.relative_to(library).as_posix() if inside else f"opened/{folder.resolve().name}"
    yield Run(name, folder, written, title)


def _same(run: Run, others: list[Run]) -> bool:
    return any(run.folder.resolve() == other.folder.resolve() for other in others)


@lru_cache(maxsize=1000)
def _title(path: Path, _written: int) -> str:
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("no run")  # noqa: TRY004 - as for a file that is not JSON
    return str(content.get("title", ""))
