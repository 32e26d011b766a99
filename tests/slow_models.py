"""Fakes that take their time, for children whose command line is told to run them."""

import time

from tests.fake_model import FakeModel

__all__ = ["Endless", "Pausing"]


class Pausing(FakeModel):
    """Takes a little time over each month."""

    def month(self, _month: int) -> None:
        """Wait a little."""
        time.sleep(0.03)


class Endless(FakeModel):
    """Takes all the time there is."""

    def month(self, _month: int) -> None:
        """Wait long."""
        time.sleep(60.0)
