"""What a search has found, read back from its folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from talentflow_lab.pareto import Aims
from talentflow_lab.results import read_input, read_measured
from talentflow_lab.search_store import read_search
from talentflow_lab.search_tables import Found
from talentflow_lab.store import FolderError

__all__ = ["read_found"]


def read_found(folder: Path) -> Found:
    """Read the tables of a search that has ended.

    Raises FolderError if the folder holds no search, or one without tables.
    """
    record = read_search(folder)
    if not record.get("finished"):
        raise FolderError(f"{folder}: the search has not ended; the same command goes on")
    if "measured" not in record:
        raise FolderError(
            f"{folder}: an earlier version wrote these tables, and they do not say what was "
            "measured; search into another folder"
        )
    try:
        trials, pareto = (pd.read_parquet(folder / f"{n}.parquet") for n in ("trials", "pareto"))
    except OSError as problem:
        raise FolderError(f"{folder} is not whole: {problem}") from None
    return Found(
        tuple(read_input(one) for one in record["inputs"]),
        Aims.of([read_measured(one) for one in record["measured"]]),
        int(record["pairs"]), trials, pareto, list(record["hypervolume"]), folder,
        str(record["title"]),
    )  # fmt: skip
