"""Timing: what a benchmark measures, in rows of one table.

Things that are compared take turns, so that a busy machine slows all of them alike; each row holds
the median with the least and the most. Python's garbage collector rests meanwhile, as in `timeit`.
"""

import gc
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

__all__ = ["Row", "row", "seconds", "table", "taking_turns", "write"]

HEAD = ("part", "what", "people", "threads", "median", "least", "most", "unit", "ratio", "of what")


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    part: str
    what: str
    people: int | None
    threads: int | None
    median: float
    least: float
    most: float
    unit: str
    ratio: float | None = None
    """How many times faster than, or which share of, what `of_what` names."""
    of_what: str = ""


def row(
    part: str,
    what: str,
    taken: list[float],
    unit: str,
    *,
    people: int | None = None,
    threads: int | None = None,
    ratio: float | None = None,
    of_what: str = "",
) -> Row:
    """Sum up what was taken."""
    middle, least, most = median(taken), min(taken), max(taken)
    return Row(part, what, people, threads, middle, least, most, unit, ratio, of_what)


def seconds(call: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    call()
    passed = time.perf_counter() - start
    gc.enable()
    return passed


def taking_turns(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Time each call once a round, one after the other."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            taken[name].append(seconds(call))
    return taken


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def table(rows: list[Row]) -> str:
    """Lay rows out for a terminal."""
    lines = [HEAD]
    for one in rows:
        values = (_number(one.median), _number(one.least), _number(one.most))
        lines.append((
            one.part, one.what, _number(one.people), _number(one.threads), *values, one.unit,
            _number(one.ratio), one.of_what,
        ))  # fmt: skip
    wide = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    left = {0, 1, 7, 9}
    return "\n".join(
        "  ".join(
            text.ljust(width) if n in left else text.rjust(width)
            for n, (text, width) in enumerate(zip(line, wide, strict=True))
        ).rstrip()
        for line in lines
    )


def write(rows: list[Row], path: Path) -> None:
    """Write rows as JSON."""
    path.parent.mkdir(exist_ok=True)
    text = json.dumps([asdict(one) for one in rows], indent=1) + "\n"
    path.write_text(text, encoding="utf-8")
