"""Demand: clients abroad are cut off, as by sanctions.

`lost demand ← lost demand + severity` from the start on (see `firms.triggers`, `feedback.hiring`)

Severity is that of the events of the channel `demand`: 1 for a sanctions package, 3 for banks cut
from SWIFT.
"""

from dataclasses import dataclass

from talentflow.dials import Dials, Grip
from talentflow.parameters import param


@dataclass(frozen=True)
class Demand:
    """How severe the loss of clients is."""

    severity: float = param(0.0, unit="points", low=0.0, high=10.0, source="none", prior=True)

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Add to the lost demand of the origins."""
        for o in grip.origins:
            dials.lost_demand[grip.months, o] += self.severity * grip.take_up
