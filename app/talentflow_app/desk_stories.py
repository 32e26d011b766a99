"""Who changed: three people, without and with the policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import solara
import solara.lab

from talentflow_app import shared
from talentflow_app.controls import Waiting
from talentflow_app.desk_answers import COARSE, question_of
from talentflow_app.desk_state import Desk
from talentflow_lab.page_words import plain

if TYPE_CHECKING:  # imports the model
    from talentflow_lab.changed_lives import ChangedLife

__all__ = ["Stories", "steps"]

CHANNELS = {
    "recipient": "got something from the policy",
    "exit": "an exit permission or a border decided",
    "job": "a job that somebody else would have had, or the reverse",
    "queue": "papers took another time",
    "firm": "the firm went another way",
    "tie": "contacts went elsewhere",
    "wage": "pay, vacancies and places changed",
}
KINDS = {
    "gained": "There because of the policy",
    "lost": "Not there because of the policy",
    "elsewhere": "Somewhere else because of the policy",
}
SHOWN = ("planned", "prepared", "moved", "moved on", "returned", "refused", "blocked", "dropped",
         "moved inside the country", "entered", "left the occupation", "retired",
         "began to study", "stayed after the study")  # fmt: skip
WORDS = {
    "planned": "planned a move",
    "prepared": "began to prepare the move",
    "blocked": "was held up on the way",
    "refused": "was refused a visa",
    "dropped": "gave the plan up",
}
MOST_STEPS = 8


@solara.component
def Stories(desk: Desk) -> None:  # noqa: N802 - a component
    """Tell three stories when asked to."""
    asked: solara.Reactive[Desk | None] = solara.use_reactive(None)
    wanted = asked.value == desk

    def work() -> list[ChangedLife] | None:
        if not wanted:
            return None
        return shared.live().lives(question_of(replace(desk, scale=max(desk.scale, COARSE))))

    task: Any = solara.lab.use_task(work, dependencies=[asked.value, desk])
    with solara.v.Html(tag="section", class_="tf-stories"):
        solara.v.Html(tag="h2", children=["Who changed"])
        solara.Button("Tell three stories", on_click=lambda: asked.set(desk), disabled=wanted)
        if wanted and task.pending:
            Waiting("Two runs with everybody's history …")
        elif wanted and task.value is not None:
            if not task.value:
                solara.v.Html(tag="p", children=["In this pair nobody lives elsewhere."])
            names = _names(desk)
            with solara.Div(classes=["tf-grid"]):
                for one in task.value:
                    Story(one, names)


def _names(desk: Desk) -> Callable[[str], str]:
    data = question_of(replace(desk, scale=max(desk.scale, COARSE))).baseline.data.place_rows
    known = dict(zip(data["place"], data["name"], strict=True))
    return lambda place: str(known.get(place, place))


@solara.component
def Story(one: ChangedLife, name: Callable[[str], str]) -> None:  # noqa: N802 - a component
    """Show one person on both sides."""
    person = one.without["person"]
    employer = f", {person['employer']}" if person.get("employer") else ""
    grade = "mid-level" if person["grade"] == "middle" else person["grade"]
    who = f"A {grade} professional of {name(person['city'])}{employer}"
    with solara.v.Html(tag="article", class_="tf-story"):
        solara.v.Html(tag="h3", children=[f"{KINDS[one.kind]}: {who}"])
        solara.v.Html(tag="p", class_="tf-soft", children=[f"How: {CHANNELS[one.channel]}."])
        with solara.Div(classes=["tf-two"]):
            for title, life, place in (
                ("Without", one.without, one.place_without),
                ("With", one.with_, one.place_with),
            ):
                with solara.v.Html(tag="div"):
                    solara.v.Html(tag="h4", children=[f"{title}: {name(place)}"])
                    with solara.v.Html(tag="ol"):
                        for step in steps(life["events"], name):
                            solara.v.Html(tag="li", children=[step])


def steps(events: Sequence[Mapping[str, Any]], name: Callable[[str], str]) -> list[str]:
    """Tell what happened, a line each: the last ones of what counts for where somebody lives."""
    told = []
    for event in events:
        kind = str(event["event"])
        if kind not in SHOWN:
            continue
        to = event.get("to")
        where = f" to {name(str(to))}" if to and kind != "entered" else ""
        detail = f" ({plain(str(event['detail']))})" if event.get("detail") else ""
        words = WORDS.get(kind, kind)
        told.append(f"{date.fromisoformat(str(event['date'])):%b %Y}: {words}{where}{detail}")
    return told[-MOST_STEPS:]
