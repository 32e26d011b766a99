"""The Mesa model: what a Mesa user meets.

Professionals stay in columns; countries, places and firms are thin Mesa agents over their rows, so
that `model.agents_by_type[Country]`, `DataCollector`, `mesa.batch_run` and Mesa's Solara components
work as usual.

```python
model = MigrationModel("belarus-2020", scale=20)
model.run_until(24)                      # two years
model.professionals.agg("place")         # counts by place
model.professionals[0].history           # one person's life
model.tables()["flows"]                  # outcome tables as data frames
```
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import mesa
import pandas as pd

from talentflow.actors import Country, Firm, Place
from talentflow.firms import Firms
from talentflow.professionals import Professionals
from talentflow.replication import Replication
from talentflow.scenario import Scenario, load
from talentflow.threads import Threads
from talentflow.ties import Ties
from talentflow.world import Constants

__all__ = ["MigrationModel"]


class MigrationModel(mesa.Model[Any, Any]):
    """Skilled migration from the countries of a scenario, one month a step.

    `case` is a scenario, a shipped name or a path. `overrides` are "path=value" texts. `scale`
    and `months` replace the scenario's. `replication` numbers independent runs of one seed.
    `threads` share the rows of people; `chunk` sets how many rows they take at a time. Results do
    not depend on either. `rng` is a seed as Mesa's own tools pass it; where it is given it takes
    the place of the scenario's seed.

    Raises ScenarioErrors for a scenario that does not hold.
    """

    def __init__(
        self,
        case: Scenario | str | Path = "belarus-2020",
        *,
        overrides: Sequence[str] = (),
        scale: float | None = None,
        months: int | None = None,
        replication: int = 0,
        threads: int = 1,
        chunk: int | None = None,
        rng: int | None = None,
    ) -> None:
        super().__init__(rng=rng)
        chosen = case if isinstance(case, Scenario) else load(case, overrides)
        self.case = chosen.replace(scale=scale, months=months, seed=rng)
        self.simulation = Replication(self.case, replication, Threads(threads, chunk))
        plan = self.simulation.world.blueprint
        self.countries = self._handles(Country, range(len(plan.countries)))
        self.places = self._handles(Place, range(len(plan.places)))
        self.companies = self._handles(Firm, range(len(self.simulation.world.firms)))
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "professionals": lambda m: m.professionals.total(),
                "abroad": lambda m: m.professionals.total(abroad=True),
                "considering": lambda m: m.professionals.total(stage="considering"),
                "left_this_month": lambda m: m.left_this_month(),
            }
        )
        self.datacollector.collect(self)

    def _handles[H: (Country, Place, Firm)](self, kind: type[H], rows: range) -> tuple[H, ...]:
        return tuple(kind(self, self.simulation, row) for row in rows)

    def _welcome_firms(self) -> None:
        """Give new firms their handles."""
        new = range(len(self.companies), len(self.simulation.world.firms))
        self.companies += self._handles(Firm, new)

    @property
    def key(self) -> int:
        """The 64-bit key of this replication's chance."""
        return self.simulation.key

    @property
    def constants(self) -> Constants:
        """κ and the home weight, as solved or given."""
        return self.simulation.world.constants

    @property
    def professionals(self) -> Professionals:
        """The people, in columns."""
        return self.simulation.professionals

    @property
    def firms(self) -> Firms:
        """Firms of the origins, in columns."""
        return self.simulation.world.firms

    @property
    def ties(self) -> Ties:
        """Who knows whom."""
        return self.simulation.world.ties

    def step(self) -> None:
        """Live one month; after the scenario's last the model stops running and stays as it is."""
        if not self.simulation.over:
            self.simulation.step()
            self._welcome_firms()
            self.datacollector.collect(self)
        self.running = not self.simulation.over

    def run(self, progress: Callable[[int], None] | None = None) -> Self:
        """Live all months that are left; `progress` is told 1 after each."""
        self.simulation.run(progress)
        self._welcome_firms()
        self.running = False
        return self

    def left_this_month(self) -> float:
        """Real people who left their own country in the last month lived."""
        moves = self.simulation.log.moves
        return float((moves[-1][:, 5] == 0).sum() * self.case.scale) if moves else 0.0

    def tables(self) -> dict[str, pd.DataFrame]:
        """Outcome tables so far, in real people (see `talentflow.outcomes`)."""
        return self.simulation.tables()

    def story(self) -> Mapping[str, Any]:
        """One person's life, of those who left in the month when most did."""
        return self.simulation.story()
