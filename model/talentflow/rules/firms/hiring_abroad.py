"""Hiring abroad: a firm fills its office with others where its own people decline to come.

`gap = max(0, share · staff − there − hired)`, `hires a month = pace · gap`

* `share` of the staff that the office is to have: `target_partial` at partial, 1 at full; `staff`
  when the office was opened; `there` own staff in its country, `hired` others hired so far
* a part `diaspora_share` goes to professionals of the origin who live at the place and work for no
  firm of it; natives and others take the rest and what is left over
* offices together get at most the part `openings` of the jobs that open at a place in a month; what
  they fill is taken from its vacancies

Opening an office and hiring on the spot is the other half of relocation; no source measures it, so
that all sizes are judgements: half of a gap is filled within a year.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class HiringAbroad:
    """How large offices become, and by whom; `enabled` switches it on."""

    enabled: bool = param(True, unit="switch", low=0, high=1, source="a switch")
    target_partial: float = param(
        0.2, unit="share of staff", low=0.0, high=1.0, source="prior", prior=True
    )
    pace: float = param(
        0.05, unit="share of the gap a month", low=0.0, high=1.0, source="prior", prior=True
    )
    diaspora_share: float = param(
        0.3, unit="share of hires", low=0.0, high=1.0, source="prior", prior=True
    )
    openings: float = param(
        0.1, unit="share of the jobs that open", low=0.0, high=1.0, source="prior", prior=True
    )

    def wanted(
        self, full: npt.NDArray[np.bool_], staff: Floats, there: Floats, hired: Floats
    ) -> Floats:
        """People whom each office hires this month if all can be found (F,), real people.

        `full` says which firms are at full; `staff` when the office was opened, `there` own staff
        in its country, `hired` others hired so far.
        """
        share = np.where(full, 1.0, self.target_partial)
        gap: Floats = np.maximum(0.0, share * staff - there - hired)
        return self.pace * gap
