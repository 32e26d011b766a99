"""Seats and lotteries: whole places out of real ones, and who gets them."""

import numpy as np
import numpy.typing as npt

from talentflow.view import Floats

__all__ = ["lottery", "whole"]

type Rows = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]

TRIFLE = 1e-9
"""Far more than rounding could take from a seat."""


def whole(real: Floats, carry: Floats) -> Rows:
    """Whole seats of a month out of real ones; the fraction stays in `carry` for the next month.

    What rounding has left of a whole seat is one.
    """
    available = real + carry
    seats = np.floor(available + TRIFLE)
    carry[...] = available - seats
    return seats.astype(np.int64)


def lottery(queue: Rows, ticket: Floats, seats: Rows) -> Mask:
    """Who gets one of `seats` (by queue): the smallest tickets of each queue."""
    order = np.lexsort((ticket, queue))
    first = np.searchsorted(queue[order], queue[order], side="left")
    rank = np.arange(queue.size) - first
    won = np.empty(queue.size, bool)
    won[order] = rank < seats[queue[order]]
    return won
