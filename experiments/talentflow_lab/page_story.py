"""Tell one simulated person's life in five sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from talentflow_lab.page_words import capital, listing, plain, signed

_PRONOUNS = {"w": ("she", "her"), "f": ("she", "her"), "m": ("he", "him")}
_FAMILY = {
    "single": "living alone",
    "partner": "living with a partner",
    "children": "with children",
}
_HAPPENED = {
    "entered": "entered the occupation",
    "began to study": "began to study abroad",
    "prepared": "began to prepare",
    "promoted": "was promoted",
    "dropped": "gave the plan up",
    "refused": "was refused a visa",
    "retired": "retired",
    "left the occupation": "left the occupation",
}
_BESIDE = {
    **_HAPPENED,
    "struck": "was struck by repression",
    "stayed after the study": "stayed after the study",
}
"""What is told of an event when each is told by itself."""
_WENT = {
    "planned": "planned a move to",
    "moved": "moved to",
    "moved on": "moved on to",
    "returned": "returned to",
    "moved inside the country": "moved inside the country to",
}
_MOVES = ("moved", "moved on", "returned", "moved inside the country")
_SHOWN = 4
"""The most steps that one sentence tells: the first two and the last two."""

Event = Mapping[str, Any]
Name = Callable[[str], str]


def story_sentences(story: Mapping[str, Any], place_name: Name) -> list[str]:
    """Tell who the person was, what weighed, the plan, the way, and the end.

    `story` is the content of story.json; `place_name` turns the code of a place into its name.
    Always five sentences, or none when the story names no person.
    """
    person = story.get("person")
    if not isinstance(person, Mapping):
        return []
    events = [event for event in story.get("events", ()) if isinstance(event, Mapping)]
    they, them = _PRONOUNS.get(str(person.get("sex", ""))[:1].lower(), ("they", "them"))
    return [
        _who(person, place_name),
        _weighed(story.get("wish_reasons", ()), they),
        _planned(events, story.get("destination_reasons", ()), (they, them), place_name),
        _way(events, (they, them)),
        _end(events, they, str(person.get("city", "")), place_name),
    ]


def story_steps(story: Mapping[str, Any], place_name: Name) -> list[tuple[str, str]]:
    """Tell what happened to the person, event by event: when (such as August 2020), a sentence."""
    person = story.get("person")
    if not isinstance(person, Mapping):
        return []
    pronoun = _PRONOUNS.get(str(person.get("sex", ""))[:1].lower(), ("they", "them"))
    events = [event for event in story.get("events", ()) if isinstance(event, Mapping)]
    return [
        (_in(event).removeprefix("In "), f"{capital(_step(event, pronoun, place_name))}.")
        for event in events
    ]


def _step(event: Event, pronoun: tuple[str, str], place_name: Name) -> str:
    they, them = pronoun
    kind, detail = str(event.get("event", "")), str(event.get("detail") or "")
    if kind in _WENT:
        return f"{they} {_WENT[kind]} {place_name(str(event.get('to') or 'another place'))}"
    if kind == "blocked":
        return f"{plain(detail or 'a gate')} held {them} back"
    grade = f" to {plain(detail)}" if kind == "promoted" and detail else ""
    return f"{they} {_BESIDE.get(kind, kind)}{grade}"


def _who(person: Mapping[str, Any], place_name: Name) -> str:
    kind = {"w": "woman", "f": "woman", "m": "man"}.get(str(person.get("sex", ""))[:1].lower())
    text = f"One of the simulated people is a {kind or 'person'}"
    if person.get("age"):
        text += f" of {person['age']}"
    parts = [f"a {person.get('grade') or 'professional'}"]
    if person.get("employer"):
        sector = f" ({plain(str(person['sector']))})" if person.get("sector") else ""
        parts[0] += f" at {person['employer']}{sector}"
    if person.get("city"):
        parts[0] += f" in {place_name(str(person['city']))}"
    if person.get("english"):
        parts.append(f"with {person['english']} English")
    if person.get("family"):
        parts.append(_FAMILY.get(str(person["family"]), str(person["family"])))
    return f"{text}: {', '.join(parts)}."


def _weighed(reasons: Sequence[Mapping[str, Any]], they: str) -> str:
    pro, con = _split(reasons)
    if not pro and not con:
        return "What weighed for and against leaving was not recorded."
    if not pro:
        return f"Nothing spoke for leaving; against it stood {listing(con)}."
    text = f"What spoke for leaving, as {they} saw it, was {listing(pro)}"
    return f"{text}, against {listing(con)}." if con else f"{text}; nothing spoke against it."


def _planned(
    events: Sequence[Event],
    reasons: Sequence[Mapping[str, Any]],
    pronoun: tuple[str, str],
    place_name: Name,
) -> str:
    plans = [event for event in events if event.get("event") == "planned"]
    if not plans:
        return f"No month of the run brought {pronoun[1]} to plan a move."
    where = f" to {place_name(str(plans[-1]['to']))}" if plans[-1].get("to") else ""
    pro, _ = _split(reasons)
    drawn = f", favoured by {listing(pro)}" if pro and where else ""
    often = (
        "" if len(plans) == 1 else f", after {len(plans) - 1} earlier plan(s) that came to nothing"
    )
    return f"{_in(plans[-1])} {pronoun[0]} planned a move{where}{drawn}{often}."


def _way(events: Sequence[Event], pronoun: tuple[str, str]) -> str:
    they, them = pronoun
    steps = []
    for event in events:
        kind = str(event.get("event", ""))
        if kind == "blocked":
            steps.append(
                f"{_in(event)} {plain(str(event.get('detail') or 'a gate'))} held {them} back"
            )
        elif kind in _HAPPENED:
            grade = event.get("detail") or event.get("to")
            extra = f" to {plain(str(grade))}" if kind == "promoted" and grade else ""
            steps.append(f"{_in(event)} {they} {_HAPPENED[kind]}{extra}")
    if not steps:
        return "Nothing else of note was recorded on the way."
    shown = steps if len(steps) <= _SHOWN else [*steps[:2], *steps[-2:]]
    return f"{listing([shown[0], *(_lower(step) for step in shown[1:])])}."


def _end(events: Sequence[Event], they: str, city: str, place_name: Name) -> str:
    moves = [event for event in events if event.get("event") in _MOVES]
    if not moves:
        where = f" in {place_name(city)}" if city else " at home"
        return f"At the end of the run {they} still lived{where}."
    names = [place_name(str(move.get("to", "abroad"))) for move in moves]
    first = f"{_in(moves[0])} {they} moved to {names[0]}"
    if len(moves) == 1:
        return f"{first}, and lived there to the end of the run."
    later = [
        f"to {name} {_lower(_in(move))}" for name, move in zip(names[1:], moves[1:], strict=True)
    ]
    return f"{first}, then {listing(later)}, and lived there to the end of the run."


def _split(reasons: object) -> tuple[list[str], list[str]]:
    """Return the two strongest reasons for and against, each with its contribution."""
    if not isinstance(reasons, Sequence):
        return [], []
    pairs = [
        (str(row.get("term", "")), float(row.get("contribution", 0.0)))
        for row in reasons
        if isinstance(row, Mapping)
    ]
    pro = sorted((p for p in pairs if p[1] > 0), key=lambda p: -p[1])[:2]
    con = sorted((p for p in pairs if p[1] < 0), key=lambda p: p[1])[:2]
    return _terms(pro), _terms(con)


def _terms(pairs: Sequence[tuple[str, float]]) -> list[str]:
    return [f"{plain(term)} ({signed(value)})" for term, value in pairs]


def _in(event: Event) -> str:
    """Write when an event happened, such as In August 2020."""
    try:
        return f"In {date.fromisoformat(str(event.get('date', ''))):%B %Y}"
    except ValueError:
        return "At some time"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
