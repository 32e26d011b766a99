"""Problems whose best policies are known, for tests of the search for them."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from talentflow_lab.replicate import Progress
from talentflow_lab.results import Input, Measured

PAIRS = 8


def lever(name: str, low: float, high: float, *, log: bool = False, whole: bool = False) -> Input:
    """Return a lever with a range."""
    return Input(name, "lever", low, high, log, whole, ())


def outcome(
    name: str, unit: str, goal: str, *, at_least: float = math.nan, at_most: float = math.nan
) -> Measured:
    """Return an outcome."""
    return Measured(name, name.capitalize(), unit, goal, False, at_least, at_most)


@dataclass
class Grants:
    """Money (x) gains persons; a wrong dose (y) or the wrong kind costs and gains nothing.

    On the front the dose is 10 and the kind true, so that gain = 1000 sqrt(cost / 10,000). All
    policies share the noise of a pair, whose mean is zero. Each evaluation is noted in a file.
    """

    log: Path
    at_most: float = math.nan
    at_least: float = math.nan
    goals: tuple[str, str] = ("maximise", "minimise")
    kill_at: int = 0
    broken: float = math.inf
    name: str = "grants"
    pairs: int = PAIRS
    inputs: tuple[Input, ...] = (
        lever("money", 0.0, 1.0),
        lever("dose", 1.0, 100.0, log=True),
        lever("kind", math.nan, math.nan),
    )
    evaluated: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Give the last lever values that Python takes for each other."""
        kinds = Input("kind", "lever", math.nan, math.nan, False, False, (1, True, "none"))
        self.inputs = (*self.inputs[:2], kinds)

    @property
    def outcomes(self) -> tuple[Measured, ...]:
        """Return what is gained and what it costs."""
        return (
            outcome("gain", "persons", self.goals[0], at_least=self.at_least),
            outcome("cost", "EUR", self.goals[1], at_most=self.at_most),
        )

    def truth(self, policy: Mapping[str, Any]) -> tuple[float, float]:
        """Return the gain and the cost of a policy."""
        waste = abs(math.log10(policy["dose"]) - 1.0) + 0.3 * (policy["kind"] is not True)
        return 1000.0 * math.sqrt(policy["money"]), 10_000.0 * (policy["money"] + waste)

    def evaluate(
        self, policies: Sequence[Mapping[str, Any]], tell: Progress | None
    ) -> list[pd.DataFrame]:
        """Return noisy numbers; the policy that is the `kill_at`-th kills the process."""
        noise = np.random.default_rng(1).normal(size=(self.pairs, 2))
        noise -= noise.mean(axis=0)
        frames = []
        for number, policy in enumerate(policies, start=1):
            with self.log.open("a", encoding="utf-8") as file:
                file.write(f"{sorted(policy.items())}\n")
            self.evaluated.append(str(sorted(policy.items())))
            if len(self.evaluated) == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            gain, cost = self.truth(policy)
            numbers = {"gain": gain + 30.0 * noise[:, 0], "cost": cost + 90.0 * noise[:, 1]}
            frame = pd.DataFrame(numbers)
            frames.append(frame.iloc[:0] if policy["money"] > self.broken else frame)
            if tell:
                tell(number)
        return frames
