"""Looking at a running world: what people make of a month, without living it."""

from collections.abc import Iterator
from contextlib import contextmanager

from talentflow.moment import Moment
from talentflow.phases.calendar import calendar
from talentflow.phases.values import values
from talentflow.world import World

__all__ = ["as_of"]


@contextmanager
def as_of(world: World, month: int) -> Iterator[Moment]:
    """Weigh places by what holds in a month and by people as they are; then put all of it back.

    Inside the block `world.cells` are those of the month, and the moment has `view` and `look`.
    """
    now = Moment(month)
    calendar(world, now)
    cells, terms = [array.copy() for array in world.cells[1:]], world.weighted_terms.copy()
    try:
        values(world, now)
        yield now
    finally:
        for array, before in zip(world.cells[1:], cells, strict=True):
            array[...] = before  # firms decide by what places were worth last month
        world.weighted_terms = terms
