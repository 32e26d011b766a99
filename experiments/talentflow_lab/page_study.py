"""The report on a sweep: what its outcomes came to, and what they hang on."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from markupsafe import Markup

from talentflow.errors import TalentflowError
from talentflow_lab.analyse import WHATS, Asked
from talentflow_lab.analysis_page import Part, cell
from talentflow_lab.analysis_pictures import write_pictures
from talentflow_lab.document import Document
from talentflow_lab.facts import Fact, Sentence, tell
from talentflow_lab.hedges import UNITS
from talentflow_lab.page_limits import limits_section
from talentflow_lab.page_numbers import estimate
from talentflow_lab.page_parts import Section
from talentflow_lab.page_summary import summary_section
from talentflow_lab.results import Measured, Results
from talentflow_lab.study_tables import read_results

__all__ = ["study_document"]

_NOTE = (
    "Of each outcome the mean over the points of the study, and what 90\u202f% of the points lie "
    "between: this interval holds what the study varies, not the luck of a run."
)


def study_document(folder: Path) -> Document:
    """Return the report on a sweep; raise FolderError for a folder that holds none."""
    results = read_results(folder)
    told = [_sentence(results, one) for one in results.outcomes]
    parts, missing = [], []
    for name, make in WHATS.items():
        try:
            parts.append(make(results, Asked()).part)
        except TalentflowError as reason:
            missing.append(f"{name}: {reason}")
    sections = [
        summary_section(told, _NOTE),
        *(_section(number, part) for number, part in enumerate(parts)),
        _inputs(results),
        limits_section(
            [f"What could not be told of this study: {one}." for one in missing]
            + [("A study shows what follows from the ranges it was given; what it does not vary "
               "is held at its default.")]
        ),
        _again(folder, results),
    ]  # fmt: skip
    return Document(
        title="a study",
        headline=results.title,
        byline=(
            f"A simulation, not a count: {len(results.points):,} points (design {results.design}), "
            f"{len(results.policies):,} policies, {len(results.runs):,} finished runs."
        ),
        version="",
        summary=told,
        keys=[],
        sections=sections,
    )


def _sentence(results: Results, one: Measured) -> Sentence:
    means = results.runs.groupby("point")[one.name].mean()
    unit = "more" if one.additional else one.unit if one.unit in UNITS else "persons"
    label = one.title[:1].lower() + one.title[1:]
    fact = Fact(one.name, one.title, estimate(means), unit, f"outcomes: {one.name}, by point")
    return tell("over the points of this study, {0}: {value}.", label, value=fact)


def _section(number: int, part: Part) -> Section:
    with tempfile.TemporaryDirectory() as draft:
        drawn = [Markup(svg) for svg in write_pictures(part.pictures, Path(draft))]  # noqa: S704
    frame = part.frame
    rows = [] if frame is None else frame.astype(object).to_numpy().tolist()
    context: dict[str, Any] = {
        "words": part.words, "notes": part.notes,
        "pictures": list(zip(part.pictures, drawn, strict=True)),
        "columns": [] if frame is None else list(frame.columns),
        "rows": [[cell(value) for value in row] for row in rows],
    }  # fmt: skip
    return Section(f"part-{number}", part.title, "study_part.html.j2", context)


def _inputs(results: Results) -> Section:
    rows = [
        {"path": one.name, "range": f"{one.low:g} to {one.high:g}" if not one.values
         else ", ".join(str(value) for value in one.values)}
        for one in results.inputs
    ]  # fmt: skip
    return Section("varied", "What is varied", "varied.html.j2", {"rows": rows})


def _again(folder: Path, results: Results) -> Section:
    record = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    facts = {"Fingerprint": record.get("fingerprint", ""), "Version": record.get("version", ""),
             "Design": results.design, "Points": len(results.points),
             "Runs": len(results.runs)}  # fmt: skip
    commands = [
        {"why": "The study goes on where it stopped, or runs again, bit for bit.",
         "line": "talentflow sweep study.toml --out results/study"},
        {"why": "Where an outcome reaches what is wanted.",
         "line": "talentflow analyse results/study discover --where 'OUTCOME>=NUMBER'"},
    ]  # fmt: skip
    context = {"facts": {k: str(v) for k, v in facts.items() if v != ""}, "commands": commands}
    return Section("again", "Cite, reproduce, go on", "again.html.j2", context)
