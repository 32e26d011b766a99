"""Saved runs to look at: which there are, and what is in them, read once for all sessions."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from talentflow_app import shared
from talentflow_app.library_runs import Run, run_in, runs
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import ResultsError, read_results, read_table
from talentflow_lab.report import render, run_document

__all__ = ["Run", "chosen", "found", "page_of", "report_of", "table_of"]

KEPT = 4
"""So many runs stay in memory, those last looked at."""


def found(library: Path | None = None, opened: str | None = None) -> list[Run]:
    """List the runs of the library and the one the server was opened with, newest first.

    What is opened goes before all others.
    """
    library = shared.library() if library is None else library
    opened = shared.opened() if opened is None else opened
    every = runs(library)
    own = [run for run in every if opened and run.folder.resolve() == Path(opened).resolve()]
    if opened and not own:
        folder = Path(opened)
        own = [run for run in [run_in(folder, f"opened/{folder.resolve().name}")] if run]
    return [*own, *(run for run in every if run not in own)]


def chosen(key: str, every: list[Run]) -> Run | None:
    """Return the run of a key, else the first; None without runs."""
    return next((run for run in every if run.key == key), every[0] if every else None)


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
    return render(run_document(page_of(run))).encode("utf-8")


@lru_cache(maxsize=KEPT)
def _page(folder: Path, _written: int) -> Page:
    page = Page(read_results(folder))
    if not len(page.numbers.months):
        raise ResultsError(f"{folder}: holds no month")
    return page


@lru_cache(maxsize=4 * KEPT)
def _table(folder: Path, _written: int, name: str, group: str) -> pd.DataFrame:
    return read_table(folder, name, None, [("group", "==", group)] if group else None)
