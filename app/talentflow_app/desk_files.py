"""The state of the desk as a scenario file, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import tomli_w

from talentflow.files import FileTrouble
from talentflow.levers import catalogue
from talentflow.reading import parse
from talentflow_app.desk_state import Desk, DeskError, Held, checked

__all__ = ["from_toml", "to_toml"]


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


def from_toml(text: str, usual: Desk) -> Desk:
    """Return the state that a scenario file tells; raise DeskError for what is wrong.

    The file is data: it extends a shipped scenario and names no other file.
    """
    try:
        document = dict(parse(text))
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
    return checked(replace(desk, settings=settings))


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
