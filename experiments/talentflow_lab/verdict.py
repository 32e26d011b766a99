"""Verdicts: the question that twins answer, and what pairs of them came to, as tables."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from talentflow.months import date_of
from talentflow.scenario import Scenario
from talentflow_lab.accounts import cost_table, effect_table, half_width, independent_runs
from talentflow_lab.study_store import code_digest

__all__ = ["Found", "Frames", "Question", "Verdict", "judge"]


@dataclass(frozen=True)
class Question:
    """What is compared: two scenarios that share the run, from month `first` of it on."""

    baseline: Scenario
    policy: Scenario
    first: int
    territories: tuple[str, ...]
    main: str
    """The main outcome, such as stock:FIN."""
    alike: bool = True
    """Whether the two cannot differ before month `first`."""

    @property
    def name(self) -> str:
        """Name the question by all that can change its numbers."""
        known = [
            self.baseline.fingerprint, self.policy.fingerprint, self.first, self.territories,
            _code(),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()


@cache
def _code() -> str:
    """Return a digest of the code that makes a number: the model's, and that of comparisons."""
    digest = hashlib.sha256(code_digest().encode())
    for name in ("twins", "side", "changes", "accounts", "verdict"):
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Found:
    """What a pair of runs came to; counts are real people."""

    series: pd.DataFrame
    """outcome, month (of the run), baseline, policy."""
    groups: pd.DataFrame
    """outcome, group, group_value, baseline, policy: at the horizon."""
    books: pd.DataFrame
    """lever, owner and what became of its recipients, one row a lever."""
    displacement: pd.DataFrame
    """place_without, place_with, persons: at the horizon, those who are elsewhere."""
    changed: pd.DataFrame
    """professional, month, what, baseline, policy, channel."""

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the frames by name."""
        names = ("series", "groups", "books", "displacement", "changed")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Frames:
    """What pairs came to, see `Found`, with a column `replication`."""

    series: pd.DataFrame
    groups: pd.DataFrame
    books: pd.DataFrame
    displacement: pd.DataFrame


@dataclass(frozen=True)
class Verdict:
    """The tables of a comparison; intervals are 90 % over pairs."""

    effects: pd.DataFrame
    costs: pd.DataFrame
    displacement: pd.DataFrame
    """place_without, place_with, persons: the mean over pairs, most first."""
    series: pd.DataFrame
    """outcome, month, replication, baseline, policy: every month of every pair."""
    pairs: int
    half_width: float
    """Of the main effect at the horizon, persons; infinite for one pair."""
    independent: float
    """Runs of each kind that would have given the same precision with independent chance."""


def judge(question: Question, frames: Frames, pairs: int) -> Verdict:
    """Turn what so many pairs came to into the tables of a comparison."""
    start, months = question.baseline.start, question.baseline.months
    dates = {m: pd.Timestamp(date_of(start, m)) for m in range(months)}
    series = frames.series
    effects = effect_table(series, frames.groups, dates, dates[months - 1], question.first)
    costs = cost_table(frames.books, question.baseline, question.policy, series)
    displacement = pd.DataFrame(columns=["place_without", "place_with", "persons"])
    if len(frames.displacement):
        ways = frames.displacement.groupby(["place_without", "place_with"])["persons"].sum()
        ways = ways / max(pairs, 1)
        displacement = ways.sort_values(ascending=False, kind="stable").reset_index()
    return Verdict(
        effects, costs, displacement, series, pairs,
        half_width(series, question.main), independent_runs(series, question.main),
    )  # fmt: skip
