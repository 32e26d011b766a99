"""How many odd cases are tried, and how fast they go: so that the whole can be done in pieces."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

EACH_KIND = 13_000
"""Cases of each of the nine kinds: together more than 100,000."""
CASES = int(os.environ.get("ODD_CASES", str(EACH_KIND)))
"""Of a piece: `ODD_CASES=500 pytest -m deep tests/test_odd_files.py -k survey`."""
EVERY = 10.0
"""Seconds between two lines."""


class Progress:
    """Counts cases of one kind and says now and then how many there were."""

    def __init__(self, name: str, capture: pytest.CaptureFixture[str]) -> None:
        self.name, self.capture = name, capture
        self.count, self.began = 0, time.monotonic()
        self.said = self.began

    def step(self) -> None:
        """Count a case."""
        self.count += 1
        if time.monotonic() - self.said >= EVERY:
            self.tell()

    def tell(self) -> None:
        """Write a line to the terminal, past what pytest captures."""
        self.said = time.monotonic()
        rate = self.count / max(self.said - self.began, 1e-9)
        with self.capture.disabled():
            print(f"\n{self.name}: {self.count:,} cases, {rate:.1f} a second", file=sys.stderr)


@contextmanager
def progress(name: str, capture: pytest.CaptureFixture[str]) -> Iterator[Progress]:
    """Count the cases of a kind, and say at the end how many there were."""
    found = Progress(name, capture)
    try:
        yield found
    finally:
        found.tell()
