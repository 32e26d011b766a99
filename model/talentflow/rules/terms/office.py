"""The employer's own presence: the country where its parent company sits.

`x = 1` for places of the parent company's country, for staff who live in neither.

Staff of multinationals move inside their firm; the size is a prior.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Office:
    """The employer is at home there."""

    weight: float = param(0.5, unit="logit", low=0.0, high=2.0, source="prior", prior=True)
