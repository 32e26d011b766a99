"""Read a study file: every problem at once, each with its line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from talentflow.errors import Problem, ScenarioErrors
from talentflow.files import FileTrouble, read_text, shown
from talentflow.months import parse_month
from talentflow.reading import Layer, parse, spelled
from talentflow.rules import catalogue
from talentflow.scenario import load
from talentflow.source import Source, read_source
from talentflow.toml_lines import KeyPath, key_lines, line_of
from talentflow_lab import designs
from talentflow_lab.measures import Ask
from talentflow_lab.results import Input
from talentflow_lab.study import AS_IT_IS, Named, Outcome, Study
from talentflow_lab.study_inputs import Leaves, leaves, read_inputs
from talentflow_lab.study_schema import OutcomeTable, StudyFile, override, problems_of
from talentflow_lab.study_where import check_outcome

__all__ = ["read_study"]

LARGEST = 1  # megabytes; a study is a page of text

SHARED = ("start", "months", "seed", "replications", "scale", "origin", "extends")
"""What points must share, or else their replications are no pairs."""


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
    return _Reader(StudyFile.model_validate(values), path, file, lines).read(replications)


class _Reader:
    """Read the tables of a study; note what is wrong with its values, and where."""

    def __init__(
        self, study: StudyFile, path: Path, file: str, lines: Mapping[KeyPath, int]
    ) -> None:
        self.problems: list[Problem] = []
        self._study, self._path, self._file, self._lines = study, path, file, lines
        self._source, self._usual = self._read_source()
        self._add_constants()
        self._base = load(self._source)

    def read(self, replications: int | None) -> Study:
        """Return the study; raise ScenarioErrors with every problem."""
        study = self._study
        uncertain = self._inputs("uncertainties")[0]
        levers, fixed = self._inputs("levers")
        named = [self._named("policies", name) for name in study.policies]
        listed = [self._named("points", name) for name in study.points]
        outcomes = tuple(self._outcome(*item) for item in study.outcomes.items())
        self._check_shape(uncertain, levers)
        if self.problems:
            raise ScenarioErrors(self.problems)
        options = study.sampling.model_dump()
        policies = tuple(named) or self._drawn(levers, fixed, options)
        joint = {} if policies else levers
        varied = {**uncertain, **joint}
        futures = tuple(listed) or self._futures(varied, fixed if joint else {}, options)
        crossed = tuple(() if joint or named else levers.values())
        count = replications or study.replications or self._usual
        return Study(
            study.title, study.description, self._path, study.scenario, self._source,
            self._base, count, study.design, options,
            (*varied.values(), *crossed), levers, fixed, futures,
            policies or (Named(AS_IT_IS, {}),), outcomes,
        )  # fmt: skip

    def _read_source(self) -> tuple[Source, int]:
        """Return the scenario with the study's own run, and its usual replications."""
        study = self._study
        beside = self._path.parent / study.scenario
        is_file = study.scenario.endswith(".toml") and beside.exists()
        run = study.model_dump(include={"months", "scale", "seed"}, exclude_none=True)
        run["replications"] = 1
        above = Layer(self._file, "the study", Path(), run, {(name,): 1 for name in run})
        try:
            source = read_source(beside if is_file else study.scenario, catalogue())
            return source.below([above]), load(source).replications
        except ScenarioErrors as errors:
            named = (Path(study.scenario).name, study.scenario)
            line = line_of(self._lines, ("scenario",))
            raise ScenarioErrors(
                [
                    Problem(self._file, line, "scenario", p.message)
                    if p.path == "(file)" and p.file in named
                    else p
                    for p in errors.problems
                ]
            ) from None

    def _add_constants(self) -> None:
        constants = dict(leaves(self._study.constants))
        for path in constants:
            self._check_shared(("constants", *path), path)
        if constants and not self.problems and self._fits(constants, ("constants",)):
            above = Layer(self._file, "the study", Path(), self._study.constants, {})
            self._source = self._source.below([above])

    def _inputs(self, table: str) -> tuple[dict[tuple[str, ...], Input], Leaves]:
        values = getattr(self._study, table)
        found, fixed, problems = read_inputs(values, table, self._file, self._lines)
        self.problems += problems
        above = () if table == "levers" else (table,)
        for path in found:
            self._check_shared((*above, *path), path)
        if fixed and table == "levers" and not found:
            self._note((table,), (table,), "has no range; a lever that is fixed is a [constants]")
        if self.problems or not found:
            return found, fixed
        for pick in (0.0, 1.0):
            ends = {p: designs.from_unit(one, pick) for p, one in found.items()}
            if not self._fits({**fixed, **ends}, above):
                break
        return found, fixed

    def _named(self, table: str, name: str) -> Named:
        values: Leaves = dict(leaves(getattr(self._study, table)[name]))
        before = len(self.problems)
        for path in values:
            self._check_shared((table, name, *path), path)
        if len(self.problems) == before:
            self._fits(values, (table, name))
        return Named(name, values)

    def _check_shared(self, at: KeyPath, path: tuple[str, ...]) -> None:
        if path[0] in SHARED:
            self._note(at, path, "all points share this; set it for the whole study")

    def _fits(self, values: Leaves, above: KeyPath) -> bool:
        """Tell whether a scenario takes these values; note what it does not."""
        paths = list(values)
        try:
            load(self._source, [override(path, value) for path, value in values.items()])
        except ScenarioErrors as errors:
            for problem in errors.problems:
                path = paths[problem.line - 1] if problem.file == "--set" else ()
                self._note((*above, *path), path, problem.message, problem)
            return False
        return True

    def _check_shape(self, uncertain: Mapping[Any, Input], levers: Mapping[Any, Input]) -> None:
        study = self._study
        if study.design == "list":
            if uncertain:
                message = 'the design "list" runs the points of the file and draws none'
                self._note(("design",), ("design",), message)
        elif study.points:
            self._note(("points",), ("points",), 'points belong to the design "list"')
        elif not (uncertain or levers):
            message = "nothing varies: the study has neither [uncertainties] nor [levers]"
            self._note(("design",), ("design",), message)
        for name in study.constraints:
            if name not in study.outcomes:
                near = (get_close_matches(name, study.outcomes, n=1) or [""])[0]
                line = line_of(self._lines, ("constraints", name))
                told = spelled(("constraints", name))
                self.problems.append(
                    Problem(self._file, line, told, "there is no such outcome", "", near)
                )
        for name, table in study.outcomes.items():
            if table.additional and not (study.policies or levers):
                path = ("outcomes", name, "additional")
                self._note(path, path, "needs policies, the first of which is the baseline")

    def _drawn(
        self, levers: Mapping[tuple[str, ...], Input], fixed: Leaves, options: Mapping[str, Any]
    ) -> tuple[Named, ...]:
        """Draw policies from the levers, after one that has none; nothing if none are asked for."""
        if not options["policies"] or not levers:
            return ()
        rows = self._futures(levers, fixed, {**options, "points": options["policies"]}, "lhs")
        named = [Named(f"policy {n}", row.values) for n, row in enumerate(rows, start=1)]
        return (Named(AS_IT_IS, {}), *named)

    def _futures(
        self, inputs: Mapping[tuple[str, ...], Input], fixed: Leaves, options: Mapping[str, Any],
        design: str = "",
    ) -> tuple[Named, ...]:  # fmt: skip
        chosen = design or self._study.design
        if chosen == "list" or not inputs:
            return (Named(AS_IT_IS, {}),)
        paths = {one.name: path for path, one in inputs.items()}
        rows = designs.futures(chosen, list(inputs.values()), options)
        return tuple(
            Named(str(n), {**fixed, **{paths[name]: value for name, value in row.items()}})
            for n, row in enumerate(rows)
        )

    def _outcome(self, name: str, table: OutcomeTable) -> Outcome:
        def note(field: str, message: str, expected: str = "", suggestion: str = "") -> None:
            line = line_of(self._lines, ("outcomes", name, field))
            path = spelled(("outcomes", name, field))
            self.problems.append(Problem(self._file, line, path, message, expected, suggestion))

        check_outcome(table, self._base, note)
        months = {
            field: parse_month(text)
            for field in ("since", "until", "at")
            if (text := getattr(table, field)) is not None
        }
        ask = Ask(
            self._base.origin, **months, country=table.country, place=table.place,
            grade=table.grade, programme=table.programme,
        )  # fmt: skip
        limits = self._study.constraints.get(name)
        low, high = (limits.at_least, limits.at_most) if limits else (None, None)
        return Outcome(
            name, table.title or name.replace("_", " "), table.measure, ask, table.goal or "",
            table.additional, math.nan if low is None else low, math.nan if high is None else high,
        )  # fmt: skip

    def _note(
        self, at: Iterable[str | int], told: KeyPath, message: str, problem: Problem | None = None
    ) -> None:
        line = line_of(self._lines, tuple(at))
        more = (problem.expected, problem.suggestion) if problem else ("", "")
        name = problem.path if problem else spelled(told)
        self.problems.append(Problem(self._file, line, name, message, *more))
