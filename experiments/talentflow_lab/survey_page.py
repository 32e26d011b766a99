"""The page of a survey: what it gets wrong, question by question, in one offline HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from talentflow_lab.analysis_page import Part, write_parts
from talentflow_lab.analysis_pictures import Picture
from talentflow_lab.survey_bias import misplaced
from talentflow_lab.survey_charts import beside_truth, misplaced_bars
from talentflow_lab.survey_run import Surveyed

__all__ = ["notes", "write_survey_page"]

READ = (
    "Truth is what all whom the survey is about would honestly say. Bias = coverage (who can be "
    "asked) + response (who answers, and the luck of the draw) + reporting (refused and guarded "
    "answers). Intervals of shares are what one survey of this size would state (95 %, Wilson, "
    "effective size); those of biases are Student's for the mean over replications (95 %)."
)
_SHOWN = ["question", "answer", "weighting", "truth", "found", "bias", "bias_low", "bias_high",
          "coverage", "response", "reporting", "low", "high", "covered", "answers"]  # fmt: skip


def write_survey_page(done: Surveyed) -> Path:
    """Write the pictures and index.html into the folder of a survey; return the page's path."""
    says = done.questionnaire.says
    parts = [Part("How to read it", READ, notes=tuple(notes(done)))]
    waves = list(done.bias.groupby(["scenario", "month"], sort=False, observed=True))
    for (scenario, month), rows in waves:
        day = pd.Timestamp(str(month))
        suffix = f"-{scenario}-{day:%Y-%m}" if len(waves) > 1 else ""
        parts.append(_part(done, str(scenario), day, rows, suffix))
    lede = says.description.strip() or f"{done.surveys} surveys."
    return write_parts(says.title, lede, parts, [], done.folder, "virtual survey", "a scenario")


def _part(
    done: Surveyed, scenario: str, month: pd.Timestamp, rows: pd.DataFrame, suffix: str
) -> Part:
    replications = int(rows["surveys"].max())
    words = (
        f"{scenario}, {month:%B %Y}: {rows['answers'].max():,.0f} answers to the question that "
        f"most answer, on average over {replications} replication{'s' * (replications > 1)}."
    )
    overview = Picture(
        f"misplaced{suffix}",
        "What share of answers is wrong",
        "Half the sum of absolute biases over the answers to a question.",
        misplaced_bars(misplaced(rows)),
    )
    pictures = [
        Picture(
            f"bias-{name}{suffix}",
            str(name).replace("_", " "),
            done.questionnaire.wording(str(name)),
            beside_truth(its),
        )
        for name, its in rows.groupby("question", sort=False, observed=True)
    ]
    return Part(f"{scenario}, {month:%B %Y}", words, (overview, *pictures), (), rows[_SHOWN])


def notes(done: Surveyed) -> Sequence[str]:
    """Say what a reader should know: answers that could not be had, groups nobody stands for."""
    told, says = [], done.questionnaire.says
    counts = done.answers.groupby(["scenario", "replication", "month"], observed=True).size()
    size = says.sampling.size
    if size is not None and says.sampling.method != "random" and (counts < size).any():
        told.append(
            f"Of {size:,} answers only {counts.min():,} could be had: fewer are willing among the "
            "simulated people. A smaller --scale simulates more of them."
        )
    missed = done.bias.groupby("weighting", observed=True)["unreached"].mean()
    told += [
        f"Weighting by {', '.join(getattr(says.weighting, str(way)))} ({way}) cannot stand for "
        f"{share:.1%} of the people: nobody answers from their groups."
        for way, share in missed.items()
        if share > 0.0005
    ]
    return told
