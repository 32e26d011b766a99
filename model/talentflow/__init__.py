"""Simulate the migration of skilled people, month by month, in a real Mesa model.

```python
import talentflow

scenario = talentflow.load("belarus-2020", ["months=24", "scale=50"])
model = talentflow.MigrationModel(scenario).run()
model.tables()["flows"]          # moves, as a data frame (see talentflow.outcomes)
model.professionals.to_frame()   # everybody at the end
```

`load` reads a scenario, a shipped one by its name (`shipped` lists them) or a file, and raises
`ScenarioErrors` with every problem at once. `MigrationModel` is a `mesa.Model`, one month a step.
Experiments with replications, policies and studies are functions of `talentflow_lab.api`.

Counts are real people whatever the scale, money is USD a year, worth is in logit units, countries
are ISO 3166 alpha-3 codes, dates the first day of a month. Names that stand here are stable within
a minor version; everything else may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talentflow.errors import ScenarioErrors, TalentflowError
    from talentflow.model import MigrationModel
    from talentflow.scenario import Scenario, load, shipped

__all__ = [
    "MigrationModel",
    "Scenario",
    "ScenarioErrors",
    "TalentflowError",
    "__version__",
    "load",
    "shipped",
]

__version__ = "0.1.0"

_HOMES = {
    "MigrationModel": "talentflow.model",
    "Scenario": "talentflow.scenario",
    "ScenarioErrors": "talentflow.errors",
    "TalentflowError": "talentflow.errors",
    "load": "talentflow.scenario",
    "shipped": "talentflow.scenario",
}

if not TYPE_CHECKING:  # to a type checker a name that is not listed above is an error

    def __getattr__(name: str) -> object:
        """Import what is asked for: Mesa and pandas take seconds, which nobody pays for nothing."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
