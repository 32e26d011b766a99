"""Measure the engine against a plain Mesa model of the same rules.

    make bench                                              # 10,000 and 92,755 professionals
    PYTHONPATH=. python benchmarks/engine_vs_mesa.py --smoke   # about 900, in seconds

The yardstick is the slow twin (`tests/reference`): one `mesa.Agent` for each professional,
activated in random order by `shuffle_do`, with the same rules, the same draws and person by person
the same results. It is plain, not slow on purpose: values that people of the same traits share are
worked out once a month, and close calls are not watched.

What is measured in one process, on one thread, after a small run that compiles everything:

* time: wall-clock seconds of a month. Engine and twin take turns to live the *same* months, the
  first three of belarus-2020, in fresh models each round; median, least and most of them all.
  The engine is measured by `Simulation.step`, which also keeps what the twin does not: the reasons
  of every wish and choice, everybody's history and the outcome tables. Python's garbage collector
  rests while a month is timed, as in `timeit`.
* crisis: the same engines from August to December 2020, when most people act; without a ratio.
* memory: bytes that Python and NumPy hold for a whole model once it is built (`tracemalloc`),
  divided by its professionals; of the engine that includes its tables of cells, which do not grow
  with the number of people.

Prints a table and writes its rows to `benchmarks/out/latest.json` (`smoke.json` with --smoke):
kind, engine, months, n, threads, seconds_per_month, seconds_min, seconds_max, ratio_to_mesa,
bytes_per_professional.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import gc
import json
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.reference import TwinModel

from talentflow.model import MigrationModel

OUT = Path(__file__).parent / "out"
CASE = "belarus-2020"
ENGINE, MESA = "talentflow", "plain Mesa"
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
SMOKE = (Size(100.0, 2),)


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    kind: str
    engine: str
    months: str
    n: int
    threads: int
    seconds_per_month: float
    seconds_min: float
    seconds_max: float
    ratio_to_mesa: float | None
    bytes_per_professional: float | None


@dataclass
class Taken:
    """Seconds that months took, over all rounds of one size."""

    twin: list[float] = field(default_factory=list)
    engine: list[float] = field(default_factory=list)
    crisis: list[float] = field(default_factory=list)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="Measure the engine against plain Mesa.")
    parser.add_argument("--smoke", action="store_true", help="a small size, in seconds")
    smoke = parser.parse_args().smoke
    warm_up()
    rows = [one for size in (SMOKE if smoke else SIZES) for one in measure(size)]
    print(table(rows))
    OUT.mkdir(exist_ok=True)
    target = OUT / ("smoke.json" if smoke else "latest.json")
    target.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    print(f"written to {target}")


def warm_up() -> None:
    """Compile all kernels and fill all caches on a tiny model."""
    engine = MigrationModel(CASE, scale=1000)
    twin = TwinModel(engine)
    for _ in COMPARED:
        twin.step()
    for _ in range(CRISIS.stop):
        engine.simulation.step()


def measure(size: Size) -> list[Row]:
    """Measure one size: memory, then rounds of months."""
    n, engine_bytes, twin_bytes = weigh(size)
    taken = Taken()
    for _ in range(size.rounds):
        n_in_crisis = play_round(size, taken)
    ratio = median(taken.twin) / median(taken.engine)
    return [
        row("same months", MESA, COMPARED, n, taken.twin, 1.0, twin_bytes / n),
        row("same months", ENGINE, COMPARED, n, taken.engine, ratio, engine_bytes / n),
        row("crisis", ENGINE, CRISIS, n_in_crisis, taken.crisis, None, None),
    ]


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


def row(
    kind: str,
    engine: str,
    months: range,
    n: int,
    taken: list[float],
    ratio: float | None,
    held: float | None,
) -> Row:
    """Sum up the times of one model."""
    span = f"{months.start}-{months.stop - 1}"
    return Row(kind, engine, span, n, 1, median(taken), min(taken), max(taken), ratio, held)


def built[M](build: Callable[[], M]) -> tuple[M, int]:
    """Build a model; return it with the bytes that it holds."""
    gc.collect()
    tracemalloc.start()
    model: Any = build()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return model, held


def seconds(step: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    step()
    passed = time.perf_counter() - start
    gc.enable()
    return passed


def table(rows: list[Row]) -> str:
    """Lay the rows out for a terminal."""
    head = ("model", "months", "professionals", "s / month", "least", "most", "x Mesa",
            "prof.-months / s", "bytes / prof.")  # fmt: skip
    form = "{:<12} {:>7} {:>13} {:>10} {:>10} {:>10} {:>7} {:>17} {:>14}"
    lines = [form.format(*head)]
    for one in rows:
        held, ratio = one.bytes_per_professional, one.ratio_to_mesa
        times = (one.seconds_per_month, one.seconds_min, one.seconds_max)
        lines.append(
            form.format(
                one.engine,
                one.months,
                f"{one.n:,}",
                *(f"{value:.5f}" for value in times),
                "" if ratio is None else f"{ratio:.1f}",
                f"{one.n / one.seconds_per_month:,.0f}",
                "" if held is None else f"{held:,.0f}",
            )
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
