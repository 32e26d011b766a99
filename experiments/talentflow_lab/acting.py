"""Live many options in one go: one baseline a replication, and a branch of it for each option.

A lever changes nothing before it starts, so that the months before are lived once, and so is the
baseline after them. What a branch comes to is what `talentflow compare` finds, to the last bit.
Each option's part is on disk as soon as it is done: after a kill the same call goes on.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talentflow.scenario import Scenario
from talentflow_lab.execute import perform, usual_workers
from talentflow_lab.forecast import Drawn
from talentflow_lab.options import Option
from talentflow_lab.replicate import Done, Failure, Progress, attempt
from talentflow_lab.side import Side
from talentflow_lab.study_parts import write_frame
from talentflow_lab.twins import Pair
from talentflow_lab.verdict import Frames, Verdict, judge

__all__ = ["Judged", "act", "months_of", "verdicts"]

FRAMES = ("series", "groups", "books", "displacement")


@dataclass(frozen=True)
class Acting:
    """The work: number n is replication n of every option."""

    options: tuple[Option, ...]
    parts: Path
    posterior: Drawn | None = None

    def __call__(self, number: int, progress: Progress) -> Done | Failure:
        """Live the baseline and each option that has no part yet."""
        from talentflow.chance import replication_seed  # noqa: PLC0415 - imports Numba

        def action() -> Done:
            one = self.options[0].question
            missing = [option for option in self.options
                       if not _part(self.parts, number, option).exists()]  # fmt: skip
            if missing:
                baseline = self._as_drawn(one.baseline, number)
                trunk = Side.of(baseline, number)
                _live(trunk, one.first, progress)
                end = trunk.branch(baseline)
                _live(end, one.baseline.months, progress)
                for option in missing:
                    with_ = trunk.branch(self._as_drawn(option.question.policy, number))
                    _live(with_, one.baseline.months, progress)
                    found = Pair(end, with_, option.question.territories).found(one.first)
                    _write(found.frames(), _part(self.parts, number, option))
            return Done(number, replication_seed(one.baseline.seed, number), 0.0, {})

        return attempt(number, action)

    def _as_drawn(self, scenario: Scenario, number: int) -> Scenario:
        return self.posterior.scenario(scenario, number) if self.posterior else scenario


def months_of(options: Sequence[Option]) -> int:
    """Count the months that a replication of all options lives."""
    one = options[0].question
    after = one.baseline.months - one.first
    return one.baseline.months + after * len(options)


def act(
    options: Sequence[Option],
    parts: Path,
    replications: int,
    *,
    workers: int = 0,
    posterior: Drawn | None = None,
    progress: AbstractContextManager[Progress] | None = None,
) -> tuple[Failure, ...]:
    """Live what is missing of so many replications; return what failed.

    With a `posterior` all options of a replication have the same draw of it.

    Raises KeyboardInterrupt; what was finished stays.
    """
    missing = [n for n in range(replications)
               if not all(_part(parts, n, option).exists() for option in options)]  # fmt: skip
    if not missing:
        return ()
    parts.mkdir(parents=True, exist_ok=True)
    with progress or nullcontext() as tell:
        work = Acting(tuple(options), parts, posterior)
        return perform(
            work, missing, months_of(options),
            workers=workers or usual_workers(len(missing)), progress=tell,
        ).failures  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """The verdict on an option, and its books."""

    verdict: Verdict
    books: pd.DataFrame
    """See `talentflow_lab.twins.Found`; with a column `replication`."""


def verdicts(options: Sequence[Option], parts: Path, replications: int) -> dict[str, Judged]:
    """Return the verdict of each option by its name, over the replications that are done."""
    done = [n for n in range(replications)
            if all(_part(parts, n, option).exists() for option in options)]  # fmt: skip
    found = {}
    for option in options:
        frames = [_read(parts, done, option, name) for name in FRAMES]
        verdict = judge(option.question, Frames(*frames), len(done))
        found[option.name] = Judged(verdict, frames[FRAMES.index("books")])
    return found


def _live(side: Side, until: int, progress: Progress) -> None:
    while side.run.month < until:
        side.step()
        progress(1)


def _part(parts: Path, number: int, option: Option) -> Path:
    return parts / f"{number:05d}" / option.name.replace(":", "-")


def _write(frames: dict[str, pd.DataFrame], part: Path) -> None:
    draft = part.with_name(f".{part.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in FRAMES:
        write_frame(frames[name], draft / f"{name}.parquet")
    shutil.rmtree(part, ignore_errors=True)
    draft.rename(part)


def _read(parts: Path, numbers: Sequence[int], option: Option, name: str) -> pd.DataFrame:
    frames = [pd.read_parquet(_part(parts, n, option) / f"{name}.parquet").assign(replication=n)
              for n in numbers]  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
