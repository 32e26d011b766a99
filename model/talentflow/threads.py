"""Rows over threads: kernels release the GIL, so plain threads are enough.

Numba's own threading layers are left alone on purpose: OpenMP's idle threads spin and slow a busy
machine down a hundredfold, and the workqueue layer aborts when two models step at once.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

__all__ = ["Threads"]

MINIMUM = 4096
"""Rows below which a thread is not worth its start."""


class Threads:
    """Runs a function over chunks of rows, on a number of threads."""

    def __init__(self, count: int = 1, chunk: int | None = None) -> None:
        """`chunk` is the number of rows per task; by default the rows are split evenly."""
        if count < 1 or (chunk is not None and chunk < 1):
            raise ValueError(f"{count=} and {chunk=} must be at least 1")
        self.count = count
        self.chunk = chunk
        self._pool = ThreadPoolExecutor(count) if count > 1 else None

    def over[R](self, rows: int, work: Callable[[int, int], R], *, even: bool = False) -> list[R]:
        """Call `work(lo, hi)` for consecutive chunks of 0 to `rows`; results in row order.

        `even` chunks are for work that is dear to begin: one a thread whatever `chunk` says, and at
        least one.
        """
        size = max(MINIMUM, -(-rows // self.count))
        if self.chunk and not even:
            size = self.chunk
        firsts = range(0, max(rows, int(even)), size)
        bounds = [(lo, min(lo + size, rows)) for lo in firsts]
        if self._pool is None or len(bounds) == 1:
            return [work(lo, hi) for lo, hi in bounds]
        return list(self._pool.map(lambda pair: work(*pair), bounds))
