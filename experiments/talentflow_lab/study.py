"""Study files: a scenario, the points to compare, and what is measured of each.

```toml
title = "Does a shorter queue matter?"
scenario = "belarus-2020"
months = 36
scale = 10
replications = 8
design = "list"

[outcomes.left]
title = "First moves, 2021"
measure = "first_moves"
since = "2021-01"
until = "2021-12"

[points."as it is"]

[points."half the queue"]
gates.visa_queue.mean_months = 0.75
```

Every point sets values over the scenario, as its file would; all points share the run itself, so
that replication n has the same luck in each. The first point is the one that others are compared
with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from talentflow.errors import Problem, ScenarioErrors
from talentflow.files import FileTrouble, read_text, shown
from talentflow.months import parse_month
from talentflow.reading import parse, spelled
from talentflow.scenario import Scenario, load
from talentflow.toml_lines import KeyPath, key_lines, line_of
from talentflow_lab.measures import MEASURES, Ask
from talentflow_lab.study_schema import OutcomeTable, StudyFile, override, problems_of
from talentflow_lab.study_where import check_outcome

__all__ = ["Outcome", "Point", "Study", "read_study"]

LARGEST = 1  # megabytes; a study is a page of text

SHARED = ("start", "months", "seed", "replications", "scale", "origin", "extends")
"""What points must share, or else their replications are no pairs."""


@dataclass(frozen=True)
class Point:
    """One point: its name, what it sets (dotted path -> value), and the scenario that results."""

    name: str
    changes: Mapping[str, Any]
    scenario: Scenario


@dataclass(frozen=True)
class Outcome:
    """One number that is measured of every run."""

    name: str
    title: str
    measure: str
    ask: Ask

    @property
    def unit(self) -> str:
        """Return the unit of the number."""
        return MEASURES[self.measure].unit


@dataclass(frozen=True)
class Study:
    """A study, validated; the first point is the one that others are compared with."""

    title: str
    description: str
    path: Path
    base: str
    replications: int
    points: tuple[Point, ...]
    outcomes: tuple[Outcome, ...]


def read_study(path: Path, *, replications: int | None = None) -> Study:
    """Read a study file; `replications` replaces the number that the file gives.

    Raises ScenarioErrors with every problem of the file, and of the scenario that it names.
    """
    file = shown(path)
    try:
        text = read_text(path, LARGEST)
        values = parse(text)
    except FileTrouble as trouble:
        problem = Problem(file, max(trouble.line, 1), "(file)", trouble.reason)
        raise ScenarioErrors([problem]) from None
    lines = key_lines(text)
    if problems := problems_of(values, file, lines):
        raise ScenarioErrors(problems)
    study = StudyFile.model_validate(values)
    base = _base(study, path, file, lines)
    count = replications or study.replications or base.replications
    reader = _Points(study, base, file, lines)
    points = tuple(reader.read())
    outcomes = tuple(
        _outcome(name, table, base, file, lines, reader.problems)
        for name, table in study.outcomes.items()
    )
    if reader.problems:
        raise ScenarioErrors(reader.problems)
    return Study(study.title, study.description, path, study.scenario, count, points, outcomes)


def _base(study: StudyFile, path: Path, file: str, lines: Mapping[KeyPath, int]) -> Scenario:
    beside = path.parent / study.scenario
    is_file = study.scenario.endswith(".toml") and beside.exists()
    run = study.model_dump(include={"months", "scale", "seed"}, exclude_none=True)
    try:
        return load(beside if is_file else study.scenario).replace(**run, replications=1)
    except ScenarioErrors as errors:
        named = (Path(study.scenario).name, study.scenario)
        raise ScenarioErrors(
            [
                Problem(file, line_of(lines, ("scenario",)), "scenario", p.message)
                if p.path == "(file)" and p.file in named
                else p
                for p in errors.problems
            ]
        ) from None


class _Points:
    """Make the scenario of each point; note what is wrong with its values, and where."""

    def __init__(
        self, study: StudyFile, base: Scenario, file: str, lines: Mapping[KeyPath, int]
    ) -> None:
        self.problems: list[Problem] = []
        self._study, self._base, self._file, self._lines = study, base, file, lines

    def read(self) -> Iterator[Point]:
        """Yield the points that can be made."""
        for name, values in self._study.points.items():
            leaves = dict(_leaves(values, ()))
            before = len(self.problems)
            for path in leaves:
                if path[0] in SHARED:
                    message = "all points share this; set it for the whole study"
                    self._note(name, path, message)
            if len(self.problems) == before and (made := self._scenario(name, leaves)):
                changes = {spelled(path): value for path, value in leaves.items()}
                yield Point(name, changes, made)

    def _scenario(self, name: str, leaves: Mapping[tuple[str, ...], Any]) -> Scenario | None:
        texts = [override(path, value) for path, value in leaves.items()]
        base = self._base
        try:
            made = load(base.path, texts)
        except ScenarioErrors as errors:
            paths = list(leaves)
            for problem in errors.problems:
                path = paths[problem.line - 1] if problem.file == "--set" else ()
                self._note(name, path, problem.message, problem)
            return None
        if made.data.digests == base.data.digests:  # one copy travels to workers, not one a point
            made = replace(made, data=base.data)
        return made.replace(months=base.months, scale=base.scale, seed=base.seed, replications=1)

    def _note(self, name: str, path: KeyPath, message: str, problem: Problem | None = None) -> None:
        line = line_of(self._lines, ("points", name, *path))
        told = problem.path if problem else spelled(path)
        more = (problem.expected, problem.suggestion) if problem else ("", "")
        self.problems.append(Problem(self._file, line, told, message, *more))


def _leaves(
    values: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value


def _outcome(
    name: str,
    table: OutcomeTable,
    base: Scenario,
    file: str,
    lines: Mapping[KeyPath, int],
    problems: list[Problem],
) -> Outcome:
    def note(field: str, message: str, expected: str = "", suggestion: str = "") -> None:
        line = line_of(lines, ("outcomes", name, field))
        path = spelled(("outcomes", name, field))
        problems.append(Problem(file, line, path, message, expected, suggestion))

    check_outcome(table, base, note)
    months = {
        field: parse_month(text)
        for field in ("since", "until", "at")
        if (text := getattr(table, field)) is not None
    }
    ask = Ask(base.origin, **months, country=table.country, place=table.place)
    return Outcome(name, table.title or name.replace("_", " "), table.measure, ask)
