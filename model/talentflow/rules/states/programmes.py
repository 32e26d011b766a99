"""Visa programmes: routes of a host beside the ordinary one, open to one citizenship for a time.

`takes programme n: u_n < take_up_n`, u_n a person's own for life

Who starts on the papers takes the first programme of the table that is open and that the person
takes up; everybody else goes the ordinary route. A programme says whether a job is asked for, how
long papers take, how many are decided in a month and how many refused. Some give many more visas
than people move: about 26,000 of Poland Business Harbour by February 2022, families included, of
which only a part was used. Which programmes there are stands in `programmes.csv`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talentflow.parameters import param
from talentflow.view import Floats


@dataclass(frozen=True)
class Programmes:
    """Whether hosts have programmes."""

    enabled: bool = param(
        True, unit="on or off", low=0, high=1, source="on: hosts had them (programmes.csv)"
    )

    def unused(self, granted: npt.NDArray[np.int64], leakage: Floats) -> Floats:
        """Visas expected to go to people who never move, from those granted to movers."""
        wasted: Floats = granted * leakage
        return wasted
