"""One replication and what it leaves behind: a simulation with its outcome tables and its story."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from talentflow.professionals import Professionals
from talentflow.recorded import Recorded
from talentflow.simulation import Simulation
from talentflow.story import story

__all__ = ["Replication"]


class Replication(Simulation):
    """A simulation that can be read."""

    @property
    def professionals(self) -> Professionals:
        """The people, in columns."""
        return Professionals(self)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Outcome tables so far, in real people (see `talentflow.outcomes`)."""
        return dict(self.recorded)

    @property
    def recorded(self) -> Recorded:
        """The same, each table made when it is first looked at."""
        return Recorded(self.world, self.log)

    def spending(self) -> pd.DataFrame:
        """Return what each lever has cost so far: lever, owner, spent (EUR)."""
        levers = self.world.blueprint.levers
        return pd.DataFrame(
            {
                "lever": [one.slug for one in levers],
                "owner": [one.holder for one in levers],
                "spent": self.world.aid.spent[: len(levers)],
            }
        ).astype({"lever": "str", "owner": "str", "spent": "float64"})

    def story(self) -> Mapping[str, Any]:
        """One person's life, of those who left in the month when most did; empty without any."""
        return story(self.professionals, self)
