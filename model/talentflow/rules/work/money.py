"""Money: how many US dollars a euro is worth.

Pay and savings are in dollars, costs of levers in euro.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Money:
    """The rate at which costs are compared with pay."""

    dollars: float = param(
        1.14, unit="USD for a euro", low=0.5, high=2.0, source="ECB, mean of 2020: 1.1422"
    )
