"""Firms that relocate: offices abroad, offers to staff, firms that close or are founded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from talentflow.scenario import Scenario
from talentflow.world import World
from talentflow_lab.factor import Factor

__all__ = ["FACTOR"]


def _rules(case: Scenario, world: World) -> Mapping[str, Any]:  # noqa: ARG001
    paths = ("firms.relocation", "firms.second_move", "firms.hiring_abroad", "firms.foundings")
    return {path: replace(case.rule(path), enabled=False) for path in paths}


FACTOR = Factor(
    title="firms that relocate",
    doc="Without it firms stay where they are: they open, move and close nothing, hire nobody "
    "abroad, and none is founded.",
    terms=("office",),
    rules=_rules,
)
