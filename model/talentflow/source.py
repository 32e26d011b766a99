"""What a scenario is made from, read once: for many variations of one scenario.

A sweep varies one scenario thousands of times, also on other machines. A source holds the chain of
files and the tables as they were read, so that a variation reads no file and no edit during a sweep
can change a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from talentflow import building
from talentflow.data import Data
from talentflow.errors import Problem, ScenarioErrors
from talentflow.reading import Layer, read_chain
from talentflow.rules import Catalogue
from talentflow.table_reading import Horizon, TableFile
from talentflow.validation import Settings, merge

__all__ = ["Source", "read_source", "tables_of"]

type Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Source:
    """The files of a scenario, the values laid above them, and the tables that they name."""

    chain: tuple[Layer, ...]
    tables: Mapping[str, TableFile]
    named: Named
    horizon: Horizon

    @cached_property
    def data(self) -> Data:
        """Return the tables as frames, one copy for all variations."""
        return Data.of({name: read.frame() for name, read in self.tables.items()})

    def holds(self, settings: Settings, horizon: Horizon) -> bool:
        """Tell whether these settings name the same tables, for the same time."""
        return horizon == self.horizon and _named(settings) == self.named

    def below(self, layers: Sequence[Layer]) -> Source:
        """Return the source with more layers above its files."""
        return replace(self, chain=(*self.chain, *layers))


def read_source(source: str | Path, rules: Catalogue, above: Sequence[Layer] = ()) -> Source:
    """Read the files of a scenario; raise ScenarioErrors with every problem."""
    problems: list[Problem] = []
    chain = (*read_chain(source, problems), *above)
    settings = merge(list(chain), rules, problems)
    if problems:
        raise ScenarioErrors(problems)
    run = building.run_values(settings)
    horizon = building.horizon_of(run["start"], run["months"])
    tables = building.read_tables(settings, horizon, problems)
    if problems:
        raise ScenarioErrors(problems)
    return Source(chain, tables, _named(settings), horizon)


def tables_of(
    source: object, settings: Settings, horizon: Horizon, problems: list[Problem]
) -> Mapping[str, TableFile]:
    """Return the tables that settings name, those of the source if it has them."""
    if isinstance(source, Source) and source.holds(settings, horizon):
        return source.tables
    return building.read_tables(settings, horizon, problems)


def _named(settings: Settings) -> Named:
    return tuple(
        sorted(
            (path[1], str(setting.layer.folder / str(setting.value)))
            for path, setting in settings.items()
            if path[0] == "data"
        )
    )
