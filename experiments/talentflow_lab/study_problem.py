"""A study as a problem of policy search: policies are evaluated against doing nothing, in pairs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow.errors import TalentflowError
from talentflow_lab.execute import stream, usual_workers
from talentflow_lab.ledger import DONE
from talentflow_lab.replicate import Build, Progress
from talentflow_lab.results import Input, Measured
from talentflow_lab.study import AS_IT_IS, Named, Study
from talentflow_lab.study_store import Namer, Store
from talentflow_lab.sweep import left_over, measuring, row_of

__all__ = ["StudyProblem"]


@dataclass(frozen=True)
class StudyProblem:
    """The levers of a study, over its futures and replications; runs are kept in a folder."""

    study: Study
    folder: Path
    workers: int = 0
    build: Build | None = None

    def __post_init__(self) -> None:
        """Refuse a study without levers."""
        if not self.study.levers:
            raise TalentflowError(f"{self.study.path}: a search needs [levers] with ranges")

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Return the levers that are searched."""
        return tuple(self.study.levers.values())

    @property
    def outcomes(self) -> tuple[Measured, ...]:
        """Return what is measured."""
        return tuple(one.measured for one in self.study.outcomes)

    @property
    def pairs(self) -> int:
        """Return how many pairs each policy is evaluated in."""
        return self.study.replications * len(self._futures)

    @cached_property
    def name(self) -> str:
        """Name the problem by all that can change a number."""
        namer = Namer(self.study)
        told = [repr(self.inputs), repr(self.outcomes), str(self.study.replications)]
        told += [repr(sorted(self.study.fixed.items()))]
        told += [namer(future.values, 0) for future in self._futures]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    @cached_property
    def _futures(self) -> tuple[Named, ...]:
        """Return the futures; where levers were drawn with the rest, what is left without them."""
        levers = {*self.study.levers, *self.study.fixed}
        rest = [
            Named(one.name, {p: v for p, v in one.values.items() if p not in levers})
            for one in self.study.futures
        ]
        seen = {repr(sorted(one.values.items())): one for one in reversed(rest)}
        return tuple(reversed(seen.values()))

    @cached_property
    def _store(self) -> Store:
        store = Store(self.folder.resolve())
        store.parts.mkdir(parents=True, exist_ok=True)
        return store

    def evaluate(
        self, policies: Sequence[Mapping[str, Any]], tell: Progress | None
    ) -> list[pd.DataFrame]:
        """Return a frame for each policy: a row for each pair, a column for each outcome.

        A pair is numbered replication x futures + future; one of whose runs failed is missing.
        """
        paths = {one.name: path for path, one in self.study.levers.items()}
        named = [Named(AS_IT_IS, {})]
        for number, policy in enumerate(policies, start=1):
            turned = {paths[name]: value for name, value in policy.items()}
            named.append(Named(f"policy {number}", {**self.study.fixed, **turned}))
        batch = replace(self.study, futures=self._futures, policies=tuple(named), inputs=())
        self._run(batch, tell)
        return self._read(batch)

    def _run(self, batch: Study, tell: Progress | None) -> None:
        store = self._store
        numbers = list(left_over(batch, store.ledger.ids(DONE)))
        workers = self.workers or usual_workers(len(numbers))
        work = measuring(batch, self.build)
        months = batch.scenario.months
        try:
            for result in stream(work, numbers, months, workers=workers, progress=tell):
                store.add(*row_of(result, batch))
        finally:
            store.flush()

    def _read(self, batch: Study) -> list[pd.DataFrame]:
        numbers, namer = self._store.numbers().set_index("id"), Namer(batch)
        names = [one.name for one in batch.outcomes]
        found = [self._frame(batch, namer, numbers, n)[names] for n in range(len(batch.policies))]
        shared = [one.name for one in batch.outcomes if one.additional]
        base = found[0][shared]
        return [
            frame.assign(**{n: frame[n] - base[n].reindex(frame.index) for n in shared}).dropna()
            for frame in found[1:]
        ]

    def _frame(
        self, batch: Study, namer: Namer, numbers: pd.DataFrame, policy: int
    ) -> pd.DataFrame:
        pairs = {}
        for replication in range(batch.replications):
            for future in range(len(batch.futures)):
                point = batch.points[future * len(batch.policies) + policy]
                known = namer(point.values, replication)
                pairs[replication * len(batch.futures) + future] = known
        ids = pd.Series(pairs)
        there = ids[ids.isin(numbers.index)]
        return numbers.loc[there.tolist()].set_axis(there.index)
