"""The limits of what a page tells, stated plainly and drawn from the run it tells of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from talentflow_lab.page_parts import Page, Section

__all__ = ["ALWAYS", "limits", "limits_section"]

ALWAYS = (
    (
        "This is a model, not a count: it shows what follows from stated assumptions, and is no "
        "forecast of any person's life."
    ),
    (
        "The data pin down about ten directions of some thirty parameters. Ties, language, "
        "technology and how strongly abroad competes with home are hardly identified; they stay "
        "at the literature's range."
    ),
    (
        "Intervals hold the luck of the runs, not doubt about the assumptions: the truth may lie "
        "outside them. Vary the assumptions that matter most before relying on a number."
    ),
    (
        "No study gives a causal size for repression, processing times, exit bans or remote work "
        "in skilled migration; surveys of emigrants are self-selected."
    ),
)
FEW_RUNS = 20


def limits(page: Page) -> Section:
    """State the limits of a run."""
    run, rows = page.results.run, page.results.provenance
    said = _of_run(len(page.numbers.replications), float(str(run.get("scale", 1) or 1)))
    return limits_section([*said, _of_values(rows)])


def limits_section(own: Sequence[str]) -> Section:
    """State own limits, then those of every page."""
    context = {"limits": [*(one for one in own if one), *ALWAYS]}
    return Section("limits", "What this cannot tell", "limits.html.j2", context)


def _of_run(replications: int, scale: float) -> list[str]:
    said = []
    if replications < FEW_RUNS:
        few = "one run" if replications == 1 else f"{replications} runs"
        said.append(f"There {'is' if replications == 1 else 'are'} {few} only: intervals over so "
                    "few are themselves uncertain.")  # fmt: skip
    if scale > 1.0:
        said.append(
            f"One simulated person stands for {scale:g} real ones, so counts come in steps of "
            f"{scale:g}; a city needs the full scale (--scale 1)."
        )
    return said


def _of_values(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    weak = rows["certainty"].isin(["prior", "low"])
    return (
        f"Of {len(rows):,} values behind it, {int(weak.sum()):,} are marked as priors or of low "
        "certainty; they are listed below."
    )
