"""Look at the studies of the library again and again, for as long as a page is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import solara

from talentflow_app import studies_children as children
from talentflow_app.studies_folders import (
    SEARCH,
    Entry,
    Progress,
    entries,
    key_of,
    progress,
)
from talentflow_lab.store import FolderError
from talentflow_lab.sweep_progress import span

__all__ = ["Row", "rows", "stamp_of", "use_watched"]


@dataclass(frozen=True)
class Row:
    """A study and how it goes: `rate` is runs (of a search: trials) a second, once known."""

    entry: Entry
    progress: Progress
    child: children.Seen | None = None
    rate: float | None = None
    trouble: str = ""

    @property
    def state(self) -> str:
        """Return starting, running, ending, finished, or unfinished."""
        if self.child is not None and self.child.running:
            if self.child.asked:
                return "ending"
            return "running" if self.entry.changed else "starting"
        whole = self.progress.left == 0 and self.progress.failed == 0
        return "finished" if whole or self.over else "unfinished"

    @property
    def over(self) -> bool:
        """Tell whether a search has ended; runs that failed are no reason to go on with it."""
        return self.entry.kind == SEARCH and bool(self.entry.record.get("finished"))

    @property
    def line(self) -> str:
        """Say how far it is: done, failed, left, and while it runs how fast and until when."""
        here, unit = self.progress, "trials" if self.entry.kind == SEARCH else "runs"
        told = f"{here.done:,} of {here.total:,} {unit} done, {here.failed:,} failed"
        told += f", {here.left:,} left" if here.left else ""
        if self.rate and self.child is not None and self.child.running:
            fast = self.rate >= 1.0
            speed = f"{self.rate:.1f} {unit}/s" if fast else f"{60.0 * self.rate:.1f} {unit}/min"
            told += f", {speed}, ETA {span(here.left / self.rate)}"
        return told


def rows(library: Path, opened: str) -> tuple[Row, ...]:
    """Return the studies of the library, and those that are only just starting, newest first."""
    known, found = children.seen(), entries(library, opened)
    there = {one.folder.resolve(): one for one in found.values()}
    new = [
        Entry(key_of(folder, library), folder, one.kind, {"title": one.title})
        for folder, one in known.items()
        if one.running and folder not in there
    ]
    return tuple(
        _row(entry, known.get(entry.folder.resolve())) for entry in (*new, *found.values())
    )


def _row(entry: Entry, child: children.Seen | None) -> Row:
    try:
        here = progress(entry) if entry.changed else Progress(0, 0, 0)
    except FolderError as trouble:
        return Row(entry, Progress(0, 0, 0), child, trouble=str(trouble))
    running = child is not None and child.running and entry.changed
    rate = children.pace(entry.folder, here.ended) if running else None
    return Row(entry, here, child, None if rate is None else float(f"{rate:.2g}"))


def stamp_of(folder: Path) -> int:
    """Return a number that changes whenever a study has new results."""
    found = 0
    for name in ("ledger.sqlite", "differences.parquet", "pareto.parquet"):
        path = folder / name
        found ^= path.stat().st_mtime_ns if path.exists() else 0
    return found


def use_watched[T](look: Callable[[], T], seconds: float = 1.0) -> T:
    """Return what a look finds; look again every second, and show it when it has changed."""
    found = solara.use_reactive(solara.use_memo(look, []))

    def watch() -> Callable[[], None]:
        over = Event()

        def again() -> None:
            while not over.wait(seconds):
                seen = look()
                if not over.is_set():
                    found.set(seen)

        Thread(target=again, daemon=True).start()
        return over.set

    solara.use_effect(watch, [])
    return found.value
