"""Joining: the race of new firms for people who are hired."""

import numpy as np
import numpy.typing as npt

from talentflow.chance import Purpose, uniforms
from talentflow.compiled import tight
from talentflow.elementary import log
from talentflow.kernels.tables import Rows
from talentflow.view import Floats

__all__ = ["race"]

_JOIN = int(Purpose.JOIN)


@tight
def race(
    seed: np.uint64,
    month: int,
    keys: npt.NDArray[np.uint64],
    firms: Rows,
    index: Rows,
    size: Floats,
    luck: Floats,
    best: Floats,
    chosen: Rows,
) -> None:
    """Let `firms` (m,) of a size compete for people (n,): the first finds each.

    Times are exponential with the size as rate, from the draw number `index` (m,) of each firm.
    `best` (n,) times to beat and `chosen` (n,) firms are written; `luck` (n,) is room.
    """
    for f in range(firms.size):
        for n in range(keys.size):
            luck[n], _ = uniforms(seed, _JOIN, month, keys[n], index[f])
        for n in range(keys.size):
            time = -log(luck[n]) / size[f]
            if time < best[n]:
                best[n] = time
                chosen[n] = firms[f]
