"""The tables of a sweep, made from its folder alone: sorted, and the same however it was run."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow_lab.differences import differences
from talentflow_lab.ledger import DONE
from talentflow_lab.results import Measured, Results, read_input, read_measured, to_plain
from talentflow_lab.store import FolderError
from talentflow_lab.study import Study
from talentflow_lab.study_parts import write_frame
from talentflow_lab.study_store import Namer, Store, read_record

__all__ = ["Tables", "plan_of", "read_results", "read_tables", "write_plan", "write_tables"]

_OUTCOMES = ["point", "replication", "seed", "outcome", "unit", "value"]


def plan_of(study: Study) -> dict[str, Any]:
    """Return what study.json says of a study, so that tables can be made without it."""
    return {
        "design": study.design,
        "options": dict(study.options),
        "inputs": [to_plain(one) for one in study.inputs],
        "policies": [one.name for one in study.policies],
        "measured": [to_plain(one.measured) for one in study.outcomes],
        "named": study.named,
    }


def write_plan(study: Study, folder: Path) -> None:
    """Write what each point sets, and which run belongs to which point."""
    varied = [one.name for one in study.inputs]
    rows = []
    for point in study.points:
        changes = point.changes
        row: dict[str, Any] = {"name": point.name, "scenario": study.base, "policy": point.policy}
        row |= {"future": point.future, "changes": json.dumps(changes, ensure_ascii=False)}
        rows.append(row | {name: changes.get(name) for name in varied})
    points = pd.DataFrame(rows)
    for one in study.inputs:  # categories of several types travel as text
        if len({type(value) for value in one.values}) > 1:
            points[one.name] = points[one.name].map(lambda v: None if v is None else str(v))
    write_frame(points, folder / "points.parquet")
    name = Namer(study)
    ids = [
        (point.number, replication, name(point.values, replication))
        for replication in range(study.replications)
        for point in study.points
    ]
    index = pd.DataFrame(ids, columns=["point", "replication", "id"])
    write_frame(index, folder / "index.parquet")


def write_tables(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write `outcomes` and, for named points, `differences` to the first; return both."""
    record = read_record(folder)
    runs, names = _runs(folder), _names(folder)
    measured = [one["name"] for one in record["measured"]]
    units = {one["name"]: one["unit"] for one in record["measured"]}
    long = runs.melt(["point", "replication", "seed"], measured, "outcome", "value")
    long["rank"] = long["outcome"].map({name: n for n, name in enumerate(measured)})
    long = long.sort_values(["point", "replication", "rank"], kind="stable", ignore_index=True)
    found = long.assign(unit=long["outcome"].map(units), point=long["point"].map(names))
    found = found.assign(unit=found["unit"].astype("str"))[_OUTCOMES]
    compared = differences(found.iloc[:0], [])
    if record["named"]:
        compared = differences(found, names.tolist())
    tables = {"outcomes": found, "differences": compared}
    for name, frame in tables.items():
        for suffix in ("parquet", "csv"):
            if len(frame) or name == "outcomes":
                write_frame(frame, folder / f"{name}.{suffix}")
    return found, compared


@dataclass(frozen=True)
class Tables:
    """The written tables of a sweep whose points have names."""

    folder: Path
    outcomes: pd.DataFrame
    differences: pd.DataFrame
    failed: int


def read_tables(folder: Path) -> Tables:
    """Read the tables that a sweep has written."""
    outcomes, compared = (
        pd.read_parquet(folder / f"{name}.parquet") for name in ("outcomes", "differences")
    )
    return Tables(folder, outcomes, compared, int(read_record(folder).get("failed", 0)))


def _names(folder: Path) -> pd.Series[Any]:
    names: pd.Series[Any] = pd.read_parquet(folder / "points.parquet", columns=["name"])["name"]
    return names


def _runs(folder: Path) -> pd.DataFrame:
    """Return point, replication, seed and a column for each outcome, of finished runs."""
    store = Store(folder)
    index = pd.read_parquet(folder / "index.parquet")
    seeds = pd.DataFrame(
        [(row.id, row.seed) for row in store.ledger.rows() if row.status == DONE],
        columns=["id", "seed"],
    ).astype("str")
    numbers = store.numbers()
    for one in read_record(folder)["measured"]:
        if one["name"] not in numbers:
            numbers[one["name"]] = math.nan
    whole = index.merge(seeds, on="id").merge(numbers, on="id").drop(columns="id")
    return whole.sort_values(["point", "replication"], kind="stable", ignore_index=True)


def read_results(folder: Path) -> Results:
    """Read a sweep for analysis; outcomes that count what is additional are differences by now.

    Raises FolderError if the folder holds no sweep, or none of whose runs is finished.
    """
    record = read_record(folder)
    try:
        points = pd.read_parquet(folder / "points.parquet").rename_axis("point")
        runs = _runs(folder).drop(columns="seed")
    except OSError as problem:
        raise FolderError(f"{folder} is not whole: {problem}") from None
    if runs.empty:
        raise FolderError(f"{folder}: no run has finished; `talentflow sweep` goes on")
    inputs = tuple(read_input(one) for one in record["inputs"])
    outcomes = tuple(read_measured(one) for one in record["measured"])
    columns = ["scenario", "policy", "future", *(one.name for one in inputs)]
    runs = _less_baseline(runs, points, record["policies"][0], outcomes)
    return Results(
        folder, record["title"], record["design"], record["options"], inputs,
        tuple(record["policies"]), outcomes, points[columns], runs,
    )  # fmt: skip


def _less_baseline(
    runs: pd.DataFrame, points: pd.DataFrame, first: str, outcomes: tuple[Measured, ...]
) -> pd.DataFrame:
    """Subtract the first policy, in the same future with the same luck, where that is asked."""
    names = [one.name for one in outcomes if one.additional]
    if not names:
        return runs
    key = ["future", "replication"]
    told = runs.join(points[["policy", "future"]], on="point")
    base = told[told["policy"] == first].set_index(key)[names]
    paired = told.join(base.add_suffix(" of the baseline"), on=key)
    return runs.assign(**{name: paired[name] - paired[f"{name} of the baseline"] for name in names})
