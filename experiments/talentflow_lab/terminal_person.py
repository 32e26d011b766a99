"""What a person sees on the terminal of one simulated person's life."""

from __future__ import annotations

import math

from rich.console import Console
from rich.markup import escape

from talentflow_lab.page_story import story_sentences, story_steps
from talentflow_lab.page_words import plain, signed
from talentflow_lab.person import PersonExplained
from talentflow_lab.terminal_explain import table

__all__ = ["print_person"]

MOST = 4


def print_person(found: PersonExplained) -> None:
    """Print the life, the reasons of each plan, the decision, and what would have altered it."""
    console = Console()
    rows = found.case.data.place_rows
    places = dict(zip(rows["place"], rows["name"], strict=True))
    name = places.get
    console.print(f"[bold]Person {found.person}[/bold], replication {found.replication}, "
                  f"scale {found.case.scale:g}")  # fmt: skip
    sentences = story_sentences(found.life, lambda place: name(place, place))
    console.print(escape(sentences[0]))
    reasons = _reasons(found)
    for when, sentence in story_steps(found.life, lambda place: name(place, place)):
        console.print(f"  [dim]{when}[/dim]  {escape(sentence)}")
        for line in reasons.get(when, []) if "planned" in sentence else []:
            console.print(f"      [dim]{escape(line)}[/dim]")
    console.print(escape(sentences[-1]))
    _print_decision(console, found, name(found.place, found.place))
    _print_nearest(console, found)
    _print_otherwise(console, found)


def _reasons(found: PersonExplained) -> dict[str, list[str]]:
    """Return the strongest reasons of each plan, by month."""
    told: dict[str, list[str]] = {}
    for (date, kind), rows in found.plans.groupby(["date", "decision"], sort=False):
        best = [
            f"{plain(r['term'])} {signed(r['contribution'])}"
            for r in rows.head(MOST + 2).to_dict("records")
        ]
        head = "for and against leaving: " if kind == "wish" else "for and against the place: "
        told.setdefault(f"{date:%B %Y}", []).insert(0, head + ", ".join(best))
    return {when: lines[::-1] for when, lines in told.items()}


def _print_decision(console: Console, found: PersonExplained, place: str) -> None:
    wish, needed = found.answer.wish, found.answer.needed
    did = f"planned to go to {place}" if found.answer.plans else "came nearest to a plan"
    enough = (
        f"{needed:.2f} would just have been enough"
        if math.isfinite(needed)
        else "no wish was enough"
    )
    console.print(
        f"\n[bold]The decision of {found.month:%B %Y}[/bold]: {did}. The wish was {wish:.2f} logit "
        f"units, and with that month's luck {enough}."
    )


def _print_nearest(console: Console, found: PersonExplained) -> None:
    console.print("\n[bold]The nearest change of one condition that alters it[/bold] "
                  "[dim](exact, of that month alone)[/dim]")  # fmt: skip
    made = table(("", "was", "needed", "then"))
    for row in found.nearest.to_dict("records"):
        none = math.isnan(row["needed"])
        needed = "-" if none else _number(row["needed"], row["unit"])
        made.add_row(
            escape(f"{row['condition']}, {row['unit']}"), _number(row["actual"], row["unit"]),
            needed, escape(str(row["then"])),
        )  # fmt: skip
    console.print(made)


def _number(value: float, unit: str) -> str:
    if unit == "percent":
        return f"{value:+.0f} %".replace("-", "\u2212") if value else "as it was"
    return f"{value:.0f}" if unit == "persons" else f"{value:.2f}".replace("-", "\u2212")


def _print_otherwise(console: Console, found: PersonExplained) -> None:
    console.print("\n[bold]What would have come of it in the end[/bold] "
                  "[dim](re-run from the start of the factors, same luck)[/dim]")  # fmt: skip
    made = table(("", "left home", "lives at the end in", "altered"))
    for row in found.otherwise.to_dict("records"):
        left = (
            "never" if row["left"] is None or row["left"] != row["left"] else f"{row['left']:%B %Y}"
        )
        made.add_row(
            escape(str(row["title"])), left, escape(str(row["lives"])),
            "yes" if row["altered"] else "no",
        )  # fmt: skip
    console.print(made)
