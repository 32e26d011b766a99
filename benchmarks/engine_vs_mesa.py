"""Measure the engine against a plain Mesa model of the same rules.

    make bench                                              # about 10,000 and 92,000 professionals
    PYTHONPATH=. python benchmarks/engine_vs_mesa.py --smoke   # about 900, in seconds

The yardstick is the slow twin (`tests/reference`): one `mesa.Agent` for each professional, the
same rules, the same draws and person by person the same results. It is plain, not slow on purpose:
values that people of the same traits share are worked out once a month, everybody acts in
`agents.do` without shuffling, and close calls are not watched.

What is measured, after a small run that compiles everything:

* time: wall-clock seconds of `model.step()`, medians over months, from January 2019 (belarus-2020).
  The two take turns, 3 months of the twin (6 at the small size) and 24 of the engine, so that a
  busy machine slows both. The engine's months include its records (outcome tables, one person's
  history, Mesa's data collector) and the crisis of 2020, when most people act; the twin's are calm
  and it keeps the month's lists only. Both use one thread.
* memory: bytes that Python and NumPy hold for a whole model once it is built (`tracemalloc`),
  divided by its professionals; of the engine that includes its tables of cells, which do not grow
  with the number of people.

Prints a table and writes its rows to `benchmarks/out/latest.json` (`smoke.json` with --smoke):
engine, n, threads, seconds_per_month, ratio_to_mesa, bytes_per_professional.
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
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.reference import TwinModel

from talentflow.model import MigrationModel

OUT = Path(__file__).parent / "out"
CASE = "belarus-2020"
ENGINE, MESA = "talentflow", "plain Mesa"
ENGINE_MONTHS = 24


@dataclass(frozen=True)
class Size:
    """How large a model to run: real people behind one professional, months of the twin."""

    scale: float
    twin_months: int


SIZES = (Size(9.3, 6), Size(1.0, 3))
SMOKE = (Size(100.0, 3),)


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    engine: str
    n: int
    threads: int
    seconds_per_month: float
    ratio_to_mesa: float
    bytes_per_professional: float


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="Measure the engine against plain Mesa.")
    parser.add_argument("--smoke", action="store_true", help="a small size, in seconds")
    smoke = parser.parse_args().smoke
    warm_up()
    rows = [row for size in (SMOKE if smoke else SIZES) for row in measure(size)]
    print(table(rows))
    OUT.mkdir(exist_ok=True)
    target = OUT / ("smoke.json" if smoke else "latest.json")
    target.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    print(f"written to {target}")


def warm_up() -> None:
    """Compile all kernels and fill all caches on a tiny model."""
    engine = MigrationModel(CASE, scale=1000, months=3)
    twin = TwinModel(engine)
    for _ in range(3):
        engine.step()
        twin.step()


def measure(size: Size) -> list[Row]:
    """Step engine and twin of one size in turns."""
    engine, engine_bytes = built(lambda: MigrationModel(CASE, scale=size.scale))
    twin, twin_bytes = built(lambda: TwinModel(engine))
    people = len(twin.people)
    of_engine: list[float] = []
    of_twin: list[float] = []
    for _ in range(size.twin_months):
        of_twin.append(seconds(twin.step))
        of_engine += [seconds(engine.step) for _ in range(ENGINE_MONTHS // size.twin_months)]
    slow, fast = median(of_twin), median(of_engine)
    return [
        Row(MESA, people, 1, slow, 1.0, twin_bytes / people),
        Row(ENGINE, people, 1, fast, slow / fast, engine_bytes / people),
    ]


def built[M](build: Callable[[], M]) -> tuple[M, int]:
    """Build a model; return it with the bytes that it holds."""
    gc.collect()
    tracemalloc.start()
    model: Any = build()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return model, held


def seconds(step: Callable[[], None]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def table(rows: list[Row]) -> str:
    """Lay the rows out for a terminal."""
    head = ("model", "professionals", "s / month", "x Mesa", "prof.-months / s", "bytes / prof.")
    lines = ["{:<12} {:>13} {:>11} {:>8} {:>17} {:>14}".format(*head)]
    lines += [
        f"{row.engine:<12} {row.n:>13,} {row.seconds_per_month:>11.5f} {row.ratio_to_mesa:>8.1f} "
        f"{row.n / row.seconds_per_month:>17,.0f} {row.bytes_per_professional:>14,.0f}"
        for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
