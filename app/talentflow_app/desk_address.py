"""The state of the desk as the query of an address, and back.

The address speaks the words of the command line, so that a page can be told as a command:
`?scenario=jyvaskyla&lever=city-talent-office:owner=FIN:jyvaskyla,matching=0.8`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from talentflow.levers import catalogue
from talentflow_app.desk_state import MOST_BYTES, Desk, DeskError, Held, checked, said

__all__ = ["from_query", "to_query"]

PLAIN = ("scenario", "start", "months", "scale", "replications", "seed", "look", "budget")


def to_query(desk: Desk) -> str:
    """Return the state as the query of an address; what is usual is left out.

    >>> to_query(Desk(months=24, levers=(Held("amnesty", "BLR"),)))
    'months=24&lever=amnesty:owner=BLR'
    """
    usual = Desk()
    pairs = [
        (name, said(getattr(desk, name)))
        for name in (
            "scenario",
            "start",
            "months",
            "scale",
            "replications",
            "seed",
            "look",
            "budget",
        )
        if getattr(desk, name) != getattr(usual, name)
    ]
    pairs += [("set", one) for one in desk.settings]
    pairs += [("lever" if one.on else "off", one.option) for one in desk.levers]
    return urlencode(pairs, safe=":,=.+", quote_via=quote)


def from_query(text: str) -> Desk:
    """Return the state that an address tells; raise DeskError for what is wrong.

    >>> from_query("lever=amnesty:owner=BLR&months=24").levers[0].owner
    'BLR'
    """
    fields: dict[str, Any] = {}
    settings: list[str] = []
    levers: list[Held] = []
    for name, value in parse_qsl(text.lstrip("?")[:MOST_BYTES], keep_blank_values=True):
        if name == "set":
            settings.append(value)
        elif name in {"lever", "off"}:
            levers.append(_held(value, on=name == "lever"))
        elif name in {"scenario", "start", "look"}:
            fields[name] = value[:200]
        elif name in {"months", "replications", "seed"}:
            fields[name] = int(_number(name, value))
        elif name in {"scale", "budget"}:
            fields[name] = _number(name, value)
    return checked(Desk(settings=tuple(settings), levers=tuple(levers), **fields))


def _number(name: str, text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?([eE][+-]?\d+)?", text):
        raise DeskError(f"{name}={text[:40]} is no number")
    return float(text)


def _held(text: str, *, on: bool) -> Held:
    slug, _, rest = text.partition(":")
    if slug not in catalogue():
        raise DeskError(f"there is no lever {slug[:60]!r}")
    owner, figures = "", {}
    for part in filter(None, rest.split(",")):
        name, _, value = part.partition("=")
        if name == "owner":
            owner = value
        else:
            figures[name] = _value(value)
    if not owner:
        raise DeskError(f"{slug} has no owner")
    return Held(slug, owner[:60], tuple(sorted(figures.items())), on)


def _value(text: str) -> float | str | bool:
    if text in {"true", "false"}:
        return text == "true"
    return float(text) if re.fullmatch(r"\d+(\.\d+)?([eE][+-]?\d+)?", text) else text[:60]
