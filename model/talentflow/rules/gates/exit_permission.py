"""Exit: a state may keep its own people in.

`passes with chance exit(citizenship)`, the share of those ready who can leave this month.

Autocracies restrict exit when people go to democracies (Miller and Peters 2018).
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class ExitPermission:
    """Whether exit rules hold."""

    enforced: bool = param(True, unit="switch", low=0, high=1, source="a switch")
