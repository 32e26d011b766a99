"""Violated invariants: made visible in a run, kept in a file, met again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from talentflow.errors import InvariantError, TalentflowError
from talentflow.files import FileTrouble, read_text, write_text
from talentflow.reproducer import Reproducer, ReproducerError, read_reproducer
from talentflow.scenario import Scenario, load
from talentflow_lab.replicate import Build, Failure, Model, Progress

__all__ = ["Checked", "Replayed", "keep", "read", "replay"]

MOST_MEGABYTES = 64
MOST_KEPT = 3


@dataclass(frozen=True)
class Checked:
    """Makes the models of another, with every person and tie looked at after each month."""

    build: Build

    def __call__(self, scenario: Scenario, replication: int, threads: int) -> Model:
        """Return the model."""
        model = self.build(scenario, replication, threads)
        model.deep = True  # type: ignore[attr-defined]  # of a simulation; others do not look
        return model


@dataclass(frozen=True)
class Replayed:
    """What came of a reproducer: the violation that it met, if any, after so many months."""

    reproducer: Reproducer
    months: int
    met: InvariantError | None

    @property
    def again(self) -> bool:
        """Whether it is the violation that was written down."""
        wanted = self.reproducer.invariant, self.reproducer.when
        return self.met is not None and (self.met.invariant, self.met.when) == wanted


def keep(failures: Iterable[Failure], beside: Path) -> list[Path]:
    """Write the reproducers of the first failures that have one beside a folder; return the files.

    Raises TalentflowError if they cannot be written.
    """
    kept = []
    for failure in [one for one in failures if one.reproducer][:MOST_KEPT]:
        path = beside.resolve()
        path = path.with_name(f"{path.name}-violation-{failure.replication}.json")
        try:
            write_text(path, failure.reproducer)
        except OSError as problem:
            raise TalentflowError(f"{path} cannot be written: {problem.strerror}") from None
        kept.append(path)
    return kept


def read(path: Path) -> Reproducer:
    """Read a reproducer; raise ReproducerError if the file holds none."""
    try:
        return read_reproducer(read_text(path, MOST_MEGABYTES))
    except FileTrouble as trouble:
        raise ReproducerError(f"{path}: {trouble.reason}") from None
    except ReproducerError as problem:
        raise ReproducerError(f"{path}: {problem}") from None


def replay(found: Reproducer, threads: int = 1, progress: Progress | None = None) -> Replayed:
    """Live the months of a reproducer again, with every person and tie looked at.

    Raises ScenarioErrors if its scenario does not hold.
    """
    from talentflow.simulation import Simulation  # noqa: PLC0415 - Numba takes long to import
    from talentflow.threads import Threads  # noqa: PLC0415

    run = Simulation(_scenario(found), found.replication, Threads(threads))
    run.deep = True
    while run.month < found.months and not run.over:
        try:
            run.step()
        except InvariantError as met:
            return Replayed(found, run.month + 1, met)
        if progress is not None:
            progress(1)
    return Replayed(found, run.month, None)


def _scenario(found: Reproducer) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").mkdir()
        for name, text in found.tables.items():
            write_text(Path(folder) / "data" / f"{name}.csv", text)
        path = Path(folder) / "scenario.toml"
        write_text(path, found.scenario)
        return load(path)
