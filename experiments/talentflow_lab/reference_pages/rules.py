"""Pages about the rules: parameters, terms, mechanisms, shocks."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from talentflow.parameters import defaults_of, parameters_of
from talentflow.reading import shipped_data
from talentflow.rules import SECTIONS, catalogue
from talentflow_lab.reference_pages.words import code, span, table, told, valued

__all__ = ["mechanisms_page", "parameters_page", "parameters_table", "shocks_page", "terms_page"]

ABOUT = {
    "terms": "parts of the utility of living somewhere, in logit units",
    "gates": "what stands between a wish and a move",
    "states": "visa programmes, conscription, exit rules that answer outflow",
    "decision": "how wish, intention and choice of destination are formed",
    "perception": "what people believe of places, and where they know it from",
    "firms": "when firms relocate, where to, and what becomes of their staff",
    "work": "ways of working for an employer abroad without moving",
    "voice": "who dissents, how the state answers, what exit does to it",
    "people": "what the population and its ties look like at the start; families; studies abroad",
    "demography": "who enters and leaves the occupation, who is promoted",
    "feedback": "what moves do to wages, jobs and hiring",
    "shocks": "what a dated event does while it lasts",
}
"""What a rule of each section says."""

HEAD = ("parameter", "default", "range", "unit", "source")


def parameters_table(prefix: str, rule: type) -> str:
    """Return the table of a rule's parameters; dotted paths begin with `prefix`."""
    defaults = defaults_of(rule)
    rows = []
    for name, (kind, info) in parameters_of(rule).items():
        source = info.source
        if info.prior and "prior" not in source:
            source = f"{source} (prior)"
        if info.by_origin:
            source = f"{source}; origins may differ (`origins.csv`)"
        unit = f"{info.unit}. {info.doc}" if info.doc else info.unit
        path = f"{prefix}.{name}"
        rows.append((code(path), valued(defaults[name]), span(kind, info), unit, source))
    return table(HEAD, rows)


def parameters_page() -> str:
    """Return the page of all parameters of the model's rules."""
    count = sum(len(parameters_of(r)) for section in catalogue().values() for r in section.values())
    parts = [
        "# Parameters",
        (
            f"All {count} parameters of the model's rules, by section and file. The dotted path "
            "names a parameter everywhere: in scenario files (`[terms.real_wage]`, `weight = "
            "1`), in `--set terms.real_wage.weight=1`, in studies, results and messages. A "
            "*prior* is a judgement without evidence. A default of `solve` is found at the start "
            "of a run from calm anchors. The figures of levers are on the page of "
            "[levers](levers.md), those of measurement links on that of the [lab](lab.md)."
        ),
    ]
    for section in SECTIONS:
        parts.append(f"## {section}\n\n{ABOUT[section].capitalize()}.")
        parts += [
            f"### {section}.{name}\n\n{parameters_table(f'{section}.{name}', rule)}"
            for name, rule in catalogue()[section].items()
            if parameters_of(rule)
        ]
    return "\n\n".join(parts)


def terms_page() -> str:
    """Return the page of the terms of the utility."""
    head = (
        "# Terms of the utility\n\nThe worth of living at a place is a sum of terms, each a "
        "weight times an x, in logit units. `conscription`, `crisis`, `age`, `family` and "
        "`moving` add to the wish to leave in the same units (see [mechanisms](mechanisms.md) and "
        "the [ODD+D](../odd.md)). A term is one file in `model/talentflow/rules/terms/`; [a new "
        "term in ten minutes](../tutorials/new-term.md) adds one."
    )
    return "\n\n".join([head, *_told(["terms"])])


def mechanisms_page() -> str:
    """Return the page of all other rules but shocks."""
    sections = [name for name in SECTIONS if name not in {"terms", "shocks"}]
    head = (
        "# Mechanisms\n\nThe rules beside the [terms](terms.md) and [shocks](shocks.md), in the "
        "words of their files: `model/talentflow/rules/<section>/<name>.py`."
    )
    return "\n\n".join([head, *_told(sections)])


def _told(sections: Iterable[str]) -> list[str]:
    parts = []
    for section in sections:
        parts.append(f"## {section}\n\n{ABOUT[section].capitalize()}.")
        for name, rule in catalogue()[section].items():
            parts += [f"### {section}.{name}", told(rule)]
            if parameters_of(rule):
                parts.append(parameters_table(f"{section}.{name}", rule))
    return parts


def shocks_page() -> str:
    """Return the page of shocks: their rules, and the dated events that are shipped."""
    head = (
        "# Shocks\n\nWhat somebody suffers: rules that say what an event does while it lasts, and "
        "a table of dated events. The channel of an event says which rules read it."
    )
    with (shipped_data() / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("date", "iso3", "channel", "severity", "title", "id", "source")
    events = table(columns, [[code(r[c]) if c == "id" else r[c] for c in columns] for r in rows])
    parts = [head, *_told(["shocks"])]
    return "\n\n".join(
        [*parts, f"## Events\n\n`scenarios/data/events.csv`, {len(rows)} rows.", events]
    )
