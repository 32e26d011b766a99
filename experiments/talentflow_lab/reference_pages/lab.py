"""The page of what the lab adds as one file each: links, factors, questions, cases."""

from __future__ import annotations

from talentflow.parameters import parameters_of
from talentflow_lab import cases, factors, links
from talentflow_lab.reference_pages.rules import parameters_table
from talentflow_lab.reference_pages.words import code, table, told
from talentflow_lab.survey_question import known_questions

__all__ = ["page"]


def page() -> str:
    """Return the page of links, factors, questions and cases."""
    parts = [
        "# Links, factors, questions, cases",
        "One file each in `experiments/talentflow_lab/`; none of them changes a run.",
        "## Measurement links",
        (
            "What a source would have counted of a run ([calibration](../calibration.md)). The "
            "range of a parameter is its prior."
        ),
    ]
    for name, kind in links.catalogue().items():
        rule: type = kind
        parts += [f"### links.{name}", told(rule)]
        if parameters_of(rule):
            parts.append(parameters_table(f"links.{name}", rule))
    parts += ["## Factors of explanations", _factors()]
    questions = [(code(name), one.wording) for name, one in known_questions().items()]
    parts += ["## Questions of surveys", table(("question", "wording"), questions)]
    named = [(one.name, one.title) for one in cases.CASES.values()]
    return "\n\n".join([*parts, "## Structural cases", table(("case", "title"), named)])


def _factors() -> str:
    rows = []
    for name, one in factors.factors().items():
        usual = "usual" if one.usual else "by name only"
        rows.append((code(name), one.title, one.doc, ", ".join(map(code, one.terms)), usual))
    return table(("factor", "title", "what", "terms", "when"), rows)
