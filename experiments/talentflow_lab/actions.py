"""Actions: rank what a beneficiary, its country and the origins could do, on twins.

The table has one row an option. What it adds is the mean over pairs of runs with the same people
and the same luck; its interval is a 90 % confidence interval of that mean (Student's t). An option
whose interval holds zero is not told from doing nothing, whatever its mean.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from talentflow.files import write_text
from talentflow_lab.accounts import PACKAGE, cost_interval, new_levers
from talentflow_lab.acting import Judged, act, months_of, verdicts
from talentflow_lab.forecast import Drawn
from talentflow_lab.hedges import UNITS, Hedge, hedge
from talentflow_lab.options import SIDES, Option
from talentflow_lab.page_numbers import Estimate, estimate
from talentflow_lab.replicate import Failure, Progress
from talentflow_lab.study_parts import write_frame
from talentflow_lab.territory import Beneficiary
from talentflow_lab.verdict import Verdict

__all__ = ["FORMAT", "Actions", "actions", "actions_key", "table_of"]

FORMAT = "talentflow actions 2"
FEWEST = 4
"""Pairs from which an interval is believed: whole people of few pairs easily agree."""
COLUMNS = [
    "option", "title", "side", "package", "outcome", "baseline", "baseline_low", "baseline_high",
    "additional", "low", "high",
    "told", "leads", "country_additional", "country_low", "country_high", "spent",
    "cost_per_additional", "cost_low", "cost_high", "recipients", "present", "deadweight",
    "crowded_out", "others_gained",
]  # fmt: skip


@dataclass(frozen=True)
class Actions:
    """The tables of a question about actions, and what failed."""

    folder: Path
    table: pd.DataFrame
    displacement: pd.DataFrame
    """option, place_without, place_with, persons: the mean over pairs."""
    failures: tuple[Failure, ...]


def actions_key(options: Sequence[Option], posterior: Drawn | None = None) -> str:
    """Name a set of options by all that can change its numbers."""
    names = [option.question.name for option in options]
    names += [posterior.digest] if posterior else []
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()[:16]


def actions(
    options: Sequence[Option],
    asked: Beneficiary,
    folder: Path,
    pairs: int,
    record: dict[str, object],
    *,
    workers: int = 0,
    posterior: Drawn | None = None,
    progress: Callable[[int, int], AbstractContextManager[Progress]] | None = None,
) -> Actions:
    """Live the options and write `actions`, `displacement` and `actions.json` into a folder.

    Finished parts are kept, so that the same call goes on where it stopped. With a `posterior` each
    replication has a draw of it. `progress` is given months and replications.
    """
    bar = progress(months_of(options), pairs) if progress else None
    failures = act(
        options, folder / "parts", pairs, workers=workers, posterior=posterior, progress=bar
    )
    found = verdicts(options, folder / "parts", pairs)
    table = table_of(options, asked, found)
    ways = pd.concat(
        [one.verdict.displacement.assign(option=name) for name, one in found.items()],
        ignore_index=True,
    )
    for name, frame in (("actions", table), ("displacement", ways)):
        write_frame(frame, folder / f"{name}.parquet")
        write_frame(frame, folder / f"{name}.csv")
    first = options[0].question
    write_text(folder / "baseline.toml", first.baseline.resolved_toml())
    content = {
        "format": FORMAT, "finished": not failures, "pairs": found[options[0].name].verdict.pairs,
        "for": asked.code, "months": first.baseline.months - first.first,
        "levers": {option.name: list(option.levers) for option in options},
        "fingerprint": first.baseline.fingerprint, "seed": first.baseline.seed,
        "scale": first.baseline.scale, **({"posterior": posterior.record} if posterior else {}),
        **record,
    }  # fmt: skip
    write_text(folder / "actions.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    return Actions(folder, table, ways, failures)


def table_of(
    options: Sequence[Option], asked: Beneficiary, found: dict[str, Judged]
) -> pd.DataFrame:
    """Return one row an option: sides in order, in each what is told from zero first, by size."""
    rows = [_row(option, asked, found[option.name]) for option in options]
    leads = _leads(options, found)
    table = pd.DataFrame([row | {"leads": leads.get(str(row["option"]), np.nan)} for row in rows])
    table = table[COLUMNS]
    order = [*SIDES, "city and host"]
    rank = table["side"].map(order.index)
    keys = table.assign(rank=rank, never=~table["told"].astype(bool), less=-table["additional"])
    return table.loc[keys.sort_values(["rank", "package", "never", "less"], kind="stable").index]


def _leads(options: Sequence[Option], found: dict[str, Judged]) -> dict[str, float]:
    """Share of pairs in which a single lever adds the most of those of its side."""
    shares: dict[str, float] = {}
    for side in SIDES:
        mine = [one for one in options if one.side == side and not one.package]
        gains = {one.name: _gained(one, found[one.name].verdict) for one in mine}
        first = pd.DataFrame(gains).dropna().idxmax(axis=1)
        shares |= {one.name: float((first == one.name).mean()) for one in mine if len(first)}
    return shares


def _gained(option: Option, found: Verdict) -> pd.Series:
    """Return what an option adds at the horizon by pair, persons."""
    rows = found.series[found.series["outcome"] == option.outcome]
    rows = rows[rows["month"] == rows["month"].max()].set_index("replication")
    gained: pd.Series = rows["policy"] - rows["baseline"]
    return gained


def _row(option: Option, asked: Beneficiary, judged: Judged) -> dict[str, object]:
    found = judged.verdict
    main = _effect(found, option.outcome)
    home = _effect(found, f"stock:{asked.country}")
    costs = found.costs
    every = costs[costs["lever"] != PACKAGE]
    spent = float(every["spent"].sum())
    own = _account(costs)
    gains = main["effect"] > 0.0 and spent > 0.0
    low, high = _cost_interval(option, judged) if gains else (np.nan, np.nan)
    row: dict[str, object] = {
        "option": option.name, "title": option.title, "side": option.side,
        "package": option.package, "outcome": option.outcome, **_without(found, option.outcome),
        "additional": main["effect"], "low": main["low"], "high": main["high"],
        "told": _told(main, found.pairs), "country_additional": home["effect"],
        "country_low": home["low"],
        "country_high": home["high"], "spent": spent,
        "cost_per_additional": spent / main["effect"] if gains else np.nan,
        "cost_low": low, "cost_high": high,
    }  # fmt: skip
    for name in ("recipients", "present", "deadweight"):
        row[name] = float(every[name].sum()) if len(every) == 1 else _of(own, name)
    return row | {name: _of(own, name) for name in ("crowded_out", "others_gained")}


def _account(costs: pd.DataFrame) -> pd.Series | None:
    """Return the one row that accounts for all levers; none if several owners act."""
    if len(set(costs["owner"])) != 1:
        return None
    rows = costs[costs["lever"] == PACKAGE] if len(costs) > 1 else costs
    return rows.iloc[0]


def _of(account: pd.Series | None, name: str) -> float:
    return np.nan if account is None else float(account[name])


def _cost_interval(option: Option, judged: Judged) -> tuple[float, float]:
    """Interval of the cost of each where the option is judged, with the ranges of its costs."""
    question, books = option.question, judged.books
    each = books[books["lever"] != PACKAGE].groupby("replication")
    money = each[["spent", "fixed", "by_person"]].sum().reset_index()
    gained = _gained(option, judged.verdict).sort_index().to_numpy(np.float64)
    return cost_interval(money, gained, new_levers(question.baseline, question.policy))


def _effect(found: Verdict, outcome: str) -> dict[str, float]:
    rows = found.effects
    rows = rows[(rows["outcome"] == outcome) & (rows["group"] == "all")]
    last = rows[rows["date"] == rows["date"].max()].iloc[0]
    return {name: float(last[name]) for name in ("effect", "low", "high")}


def _without(found: Verdict, outcome: str) -> dict[str, float]:
    """Mean without the option at the horizon, and what 90 % of the runs lie between."""
    rows = found.series[found.series["outcome"] == outcome]
    values = estimate(rows[rows["month"] == rows["month"].max()]["baseline"])
    low, high = (np.nan if one is None else one for one in (values.low, values.high))
    return {"baseline": values.mean, "baseline_low": low, "baseline_high": high}


def _told(effect: dict[str, float], pairs: int) -> bool:
    """Tell whether an effect is told from zero as it is written; few pairs may agree by chance."""
    if pairs < FEWEST or np.isnan(effect["low"]) or effect["low"] <= 0.0 <= effect["high"]:
        return False
    value = Estimate(effect["effect"], effect["low"], effect["high"])
    return hedge(value, UNITS["more"]) != Hedge.ZERO
