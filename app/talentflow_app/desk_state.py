"""What the policy desk shows, as a value: it goes into the address, into a file, and back.

The address speaks the words of the command line, so that a page can be told as a command:
`?scenario=jyvaskyla&lever=city-talent-office:owner=FIN:jyvaskyla,matching=0.8`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import tomli_w

from talentflow.errors import TalentflowError
from talentflow.files import FileTrouble
from talentflow.levers import catalogue
from talentflow.reading import parse

__all__ = ["Desk", "DeskError", "Held", "command", "from_query", "from_toml", "to_query", "to_toml"]

MOST_BYTES = 200_000
MOST_PAIRS, MOST_MONTHS = 64, 240
_NUMBERS = {"months": (1, MOST_MONTHS), "replications": (1, MOST_PAIRS)}
_RUN = ("start", "months", "seed", "replications", "scale", "origin")


class DeskError(TalentflowError):
    """An address or a file that is no state of the desk; the text says why."""


@dataclass(frozen=True)
class Held:
    """A lever in somebody's hands: `figures` are those that differ from the catalogue's."""

    slug: str
    owner: str
    figures: tuple[tuple[str, float | str | bool], ...] = ()
    on: bool = True

    @property
    def option(self) -> str:
        """Return it as `--lever` takes it."""
        said = "".join(f",{name}={_said(value)}" for name, value in self.figures)
        return f"{self.slug}:owner={self.owner}{said}"

    def get(self, name: str) -> float | str | bool:
        """Return a figure as it holds."""
        return dict(self.figures).get(name, catalogue()[self.slug].figures[name].value)

    def with_figure(self, name: str, value: float | str | bool) -> Held:  # noqa: FBT001 - any figure
        """Return it with another figure; the catalogue's own is not kept."""
        kept = {known: one for known, one in self.figures if known != name}
        known = catalogue()[self.slug].figures
        if name not in known or value != known[name].value:
            kept[name] = value
        return replace(self, figures=tuple(sorted(kept.items())))


@dataclass(frozen=True)
class Desk:
    """A baseline, the levers against it, and what is looked at.

    `start` is the month in which levers begin, `months` how long they are looked at from then on,
    `scale` how many people one simulated professional stands for, `look` a territory (FIN, or
    FIN:jyvaskyla; empty for that of the first lever), `budget` EUR of each owner (0 for no limit)
    and `settings` changes of the scenario as `--set` takes them.
    """

    scenario: str = "belarus-2020"
    start: str = "2020-09"
    months: int = 40
    scale: float = 1.0
    replications: int = 4
    seed: int | None = None
    look: str = ""
    budget: float = 0.0
    settings: tuple[str, ...] = ()
    levers: tuple[Held, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """Levers that are on, as `--lever` takes them."""
        return tuple(one.option for one in self.levers if one.on)

    @property
    def territory(self) -> str:
        """What is looked at."""
        on = [one.owner for one in self.levers if one.on]
        return self.look or (on[0] if on else "")


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def to_query(desk: Desk) -> str:
    """Return the state as the query of an address; what is usual is left out.

    >>> to_query(Desk(months=24, levers=(Held("amnesty", "BLR"),)))
    'months=24&lever=amnesty:owner=BLR'
    """
    usual = Desk()
    pairs = [
        (name, _said(getattr(desk, name)))
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
    return _checked(Desk(settings=tuple(settings), levers=tuple(levers), **fields))


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


def _checked(desk: Desk) -> Desk:
    for name, (low, high) in _NUMBERS.items():
        if not low <= getattr(desk, name) <= high:
            raise DeskError(f"{name} is {getattr(desk, name)}; it goes from {low} to {high}")
    if not 1.0 <= desk.scale <= 1e6:
        raise DeskError(f"scale is {desk.scale:g}; it goes from 1 to 1000000")
    return desk


def to_toml(desk: Desk) -> str:
    """Return the policy as a scenario file, for `talentflow run` and `compare --against`."""
    document: dict[str, Any] = {
        "title": f"A policy on {desk.scenario}",
        "description": "Made on the policy desk.",
        "extends": desk.scenario,
    }
    document |= {"scale": desk.scale, "replications": desk.replications}
    document |= {} if desk.seed is None else {"seed": desk.seed}
    for setting in desk.settings:
        _lay(document, setting)
    levers: dict[str, Any] = {}
    for one in desk.levers:
        if one.on:
            figures = dict(one.figures)
            owners = levers.setdefault(one.slug, {})
            owners[one.owner] = {"start": desk.start, **figures}
    if levers:
        document["levers"] = levers
    return tomli_w.dumps(document)


def _lay(document: dict[str, Any], setting: str) -> None:
    path, _, text = setting.partition("=")
    try:
        value = parse(f"value = {text}")["value"]
    except FileTrouble:
        value = text
    *tables, name = path.split(".")
    for table in tables:
        document = document.setdefault(table, {})
    document[name] = value


def from_toml(content: bytes, usual: Desk) -> Desk:
    """Return the state that a scenario file tells; raise DeskError for what is wrong.

    The file is data: it extends a shipped scenario and names no other file.
    """
    if len(content) > MOST_BYTES:
        raise DeskError(f"the file has {len(content):,} bytes; at most {MOST_BYTES:,} are taken")
    try:
        document = dict(parse(content.decode("utf-8")))
    except UnicodeDecodeError:
        raise DeskError("the file is no text in UTF-8") from None
    except FileTrouble as trouble:
        raise DeskError(f"line {trouble.line}: {trouble.reason}") from None
    scenario = _shipped(document)
    levers, start = _levers(document.pop("levers", {}), usual.start)
    desk = replace(usual, scenario=scenario, levers=levers, start=start, look="", budget=0.0)
    for name in ("title", "description", "start", "months", "origin"):
        document.pop(name, None)
    if "scale" in document:
        desk = replace(desk, scale=float(_plain_number(document, "scale")))
    if "replications" in document:
        desk = replace(desk, replications=int(_plain_number(document, "replications")))
    if "seed" in document:
        desk = replace(desk, seed=int(_plain_number(document, "seed")))
    settings = tuple(f"{path}={_plain(value)}" for path, value in _leaves(document))
    return _checked(replace(desk, settings=settings))


def _shipped(document: dict[str, Any]) -> str:
    """Take the shipped scenario that a file extends; refuse one that names other files."""
    document.pop("data_sha256", None)
    if document.pop("data", None) is not None:
        raise DeskError("[data] names other files, which an upload cannot: use the shipped tables")
    scenario = document.pop("extends", None)
    if not isinstance(scenario, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", scenario):
        text = 'the file needs extends = "NAME" of a shipped scenario, such as belarus-2020'
        raise DeskError(text)
    return scenario


def _plain_number(document: dict[str, Any], name: str) -> float:
    value = document.pop(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise DeskError(f"{name} is no number")
    return value


def _levers(table: object, start: str) -> tuple[tuple[Held, ...], str]:
    if not isinstance(table, Mapping):
        raise DeskError("levers is no table")
    found = []
    starts: set[str] = set()
    for slug, owners in table.items():
        if slug not in catalogue() or not isinstance(owners, Mapping):
            raise DeskError(f"there is no lever {str(slug)[:60]!r}")
        for owner, figures in owners.items():
            if not isinstance(figures, Mapping):
                raise DeskError(f"levers.{slug}.{owner} is no table of figures")
            own = {name: value for name, value in figures.items() if name != "start"}
            starts.add(str(figures.get("start", start)))
            wrong = [
                name for name, value in own.items() if not isinstance(value, (int, float, str))
            ]
            if wrong:
                raise DeskError(f"levers.{slug}.{owner}.{wrong[0]} is no plain value")
            found.append(Held(slug, str(owner), tuple(sorted(own.items()))))
    if len(starts) > 1:
        raise DeskError("the levers start in different months; on the desk all start together")
    return tuple(found), starts.pop() if starts else start


def _leaves(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}.")
        else:
            yield path, value


def _plain(value: object) -> str:
    return tomli_w.dumps({"v": value}).partition("=")[2].strip()


def command(desk: Desk) -> str:
    """Return the command that finds the same numbers."""
    words = ["talentflow", "compare", desk.scenario]
    for one in desk.options:
        words += ["--lever", one]
    for setting in desk.settings:
        words += ["--set", setting]
    words += ["--start", desk.start, "--months", str(desk.months)]
    words += ["--replications", str(desk.replications), "--scale", f"{desk.scale:g}"]
    words += ["--seed", str(desk.seed)] if desk.seed is not None else []
    words += ["--budget", f"{desk.budget:g}EUR"] if desk.budget else []
    words += ["--for", desk.look] if desk.look else []
    return shlex.join([*words, "--out", "results/policy"])
