"""What a calibration runs: the scenario up to a month, its fitted targets, and the priors.

A wave is an ordinary study (see `talentflow_lab.study`): each of its points is a draw of the
parameters with luck of its own, and its outcomes are the counts that the links of the targets take
from a run. So a wave is swept, resumed and shared out like any other study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from talentflow.errors import Problem, ScenarioErrors, TalentflowError
from talentflow.files import shown
from talentflow.months import month_index
from talentflow.overrides import read_overrides
from talentflow.reading import Layer
from talentflow.rules import catalogue
from talentflow.scenario import Scenario, load
from talentflow.source import Source, read_source
from talentflow_lab.links import Count
from talentflow_lab.priors import Prior, check_priors, of_links, read_priors
from talentflow_lab.results import Input
from talentflow_lab.study import AS_IT_IS, Named, Outcome, Study
from talentflow_lab.study_schema import override
from talentflow_lab.targets import Target, counts_of, load_targets, within

__all__ = ["Asked", "Plan", "plan"]

type Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """What the user asks for; months are first days."""

    scenario: str
    settings: tuple[str, ...] = ()
    targets: Path | None = None
    priors: Path | None = None
    until: date | None = None
    scale: float = 10.0
    seed: int = 1


@dataclass(frozen=True)
class Plan:
    """A calibration, validated: `targets` are those that are fitted."""

    base: str
    source: Source
    scenario: Scenario
    targets: tuple[Target, ...]
    priors: tuple[Prior, ...]
    until: date

    @cached_property
    def link_priors(self) -> tuple[Prior, ...]:
        """Return the priors of the parameters of all links that the targets go through."""
        return tuple(of_links(sorted({target.link for target in self.targets})))

    @property
    def all_priors(self) -> tuple[Prior, ...]:
        """Return the priors of the model's parameters, then those of the links."""
        return (*self.priors, *self.link_priors)

    @cached_property
    def observed(self) -> Floats:
        """Return what was observed, one number a target."""
        return np.array([target.value for target in self.targets])

    @cached_property
    def counts(self) -> Mapping[Count, str]:
        """Return every count that some target takes from a run, and the name of its outcome."""
        found: dict[Count, str] = {}
        for target in self.targets:
            for name, count in counts_of(target).items():
                if isinstance(count, Count):
                    found.setdefault(count, f"{target.id}:{name}")
        return found

    def study(self, wave: str, scores: Floats, first: int) -> Study:
        """Return the study of a wave: a point for each row of scores, with seeds from `first` on.

        Every point has luck of its own, since the posterior must know what luck can do.
        """
        paths = [tuple(one.name.split(".")) for one in self.priors]
        columns = [one.values(scores[:, n]) for n, one in enumerate(self.priors)]
        futures = tuple(
            Named(
                str(n),
                {
                    **{path: float(column[n]) for path, column in zip(paths, columns, strict=True)},
                    ("seed",): self.scenario.seed + first + n,
                },
            )
            for n in range(len(scores))
        )
        outcomes = tuple(
            Outcome(name, name, count.measure, count.ask) for count, name in self.counts.items()
        )
        inputs = tuple(
            Input(one.name, "uncertainty", one.low, one.high, log=False, whole=False, values=())
            for one in self.priors
        )
        title = f"Calibration of {self.base}: {wave}"
        return Study(
            title, "", Path(self.base), self.base, self.source, self.scenario, 1, "drawn", {},
            inputs, {}, {}, futures, (Named(AS_IT_IS, {}),), outcomes,
        )  # fmt: skip


def plan(asked: Asked) -> Plan:
    """Read everything that a calibration needs.

    Raises ScenarioErrors with the problems of scenario, targets or priors, and TalentflowError if
    no target is left to fit.
    """
    whole = load(asked.scenario, _settings(asked))
    fitted = [one for one in load_targets(whole) if one.fitted and within(one, whole)]
    if asked.until is not None:
        fitted = [one for one in fitted if one.at <= asked.until]
    if not fitted:
        end = f" by {asked.until:%Y-%m}" if asked.until else ""
        raise TalentflowError(
            f"{asked.scenario}: no target is fitted{end}; the table is {_table(asked)}, and "
            "`fitted` says yes or no"
        )
    until = asked.until or max(one.at for one in fitted)
    source = _source(asked, month_index(until, whole.start) + 1)
    priors = tuple(read_priors(asked.priors))
    _check_fit(source, priors, asked.priors)
    return Plan(asked.scenario, source, load(source), tuple(fitted), priors, until)


def _settings(asked: Asked) -> list[str]:
    given = list(asked.settings)
    if asked.targets is not None:
        given.append(override(("data", "targets"), str(asked.targets.resolve())))
    return given


def _table(asked: Asked) -> str:
    return shown(asked.targets) if asked.targets else "data.targets of the scenario"


def _source(asked: Asked, months: int) -> Source:
    run: dict[str, object] = {"months": months, "scale": asked.scale, "replications": 1}
    run["seed"] = asked.seed
    above = Layer("calibrate", "the calibration", Path(), run, {})
    problems: list[Problem] = []
    given = read_overrides(_settings(asked), problems)
    if problems:
        raise ScenarioErrors(problems)
    return read_source(asked.scenario, catalogue(), [*given, above])


def _check_fit(source: Source, priors: Sequence[Prior], path: Path | None) -> None:
    """Have the scenario take both ends of every prior; complain of those that it does not."""
    file = shown(path) if path else "priors/belarus-2020.csv"
    found: dict[int, Problem] = {}
    for end in (-10.0, 10.0):
        values = [float(one.values(np.array([end]))[0]) for one in priors]
        texts = [
            override(tuple(one.name.split(".")), value)
            for one, value in zip(priors, values, strict=True)
        ]
        try:
            load(source, texts)
        except ScenarioErrors as errors:
            found |= {p.line - 1: p for p in errors.problems if p.file == "--set"}
            if not found:
                raise
    check_priors(priors, file, found)
