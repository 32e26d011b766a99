"""Throw-away rules with a parameter of each kind, for tests of scenario files."""

from dataclasses import dataclass
from typing import Literal

from talentflow.frozen import FrozenDict
from talentflow.parameters import param, param_choice, param_map
from talentflow.rules import SECTIONS, Catalogue


@dataclass(frozen=True)
class RealWage:
    """Pay after tax and prices."""

    weight: float = param(
        0.8, unit="logit per log point", low=0, high=3, source="a paper", doc="Pull of pay."
    )
    constant: float | Literal["solve"] = param(
        "solve", unit="logit", low=-20, high=20, source="calm exit", prior=True
    )
    form: str = param_choice("log", choices=("log", "linear"), source="a paper")
    residual: dict[str, float] = param_map(
        {"POL": 0.25, "ARM": 0.5},
        keys="country",
        unit="logit",
        low=-2,
        high=2,
        source="judgement",
        prior=True,
    )


@dataclass(frozen=True)
class Queue:
    """Waiting for a permit."""

    months: int = param(3, unit="months", low=0, high=36, source="a law")
    enforced: bool = param(default=True, unit="switch", low=0, high=1, source="a switch")
    rooms: dict[str, float] = param_map(
        {}, keys="place", unit="persons", low=0, high=1e6, source="none", prior=True
    )


RULES: Catalogue = FrozenDict(
    {section: FrozenDict[str, type]() for section in SECTIONS}
    | {
        "terms": FrozenDict({"real_wage": RealWage}),
        "gates": FrozenDict({"queue": Queue}),
    }
)
