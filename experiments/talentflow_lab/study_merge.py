"""Bring the runs of shards, or of several folders, together in one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talentflow_lab.ledger import DONE, FAILED
from talentflow_lab.store import FolderError
from talentflow_lab.study_store import Store, read_record, shards_of
from talentflow_lab.study_tables import write_tables

__all__ = ["Merged", "merge"]

_PLAN = ("points.parquet", "index.parquet", "scenario.toml", "study.json")


@dataclass(frozen=True)
class Merged:
    """What a merge has found: runs taken over, finished, failed, and planned."""

    folder: Path
    taken: int
    done: int
    failed: int
    planned: int


def merge(folders: Sequence[Path], out: Path | None = None) -> Merged:
    """Merge the shards of folders of one study into `out`, or into the first; write its tables.

    A run that several have counts once; a merge that is cut short can be given again. Raises
    FolderError if a folder holds no study, or another one.
    """
    sources = [folder.resolve() for folder in folders]
    records = [read_record(folder) for folder in sources]
    target = (out or folders[0]).resolve()
    for folder, record in zip(sources, records, strict=True):
        if record["fingerprint"] != records[0]["fingerprint"]:
            same = record.get("code") == records[0].get("code")
            other = "another study" if same else "a study of other code"
            raise FolderError(f"{folder} holds {other} than {sources[0]}")
    store = Store(target)
    with store.held(str(records[0]["fingerprint"]), resume=False):
        if target not in sources:
            _copy_plan(sources[0], target)
        others = [one for folder in sources for one in shards_of(folder)]
        others += [Store(folder) for folder in sources if folder != target]
        taken = sum(store.take(other) for other in others)
        write_tables(target)
        planned = set(pd.read_parquet(target / "index.parquet")["id"])
        done, failed = (len(store.ledger.ids(status) & planned) for status in (DONE, FAILED))
        record = records[0] | {"finished": done == len(planned), "failed": failed}
        store.record({name: value for name, value in record.items() if name != "format"})
    return Merged(target, taken, done, failed, len(planned))


def _copy_plan(source: Path, target: Path) -> None:
    for name in _PLAN:
        try:
            shutil.copyfile(source / name, target / name)
        except OSError as problem:
            raise FolderError(f"{source} is not whole: {problem}") from None
