"""What the policy desk shows, as a value."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace

from talentflow.errors import Problem, TalentflowError
from talentflow.levers import catalogue
from talentflow.overrides import read_overrides

__all__ = ["FILES", "MOST_BYTES", "Desk", "DeskError", "Held", "checked", "command", "said"]

MOST_BYTES = 200_000
"""Of an address."""
FILES = frozenset({"data", "data_sha256", "extends"})
"""Tables of a scenario that name other files."""
MOST_PAIRS, MOST_MONTHS = 64, 240
_NUMBERS = {"months": (1, MOST_MONTHS), "replications": (1, MOST_PAIRS)}


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
        doses = "".join(f",{name}={said(value)}" for name, value in self.figures)
        return f"{self.slug}:owner={self.owner}{doses}"

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


def said(value: object) -> str:
    """Write a value as addresses and options do."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def checked(desk: Desk) -> Desk:
    """Return a state whose numbers are in range and that names no file; raise DeskError if not."""
    for name, (low, high) in _NUMBERS.items():
        if not low <= getattr(desk, name) <= high:
            raise DeskError(f"{name} is {getattr(desk, name)}; it goes from {low} to {high}")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", desk.scenario):
        raise DeskError(f"{desk.scenario[:60]!r} is no name of a shipped scenario")
    problems: list[Problem] = []
    for layer in read_overrides(desk.settings, problems):
        if named := FILES & {*layer.values}:
            raise DeskError(f"{min(named)} would name a file, which a page cannot")
    if problems:
        raise DeskError("\n".join(map(str, problems)))
    if not 1.0 <= desk.scale <= 1e6:
        raise DeskError(f"scale is {desk.scale:g}; it goes from 1 to 1000000")
    return desk


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
