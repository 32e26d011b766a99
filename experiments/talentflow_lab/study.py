"""Study files: a scenario, what is varied, by which design, and what is measured of each run.

```toml
title = "Does a shorter queue matter, whatever else is true?"
scenario = "belarus-2020"
months = 36
scale = 10
replications = 4
design = "lhs"

[sampling]
points = 100

[uncertainties]
shocks.crisis.gain = { low = 10, high = 40, log = true }

[policies."as it is"]

[policies."half the queue"]
gates.visa_queue.mean_months = 0.75

[outcomes.left]
title = "First moves, 2021"
measure = "first_moves"
since = "2021-01"
until = "2021-12"
```

A point is a future (a row of the design, or a named point of a list) under a policy. All points
share the run itself, so that replication n has the same luck in each. The first policy, or the
first point of a list, is the one that others are compared with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, overload

from talentflow.reading import spelled
from talentflow.scenario import Scenario, load
from talentflow.source import Source
from talentflow_lab.forecast import Drawn
from talentflow_lab.measures import MEASURES, Ask
from talentflow_lab.posterior import PosteriorError
from talentflow_lab.results import Input, Measured
from talentflow_lab.study_schema import override

__all__ = ["AS_IT_IS", "Named", "Outcome", "Point", "Points", "Study"]

AS_IT_IS = "as it is"
"""Name of the policy that does nothing."""

type Changes = Mapping[tuple[str, ...], Any]


@dataclass(frozen=True)
class Named:
    """A future or a policy: its name, and what it sets (path -> value)."""

    name: str
    values: Changes


@dataclass(frozen=True)
class Point:
    """A future under a policy; making its scenario takes some 20 ms."""

    number: int
    name: str
    future: int
    policy: str
    values: Changes
    source: Source

    @property
    def changes(self) -> dict[str, Any]:
        """Return what the point sets, dotted path -> value."""
        return {spelled(path): value for path, value in self.values.items()}

    @property
    def scenario(self) -> Scenario:
        """Return the scenario of the point; raise ScenarioErrors if its values do not fit."""
        return load(self.source, [override(path, value) for path, value in self.values.items()])


@dataclass(frozen=True)
class Points(Sequence[Point]):
    """Every policy in every future, future by future; points are made when they are asked for."""

    futures: tuple[Named, ...]
    policies: tuple[Named, ...]
    source: Source

    def __len__(self) -> int:
        return len(self.futures) * len(self.policies)

    @overload
    def __getitem__(self, number: int) -> Point: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Point, ...]: ...
    def __getitem__(self, number: int | slice) -> Point | tuple[Point, ...]:
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(len(self))))
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        future, policy = divmod(number % len(self), len(self.policies))
        here, under = self.futures[future], self.policies[policy]
        names = [here.name] if len(self.policies) == 1 else [under.name]
        if len(self.policies) > 1 and len(self.futures) > 1:
            names = [under.name, here.name]
        values = {**here.values, **under.values}
        name = " | ".join(names)
        return Point(number % len(self), name, future, under.name, values, self.source)


@dataclass(frozen=True)
class Outcome:
    """One number that is measured of every run."""

    name: str
    title: str
    measure: str
    ask: Ask
    goal: str = ""
    additional: bool = False
    at_least: float = math.nan
    at_most: float = math.nan

    @property
    def unit(self) -> str:
        """Return the unit of the number."""
        return MEASURES[self.measure].unit

    @property
    def measured(self) -> Measured:
        """Return it as results tell of it."""
        return Measured(
            self.name, self.title, self.unit, self.goal, self.additional,
            self.at_least, self.at_most,
        )  # fmt: skip


@dataclass(frozen=True)
class Study:
    """A study, validated.

    `scenario` is what all points share, `inputs` what the design varies, `levers` what a search
    may turn (with `fixed`, which holds wherever a lever does). A `posterior` gives each replication
    parameters of its own, the same at all points.
    """

    title: str
    description: str
    path: Path
    base: str
    source: Source
    scenario: Scenario
    replications: int
    design: str
    options: Mapping[str, Any]
    inputs: tuple[Input, ...]
    levers: Mapping[tuple[str, ...], Input]
    fixed: Changes
    futures: tuple[Named, ...]
    policies: tuple[Named, ...]
    outcomes: tuple[Outcome, ...]
    posterior: Drawn | None = None

    @cached_property
    def points(self) -> Points:
        """Return every policy in every future."""
        return Points(self.futures, self.policies, self.source)

    def drawing(self, posterior: Drawn) -> Study:
        """Return the study with a posterior; PosteriorError if a point sets what it draws."""
        sets = {spelled(path) for one in (*self.futures, *self.policies) for path in one.values}
        if both := sorted(sets & set(posterior.rows[0])):
            raise PosteriorError(
                f"{self.path}: {both[0]} is set by the study and drawn by {posterior.source}; "
                "leave one of them out"
            )
        return replace(self, posterior=posterior)

    @property
    def named(self) -> bool:
        """Tell whether the points are a list of names, each compared with the first."""
        return self.design == "list" and (len(self.policies) == 1 or len(self.futures) == 1)
