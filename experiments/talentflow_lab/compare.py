"""Compare a policy with its baseline on twins: how many more, and at what cost.

At the horizon, for an owner's territory,

`additional = stock with − stock without = present − deadweight − crowded out + others gained`

* `present` recipients who are there with the policy, `deadweight` those of them who would be anyway
* `crowded out` who would be there without the policy and is not, `others gained` the reverse for
  people who received nothing

These hold exactly in every pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from talentflow.files import write_text
from talentflow_lab.accounts import half_width
from talentflow_lab.execute import perform, usual_workers
from talentflow_lab.forecast import Drawn
from talentflow_lab.kept_parts import KeptParts
from talentflow_lab.replicate import Done, Failure, Progress, attempt
from talentflow_lab.study_parts import write_frame
from talentflow_lab.variance_parts import parts_table
from talentflow_lab.verdict import Frames, Question, judge

__all__ = ["Compared", "clear", "compare"]

FORMAT = "talentflow comparison 1"
TABLES = ("effects", "costs", "displacement", "changed")
MOST_PAIRS = 1000
BATCH = 8


@dataclass(frozen=True)
class Compared:
    """The tables of a comparison, and what it took."""

    folder: Path
    effects: pd.DataFrame
    costs: pd.DataFrame
    displacement: pd.DataFrame
    pairs: int
    independent: float
    """Runs of each kind that would have given the same precision with independent chance."""
    half_width: float
    failures: tuple[Failure, ...]
    uncertainty: pd.DataFrame
    """What effects at the horizon are made of, if parameters were drawn; else empty."""

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values, for JSON."""
        return {
            "out": str(self.folder),
            "pairs": self.pairs,
            "independent_runs": None if not np.isfinite(self.independent) else self.independent,
            "half_width": None if not np.isfinite(self.half_width) else self.half_width,
            "failed": len(self.failures),
            "effects": _rows(self.effects),
            "costs": _rows(self.costs),
            "displacement": _rows(self.displacement),
            **({"uncertainty": _rows(self.uncertainty)} if len(self.uncertainty) else {}),
        }


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Turn a table into plain values; None where there is no finite number."""
    plain = frame.copy()
    for column in plain.columns[plain.dtypes.astype(str).str.startswith("datetime")]:
        plain[column] = plain[column].dt.strftime("%Y-%m-%d")
    plain = plain.replace([np.inf, -np.inf], np.nan).astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]


@dataclass(frozen=True)
class Pairing:
    """The work of a comparison: number n is pair n."""

    question: Question
    kept: KeptParts
    posterior: Drawn | None = None

    def __call__(self, number: int, progress: Progress) -> Done | Failure:
        """Run a pair and write its part."""
        from talentflow.chance import replication_seed  # noqa: PLC0415 - imports Numba
        from talentflow_lab.twins import run_twins  # noqa: PLC0415

        def action() -> Done:
            one = self.question
            baseline, policy = one.baseline, one.policy
            if self.posterior:
                baseline = self.posterior.scenario(baseline, number)
                policy = self.posterior.scenario(policy, number)
            found = run_twins(
                baseline, policy, number, one.territories, one.first, progress, alike=one.alike
            )
            self.kept.write(number, found.frames())
            return Done(number, replication_seed(one.baseline.seed, number), 0.0, {})

        return attempt(number, action)


def compare(
    question: Question,
    folder: Path,
    *,
    pairs: int,
    until: float | None = None,
    workers: int = 0,
    record: Mapping[str, object] | None = None,
    progress: Callable[[int], AbstractContextManager[Progress]] | None = None,
    posterior: Drawn | None = None,
) -> Compared:
    """Run pairs and write the tables; `until` goes on to that half-width of the main effect.

    With a `posterior` both runs of a pair have the same draw of it, and the table `uncertainty`
    says what the spread of effects over pairs is made of.
    Finished pairs are kept: the same question in the same folder goes on where it stopped. Raises
    FolderError if something else stands there, and KeyboardInterrupt.
    """
    name = question.name + (posterior.digest if posterior else "")
    kept = _kept(folder)
    kept.open(name)
    wanted, failures = pairs, tuple[Failure, ...]()
    while True:
        missing = kept.missing(range(wanted))
        if missing:
            with progress(len(missing)) if progress else nullcontext() as tell:
                failures = perform(
                    Pairing(question, kept, posterior), missing, question.baseline.months,
                    workers=workers or usual_workers(len(missing)), progress=tell,
                ).failures  # fmt: skip
        done = kept.done(range(wanted))
        series = kept.read(done, "series")
        reached = half_width(series, question.main)
        if failures or until is None or reached <= until or wanted >= MOST_PAIRS:
            break
        wanted = min(wanted + BATCH, MOST_PAIRS)
    if not done:
        nothing = pd.DataFrame()
        return Compared(folder, nothing, nothing, nothing, 0, np.nan, np.inf, failures, nothing)
    told = {**(record or {}), "question": name}
    if posterior:
        told["posterior"] = posterior.record
    return _write(question, kept, done, series, failures, told)


def clear(folder: Path) -> None:
    """Remove a comparison, whole or not; raise FolderError if the folder holds anything else."""
    _kept(folder).clear()


def _kept(folder: Path) -> KeptParts:
    return KeptParts(folder, "compare.json", FORMAT, "comparison")


def _write(
    question: Question, kept: KeptParts, done: Sequence[int], series: pd.DataFrame,
    failures: tuple[Failure, ...], record: Mapping[str, object],
) -> Compared:  # fmt: skip
    books, groups, moved = (kept.read(done, n) for n in ("books", "groups", "displacement"))
    folder, verdict = kept.folder, judge(question, Frames(series, groups, books, moved), len(done))
    effects, costs, displacement = verdict.effects, verdict.costs, verdict.displacement
    changed = kept.read(done, "changed")
    columns = ["replication", "professional", "date", "what", "baseline", "policy", "channel"]
    changed = changed.reindex(columns=columns)
    tables = (effects, costs, displacement, changed)
    written = dict(zip(TABLES, tables, strict=True))
    uncertainty = effect_parts(series) if "posterior" in record else pd.DataFrame()
    for name, frame in written.items():
        write_frame(frame, folder / f"{name}.parquet")
        if name != "changed":
            write_frame(frame, folder / f"{name}.csv")
    if len(uncertainty):
        write_frame(uncertainty, folder / "uncertainty.csv")
    write_text(folder / "baseline.toml", question.baseline.resolved_toml())
    write_text(folder / "policy.toml", question.policy.resolved_toml())
    compared = Compared(
        folder, effects, costs, displacement, len(done),
        verdict.independent, verdict.half_width, failures, uncertainty,
    )  # fmt: skip
    content = {
        "finished": not failures, **record,
        "pairs": len(done), "independent_runs": _finite(compared.independent),
        "main": question.main, "half_width": _finite(compared.half_width),
        "rows": {name: len(table) for name, table in written.items()},
    }  # fmt: skip
    kept.finish(content)
    return compared


def effect_parts(series: pd.DataFrame) -> pd.DataFrame:
    """Return what the effects at the horizon are made of, pair by pair."""
    last = series[series["month"] == series["month"].max()]
    last = last.assign(effect=last["policy"] - last["baseline"])
    effects = {
        str(name): dict(zip(rows["replication"].tolist(), rows["effect"].tolist(), strict=True))
        for name, rows in last.groupby("outcome", sort=False)
    }
    return parts_table(effects)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
