"""Pay and prices: what work pays after tax, what money buys, and what migration does to wages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from talentflow.rules.feedback.wages import Wages
from talentflow.scenario import Scenario
from talentflow.view import Floats
from talentflow.world import World
from talentflow_lab.factor import Factor
from talentflow_lab.factors._owning import indicators

__all__ = ["FACTOR"]


@dataclass(frozen=True)
class _HeldWages(Wages):
    """Wages that no longer answer migration."""

    held: tuple[float, ...] = ()
    """(C,) the index that they have reached."""

    def index(self, net_emigration: Floats, stock: Floats) -> Floats:  # noqa: ARG002
        """Return the index that was reached (C,), whoever leaves."""
        return np.array(self.held)


def _rules(case: Scenario, world: World) -> Mapping[str, Any]:
    rule: Wages = case.rule("feedback.wages")
    return {"feedback.wages": _HeldWages(rule.stayers_gain, tuple(world.wage_index.tolist()))}


FACTOR = Factor(
    title="pay and prices",
    doc="Without it pay, taxes and prices stay as they were, and wages do not answer migration.",
    terms=("real_wage",),
    rows={"indicators": indicators("pay_gross_usd_year", "net_share", "price_level")},
    rules=_rules,
)
