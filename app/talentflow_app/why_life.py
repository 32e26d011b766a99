"""One person's life: a timeline in sentences, and what weighed when they planned to move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import solara

from talentflow_app.charts import Chart
from talentflow_app.runs import Run, page_of
from talentflow_app.why_charts import life_chart
from talentflow_lab import page_words as text
from talentflow_lab.page_story import story_sentences, story_steps

__all__ = ["Life", "weights"]

MOST = 10


def weights(reasons: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the strongest reasons of a person: label, contribution (logit units), for first."""
    rows = [
        (text.capital(text.plain(str(row["term"]))), float(row["contribution"])) for row in reasons
    ]
    found = pd.DataFrame(rows, columns=["label", "contribution"]).astype({"contribution": float})
    kept = found.loc[found["contribution"].abs().nlargest(MOST).index]
    return kept.sort_values("contribution", ascending=False, ignore_index=True)


@solara.component
def Life(run: Run) -> None:  # noqa: N802 - a component
    """Tell the life that the run has kept, if it has."""
    results = page_of(run).results
    story, name = results.story, results.place_name
    sentences = story_sentences(story, name)
    if not sentences:
        return
    with solara.v.Html(tag="section", class_="tf-life"):
        solara.v.Html(tag="h2", children=["One life"])
        solara.v.Html(tag="p", children=[sentences[0]])
        solara.v.Html(tag="p", children=[sentences[1]])
        with solara.v.Html(tag="ol", class_="tf-steps"):
            for when, sentence in story_steps(story, name):
                with solara.v.Html(tag="li"):
                    solara.v.Html(tag="span", class_="tf-when", children=[when])
                    solara.v.Html(tag="span", children=[sentence])
        solara.v.Html(tag="p", children=[sentences[-1]])
        with solara.Div(classes=["tf-grid", "tf-pairs"]):
            Weights("life-wish", "What weighed for and against leaving", "leaving",
                    story.get("wish_reasons", ()))  # fmt: skip
            where = _planned(story, name)
            Weights("life-choice", f"What weighed for and against {where}", where,
                    story.get("destination_reasons", ()))  # fmt: skip


def _planned(story: Mapping[str, Any], name: Callable[[str], str]) -> str:
    """Name the place of the last plan before the first move, for which the reasons are."""
    plan = ""
    for event in story.get("events", ()):
        if event.get("event") == "planned" and event.get("to"):
            plan = str(event["to"])
        if event.get("event") == "moved":
            break
    return name(plan) if plan else "the place"


@solara.component
def Weights(  # noqa: N802 - a component
    name: str, title: str, what: str, reasons: Sequence[Mapping[str, Any]]
) -> None:
    """Show one person's reasons, if they were kept."""
    rows = solara.use_memo(lambda: weights(reasons), [id(reasons)])
    chart = solara.use_memo(lambda: life_chart(rows, what, title), [id(rows), what])
    if len(rows):
        Chart(name, title, chart, rows, "Logit units, in the month of planning.")
