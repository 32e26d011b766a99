"""Keyed chance in plain words, the choice among places, and a ledger of close calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor, inf, log, pi, sin
from typing import cast

from talentflow.chance import Purpose, uniforms

MARGIN = 1e-9
"""Differences below this may fall either way when a sum is taken in another order."""

DRAW = cast("Callable[[int, int, int, int, int], tuple[float, float]]", uniforms)
"""The keyed draw, called with plain numbers."""

type Below = Callable[[float, float, int, str], bool]


def below(value: float, limit: float, _key: int, _what: str) -> bool:
    """Say whether a value lies below a limit."""
    return value < limit


@dataclass(frozen=True)
class CloseCall:
    """A decision that a rounding error could turn."""

    month: int
    key: int
    """The person."""
    what: str
    margin: float


@dataclass
class CloseCalls:
    """Keeps the decisions that a rounding error could turn; put in the place of `below`."""

    month: int = 0
    taken: int = 0
    """Decisions seen."""
    found: list[CloseCall] = field(default_factory=list)

    def below(self, value: float, limit: float, key: int, what: str) -> bool:
        """Say whether a value lies below a limit, and keep the case if it is close."""
        self.taken += 1
        if abs(value - limit) < MARGIN:
            self.found.append(CloseCall(self.month, key, what, value - limit))
        return value < limit


class Chance:
    """The draws of one replication."""

    def __init__(self, seed: int) -> None:
        # the same 64 bits as a signed number, which passes to compiled code a hundred times faster
        self.seed = seed - 2**64 if seed >= 2**63 else seed

    def u(self, purpose: Purpose, month: int, key: int, index: int = 0) -> tuple[float, float]:
        """Two uniforms in (0, 1) that depend on nothing but what is named here."""
        return DRAW(self.seed, int(purpose), month, key, index)


def gumbel(u: float) -> float:
    """Turn a uniform into standard Gumbel noise."""
    return -log(-log(u))


def log_stable(u: float, w: float, index: float) -> float:
    """Log of a positive stable variable with an index in (0, 1) (Kanter 1975)."""
    theta = pi * u
    first = sin(index * theta) / sin(theta) ** (1 / index)
    second = sin((1 - index) * theta) / -log(w)
    return log(first) + (1 - index) / index * log(second)


def best_of(worth: dict[int, float]) -> tuple[int, float]:
    """Return the key of the highest worth, and by how much it beats the second."""
    best, first, second = -1, -inf, -inf
    for one, value in worth.items():
        if value > first:
            best, first, second = one, value, first
        elif value > second:
            second = value
    return best, first - second


def whole_part(amount: float) -> tuple[int, float]:
    """Split an amount into whole persons and the fraction that is carried on.

    What rounding has left of a whole person is one.
    """
    whole = floor(amount + 1e-9)
    return whole, amount - whole
