"""The page of levers: the catalogue, figure by figure, and the mechanisms they act through."""

from __future__ import annotations

from talentflow.levers import OWNERS, LeverKind, catalogue, fields_of, mechanisms
from talentflow.parameters import parameters_of
from talentflow_lab.reference_pages.rules import parameters_table
from talentflow_lab.reference_pages.words import code, figure, table, told

__all__ = ["page"]

WHOM = {"foreign": "citizens of other countries", "own": "the owner's own citizens"}


def page() -> str:
    """Return the page of all levers and their mechanisms."""
    overview = table(
        ("lever", "held by", "acts through", "what it does"),
        [
            (f"[{slug}](#{slug})", ", ".join(kind.owners), code(kind.mechanism), kind.about)
            for owner in OWNERS
            for slug, kind in catalogue().items()
            if kind.owners[0] == owner
        ],
    )
    parts = [
        "# Levers",
        (
            "What somebody can do. A lever is a file of figures, `scenarios/levers/<name>.toml`; "
            "it turns a mechanism (`model/talentflow/rules/levers/`), never an outcome. "
            "`talentflow levers show NAME` prints the same. A figure is *measured* (read in the "
            "source), a *rule* (of a statute or by definition) or an *assumption*."
        ),
        overview,
        *[_lever(kind) for kind in catalogue().values()],
        "## Mechanisms of levers",
    ]
    for name, rule in mechanisms().items():
        parts += [f"### Mechanism {name}", told(rule)]
        if parameters_of(rule):
            parts.append(
                parameters_table(f"levers.NAME.OWNER ({name})", rule).replace(f" ({name})", "")
            )
    return "\n\n".join(parts)


def _lever(kind: LeverKind) -> str:
    known = fields_of(kind)
    figures = table(
        ("figure", "value", "range", "unit", "basis", "source"),
        [
            (
                code(name),
                figure(one.value),
                f"{figure(one.low)} to {figure(one.high)}",
                known[name][1].unit,
                one.basis,
                one.source,
            )
            for name, one in kind.figures.items()
        ],
    )
    whom = f"{WHOM.get(kind.citizens, 'everybody')}, {', '.join(kind.grades)}"
    lines = [
        f"### {kind.slug}",
        f"**{kind.title}.** {kind.about}",
        f"Held by {', '.join(kind.owners)}; for {whom}; through `{kind.mechanism}`.",
        f"Example: {kind.example}. Source: {kind.source}.",
        f"Not beside {', '.join(map(code, kind.contradicts))}." if kind.contradicts else "",
        figures,
    ]
    return "\n\n".join(filter(None, lines))
