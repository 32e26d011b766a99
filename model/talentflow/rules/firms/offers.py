"""Offers: what the place of the firm's office is worth to staff at home.

`x = partial` or `full` logit units for the country of the office, in place of the parent company's
pull (`terms.office`); at the stage partial a share `reach` of the staff gets an offer, at full all.

An offer enters the same utility as everything else: who accepts is who would rather be there.
Relocation starts with a few managers and volunteers before all are asked; sizes are priors.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Offers:
    """Worth and reach of offers."""

    partial: float = param(2.0, unit="logit", low=0.0, high=5.0, source="prior", prior=True)
    full: float = param(4.0, unit="logit", low=0.0, high=5.0, source="prior", prior=True)
    reach: float = param(
        0.3, unit="share of staff asked at partial", low=0.0, high=1.0, source="prior", prior=True
    )
