"""The floor: what a month must cost on this machine, if it did nothing but touch and draw.

A month reads every column of a professional once, and of the ties the two counts; it writes some.
It draws for the plan, dissent, remote work, working life and the own hub, and takes an exponential
for each of these but the last. Bytes at the measured bandwidth, draws and exponentials at their
measured speed, nothing overlapping: nanoseconds a professional on one thread.
"""

from statistics import median

import numpy as np

from benchmarks.timing import Row, row, taking_turns
from talentflow.chance import draw
from talentflow.compiled import compiled
from talentflow.elementary import exp
from talentflow.kernels.tables import COLUMNS
from talentflow.view import Floats

__all__ = ["floor"]

SIZE = 4_000_000
BLOCK = 4096
WRITTEN = ("stage", "savings", "employment", "dissent", "birth")
DRAWS, EXPONENTIALS = 5, 4


@compiled
def _triad(a: Floats, b: Floats, c: Floats) -> None:
    for n in range(a.size):
        a[n] = b[n] + 3.0 * c[n]


@compiled
def _exponentials(a: Floats, b: Floats) -> None:
    for n in range(a.size):
        a[n] = exp(b[n])


@compiled
def _draws(keys: "np.ndarray[tuple[int], np.dtype[np.uint64]]", a: Floats, b: Floats) -> None:
    draw(np.uint64(1), 1, 1, keys, keys.size, a, b)


def bytes_each() -> int:
    """Bytes that a month reads and writes for each professional."""
    size = {name: np.dtype(kind).itemsize for name, kind in COLUMNS.items()}
    counts = 2 * np.dtype(np.int16).itemsize
    return sum(size.values()) + counts + sum(size[name] for name in WRITTEN)


def floor(rounds: int) -> tuple[list[Row], float]:
    """Measure bandwidth, draws and exponentials; return rows and the floor in ns."""
    a, b, c = (np.full(SIZE, 0.5) for _ in range(3))
    keys, x, y = np.arange(BLOCK, dtype=np.uint64), np.empty(BLOCK), np.empty(BLOCK)
    small, repeats = np.linspace(-5, 2, BLOCK), 1000

    def many(call: object, *given: object) -> None:
        for _ in range(repeats):
            call(*given)  # type: ignore[operator]

    calls = {
        "bandwidth": lambda: _triad(a, b, c),
        "draw": lambda: many(_draws, keys, x, y),
        "exp": lambda: many(_exponentials, x, small),
    }
    for call in calls.values():
        call()
    taken = taking_turns(calls, rounds)
    speed = [3 * 8 * SIZE / one / 1e9 for one in taken["bandwidth"]]
    each = {
        name: [one / (repeats * BLOCK) * 1e9 for one in taken[name]] for name in ("draw", "exp")
    }
    parts = [bytes_each() / median(speed), DRAWS * median(each["draw"]),
             EXPONENTIALS * median(each["exp"])]  # fmt: skip
    held = f"{bytes_each()} bytes, {DRAWS} draws, {EXPONENTIALS} exponentials"
    found = [
        row("floor", "bandwidth (triad)", speed, "GB/s", threads=1),
        row("floor", "pair of keyed uniforms (Philox4x32-10)", each["draw"], "ns", threads=1),
        row("floor", "exponential, 64 bits", each["exp"], "ns", threads=1),
        row("floor", f"a month of one professional: {held}", [sum(parts)], "ns", threads=1),
    ]
    return found, sum(parts)
