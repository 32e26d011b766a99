"""Levers as data: what somebody can do, by what mechanism, at what cost.

The catalogue is `scenarios/levers/*.toml`, one file a lever: its figures with their ranges and what
they rest on, a real-world example and a source. A scenario puts levers in force:

```toml
[levers.fast-track-permits.FIN]
start = "2020-09"
take_up = 0.8
```

Owners are countries, or places of a country (`[levers.city-talent-office."FIN:jyvaskyla"]`).
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from talentflow.errors import RuleError
from talentflow.frozen import FrozenDict
from talentflow.parameters import Kind, ParameterInfo, parameters_of
from talentflow.reading import shipped_folder
from talentflow.rules import rules_in

__all__ = [
    "BASES",
    "COMMON",
    "OPEN_END",
    "OWNERS",
    "UNLIMITED",
    "Figure",
    "Lever",
    "LeverKind",
    "catalogue",
    "default_of",
    "fields_of",
    "limited",
    "mechanisms",
]  # fmt: skip

OWNERS = ("host", "city", "origin", "firm", "international")
CITIZENS = ("foreign", "own", "all")
BASES = ("measured", "rule", "assumption")
"""Measured: read in the source. Rule: of a statute or by definition. Assumption: all else."""
OPEN_END = 100_000
"""The end of a lever that stays in force."""
UNLIMITED = 1e7
"""A capacity that stands for no limit."""


def _info(unit: str, high: float) -> ParameterInfo:
    return ParameterInfo(unit, 0.0, high, "levers/*.toml")


COMMON: Mapping[str, ParameterInfo] = FrozenDict(
    {
        "take_up": _info("share of the eligible", 1.0),
        "capacity": _info("recipients a month, real people; 10 million for no limit", UNLIMITED),
        "leakage": _info("spent on others, relative to what recipients get", 100.0),
        "fixed_cost": _info("EUR a month", 1e9),
        "unit_cost": _info("EUR a recipient", 1e6),
    }
)
"""What every lever has beside the doses of its mechanism."""


@dataclass(frozen=True)
class Figure:
    """A figure of a lever: its value, plausible range, and what it rests on."""

    value: float
    low: float
    high: float
    basis: str
    """One of `BASES`."""
    source: str


@dataclass(frozen=True)
class LeverKind:
    """A lever of the catalogue."""

    slug: str
    title: str
    about: str
    owners: tuple[str, ...]
    """Who can hold it, of `OWNERS`."""
    mechanism: str
    """Name of the module of `rules.levers` that it acts through."""
    citizens: str
    """Whose people are eligible: of other countries ("foreign"), of the owner's ("own"), all."""
    grades: tuple[str, ...]
    """Grades that are eligible."""
    contradicts: tuple[str, ...]
    """Levers that the same owner cannot hold at the same time."""
    example: str
    source: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class Lever:
    """A lever that a scenario puts in force, from month `start` of a run to before month `end`."""

    kind: LeverKind
    owner: str
    """Country code."""
    place: str
    """Place of a city's lever, else empty."""
    start: int
    end: int
    take_up: float
    capacity: float
    """Recipients a month, infinite where unlimited."""
    leakage: float
    fixed_cost: float
    unit_cost: float
    act: Any
    """An instance of the mechanism's class, with the doses."""

    @property
    def slug(self) -> str:
        """Name in the catalogue."""
        return self.kind.slug

    @property
    def holder(self) -> str:
        """Owner as files write it: FIN, or FIN:jyvaskyla."""
        return f"{self.owner}:{self.place}" if self.place else self.owner

    def figures(self) -> dict[str, float]:
        """Return every figure by name, as in the scenario."""
        own = {name: getattr(self, name) for name in COMMON}
        own["capacity"] = min(own["capacity"], UNLIMITED)
        return own | {
            name: float(getattr(self.act, name))
            for name in parameters_of(mechanisms()[self.kind.mechanism])
        }


@cache
def mechanisms() -> Mapping[str, type]:
    """Return the classes of mechanisms by the names of their modules."""
    return rules_in("talentflow.rules.levers")


def fields_of(kind: LeverKind) -> dict[str, tuple[Kind, ParameterInfo]]:
    """Return what a scenario may set of a lever beside start and end."""
    common: dict[str, tuple[Kind, ParameterInfo]] = {n: ("number", i) for n, i in COMMON.items()}
    return common | parameters_of(mechanisms()[kind.mechanism])


@cache
def catalogue() -> Mapping[str, LeverKind]:
    """Return the levers that come with talentflow, by name.

    Raises RuleError for a file that breaks the form.
    """
    paths = sorted((shipped_folder() / "levers").glob("*.toml"))
    return FrozenDict({path.stem: _read(path) for path in paths})


def _read(path: Path) -> LeverKind:
    with path.open("rb") as file:
        table = tomllib.load(file)
    try:
        kind = LeverKind(
            slug=path.stem,
            title=table["title"],
            about=table["about"],
            owners=tuple(table["owners"]),
            mechanism=table["mechanism"],
            citizens=table.get("citizens", "foreign"),
            grades=tuple(table.get("grades", ("junior", "middle", "senior", "lead"))),
            contradicts=tuple(table.get("contradicts", ())),
            example=table["example"],
            source=table["source"],
            figures=FrozenDict({n: Figure(**f) for n, f in table["figures"].items()}),
        )
        _check(kind)
    except (KeyError, TypeError, ValueError) as error:
        raise RuleError(f"levers/{path.name}: {error}") from error
    return kind


def _check(kind: LeverKind) -> None:
    if kind.mechanism not in mechanisms():
        raise ValueError(f"no mechanism {kind.mechanism!r}")
    if not set(kind.owners) <= set(OWNERS) or kind.citizens not in CITIZENS:
        raise ValueError("owners or citizens are no valid words")
    known = fields_of(kind)
    if unknown := set(kind.figures) - set(known):
        raise ValueError(f"unknown figures {sorted(unknown)}")
    if missing := {"take_up", "fixed_cost", "unit_cost"} - set(kind.figures):
        raise ValueError(f"no figures {sorted(missing)}")
    for name, one in kind.figures.items():
        if not known[name][1].allows(one.value) or not one.low <= one.value <= one.high:
            raise ValueError(f"{name} = {one.value} is out of range")
        if one.basis not in BASES or not one.source:
            raise ValueError(f"{name} has no basis or no source")


def default_of(kind: LeverKind, name: str) -> float:
    """Return the value of a field where the scenario sets none."""
    if name in kind.figures:
        return kind.figures[name].value
    if name in COMMON:
        return {"take_up": 1.0, "capacity": UNLIMITED}.get(name, 0.0)
    return float(getattr(mechanisms()[kind.mechanism](), name))


def limited(capacity: float) -> float:
    """Return a capacity, infinite where it stands for no limit."""
    return math.inf if capacity >= UNLIMITED else capacity
