"""Support: what levers promise to those who come to a place.

`x = Σ over levers of ln(1 + s (e^w − 1))`, `s` share of the eligible who count on it, `w` its worth

With a share s of people for whom a place is worth w more, chances of places are on average as if it
were worth x more to all. Who gets it is drawn when people arrive. Without levers x = 0.
"""

from dataclasses import dataclass

from talentflow.parameters import param
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Support:
    """Worth of what levers promise."""

    weight: float = param(
        1.0, unit="share that people count on", low=0.0, high=1.0, source="by definition"
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axes o, r, g and p."""
        return on(view.support, "orgp")
