"""Validate a scenario: every target and every structural case, against baselines, in one table.

Nothing is fitted here. Targets up to the split are those to which a posterior may have been fitted;
those after it are the test. Baselines see figures of before the split only.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow.errors import Problem, ScenarioErrors, TalentflowError
from talentflow.files import write_text
from talentflow.months import month_index
from talentflow.overrides import read_overrides
from talentflow.reading import Layer
from talentflow.rules import catalogue
from talentflow.scenario import Scenario, load
from talentflow.source import read_source
from talentflow_lab.baselines import baseline_samples
from talentflow_lab.cases import CASES
from talentflow_lab.cases.case import rows_of
from talentflow_lab.draws import Draw, fitted_after, take
from talentflow_lab.posterior import read_posterior
from talentflow_lab.predicted import Samples, samples_of, score_table, target_rows
from talentflow_lab.replicate import Failure, Progress
from talentflow_lab.store import FolderError
from talentflow_lab.study_store import code_digest, write_frame
from talentflow_lab.targets import Target, load_targets, within
from talentflow_lab.validate_runs import HISTORY, History, Jobs, run_jobs

__all__ = ["PARTS", "SPLIT", "Asked", "Validated", "validate"]

SPLIT = date(2021, 2, 28)
FORMAT = "talentflow validation 1"
PARTS = (HISTORY, *CASES)
"""What a validation consists of."""


@dataclass(frozen=True)
class Asked:
    """What is asked, as given."""

    scenario: str
    settings: tuple[str, ...] = ()
    targets: Path | None = None
    posterior: Path | None = None
    replications: int = 8
    seed: int | None = None
    scale: float | None = None
    split: date = SPLIT
    only: tuple[str, ...] = ()
    """Some of `PARTS`; none for all."""


@dataclass(frozen=True)
class Validated:
    """The tables of a validation."""

    title: str
    split: date
    replications: int
    posterior: bool
    cases: pd.DataFrame
    targets: pd.DataFrame
    scores: pd.DataFrame
    failures: tuple[Failure, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        tables = {n: _rows(getattr(self, n)) for n in ("cases", "targets", "scores")}
        head = {"title": self.title, "split": self.split.isoformat(), "posterior": self.posterior}
        head |= {"replications": self.replications, "failed": len(self.failures)}
        return head | {"notes": list(self.notes), **tables}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


def validate(
    asked: Asked,
    *,
    workers: int = 0,
    folder: Path | None = None,
    progress: Callable[[int], AbstractContextManager[Progress]] | None = None,
) -> Validated:
    """Run all of it. With a folder, jobs that have ended are kept there and tables written.

    Raises TalentflowError for what is wrong with scenario, targets, posterior or folder, and
    KeyboardInterrupt.
    """
    names = _names(asked.only)
    scenario, history, draws, notes = _history(asked)
    settings = tuple(draw.settings for draw in draws)
    grounds = {
        name: CASES[name].ground(
            asked.scenario, asked.settings, seed=asked.seed, scale=asked.scale, draws=settings
        )
        for name in names if name in CASES
    }  # fmt: skip
    parts = None if folder is None else _open(folder, _question(asked, scenario, draws))
    kept = tuple(n for n in names if n in CASES or history.targets)
    jobs = Jobs(kept, asked.replications, grounds, history, parts)
    counts, failures = run_jobs(jobs, workers=workers, progress=progress)
    cases = [
        rows_of(CASES[name], counts[name], posterior=bool(draws))
        for name in kept if name in CASES and len(counts[name])
    ]  # fmt: skip
    every = load_targets(scenario) if HISTORY in names else []
    measured, scored = _measure(asked, scenario, every, history, draws, counts.get(HISTORY))
    found = Validated(
        scenario.title, asked.split, asked.replications, bool(draws),
        pd.concat(cases, ignore_index=True) if cases else pd.DataFrame(), measured, scored,
        failures, notes,
    )  # fmt: skip
    if folder is not None:
        _write(found, folder)
    return found


def _names(only: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in only if name not in PARTS]
    if unknown:
        raise TalentflowError(f"--only {unknown[0]}: expected one of {', '.join(PARTS)}")
    return tuple(name for name in PARTS if name in only or not only)


def _history(asked: Asked) -> tuple[Scenario, History, tuple[Draw, ...], tuple[str, ...]]:
    source = read_source(asked.scenario, catalogue(), above=_layers(asked))
    scenario = load(source)
    every = load_targets(scenario)
    draws: tuple[Draw, ...] = ()
    notes: tuple[str, ...] = ()
    if asked.posterior is not None:
        posterior = read_posterior(asked.posterior)
        draws = take(posterior, asked.replications)
        load(source, draws[0].settings)  # names what is wrong before anything runs
        if seen := fitted_after(posterior, every, asked.split):
            text = (
                f"The posterior was fitted to {len(seen)} figures of after the split too, so that "
                f"its test is none; talentflow calibrate --until {asked.split:%Y-%m} makes one."
            )
            notes = (text,)
    compared = tuple(one for one in every if within(one, scenario))
    last = max((month_index(one.at, scenario.start) for one in compared), default=0)
    months = min(last + 1, scenario.months)
    history = History(source, compared, months, tuple(draw.settings for draw in draws))
    return scenario, history, draws, notes


def _layers(asked: Asked) -> list[Layer]:
    """Return what lies above the files of the scenario."""
    settings = list(asked.settings)
    if asked.targets is not None:
        settings.append(f"data.targets={json.dumps(str(asked.targets))}")
    if asked.seed is not None:
        settings.append(f"seed={asked.seed}")
    if asked.scale is not None:
        settings.append(f"scale={asked.scale!r}")
    problems: list[Problem] = []
    layers = read_overrides(settings, problems)
    if problems:
        raise ScenarioErrors(problems)
    return layers


def _measure(
    asked: Asked, scenario: Scenario, every: Sequence[Target], history: History,
    draws: Sequence[Draw], counts: pd.DataFrame | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    if not every:
        return pd.DataFrame(), pd.DataFrame()
    samples: dict[str, Samples] = {}
    if counts is not None and len(counts):
        values = [draw.links for draw in draws]
        samples = {
            one.id: samples_of(one, counts, values, scenario.seed) for one in history.targets
        }
    compared = [one for one in every if one.id in samples]
    baselines = baseline_samples(scenario.data, every, asked.split, scenario.seed)
    rows = target_rows(every, samples, baselines, asked.split)
    return rows, score_table(compared, samples, baselines, asked.split)


def _question(asked: Asked, scenario: Scenario, draws: Sequence[Draw]) -> str:
    """Name what is asked by all that can change what a job counts."""
    known = [scenario.fingerprint, asked.replications if draws else 0, code_digest(), _code()]
    known += [[draw.settings, dict(draw.links)] for draw in draws]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


def _code() -> str:
    """Return a digest of the code of cases and links."""
    digest = hashlib.sha256()
    for folder in ("cases", "links"):
        for path in sorted((Path(__file__).parent / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _open(folder: Path, question: str) -> Path:
    """Return the folder of finished jobs of this question; others of ours are replaced."""
    record, parts = folder / "validation.json", folder / "parts"
    try:
        if folder.exists() and any(folder.iterdir()):
            known = json.loads(record.read_text("utf-8")) if record.exists() else {}
            if known.get("format") != FORMAT:
                raise FolderError(
                    f"{folder} holds something else than a validation, so it is left alone; "
                    "choose another folder with --out"
                )
            if known.get("question") != question:
                shutil.rmtree(parts, ignore_errors=True)
        parts.mkdir(parents=True, exist_ok=True)
        write_text(record, json.dumps({"format": FORMAT, "question": question}) + "\n")
    except (OSError, ValueError) as problem:
        raise FolderError(f"cannot write into {folder}: {problem}") from None
    return parts


def _write(found: Validated, folder: Path) -> None:
    from talentflow_lab.validate_page import write_validation_page  # noqa: PLC0415 - charts

    for name in ("cases", "targets", "scores"):
        table = getattr(found, name)
        if len(table):
            write_frame(table, folder / f"{name}.csv")
            write_frame(table, folder / f"{name}.parquet")
    known = json.loads((folder / "validation.json").read_text("utf-8"))
    write_text(folder / "validation.json", json.dumps(known | found.to_dict(), indent=2) + "\n")
    write_validation_page(found, folder)
