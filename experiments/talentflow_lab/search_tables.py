"""What a search has found, as tables: every trial, and the policies that none beats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from talentflow_lab.pareto import (
    Aims,
    Floats,
    covered,
    excesses,
    losses,
    non_dominated,
    ratio,
    stays,
    student,
)
from talentflow_lab.results import Input, to_plain
from talentflow_lab.search_store import write_search
from talentflow_lab.study_parts import write_frame

__all__ = ["Found", "Tried", "tabulate", "write_found"]


@dataclass(frozen=True)
class Tried:
    """A trial that has ended, its policy, and its numbers: a row for each pair that did not fail.

    Trials of the same policy have the same key.
    """

    position: int
    batch: int
    key: str
    policy: Mapping[str, Any]
    frame: pd.DataFrame


@dataclass(frozen=True)
class Found:
    """What a search has found.

    `trials` has trial, batch, same_as, pairs, the levers, a mean for each outcome, feasible and
    pareto. `pareto` has a row for each policy that no feasible one dominates by means (of several
    that come to the same, the first): trial, pairs, the levers, each outcome with its 90 % interval
    (NAME, NAME_low, NAME_high), `stays` (the share of resamples in which it is still so), and
    eur_per_person with _low and _high if the objectives have one cost in EUR and one gain in
    persons. `hypervolume` (0 to 1) is by batch.
    """

    inputs: tuple[Input, ...]
    aims: Aims
    pairs: int
    trials: pd.DataFrame
    pareto: pd.DataFrame
    hypervolume: list[float]
    folder: Path = Path()
    title: str = ""

    @property
    def incomplete(self) -> int:
        """Count the trials of whose pairs some failed, or all."""
        return int((self.trials["pairs"] < self.pairs).sum())

    def to_dict(self) -> dict[str, Any]:
        """Return the Pareto set as plain lists, for JSON; None where there is no number."""
        frame = self.pareto.astype(object)
        return {
            "out": str(self.folder),
            "title": self.title,
            "trials": len(self.trials),
            "incomplete": self.incomplete,
            "hypervolume": self.hypervolume,
            "pareto": frame.where(frame.notna(), None).to_dict("records"),
        }


def tabulate(inputs: Sequence[Input], aims: Aims, tried: Sequence[Tried], pairs: int) -> Found:
    """Return the tables of what was tried."""
    names = [one.name for one in aims.outcomes]
    means = pd.DataFrame([one.frame[names].mean() for one in tried], columns=names)
    lost, over = losses(means, aims), excesses(means, aims)
    whole = np.isfinite(lost).all(axis=1) & np.isfinite(over).all(axis=1)
    feasible = whole & (over <= 0.0).all(axis=1)
    first: dict[str, int] = {}
    for one in tried:
        first.setdefault(one.key, one.position)
    same = np.array([first[one.key] for one in tried], dtype=np.int64)
    position = np.array([one.position for one in tried], dtype=np.int64)
    batch = np.array([one.batch for one in tried], dtype=np.int64)
    new = same == position
    able = feasible & new
    best = np.zeros(len(tried), dtype=np.bool_)
    best[able] = non_dominated(lost[able])
    rows = np.flatnonzero(best)  # of policies that come to the same, the first that was tried
    best[np.setdiff1d(rows, rows[np.unique(lost[rows], axis=0, return_index=True)[1]])] = False
    head = {"trial": position, "batch": batch, "same_as": same}
    head["pairs"] = np.array([len(one.frame) for one in tried], dtype=np.int64)
    levers = _levers(inputs, tried)
    flags = {"feasible": feasible, "pareto": best}
    trials = pd.concat(
        [pd.DataFrame(head), levers, means.reset_index(drop=True), pd.DataFrame(flags)], axis=1
    )
    able_at = np.flatnonzero(whole & new)
    distinct, members = [tried[int(n)] for n in able_at], np.flatnonzero(best[able_at])
    pareto = _pareto(aims, distinct, [int(n) for n in members], pairs)
    pareto = pd.concat([trials.loc[best, ["trial", "pairs", *levers]].reset_index(drop=True),
                        pareto], axis=1)  # fmt: skip
    pareto = pareto.sort_values([aims.objectives[0].name, "trial"], ignore_index=True)
    volumes = covered(lost[able], batch[able])
    return Found(tuple(inputs), aims, pairs, trials, pareto, volumes)


def _levers(inputs: Sequence[Input], tried: Sequence[Tried]) -> pd.DataFrame:
    """Return the policies; values of several types travel as text."""
    columns = {}
    for one in inputs:
        values = [trial.policy[one.name] for trial in tried]
        if one.values and len({type(value) for value in one.values}) > 1:
            values = [str(value) for value in values]
        columns[one.name] = values
    return pd.DataFrame(columns)


def _pareto(
    aims: Aims, distinct: Sequence[Tried], members: Sequence[int], pairs: int
) -> pd.DataFrame:
    """Return outcomes with intervals of the members (positions among the distinct policies)."""
    frames = [one.frame.reindex(range(pairs)) for one in distinct]
    columns = [name for one in aims.outcomes for name in _three(one.name)]
    columns += ["stays", *(_three("eur_per_person") if aims.price else ())]
    if not members:
        return pd.DataFrame(columns=columns, dtype="float64")
    lost = np.stack([losses(frame, aims) for frame in frames])
    over = np.stack([excesses(frame, aims) for frame in frames])
    shares = stays(lost, over, members)
    rows = []
    for member, share in zip(members, shares, strict=True):
        row: list[float] = []
        for one in aims.outcomes:
            numbers: Floats = frames[member][one.name].to_numpy(dtype=np.float64)
            row += [float(np.nanmean(numbers)) if not np.isnan(numbers).all() else math.nan]
            row += student(numbers)
        row.append(float(share))
        if aims.price:
            cost, gain = (frames[member][one.name].to_numpy(np.float64) for one in aims.price)
            row += ratio(cost, gain)
        rows.append(row)
    return pd.DataFrame(rows, columns=columns, dtype="float64")


def _three(name: str) -> tuple[str, str, str]:
    return name, f"{name}_low", f"{name}_high"


def write_found(found: Found, folder: Path, record: Mapping[str, Any]) -> Found:
    """Write the tables and search.json into the folder of a search."""
    for name, frame in (("trials", found.trials), ("pareto", found.pareto)):
        for suffix in ("parquet", "csv"):
            write_frame(frame, folder / f"{name}.{suffix}")
    told = {
        "finished": True,
        "trials": len(found.trials),
        "pairs": found.pairs,
        "incomplete": found.incomplete,
        "inputs": [to_plain(one) for one in found.inputs],
        "measured": [to_plain(one) for one in found.aims.outcomes],
        "objectives": {one.name: one.goal for one in found.aims.objectives},
        "constraints": [
            f"{one.name} {word} {bound:g}"
            for one in found.aims.bounded
            for word, bound in (("at least", one.at_least), ("at most", one.at_most))
            if not math.isnan(bound)
        ],
        "feasible": int(found.trials["feasible"].sum()),
        "pareto": len(found.pareto),
        "hypervolume": found.hypervolume,
        "version": version("talentflow"),
    }
    write_search(folder, {**record, **told})
    return replace(found, folder=folder, title=str(record["title"]))
