"""Promotion: juniors become middle, middle senior, senior lead.

`chance a month = 1 / months in the grade`

Years of professional coding below 2, 2 to 4, 5 to 9 and 10 or more stand for the four grades, so
people spend about two, three and five years in the first three.
"""

from dataclasses import dataclass

import numpy as np

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Promotion:
    """Months in each grade."""

    junior: float = param(
        24.0, unit="months", low=1.0, high=600.0, source="experience classes, Stack Overflow 2024"
    )
    middle: float = param(
        36.0, unit="months", low=1.0, high=600.0, source="experience classes, Stack Overflow 2024"
    )
    senior: float = param(
        60.0, unit="months", low=1.0, high=600.0, source="experience classes, Stack Overflow 2024"
    )

    def chance(self) -> Floats:
        """Chance a month by grade (4,); leads stay leads."""
        return np.array([1.0 / self.junior, 1.0 / self.middle, 1.0 / self.senior, 0.0])
