"""Start and resume sweeps and searches: the command for each, and its folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from talentflow_app import studies_children as children
from talentflow_app.studies_files import offered, planted
from talentflow_app.studies_folders import SEARCH, SWEEP, Entry
from talentflow_lab.study_store import SOURCE

__all__ = ["Order", "begin", "resume", "source_of"]


@dataclass(frozen=True)
class Order:
    """What to start: `workers` 0 takes all cores, `replications` None those of the study.

    Only a search has `trials`.
    """

    kind: str = SWEEP
    workers: int = 0
    replications: int | None = None
    trials: int = 100


def begin(library: Path, name: str, text: str, title: str, order: Order) -> Path:
    """Put a study into a new folder of the library and start it; return the folder.

    Raises StudyError for the name, and ChildError if it cannot be started now; then no folder
    stays.
    """
    folder = planted(library, name, text)
    words = _words(folder / SOURCE, folder, order)
    try:
        children.start(folder, order.kind, title, words)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def resume(entry: Entry, source: Path, order: Order) -> None:
    """Go on with a study in its folder; raise ChildError if that cannot be now.

    Runs that no longer hold, because the code has changed since, are done anew only if the study
    file stands in the folder itself; another file must be exactly the study that was begun.
    """
    children.refuse_taken(entry.folder)
    record = entry.record
    if entry.kind == SEARCH:
        words = _words(source, entry.folder, order)
        for name in ("method", "seed", "batch"):
            words += [f"--{name}", str(record[name])]
    else:
        count = int(record["replications"])
        words = _words(source, entry.folder, Order(SWEEP, order.workers, count))
        words += ["--resume"] if source == entry.source else []
    children.start(entry.folder, entry.kind, entry.title, words)


def source_of(entry: Entry, library: Path) -> Path | None:
    """Return the study file that a folder was made from: its own, or one of the same title."""
    if entry.source is not None:
        return entry.source
    for path in offered(library).values():
        if f'title = "{entry.title}"' in path.read_text(encoding="utf-8"):
            return path
    return None


def _words(source: Path, folder: Path, order: Order) -> list[str]:
    words = [order.kind, str(source), "--out", str(folder)]
    words += ["--workers", str(order.workers)] if order.workers else []
    if order.kind == SEARCH:
        return [*words, "--trials", str(order.trials)]
    return words + (["--replications", str(order.replications)] if order.replications else [])
