"""The shape of a questionnaire file: a pydantic model, and its errors as problems with lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from talentflow.errors import Problem
from talentflow.months import parse_month
from talentflow.reading import spelled
from talentflow.toml_lines import KeyPath, line_of
from talentflow.validation import described
from talentflow_lab.survey_groups import GROUPS, RESIDENCES, TRAITS
from talentflow_lab.survey_question import known_questions

__all__ = ["METHODS", "QuestionnaireFile", "problems_of"]

STRICT = ConfigDict(extra="forbid", strict=True)
METHODS = ("all", "random", "quota", "open")
MOST_PROBLEMS = 100
"""Of one file; a file of the wrong kind would otherwise give one per line."""

_SHARE = "a number from 0 to 1"
_GROUPS = "a list of groups: " + ", ".join(GROUPS)
_PEOPLE = "a list of " + ", ".join(f'"{name}"' for name in RESIDENCES)
EXPECTED = {
    "title": "a text of 1 to 200 characters",
    "description": "a text of at most 20000 characters",
    "months": 'a list of months, such as ["2021-04"]',
    "frame": f"{_PEOPLE}: who can be asked",
    "about": f"{_PEOPLE}: whom the survey is about",
    "method": "one of " + ", ".join(f'"{name}"' for name in METHODS),
    "size": "a whole number from 1 to 10000000",
    "strata": _GROUPS,
    "rate": _SHARE,
    "factors": "a table of traits, each with factors by value",
    "response.factors": "a number from 0 to 1000",
    "fear": _SHARE,
    "desirability": _SHARE,
    "post_stratify": _GROUPS,
    "rake": _GROUPS,
    "wording": "a text of 1 to 500 characters",
    "item_nonresponse": _SHARE,
    "questions": "a table of at least one question, each a table",
    "sampling": "a table of method, size and strata",
    "response": "a table of rate and factors",
    "candour": "a table of fear and desirability",
    "weighting": "a table of post_stratify and rake",
}
"""What each name may hold, for messages."""


def _a_month(text: str) -> str:
    parse_month(text)
    return text


def _a_group(text: str) -> str:
    if text not in GROUPS:
        raise ValueError("unknown")
    return text


def _each_once(names: list[str]) -> list[str]:
    if len(set(names)) < len(names):
        raise ValueError("twice")
    return names


type Month = Annotated[str, AfterValidator(_a_month)]
type GroupNames = Annotated[
    list[Annotated[str, AfterValidator(_a_group)]], AfterValidator(_each_once)
]
type Residences = Annotated[
    list[Literal["home", "diaspora", "students"]], AfterValidator(_each_once)
]
type Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
type Factor = Annotated[float, Field(ge=0.0, le=1000.0, allow_inf_nan=False)]


class SamplingTable(BaseModel):
    """Who of the frame is asked."""

    model_config = STRICT

    method: Literal["all", "random", "quota", "open"] = "all"
    size: int | None = Field(None, ge=1, le=10_000_000)
    strata: GroupNames = Field(default_factory=list)


class ResponseTable(BaseModel):
    """Who of those asked answers: `rate` times the factors of the traits one has, at most 1."""

    model_config = STRICT

    rate: Share = 1.0
    factors: dict[str, dict[str, Factor]] = Field(default_factory=dict)


class CandourTable(BaseModel):
    """Who keeps a delicate answer back.

    `fear` is their share where repression is greatest, `desirability` their share anywhere.
    """

    model_config = STRICT

    fear: Share = 0.0
    desirability: Share = 0.0


class WeightingTable(BaseModel):
    """By which groups answers are weighted: jointly (`post_stratify`), by margins (`rake`)."""

    model_config = STRICT

    post_stratify: GroupNames = Field(default_factory=list)
    rake: GroupNames = Field(default_factory=list)


class QuestionTable(BaseModel):
    """How one question is put."""

    model_config = STRICT

    wording: str | None = Field(None, min_length=1, max_length=500)
    item_nonresponse: Share = 0.0


class QuestionnaireFile(BaseModel):
    """What a questionnaire file says."""

    model_config = STRICT

    title: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=20_000)
    months: Annotated[list[Month], AfterValidator(_each_once)] = Field(min_length=1, max_length=600)
    frame: Residences = Field(min_length=1)
    about: Residences = Field(["home", "diaspora", "students"], min_length=1)
    sampling: SamplingTable = SamplingTable.model_validate({})
    response: ResponseTable = ResponseTable.model_validate({})
    candour: CandourTable = CandourTable.model_validate({})
    weighting: WeightingTable = WeightingTable.model_validate({})
    questions: dict[str, QuestionTable] = Field(min_length=1)


_TABLES: Mapping[str, type[BaseModel]] = {
    "sampling": SamplingTable,
    "response": ResponseTable,
    "candour": CandourTable,
    "weighting": WeightingTable,
}


def problems_of(
    values: Mapping[str, Any], file: str, lines: Mapping[KeyPath, int]
) -> list[Problem]:
    """Return what is wrong with the values of a questionnaire, each with its line."""
    found: list[Problem] = []
    try:
        read = QuestionnaireFile.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)[:MOST_PROBLEMS]
        found = [_problem(detail, file, lines) for detail in details]
    else:
        if read.sampling.method != "all" and read.sampling.size is None:
            line = line_of(lines, ("sampling",))
            found = [Problem(file, line, "sampling.size", "is missing", EXPECTED["size"])]
    return found + _unknown_names(values, file, lines)[: MOST_PROBLEMS - len(found)]


def _unknown_names(
    values: Mapping[str, Any], file: str, lines: Mapping[KeyPath, int]
) -> list[Problem]:
    """Find questions, traits and values of traits that nobody knows."""
    found = []

    def check(path: KeyPath, known: Sequence[str]) -> None:
        if path[-1] not in known:
            line = line_of(lines, path)
            found.append(_unknown(file, line, path, str(path[-1]), known))

    for name in _table(values.get("questions")):
        check(("questions", name), list(known_questions()))
    factors = _table(_table(values.get("response")).get("factors"))
    for trait, by_value in factors.items():
        check(("response", "factors", trait), list(TRAITS))
        allowed = TRAITS[trait].values if trait in TRAITS else ()
        for value in _table(by_value) if allowed else ():
            check(("response", "factors", trait, value), allowed)
    return found


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _unknown(file: str, line: int, path: KeyPath, name: str, known: Sequence[str]) -> Problem:
    near = get_close_matches(name.lower(), known, n=1)
    expected = "" if near else f"one of {', '.join(known)}"
    return Problem(file, line, spelled(path), "unknown name", expected, (near or [""])[0])


def _problem(detail: ErrorDetails, file: str, lines: Mapping[KeyPath, int]) -> Problem:
    path, kind, given = detail["loc"], detail["type"], detail["input"]
    line, names = line_of(lines, path), [str(part) for part in path]
    if kind == "extra_forbidden":
        return _unknown(file, line, path, names[-1], _siblings(names))
    named = [part for part in path if isinstance(part, str)]
    expected = EXPECTED.get(".".join(named[:2])) or EXPECTED.get(
        named[-1], EXPECTED.get(named[0], "")
    )
    if kind == "missing":
        return Problem(file, line, spelled(path), "is missing", expected)
    message = "is empty" if kind == "too_short" else described(kind, given)
    if kind == "value_error" and isinstance(given, str):  # no month, or no group
        message = f"{json.dumps(given[:40], ensure_ascii=False)} is not valid"
    elif kind == "value_error":
        message = "names something twice"
    near = get_close_matches(given, _choices(named[-1]), n=1) if isinstance(given, str) else []
    return Problem(file, line, spelled(path), message, expected, (near or [""])[0])


def _siblings(names: Sequence[str]) -> list[str]:
    """Return the names that may stand where an unknown one does."""
    if names[0] == "questions":
        return list(QuestionTable.model_fields)
    table = _TABLES.get(names[0], QuestionnaireFile) if len(names) > 1 else QuestionnaireFile
    return list(table.model_fields)


def _choices(name: str) -> Sequence[str]:
    """Return the texts that a name may hold."""
    if name in ("frame", "about"):
        return RESIDENCES
    if name == "method":
        return METHODS
    return list(GROUPS) if name in ("strata", "post_stratify", "rake") else ()
