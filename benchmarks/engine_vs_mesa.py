"""The engine against a plain Mesa model of the same rules.

The yardstick is the slow twin (`tests/reference`): one `mesa.Agent` for each professional,
activated in random order by `shuffle_do`, with the same rules, the same draws and person by person
the same results. It is plain, not slow on purpose: values that people of the same traits share are
worked out once a month, and close calls are not watched.

What is measured in one process, on one thread, after a small run that compiles everything:

* same months: engine and twin take turns to live the *same* months, the first three of
  belarus-2020, in fresh models each round. The engine is measured by `Simulation.step`, which also
  keeps what the twin does not: reasons, everybody's history and the outcome tables.
* crisis: the same engines from August to December 2020, when most people act; without a ratio.
* memory: bytes that Python and NumPy hold for a whole model once it is built (`tracemalloc`),
  divided by its professionals; of the engine that includes its tables of cells, which do not grow
  with the number of people.
"""

import gc
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.reference import TwinModel

from benchmarks.timing import Row, row, seconds
from talentflow.model import MigrationModel

__all__ = ["rows"]

CASE = "belarus-2020"
COMPARED = range(3)
"""Months that both live."""
CRISIS = range(19, 24)
"""Months that the engine lives alone: August to December 2020."""


@dataclass(frozen=True)
class Size:
    """How large the models are, in real people behind one professional, and how many rounds."""

    scale: float
    rounds: int


SIZES = (Size(9.2755, 5), Size(1.0, 3))
SMOKE = (Size(9.2755, 1),)


@dataclass
class Taken:
    """Seconds that months took, over all rounds of one size."""

    twin: list[float] = field(default_factory=list)
    engine: list[float] = field(default_factory=list)
    crisis: list[float] = field(default_factory=list)


def rows(*, smoke: bool) -> list[Row]:
    """Measure all sizes, or with `smoke` the smaller one once."""
    warm_up()
    return [one for size in (SMOKE if smoke else SIZES) for one in measure(size)]


def warm_up() -> None:
    """Compile all kernels and fill all caches; a tiny model alone leaves loops out."""
    twin = TwinModel(MigrationModel(CASE, scale=1000))
    for _ in COMPARED:
        twin.step()
    engine = MigrationModel(CASE, scale=SMOKE[0].scale).simulation
    for _ in range(CRISIS.stop):
        engine.step()


def measure(size: Size) -> list[Row]:
    """Measure one size: memory, then rounds of months."""
    n, engine_bytes, twin_bytes = weigh(size)
    taken = Taken()
    for _ in range(size.rounds):
        n_in_crisis = play_round(size, taken)
    ratio = median(taken.twin) / median(taken.engine)
    known = {"people": n, "threads": 1}
    return [
        row("plain Mesa", "its month", taken.twin, "s", **known),
        row("plain Mesa", "the engine's same month", taken.engine, "s", ratio=ratio,
            of_what="times plain Mesa", **known),
        row("plain Mesa", "the engine's month of the crisis", taken.crisis, "s",
            people=n_in_crisis, threads=1),
        row("plain Mesa", "all that it holds", [twin_bytes / n], "bytes each", people=n),
        row("plain Mesa", "all that the engine holds", [engine_bytes / n], "bytes each", people=n),
    ]  # fmt: skip


def weigh(size: Size) -> tuple[int, int, int]:
    """Count the professionals at the start, and the bytes of engine and twin."""
    engine, engine_bytes = built(lambda: MigrationModel(CASE, scale=size.scale))
    twin, twin_bytes = built(lambda: TwinModel(engine))
    return len(twin.people), engine_bytes, twin_bytes


def play_round(size: Size, taken: Taken) -> int:
    """Live the months of one round with fresh models; return how many people meet the crisis."""
    model = MigrationModel(CASE, scale=size.scale)
    engine, twin = model.simulation, TwinModel(model)
    for _ in COMPARED:
        taken.twin.append(seconds(twin.step))
        taken.engine.append(seconds(engine.step))
    del twin  # its agents need not be there while the engine goes on alone
    while engine.month < CRISIS.start:
        engine.step()
    people = int(engine.world.residents.sum())
    taken.crisis += [seconds(engine.step) for _ in CRISIS]
    return people


def built[M](build: Callable[[], M]) -> tuple[M, int]:
    """Build a model; return it with the bytes that it holds."""
    gc.collect()
    tracemalloc.start()
    model: Any = build()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return model, held
