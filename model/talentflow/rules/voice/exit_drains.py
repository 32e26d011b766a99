"""Whether exit drains voice: what leaving does to dissent is the scenario's choice.

`falls silent on leaving home with chance share`
`rate of taking dissent up abroad = rate_abroad · rate at home`

Emigration can remove dissent (Hirschman 1970). Yet the option to leave did not lower the intent to
protest in Hong Kong (n = 763, regression discontinuity), and abroad one is safe: the sign is open.
By default exit neither drains voice nor feeds it.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class ExitDrains:
    """How far those who leave fall silent."""

    share: float = param(
        0.0,
        unit="share of dissenters who leave home",
        low=0.0,
        high=1.0,
        source="prior: no drain, after Hong Kong",
        prior=True,
    )
    rate_abroad: float = param(
        1.0,
        unit="taking up abroad relative to home",
        low=0.0,
        high=5.0,
        source="prior: below 1 exit drains voice, above 1 it feeds it",
        prior=True,
    )
