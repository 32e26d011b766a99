"""Ctrl-C as a wish that is heeded between two steps, not in the middle of one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["interrupts"]


@contextmanager
def interrupts(*, drain: bool) -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether a Ctrl-C (or SIGTERM) has come.

    Without `drain`, for a second one, and outside the main thread, it is the KeyboardInterrupt
    that it always was.
    """
    came: list[int] = []
    if not drain or threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return

    def heed(number: int, _frame: object) -> None:
        came.append(number)
        if len(came) > 1:
            raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    heeded = {n: one for n, one in before.items() if callable(one)}  # not ignored, nor another's
    for number in heeded:
        signal.signal(number, heed)
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in heeded.items():
            signal.signal(number, handler)
