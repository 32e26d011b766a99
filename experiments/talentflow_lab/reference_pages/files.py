"""The page of files: what may stand in scenarios, tables, studies, questionnaires and levers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic import BaseModel

from talentflow.levers import COMMON, Figure, LeverKind
from talentflow.scenario_schema import TopLevel
from talentflow.tables import TABLES, Column
from talentflow.vocabulary import ENTRY_FIELDS, INDICATORS, PAIR_INDICATORS, STRUCTURE
from talentflow_lab import study_schema, survey_schema
from talentflow_lab.reference_pages.words import code, figure, table

__all__ = ["page"]

LEVER_FIELDS = {
    "slug": "name of the file, not written in it",
    "title": "what it is called",
    "about": "one sentence: what it does",
    "owners": "who can hold it: of `host`, `city`, `origin`, `firm`, `international`",
    "mechanism": "name of a module of `rules/levers/` that it acts through",
    "citizens": "who is eligible: `foreign` (the default), `own` or `all`",
    "grades": "grades that are eligible; all where it is missing",
    "contradicts": "levers that the same owner cannot hold at the same time",
    "example": "somebody who did it",
    "source": "where the figures come from",
    "figures": "a table for each figure: those common to all levers and the doses of the mechanism",
}
FIGURE_FIELDS = {
    "value": "what holds where a scenario says nothing",
    "low": "low end of what is plausible",
    "high": "high end",
    "basis": "`measured`, `rule` or `assumption`",
    "source": "where it was read, or why it is assumed",
}


def page() -> str:
    """Return the page of all file formats."""
    parts = [
        "# Files",
        (
            "All files are TOML or CSV in UTF-8. Unknown names are errors, which come all at "
            "once, each with its line and the nearest valid name."
        ),
        *_scenario(),
        *_tables(),
        *_study(),
        *_questionnaire(),
        *_lever(),
    ]
    return "\n\n".join(parts)


def _scenario() -> list[str]:
    told = TopLevel.model_json_schema()["properties"]
    rows = [(code(n), told[n]["description"], _limits(told[n]), _default(told[n])) for n in told]
    return [
        "## Scenario files",
        (
            "The run, above the first table of the file; `talentflow scenario schema` prints all "
            "of it as JSON Schema, `talentflow scenario check FILE` names all errors."
        ),
        table(("name", "what", "limits", "default"), rows),
        (
            "Below them stand `[data]` (paths of tables, by the names below), `[data_sha256]` "
            "(digests that the tables must have), one table for each rule, such as "
            "`[terms.real_wage]` (see [parameters](parameters.md)), and `[levers.NAME.OWNER]` "
            "with `start`, `end` and figures (see [levers](levers.md))."
        ),
    ]


def _tables() -> list[str]:
    parts = [
        "## Data tables",
        (
            "CSV with a header. A row says where it comes from (`source`) and how far to trust it "
            "(`certainty`: high, medium, low). An empty cell is allowed where it says so. The "
            "table of targets is that of [calibration](../calibration.md) and "
            "[validation](../validation.md)."
        ),
    ]
    for name, one in TABLES.items():
        keys = ", ".join(map(code, one.key))
        about = f"`scenarios/data/{one.shipped_file}`; no two rows share {keys}."
        empty = " It may be empty." if one.may_be_empty else ""
        rows = [(code(c.name), _kind(c), c.unit) for c in one.columns]
        parts += [f"### Table {name}", about + empty, table(("column", "holds", "unit"), rows)]
    ranges = {"indicators": INDICATORS, "pairs": PAIR_INDICATORS, "entry_rules": ENTRY_FIELDS}
    for name, words in ranges.items():
        rows = [(code(w), f"{figure(r.low)} to {figure(r.high)}", r.unit) for w, r in words.items()]
        parts += [f"### Values of {name}", table(("name", "range", "unit"), rows)]
    groups = [(code(n), *(", ".join(map(code, v)) for v in both)) for n, both in STRUCTURE.items()]
    return [
        *parts,
        "### Attributes of structure",
        table(("attribute", "groups", "categories"), groups),
    ]


def _study() -> list[str]:
    return [
        "## Study files",
        "`talentflow study check FILE` names all errors.",
        _model(study_schema.StudyFile, study_schema.EXPECTED),
        "Each `[outcomes.NAME]`:",
        _model(study_schema.OutcomeTable, study_schema.EXPECTED),
        "`[sampling]`:",
        _model(study_schema.Sampling, study_schema.EXPECTED, "sampling"),
        "Each `[constraints.NAME]`:",
        _model(study_schema.Limits, study_schema.EXPECTED),
    ]


def _questionnaire() -> list[str]:
    parts = [
        "## Questionnaire files",
        "`talentflow survey check FILE` names all errors; see [the virtual survey](../survey.md).",
        _model(survey_schema.QuestionnaireFile, survey_schema.EXPECTED),
    ]
    shapes: dict[str, type[BaseModel]] = {
        "[sampling]": survey_schema.SamplingTable,
        "[response]": survey_schema.ResponseTable,
        "[candour]": survey_schema.CandourTable,
        "[weighting]": survey_schema.WeightingTable,
        "[questions.NAME]": survey_schema.QuestionTable,
    }
    for name, one in shapes.items():
        parts += [f"{code(name)}:", _model(one, survey_schema.EXPECTED)]
    return parts


def _lever() -> list[str]:
    head = ("name", "what")
    known = [(code(one.name), LEVER_FIELDS[one.name]) for one in fields(LeverKind)]
    each = [(code(one.name), FIGURE_FIELDS[one.name]) for one in fields(Figure)]
    common = [(code(n), i.unit, f"{figure(i.low)} to {figure(i.high)}") for n, i in COMMON.items()]
    return [
        "## Lever files",
        table(head, known),
        "Each `[figures.NAME]`:",
        table(head, each),
        "Figures that every lever may have; `take_up`, `fixed_cost` and `unit_cost` it must have:",
        table(("figure", "unit", "range"), common),
    ]


def _model(model: type[BaseModel], expected: Mapping[str, str], within: str = "") -> str:
    rows = []
    for name, one in model.model_fields.items():
        text = expected.get(f"{within}.{name}") or expected.get(name, "a table of values")
        needed = "required" if one.is_required() else ""
        default = one.get_default(call_default_factory=True)
        plain = isinstance(default, (str, int, float, list)) and default not in ("", [])
        rows.append((code(name), text, needed or (code(default) if plain else "")))
    return table(("name", "holds", "default"), rows)


def _limits(told: Mapping[str, Any]) -> str:
    if told["type"] in {"integer", "number"}:
        return f"{figure(told['minimum'])} to {figure(told['maximum'])}"
    return (
        "a month such as `2019-01`"
        if "pattern" in told
        else str(told["type"]).replace("array", "list")
    )


def _default(told: Mapping[str, Any]) -> str:
    return code(told["default"]) if told["default"] else ""


def _kind(column: Column) -> str:
    text: str = column.kind
    if column.choices:
        text = "one of " + ", ".join(map(code, column.choices))
    elif column.codes:
        text = f"code of a{'n' if column.codes == 'event' else ''} {column.codes}"
    elif column.kind in {"number", "integer"}:
        text = f"{column.kind}, {figure(column.low)} to {figure(column.high)}"
    return f"{text}, or empty" if column.may_be_empty else text
