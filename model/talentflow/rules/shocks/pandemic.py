"""Pandemic: for a while ties to home count for more.

`H ← H + pull` for `start ≤ t < start + months`, H the weight of home (`terms.home`)

Those at home rather stay, those abroad rather return, the more so the shorter they are away. In
2020 Finland's net emigration of its citizens turned into net return (Statistics Finland), though
borders within the EU stayed open to them for work: rules of entry alone do not say why.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Pandemic:
    """How much home gains, and when; off with `pull` 0."""

    pull: float = param(
        0.0, unit="logit", low=0.0, high=5.0, source="off: none told", by_origin=True
    )
    start: int = param(
        14, unit="months after the scenario's start", low=1, high=1200,
        source="March 2020 in scenarios that start in January 2019",
    )  # fmt: skip
    months: int = param(12, unit="months", low=1, high=240, source="prior", prior=True)

    def gain(self, month: int) -> float:
        """Return what home gains in a month, logit units."""
        return self.pull if self.start <= month < self.start + self.months else 0.0
