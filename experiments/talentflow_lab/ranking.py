"""Rank levers by what they add for their owners, and say how often the ranking holds.

One draw takes every figure of every lever that the scenario leaves as the catalogue has it from its
plausible range, evenly, and new luck. Within a draw all levers meet the same people with the same
luck as the run without any, so that their order is not a matter of chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from talentflow.levers import COMMON, Lever, mechanisms
from talentflow.parameters import parameters_of
from talentflow.scenario import Scenario
from talentflow_lab.execute import perform, usual_workers
from talentflow_lab.replicate import Done, Failure, Progress, attempt
from talentflow_lab.store import FolderError
from talentflow_lab.study_parts import write_frame

__all__ = ["TEN", "Ranked", "draw_lever", "rank", "ranking"]

TEN = (
    "fast-track-permits", "visa-waiver", "key-employee-tax-relief", "relocation-grant",
    "recruiting-campaign", "soft-landing-for-firms", "business-harbour", "student-places",
    "city-talent-office", "amnesty",
)  # fmt: skip

COLUMNS = [
    "lever", "owner", "additional", "low", "high", "spent", "cost_per_additional", "median_rank",
    "above_next", "first",
]  # fmt: skip


@dataclass(frozen=True)
class Ranked:
    """The ranking, and what each draw came to."""

    ranking: pd.DataFrame
    """One row a lever, the best first; see `ranking`."""
    draws: pd.DataFrame
    """draw, lever, owner, additional (persons), spent (EUR)."""
    failures: tuple[Failure, ...]


def draw_lever(lever: Lever, seed: int, draw: int) -> Lever:
    """Take every figure of a lever that has a range from it, evenly; the same draw, the same."""
    name = crc32(f"{lever.slug}:{lever.holder}".encode())
    rng = np.random.default_rng([seed, draw, name])
    drawn: dict[str, float] = {}
    used = lever.figures()
    for field, figure in sorted(lever.kind.figures.items()):
        value = float(rng.uniform(figure.low, figure.high))
        drawn[field] = value if used[field] == figure.value else used[field]
    doses: dict[str, Any] = {}
    for field, (kind, _) in parameters_of(mechanisms()[lever.kind.mechanism]).items():
        if field in drawn:
            whole = {"flag": drawn[field] >= 0.5, "integer": round(drawn[field])}
            doses[field] = whole.get(kind, drawn[field])
    common: dict[str, Any] = {field: value for field, value in drawn.items() if field in COMMON}
    return replace(lever, act=replace(lever.act, **doses), **common)


def _name(lever: Lever) -> tuple[str, str]:
    return lever.slug, lever.holder


@dataclass(frozen=True)
class _Drawing:
    """The work of a ranking: number n is draw n."""

    baseline: Scenario
    levers: tuple[Lever, ...]
    parts: Path

    def __call__(self, number: int, progress: Progress) -> Done | Failure:
        from talentflow.chance import replication_seed  # noqa: PLC0415 - imports Numba
        from talentflow_lab.twins import outcome_of  # noqa: PLC0415

        def action() -> Done:
            rows = []
            without = outcome_of(self.baseline, number, progress)
            for lever in self.levers:
                drawn = draw_lever(lever, self.baseline.seed, number)
                others = [one for one in self.baseline.levers if _name(one) != _name(lever)]
                every = sorted([*others, drawn], key=_name)
                policy = replace(self.baseline, levers=tuple(every))
                with_ = outcome_of(policy, number, progress)
                additional = with_.stock(lever) - without.stock(lever)
                rows.append((number, lever.slug, lever.holder, additional, with_.spent(lever)))
            columns = ["draw", "lever", "owner", "additional", "spent"]
            write_frame(pd.DataFrame(rows, columns=columns), self.parts / f"{number:05d}.parquet")
            return Done(number, replication_seed(self.baseline.seed, number), 0.0, {})

        return attempt(number, action)


def rank(
    baseline: Scenario,
    levers: Sequence[Lever],
    draws: int,
    folder: Path,
    *,
    workers: int = 0,
    progress: AbstractContextManager[Progress] | None = None,
) -> Ranked:
    """Run the draws and rank the levers; each draw's numbers are kept in the folder.

    Every draw runs the baseline once and each lever once.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FolderError(f"cannot write into {folder}: {problem.strerror}") from None
    work = _Drawing(baseline, tuple(levers), folder)
    with progress or nullcontext() as tell:
        batch = perform(
            work,
            list(range(draws)),
            baseline.months * (len(levers) + 1),
            workers=workers or usual_workers(draws),
            progress=tell,
        )
    files = [folder / f"{done.replication:05d}.parquet" for done in batch.done]
    if not files:
        return Ranked(pd.DataFrame(columns=COLUMNS), pd.DataFrame(), batch.failures)
    found = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
    return Ranked(ranking(found), found, batch.failures)


def ranking(draws: pd.DataFrame) -> pd.DataFrame:
    """Order levers by their mean additional people; intervals hold 90 % of the draws.

    `above_next` is the share of draws in which a lever adds more than the next one, `first` that in
    which it adds most.
    """
    wide = draws.pivot_table(index="draw", columns=["lever", "owner"], values="additional")
    spent = draws.groupby(["lever", "owner"])["spent"].mean()
    order = wide.mean().sort_values(ascending=False, kind="stable").index
    ranks = wide.rank(axis=1, ascending=False)
    rows = []
    for n, key in enumerate(order):
        values = wide[key]
        mean = float(values.mean())
        above = float((values > wide[order[n + 1]]).mean()) if n + 1 < len(order) else np.nan
        rows.append(
            (
                *key, mean, float(values.quantile(0.05)), float(values.quantile(0.95)),
                float(spent[key]), float(spent[key]) / mean if mean > 0.0 else np.nan,
                float(ranks[key].median()), above, float((ranks[key] == 1.0).mean()),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
