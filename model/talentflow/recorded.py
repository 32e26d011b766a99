"""What was recorded, as tables: each is made when it is first looked at."""

from collections.abc import Iterator, Mapping

import pandas as pd

from talentflow.frames import makers
from talentflow.recorder import Recorder
from talentflow.world import World

__all__ = ["Recorded"]


class Recorded(Mapping[str, pd.DataFrame]):
    """The outcome tables of a replication by name, of what was recorded when each is looked at.

    `reasons` is missing where none are recorded.
    """

    def __init__(self, world: World, log: Recorder) -> None:
        self._makers = makers(world, log)
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table; KeyError if there is none of the name."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._makers)

    def __len__(self) -> int:
        """Count the tables."""
        return len(self._makers)
