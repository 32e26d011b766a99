"""Analyse a sweep: compute, write tables and pictures, and say what could not be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.analysis_page import Part, write_analysis_page
from talentflow_lab.analysis_pictures import Picture, boxes, heat, tornadoes, trade, write_pictures
from talentflow_lab.condition import chosen
from talentflow_lab.discover import discovery
from talentflow_lab.results import Results
from talentflow_lab.robust import robustness
from talentflow_lab.sensitivity import sensitivity
from talentflow_lab.study_parts import write_frame

__all__ = ["WHATS", "Analysed", "Asked", "analysed"]


@dataclass(frozen=True)
class Asked:
    """Conditions, outcomes (none: all) and inputs of the heat map, by their names."""

    where: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Analysed:
    """A section of the page, and its tables by the names of their files."""

    part: Part
    tables: dict[str, pd.DataFrame]


def _sensitivity(results: Results, asked: Asked) -> Analysed:
    outcomes = chosen(results, asked.outcomes)
    found = sensitivity(results, outcomes)
    words = (
        "How much each input moves an outcome. Below the indices stands luck: the share of a "
        "single run's variance that comes from its seed (seed; common is the part that hits all "
        "points alike), and the share of the variance between the points' means that is still luck "
        "(in_mean). An index smaller than in_mean is not to be trusted."
    )
    pictures = tuple(tornadoes(results, found.frame, outcomes))
    part = Part("What outcomes hang on", words, pictures, found.notes, found.frame)
    return Analysed(part, {"sensitivity": found.frame})


def _discover(results: Results, asked: Asked) -> Analysed:
    found = discovery(results, asked.where)
    words = (
        f"{found.sentence}. PRIM looks for boxes, simple limits on a few inputs, within which "
        "nearly all points are of interest (density) and which hold most of them (coverage); the "
        "leaves of a tree (CART) tell the same in another way. A small quasi-p-value says that the "
        "limit is hardly there by chance. Of PRIM's steps the one with the highest coverage at a "
        "density of at least 80 % is taken, else the best product of both."
    )
    part = Part("Where it happens", words, tuple(boxes(found)), (), found.frame)
    tables = {"discover": found.frame, "discover_steps": found.trajectory}
    return Analysed(part, tables)


def _robust(results: Results, asked: Asked) -> Analysed:
    outcomes = chosen(results, asked.outcomes)
    found = robustness(results, asked.where, outcomes if asked.outcomes else None)
    told = " and ".join(map(str, found.conditions))
    words = (
        "Regret is what a policy misses against the best one in the same future with the same "
        "luck; worst is its mean in its worst future, best how often no other did better."
        + (f" meets: the share of futures with {told}." if told else "")
    )
    pictures: tuple[Picture, ...] = ()
    if sum(bool(one.goal) for one in outcomes) > 1:
        pictures = (trade(results, outcomes),)
    part = Part("What policies can promise", words, pictures, found.notes, found.frame)
    return Analysed(part, {"robust": found.frame})


def _drawn(results: Results, asked: Asked) -> Analysed:
    """Return the pictures that need no indices: correlations and the heat map."""
    outcomes = chosen(results, asked.outcomes)
    pictures: list[Picture] = []
    for one in outcomes:
        try:
            pictures.append(heat(results, one, asked.axes))
        except TalentflowError:
            if asked.axes or len(outcomes) == 1:
                raise
    if results.design == "grid":
        pictures += tornadoes(results, None, outcomes)
    if not pictures:
        raise TalentflowError(
            "a heat map needs two inputs that vary, and an outcome that does, too"
        )
    words = "Raw means of the points, without any method between them and the reader."
    return Analysed(Part("Means over pairs of inputs", words, tuple(pictures)), {})


WHATS: dict[str, Callable[[Results, Asked], Analysed]] = {
    "sensitivity": _sensitivity,
    "discover": _discover,
    "robust": _robust,
    "plot": _drawn,
}


def analysed(
    results: Results, what: str, asked: Asked, folder: Path
) -> tuple[Analysed, Path | None]:
    """Do one analysis and write its tables and pictures into a folder.

    "plot" does all that the sweep allows and writes a page, whose path is returned. Raises
    TalentflowError for what cannot be done; under "plot" only if nothing can.
    """
    chosen(results, asked.outcomes)
    if what != "plot":
        done = WHATS[what](results, asked)
        folder.mkdir(parents=True, exist_ok=True)
        _write(done, folder)
        write_pictures(done.part.pictures, folder)
        return done, None
    parts, missing = [], []
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in WHATS.items():
        try:
            done = make(results, asked)
        except TalentflowError as reason:
            missing.append(f"{name}: {reason}")
            continue
        _write(done, folder)
        parts.append(done.part)
    if not parts:
        raise TalentflowError("; ".join(missing))
    page = write_analysis_page(results, parts, missing, folder)
    pictures = tuple(one for part in parts for one in part.pictures)
    return Analysed(Part("Pictures", "", pictures, tuple(missing)), {}), page


def _write(done: Analysed, folder: Path) -> None:
    for name, frame in done.tables.items():
        for suffix in ("csv", "parquet"):
            write_frame(frame, folder / f"{name}.{suffix}")


def plain(tables: Sequence[pd.DataFrame]) -> list[list[dict[Any, Any]]]:
    """Return tables as rows for JSON, with nothing for what is not a number."""
    return [frame.astype(object).where(frame.notna(), None).to_dict("records") for frame in tables]
