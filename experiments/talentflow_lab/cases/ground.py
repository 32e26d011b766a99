"""The ground that structural cases stand on: a user's scenario, made calm, with settings of a case.

Layers, each above the one before: the files of the scenario, settings of the command line, a draw
of the posterior if one is given, what `belarus-calm` switches off, and what the case asks for. So a
case runs on the user's parameters, whatever history the scenario tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from talentflow.errors import Problem, ScenarioErrors
from talentflow.overrides import read_overrides
from talentflow.reading import Layer, read_chain
from talentflow.rules import catalogue
from talentflow.scenario import Scenario, load
from talentflow.source import Source, read_source

__all__ = ["Ground"]

CALM = "belarus-calm"
NAME = "case"

GATES_ON = {"gates": {"job_opening": {"enforced": True}, "savings": {"enforced": True}}}
"""The gates that do not stand for a history: papers and jobs are asked for, borders are open."""


def _layer(values: Mapping[str, Any]) -> Layer:
    return Layer(NAME, NAME, Path(), dict(values), {})


@dataclass(frozen=True)
class Ground:
    """A scenario made calm, of so many months, of which a case makes its arms."""

    source: Source
    below: int
    """How many layers lie under a draw of the posterior."""
    draws: tuple[tuple[str, ...], ...] = ()
    """Settings "path=value" of each draw of a posterior; none for the scenario's own values."""

    @classmethod
    def of(
        cls, scenario: str | Path, settings: Sequence[str] = (), *, months: int,
        changes: Mapping[str, Any] | None = None, seed: int | None = None,
        scale: float | None = None, draws: Sequence[Sequence[str]] = (),
    ) -> Ground:  # fmt: skip
        """Read a scenario; raise ScenarioErrors for what is wrong."""
        problems: list[Problem] = []
        files, sets = read_chain(scenario, problems), read_overrides(settings, problems)
        calm = read_chain(CALM, problems)[-1]
        if problems:
            raise ScenarioErrors(problems)
        run: dict[str, Any] = {"start": "2019-01", "months": months, "origin": ["BLR"]}
        run |= {} if seed is None else {"seed": seed}
        run |= {} if scale is None else {"scale": scale}
        above = [*sets, calm, _layer(run), _layer(changes or {})]
        source = read_source(scenario, catalogue(), above=above)
        return cls(source, len(files) + len(sets), tuple(tuple(draw) for draw in draws))

    def arm(
        self, replication: int = 0, levers: Mapping[str, Mapping[str, Any]] | None = None
    ) -> Scenario:
        """Return the scenario of an arm; `levers` holds name -> owner -> figures.

        Replications take the draws of the posterior in turn.
        """
        source = self.source
        if self.draws:
            problems: list[Problem] = []
            draw = read_overrides(self.draws[replication % len(self.draws)], problems)
            chain = (*source.chain[: self.below], *draw, *source.chain[self.below :])
            source = replace(source, chain=chain)
        return load(source, above=[_layer({"levers": levers})] if levers else [])
