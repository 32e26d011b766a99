"""Staff: what becomes of those whose firm leaves without them.

* staff still at home `notice` months after their firm went over to full lose it, and all staff of
  a closed firm do at once
* who lives at home without a firm joins one at the same place with chance `rehiring` a month, in
  proportion to size among firms that are neither full nor closed

Developers were short of supply in Minsk; both figures are judgements.
"""

from dataclasses import dataclass

from talentflow.parameters import param


@dataclass(frozen=True)
class Staff:
    """How long staff may stay and how soon they find another firm."""

    notice: int = param(6, unit="months", low=0, high=60, source="prior", prior=True)
    rehiring: float = param(
        0.3, unit="chance a month", low=0.0, high=1.0, source="prior", prior=True
    )
