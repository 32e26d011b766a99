"""Border: a host may be closed, or let in only a share.

`passes with chance entry(citizenship, destination)`; nobody is refused at home. A closed host
(entry 0) is not planned for either, since closures are known.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Border:
    """Whether closed borders hold."""

    enforced: bool = param(True, unit="switch", low=0, high=1, source="a switch")
