"""State: what the origin's state does to those who would leave.

* `exit ← exit · (1 − ban)`: a ban lets fewer of the ready go
* `deferment`: share of those liable who are spared military service

Autocracies restrict exit when people go to democracies (Miller and Peters 2018); Russia deferred
ICT staff in 2022. Sizes are judgements.
"""

from dataclasses import dataclass

from talentflow.dials import Dials, Grip
from talentflow.parameters import param


@dataclass(frozen=True)
class State:
    """How far exit is shut and how many are spared service."""

    ban: float = param(
        0.0, unit="share of the ready who are held back", low=0.0, high=1.0,
        source="none", prior=True,
    )  # fmt: skip
    deferment: float = param(
        0.0, unit="share of those liable", low=0.0, high=1.0, source="none", prior=True
    )

    def turn(self, dials: Dials, grip: Grip) -> None:
        """Shut the exit, spare some."""
        for o in grip.origins:
            dials.exit[grip.months, o] *= 1.0 - self.ban * grip.take_up
            spared = dials.deferment[grip.months, o]
            spared += self.deferment * grip.take_up * (1.0 - spared)
