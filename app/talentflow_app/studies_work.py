"""What a worker process does for the page: reads studies, and draws what a sweep says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.analyse import WHATS, Asked
from talentflow_lab.analysis_charts import tornado
from talentflow_lab.analysis_pictures import Picture, heat, spearman, tornadoes, trade
from talentflow_lab.condition import chosen
from talentflow_lab.results import Results, read_measured
from talentflow_lab.search_page import READ, convergence, lede, missing, trades
from talentflow_lab.search_reading import read_found
from talentflow_lab.search_tables import Found
from talentflow_lab.study_page import bars
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_store import SOURCE, read_record
from talentflow_lab.study_tables import read_results, read_tables

__all__ = ["Checked", "Look", "Shown", "check", "found_in", "look"]


@dataclass(frozen=True)
class Look:
    """What to show of a sweep: `stamp` tells states of the folder apart.

    `against` is the second outcome of a trade-off, `axes` are the inputs of a heat map
    (across, up); empty for the usual.
    """

    folder: Path
    stamp: int
    picture: str
    outcome: str
    axes: tuple[str, str] = ("", "")
    where: tuple[str, ...] = ()
    against: str = ""


@dataclass(frozen=True)
class Shown:
    """Words, pictures and tables (by the names of their files), or what is wrong."""

    words: str = ""
    pictures: tuple[Picture, ...] = ()
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Checked:
    """A study that was read: what it comes to, or what is wrong with it, line by line.

    `searchable` says whether it has levers and goals, `sweepable` whether it has several points.
    """

    title: str = ""
    words: str = ""
    runs: int = 0
    searchable: bool = False
    sweepable: bool = True
    problem: str = ""


def check(text: str, replications: int | None) -> Checked:
    """Read a study file and say what it comes to."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SOURCE
        path.write_text(text, encoding="utf-8")
        try:
            study = read_study(path, replications=replications)
            runs = study.replications * len(study.points)
        except TalentflowError as mistake:
            return Checked(problem=str(mistake).replace(f"{folder}/", ""))
    base = study.scenario
    words = (
        f"{study.base}, {base.months} months from {base.start:%Y-%m}, one simulated person for "
        f"{base.scale:g}. Design {study.design}: {_many(len(study.futures), 'future')}, "
        f"{_many(len(study.policies), 'policy', 'policies')}, "
        f"{_many(study.replications, 'replication')}: {_many(runs, 'run')} as a sweep."
    )
    searchable = bool(study.levers) and any(one.goal for one in study.outcomes)
    return Checked(study.title, words, runs, searchable, len(study.points) > 1)


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def look(asked: Look) -> Shown:
    """Return what is asked for; whatever talentflow refuses is told in `problem`."""
    try:
        if asked.picture == "differences":
            return _differences(asked)
        return _PICTURES[asked.picture](_results(asked.folder, asked.stamp), asked)
    except TalentflowError as mistake:
        return Shown(problem=str(mistake))


@lru_cache(maxsize=4)
def _results(folder: Path, _stamp: int) -> Results:
    return read_results(folder)


def _tornado(results: Results, asked: Look) -> Shown:
    only = Asked(outcomes=(asked.outcome,))
    try:
        done = WHATS["sensitivity"](results, only)
    except TalentflowError as reason:
        pictures = tornadoes(results, None, chosen(results, only.outcomes))
        return Shown(pictures=tuple(pictures), notes=(str(reason),))
    return Shown(done.part.words, done.part.pictures, done.tables, done.part.notes)


def _heat(results: Results, asked: Look) -> Shown:
    (outcome,) = chosen(results, (asked.outcome,))
    across, up = asked.axes
    if up and not across:  # what goes up is given, so the strongest of the others goes across
        across = next(name for name in spearman(results, outcome)[1]["input"] if name != up)
    axes = tuple(filter(None, (across, up)))
    return Shown(pictures=(heat(results, outcome, axes),))


def _box(results: Results, asked: Look) -> Shown:
    done = WHATS["discover"](results, Asked(where=asked.where))
    return Shown(done.part.words, done.part.pictures, done.tables, done.part.notes)


def _trade_off(results: Results, asked: Look) -> Shown:
    names = tuple(filter(None, (asked.outcome, asked.against)))
    return Shown(pictures=(trade(results, chosen(results, names)),))


def _policies(results: Results, asked: Look) -> Shown:
    done = WHATS["robust"](results, Asked(where=asked.where))
    frame = done.tables["robust"]
    mine = frame[frame["outcome"] == asked.outcome]
    pictures = (_regrets(mine, results),) if len(mine) else ()
    return Shown(done.part.words, pictures, done.tables, done.part.notes)


def _regrets(mine: pd.DataFrame, results: Results) -> Picture:
    """Draw the regrets of each policy, from the table of the lab."""
    (outcome,) = chosen(results, (str(mine["outcome"].iloc[0]),))
    rows = pd.DataFrame(
        {
            "input": mine["policy"], "value": mine["regret_max"], "inner": mine["regret_mean"],
            "low": mine["regret_mean"], "high": mine["regret_p90"],
        }
    ).sort_values("inner", kind="stable")  # fmt: skip
    words = (
        "Wide bars: the largest regret of a policy in any future; narrow bars: the mean; lines: "
        "from the mean to what nine in ten futures stay below. Shortest is safest."
    )
    spec = tornado(rows, f"regret, {outcome.unit}")
    return Picture(f"regret-{outcome.name}", f"Regret in {outcome.title}", words, spec)


def _differences(asked: Look) -> Shown:
    try:
        frame = read_tables(asked.folder).differences
    except OSError:
        return Shown(problem="The table of differences is written when the sweep has ended.")
    measured = [read_measured(one) for one in read_record(asked.folder)["measured"]]
    pictures = [
        Picture(f"differences-{one.name}", one.title, _DIFFERENCES, spec)
        for one in measured
        if one.name == asked.outcome and (spec := bars(frame, one))
    ]
    return Shown("", tuple(pictures), {"differences": frame})


_DIFFERENCES = (
    "Mean difference to the first point, over pairs of replications with the same luck; lines: "
    "what 90 % of the pairs lie between."
)
_PICTURES: dict[str, Callable[[Results, Look], Shown]] = {
    "tornado": _tornado,
    "heat": _heat,
    "box": _box,
    "trade-off": _trade_off,
    "policies": _policies,
}


def found_in(folder: Path, _stamp: int) -> tuple[Found | None, Shown]:
    """Return what a search has found, with its pictures."""
    try:
        found = read_found(folder)
    except TalentflowError as mistake:
        return None, Shown(problem=str(mistake))
    pictures = (*trades(found), *convergence(found))
    tables = {"pareto": found.pareto, "trials": found.trials}
    return found, Shown(f"{lede(found)} {READ}", pictures, tables, tuple(missing(found)))
