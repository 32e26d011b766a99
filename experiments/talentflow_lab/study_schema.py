"""The shape of a study file: a pydantic model, and its errors as problems with lines."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from talentflow.errors import Problem
from talentflow.months import parse_month
from talentflow.reading import spelled
from talentflow.toml_lines import KeyPath, line_of
from talentflow.validation import described
from talentflow.vocabulary import GRADES
from talentflow_lab.designs import DESIGNS
from talentflow_lab.measures import MEASURES

__all__ = ["OutcomeTable", "Sampling", "StudyFile", "override", "problems_of"]

STRICT = ConfigDict(extra="forbid", strict=True)
_MONTH_TEXT = 'a month such as "2020-08"'

EXPECTED = {
    "title": "a text of 1 to 200 characters",
    "description": "a text of at most 20000 characters",
    "scenario": "the name of a shipped scenario, or the path of a scenario file",
    "months": "a whole number from 1 to 1200",
    "scale": "a number from 1 to 1000000",
    "seed": f"a whole number from 0 to {2**63 - 1}",
    "replications": "a whole number from 1 to 10000",
    "design": "one of " + ", ".join(f'"{name}"' for name in DESIGNS),
    "outcomes": "a table of at least one outcome",
    "points": "a table of at least one point, each a table of values to set",
    "sampling": "a table of points, levels, second_order, policies and seed",
    "sampling.points": "a whole number from 1 to 1000000: rows, base sample, or trajectories",
    "levels": "a whole number from 1 to 100",
    "second_order": "true or false",
    "policies": "a table of policies, each a table of values to set; the first is the baseline",
    "sampling.policies": "a whole number from 0 to 10000: policies to draw from [levers]",
    "goal": '"maximise" or "minimise"',
    "additional": "true or false: count the difference to the first policy",
    "at_least": "a number",
    "at_most": "a number",
    "measure": "one of " + ", ".join(f'"{name}"' for name in MEASURES),
    "since": _MONTH_TEXT,
    "until": _MONTH_TEXT,
    "at": _MONTH_TEXT,
    "country": "an ISO 3166 alpha-3 code",
    "place": "a code of the table of places",
    "grade": "one of " + ", ".join(f'"{name}"' for name in GRADES),
    "programme": "a code of the table of programmes",
}
"""What each name may hold, for messages."""


def _a_month(text: str) -> str:
    parse_month(text)
    return text


def _a_measure(text: str) -> str:
    if text not in MEASURES:
        raise ValueError("unknown")
    return text


type Month = Annotated[str, AfterValidator(_a_month)]


class OutcomeTable(BaseModel):
    """One outcome: which measure, over which months, where and of whom."""

    model_config = STRICT

    title: str = Field("", max_length=200)
    measure: Annotated[str, AfterValidator(_a_measure)]
    since: Month | None = None
    until: Month | None = None
    at: Month | None = None
    country: str | None = None
    place: str | None = None
    grade: str | None = None
    programme: str | None = None
    goal: Literal["maximise", "minimise"] | None = None
    additional: bool = False


class Limits(BaseModel):
    """A constraint on an outcome: its mean over futures and replications."""

    model_config = STRICT

    at_least: float | None = Field(None, allow_inf_nan=False)
    at_most: float | None = Field(None, allow_inf_nan=False)


class Sampling(BaseModel):
    """How many points a design draws, and how."""

    model_config = STRICT

    points: int = Field(64, ge=1, le=1_000_000)
    levels: int = Field(4, ge=1, le=100)
    second_order: bool = False
    policies: int = Field(0, ge=0, le=10_000)
    seed: int = Field(1, ge=0, le=2**32 - 1)


class StudyFile(BaseModel):
    """What a study file says."""

    model_config = STRICT

    title: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=20_000)
    scenario: str = Field(min_length=1)
    months: int | None = Field(None, ge=1, le=1200)
    scale: float | None = Field(None, ge=1, le=1e6, allow_inf_nan=False)
    seed: int | None = Field(None, ge=0, le=2**63 - 1)
    replications: int | None = Field(None, ge=1, le=10_000)
    design: Literal["list", "grid", "lhs", "sobol", "saltelli", "morris"] = "list"
    sampling: Sampling = Field(default_factory=lambda: Sampling.model_validate({}))
    uncertainties: dict[str, Any] = Field(default_factory=dict)
    levers: dict[str, Any] = Field(default_factory=dict)
    constants: dict[str, Any] = Field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = Field(default_factory=dict)
    points: dict[str, dict[str, Any]] = Field(default_factory=dict)
    outcomes: dict[str, OutcomeTable] = Field(min_length=1)
    constraints: dict[str, Limits] = Field(default_factory=dict)


_TABLES: dict[str, type[BaseModel]] = {
    "outcomes": OutcomeTable,
    "sampling": Sampling,
    "constraints": Limits,
}


def problems_of(
    values: Mapping[str, Any], file: str, lines: Mapping[KeyPath, int]
) -> list[Problem]:
    """Return what is wrong with the values of a study file, each with its line."""
    try:
        StudyFile.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)
        return [_problem(detail, file, lines) for detail in details] + _empty(values, file, lines)
    return _empty(values, file, lines)


def _empty(values: Mapping[str, Any], file: str, lines: Mapping[KeyPath, int]) -> list[Problem]:
    """Tell of a list that has no points."""
    named = any(values.get(table) for table in ("points", "policies", "levers"))
    if named or values.get("design", "list") != "list":
        return []
    line = line_of(lines, ("points",) if "points" in values else ())
    return [Problem(file, line, "points", "is empty", EXPECTED["points"])]


def override(path: Sequence[str], value: object) -> str:
    """Return a setting as `--set` takes it.

    >>> override(("terms", "home", "weight"), 0.5)
    'terms.home.weight=0.5'
    """
    keys = (k if re.fullmatch(r"[A-Za-z0-9_-]+", k) else json.dumps(k) for k in path)
    return f"{'.'.join(keys)}={tomli_w.dumps({'v': value}).partition('=')[2].strip()}"


def _problem(detail: ErrorDetails, file: str, lines: Mapping[KeyPath, int]) -> Problem:
    path, kind = detail["loc"], detail["type"]
    line, name = line_of(lines, path), str(path[-1])
    if kind == "missing":
        return Problem(file, line, spelled(path), "is missing", EXPECTED.get(name, ""))
    if kind == "extra_forbidden":
        siblings = list(_TABLES.get(str(path[0]) if len(path) > 1 else "", StudyFile).model_fields)
        nearest = get_close_matches(name.lower(), siblings, n=1)
        expected = "" if nearest else f"one of {', '.join(siblings)}"
        return Problem(file, line, spelled(path), "unknown name", expected, (nearest or [""])[0])
    near = get_close_matches(str(detail["input"]), MEASURES, n=1) if name == "measure" else []
    dotted = f"{path[-2]}.{name}" if len(path) > 1 else ""
    expected = EXPECTED.get(dotted) or EXPECTED.get(name, EXPECTED.get(str(path[0]), ""))
    if kind == "literal_error" and name == "design":
        near = get_close_matches(str(detail["input"]), DESIGNS, n=1)
    message = "is empty" if kind == "too_short" else described(kind, detail["input"])
    if kind == "value_error":  # a text that is no month, or no measure
        message = f"{json.dumps(detail['input'][:40], ensure_ascii=False)} is not valid"
    return Problem(file, line, spelled(path), message, expected, (near or [""])[0])
