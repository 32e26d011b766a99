"""Measurement links: what a source would have counted, had it looked at a run.

A real count measures something near the model's people, never the same. A link is a frozen
dataclass in a file of its own: its fields are the uncertain parameters of that measurement, with
unit, range and source. The range is its prior: log-uniform if `low` is above 0, else uniform.
A new file is a new link; its name is what the column `link` of a table of targets says.

Links stand in the lab and not among the model's rules, because they read outcome tables and
nothing in a run depends on them: another view of the sources changes no fingerprint of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import cast

from talentflow.errors import TalentflowError
from talentflow.parameters import ParameterInfo, parameters_of
from talentflow.rules import rules_in
from talentflow_lab.links._link import Array, Count, Counts, Link, LinkError, Seen

__all__ = [
    "PREFIX",
    "Array",
    "Count",
    "Counts",
    "Link",
    "LinkError",
    "Seen",
    "catalogue",
    "link_of",
    "parameters",
]

PREFIX = "links"
"""First part of the dotted path of a link's parameter, such as links.section_j.share."""


@cache
def catalogue() -> Mapping[str, type[Link]]:
    """Return every link by its name, in alphabetical order."""
    return cast("Mapping[str, type[Link]]", rules_in("talentflow_lab.links"))


@cache
def parameters() -> Mapping[str, tuple[float, ParameterInfo]]:
    """Return default and description of every parameter of every link, by dotted path."""
    found = {}
    for name, kind in catalogue().items():
        made = kind()
        for field, info in _fields(name).items():
            found[f"{PREFIX}.{name}.{field}"] = (float(getattr(made, field)), info)
    return MappingProxyType(found)


def _fields(name: str) -> Mapping[str, ParameterInfo]:
    kind: type = catalogue()[name]
    return {field: info for field, (_, info) in parameters_of(kind).items()}


def link_of(name: str, values: Mapping[str, float | Array]) -> Link:
    """Return a link whose parameters have these values (dotted path -> value), else defaults.

    A value may be an array, which makes the link's answer one. Paths of other links are left
    alone. Raises TalentflowError if a path is no parameter of this link.
    """
    kind, start = catalogue()[name], f"{PREFIX}.{name}."
    own = {path.removeprefix(start): v for path, v in values.items() if path.startswith(start)}
    if unknown := set(own) - set(_fields(name)):
        known = ", ".join(_fields(name))
        raise TalentflowError(f"{start}{min(unknown)}: no such parameter; expected {known}")
    return kind(**cast("Mapping[str, float]", own))
