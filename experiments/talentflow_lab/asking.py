"""Questions: run what an answer needs, keep it by fingerprint, and write the report in one go.

What was run lies in a working folder, keyed by all that can change a number. The same question
finds it again; one that was stopped goes on.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from talentflow.errors import TalentflowError
from talentflow.scenario import Scenario, load
from talentflow_lab.actions import actions, actions_key
from talentflow_lab.actions_folder import read_actions
from talentflow_lab.document import Document
from talentflow_lab.explain import How, explain
from talentflow_lab.options import options_for
from talentflow_lab.page_actions import actions_document
from talentflow_lab.page_drivers import driver_sentences, drivers
from talentflow_lab.page_parts import Page
from talentflow_lab.page_plans import plans
from talentflow_lab.page_results import read_results
from talentflow_lab.posterior_option import posterior_of
from talentflow_lab.question import Ground
from talentflow_lab.replicate import Failure
from talentflow_lab.report import run_document
from talentflow_lab.run import AllFailedError, Request, run_scenario
from talentflow_lab.study_store import code_digest
from talentflow_lab.terminal import progress_bar
from talentflow_lab.territory import Beneficiary, find

__all__ = [
    "Answer",
    "Asking",
    "Size",
    "ask_actions",
    "ask_drivers",
    "ask_plans",
    "default_work",
    "size_of",
]


@dataclass(frozen=True)
class Size:
    """How large the runs are: real people a simulated one stands for, and how many runs."""

    scale: float
    replications: int


SIZES = {
    ("plans", "place"): Size(1.0, 4),
    ("plans", "country"): Size(10.0, 8),
    ("drivers", "place"): Size(10.0, 4),
    ("drivers", "country"): Size(20.0, 4),
    ("actions", "place"): Size(1.0, 6),
    ("actions", "country"): Size(4.0, 16),
}
"""A city gets a handful of people, so it needs everybody; a country can do with a sample."""


@dataclass(frozen=True)
class Asking:
    """What somebody wants to know, as given; nothing given takes what suits the beneficiary."""

    scenario: str
    beneficiary: str
    work: Path
    settings: Sequence[str] = ()
    start: str = "2020-09"
    months: int = 24
    scale: float | None = None
    replications: int | None = None
    seed: int | None = None
    workers: int = 0
    command: str = ""
    posterior: Path | None = None


@dataclass(frozen=True)
class Answer:
    """A report, and what failed on the way to it."""

    document: Document
    folder: Path
    failures: tuple[Failure, ...] = ()


def default_work() -> Path:
    """Return the folder of what was run: in the user's cache, as the system has it."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "talentflow" / "asked"


def size_of(what: str, asked: Beneficiary, asking: Asking) -> Size:
    """Return the size of the runs: what was given, else what suits the beneficiary."""
    usual = SIZES[what, "place" if asked.place else "country"]
    return Size(asking.scale or usual.scale, asking.replications or usual.replications)


def ask_plans(asking: Asking) -> Answer:
    """Run the scenario, unless it was, and report the stages of plans by group."""
    base = load(asking.scenario, asking.settings)
    asked = find(asking.beneficiary, base)
    size = size_of("plans", asked, asking)
    case = base.replace(scale=size.scale, replications=size.replications, seed=asking.seed)
    folder, failures = kept_run(case, asking)
    page = Page(read_results(folder))
    return Answer(run_document(page, asked, [plans(page)]), folder, failures)


def ask_drivers(asking: Asking) -> Answer:
    """Take factors away, one by one and together, and report what each of them did.

    Raises TalentflowError if a posterior is given.
    """
    if asking.posterior is not None:
        raise TalentflowError("--posterior goes with plans and actions, not with drivers")
    base = load(asking.scenario, asking.settings)
    asked = find(asking.beneficiary, base)
    size = size_of("drivers", asked, asking)
    case = base.replace(scale=size.scale, replications=size.replications, seed=asking.seed)
    folder, failures = kept_run(case, asking)
    how = How(asking.work / "explained", asking.workers, progress_bar)
    found = explain(case, replications=size.replications, tables=folder, how=how)
    page = Page(read_results(folder))
    document = run_document(page, asked, [drivers(found, asked)], driver_sentences(found, asked))
    return Answer(document, folder, failures)


def ask_actions(asking: Asking) -> Answer:
    """Live every option on twins, unless they were, and report what adds how much at what cost."""
    base = load(asking.scenario, asking.settings)
    asked = find(asking.beneficiary, base)
    size = size_of("actions", asked, asking)
    ground = Ground.of(asking.scenario, asking.settings, asking.start, asking.months,
                       asking.seed, size.scale)  # fmt: skip
    options = options_for(ground, asked)
    draws = posterior_of(asking.posterior, ground.baseline)
    folder = asking.work / f"actions-{actions_key(options, draws)}"
    record: dict[str, Any] = {
        "command": asking.command, "version": version("talentflow"), "scenario": asking.scenario,
    }  # fmt: skip
    done = actions(
        options, asked, folder, size.replications, record, workers=asking.workers,
        posterior=draws,
        progress=lambda months, count: progress_bar(months, count, "pairs of every option"),
    )  # fmt: skip
    document = actions_document(read_actions(folder), base.title) if not done.failures else None
    if document is None:
        raise AllFailedError(done.failures)
    return Answer(document, folder)


def kept_run(case: Scenario, asking: Asking) -> tuple[Path, tuple[Failure, ...]]:
    """Return the results folder of a scenario, and run it only if there is none."""
    draws = posterior_of(asking.posterior, case)
    known = [case.fingerprint, case.replications, case.seed, code_digest()]
    known += [draws.digest] if draws else []
    key = hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]
    folder = asking.work / f"run-{key}"
    if (folder / "run.json").exists():
        return folder, ()
    asking.work.mkdir(parents=True, exist_ok=True)
    request = Request(case, folder, asking.workers, force=True, command=asking.command.split(),
                      posterior=draws)  # fmt: skip
    with progress_bar(case.months, case.replications) as tell:
        finished = run_scenario(request, tell)
    return folder, finished.failures
