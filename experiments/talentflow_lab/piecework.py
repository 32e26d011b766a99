"""Pieces of work whose tables are kept: what is on disk is never done again.

A piece is a number; its table is `NUMBER.parquet` in a folder that is named after all that can
change its numbers. So whatever ends a program, the next asks for the pieces that are missing only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.execute import perform, usual_workers
from talentflow_lab.replicate import Done, Failure, Progress, attempt
from talentflow_lab.store import FolderError
from talentflow_lab.study_parts import write_frame

__all__ = ["Bar", "PieceError", "do_pieces"]

Bar = Callable[[int, int, str], AbstractContextManager[Progress]]
"""Makes a progress bar of so many months a piece, so many pieces, and what they are."""


class PieceError(TalentflowError):
    """A piece of work failed; the text says why."""


@dataclass(frozen=True)
class _Kept:
    """Does a piece and keeps its table."""

    work: Callable[[int, Progress], pd.DataFrame]
    folder: Path

    def __call__(self, number: int, progress: Progress) -> Done | Failure:
        def action() -> Done:
            write_frame(self.work(number, progress), _file(self.folder, number))
            return Done(number, 0, 0.0, {})

        return attempt(number, action)


def do_pieces(
    work: Callable[[int, Progress], pd.DataFrame],
    numbers: Sequence[int],
    months: int,
    folder: Path,
    *,
    workers: int = 0,
    what: str = "pieces",
    bar: Bar | None = None,
) -> list[pd.DataFrame]:
    """Return the tables of pieces, in order; those that are not in the folder are made first.

    `work` travels to worker processes; `months` is how many it tells of for each piece. Raises
    PieceError if a piece fails (the others are kept), FolderError, and KeyboardInterrupt.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FolderError(f"cannot write into {folder}: {problem.strerror}") from None
    left = [number for number in numbers if not _file(folder, number).exists()]
    if left:
        with bar(months, len(left), what) if bar else nullcontext() as tell:
            batch = perform(
                _Kept(work, folder), left, months,
                workers=workers or usual_workers(len(left)), progress=tell,
            )  # fmt: skip
        if batch.failures:
            first = batch.failures[0]
            raise PieceError(
                f"{len(batch.failures)} of {len(left)} {what} failed, the first with "
                f"{first.type}: {first.message}; what is done is kept, so the same command goes on"
            )
    return [pd.read_parquet(_file(folder, number)) for number in numbers]


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:05d}.parquet"
