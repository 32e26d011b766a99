"""Measure speed and size of the engine: one command, one table.

    make bench                                       # everything: some 10 minutes, 6 GiB
    make bench ARGS="--without ten-million cold"     # less
    PYTHONPATH=. python benchmarks/suite.py --guard  # what CI asks, by ratios only

Parts: the whole model with all mechanisms on, from ten thousand people to ten million (`whole`);
the same months of belarus-2020 as plain Mesa (`engine_vs_mesa`); the dense part of a month against
NumPy (`dense`); the floor of this machine (`floor`); starting (`startup`). Prints one table and
writes its rows to `benchmarks/out/latest.json`.

The guard asks for ratios within one process: the engine against plain Mesa and against NumPy, and
that a professional-month costs at 1,000,000 people at most LEVEL times what it costs at 100,000.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import engine_vs_mesa
from benchmarks.dense import dense
from benchmarks.floor import floor
from benchmarks.startup import startup
from benchmarks.timing import Row, row, table, write
from benchmarks.whole import ONE, Sized, belarus, whole

OUT = Path(__file__).parent / "out"
PARTS = ("dense", "start", "cold", "belarus", "sizes", "ten-million", "mesa")
MESA, NUMPY, LEVEL = 30.0, 3.0, 1.3
"""At least so many times as fast as plain Mesa at 9,300 people and as NumPy; see the text above."""


def measured(without: set[str]) -> list[Row]:
    """Measure all parts that are asked for; the terminal is told which one is on."""
    rows, least = floor(9)
    ones = [Sized(ONE, people, 15) for people in (10_000, 100_000, 1_000_000)]
    worlds = [Sized("world", people, 9) for people in (100_000, 1_000_000)]
    nobody = ("", 0)
    parts: dict[str, Callable[[], list[Row]]] = {
        "dense": lambda: [line for size in (10**5, 10**6) for line in dense(size, 9)],
        "start": lambda: startup(5, cold="cold" not in without),
        "belarus": lambda: belarus(3),
        "sizes": lambda: whole(ones, (ONE, 1_000_000)) + whole(worlds, nobody),
        "ten-million": lambda: whole([Sized("world", 10_000_000, 3)], nobody),
        "mesa": lambda: engine_vs_mesa.rows(smoke=False),
    }
    for name, part in parts.items():
        if name not in without:
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {name} ...\n")
            rows += part()
            write([*rows, *_of_floor(rows, least)], OUT / "latest.json")
    return [*rows, *_of_floor(rows, least)]


def _of_floor(rows: list[Row], least: float) -> list[Row]:
    """Say which share of the floor the whole model reaches on one thread."""
    return [
        row("of the floor", one.part, [one.median / one.people * 1e9], "ns each",
            people=one.people, threads=1, ratio=least / (one.median / one.people * 1e9),
            of_what="of the floor")
        for one in rows
        if one.what == "one month" and one.threads == 1 and one.people
    ]  # fmt: skip


def guard() -> list[str]:
    """Measure what CI asks; return what is not so."""
    rows = engine_vs_mesa.rows(smoke=True) + dense(100_000, 5)
    rows += whole([Sized(ONE, 100_000, 7), Sized(ONE, 1_000_000, 7)], told=("", 0))
    cost = [one.median / one.people for one in rows
            if one.what == "one month" and one.threads == 1 and one.people]  # fmt: skip
    rows.append(row("guard", "a professional-month at 1e6", [cost[1] * 1e9], "ns",
                    ratio=cost[1] / cost[0], of_what="of its cost at 1e5"))  # fmt: skip
    print(table(rows))
    write(rows, OUT / "guard.json")
    print(f"written to {OUT / 'guard.json'}")
    mesa = next(one.ratio or 0.0 for one in rows if one.of_what == "times plain Mesa")
    numpy = next(one.ratio or 0.0 for one in rows if one.of_what == "times NumPy")
    asked = (
        (mesa >= MESA, f"{mesa:.0f} times plain Mesa, at least {MESA:.0f}"),
        (numpy >= NUMPY, f"{numpy:.1f} times NumPy, at least {NUMPY:.0f}"),
        (cost[1] <= LEVEL * cost[0],
         f"a professional-month costs {cost[1] / cost[0]:.2f} times as much at 1e6 as at 1e5"),
    )  # fmt: skip
    return [text for true, text in asked if not true]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--guard", action="store_true", help="only what CI asks, by ratios")
    parser.add_argument("--without", nargs="*", choices=PARTS, default=[], help="leave out parts")
    asked = parser.parse_args()
    if asked.guard:
        wrong = guard()
        sys.exit("slower than it should be: " + "; ".join(wrong) if wrong else 0)
    print(table(measured(set(asked.without))))
    print(f"written to {OUT / 'latest.json'}")


if __name__ == "__main__":
    main()
