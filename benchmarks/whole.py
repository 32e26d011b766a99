"""The whole model, all mechanisms on, from ten thousand people to ten million.

Two cases: people of one country, made by `talentflow scenario new` for Belarus with more people
than it has, and the shipped `world` of sixteen. One model of each size lives on; its months are
lived on one thread and on two in turns, which changes nothing but the time. Three more rows of each
size: bytes held for a professional with the ties, seconds to draw the model up, and the most memory
that the process has needed so far.
"""

import gc
import resource
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.timing import Row, row, seconds
from talentflow.scenario import Scenario, load
from talentflow.simulation import Simulation
from talentflow.threads import Threads
from talentflow_lab.case_build import Case
from talentflow_lab.case_write import write_case

__all__ = ["Sized", "belarus", "whole"]

PEOPLE = 10_000_000
"""So many are in either case at scale 1."""
ONE = "one country"
THREADS = (1, 2)
WARM = 2
"""Months that a model lives before it is measured."""


def _one_country() -> Scenario:
    """Return ten million professionals of Belarus, by public figures and assumptions."""
    with tempfile.TemporaryDirectory() as folder:
        case = Case("ten-million", ("BLR",), (), date(2019, 1, 1), 120, PEOPLE)
        return load(write_case(case, Path(folder)))


@dataclass
class Sized:
    """A model of one size and what its months took, by number of threads."""

    case: str
    """`one country` or `world`."""
    people: int
    """About so many professionals."""
    months: int
    """So many are measured on each number of threads."""
    run: Simulation = field(init=False)
    built: float = field(init=False)
    taken: dict[int, list[float]] = field(default_factory=lambda: {n: [] for n in THREADS})
    spent: dict[str, list[float]] = field(default_factory=dict)
    """Seconds of each phase on one thread."""

    def build(self) -> None:
        """Draw the model up and warm it."""
        months = WARM + len(THREADS) * self.months
        case = _one_country() if self.case == ONE else load(self.case)
        case = case.replace(scale=PEOPLE / self.people, months=months)

        def make() -> None:
            self.run = Simulation(case, histories=False)

        self.built = seconds(make)
        for _ in range(WARM):
            self.run.step()

    def turn(self) -> None:
        """Live one month on each number of threads."""
        for threads in THREADS:
            self.run.world.threads = Threads(threads)
            before = dict(self.run.spent)
            self.taken[threads].append(seconds(self.run.step))
            if threads == 1:
                for phase, total in self.run.spent.items():
                    if phase != "building":
                        self.spent.setdefault(phase, []).append(total - before.get(phase, 0.0))

    def rows(self) -> list[Row]:
        """Sum up."""
        people = int(self.run.world.residents.sum())
        found = []
        for threads, taken in self.taken.items():
            rate = [people / one / 1e6 for one in taken]
            found.append(row(self.case, "million professional-months a second", rate, "M/s",
                             people=people, threads=threads))  # fmt: skip
            found.append(row(self.case, "one month", taken, "s", people=people, threads=threads,
                             ratio=median(self.taken[1]) / median(taken),
                             of_what="times one thread"))  # fmt: skip
        held = self.run.world.bytes_per_professional
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        found.append(row(self.case, "columns and ties", [held], "bytes each", people=people))
        found.append(row(self.case, "drawn up", [self.built], "s", people=people))
        found.append(row(self.case, "most memory so far", [peak], "GiB", people=people))
        return found

    def phases(self) -> list[Row]:
        """Say what each phase of a month took on one thread, the longest first."""
        whole = sum(median(taken) for taken in self.spent.values())
        order = sorted(self.spent, key=lambda phase: -median(self.spent[phase]))
        people = int(self.run.world.residents.sum())
        return [
            row("phase", phase, [1e3 * one for one in self.spent[phase]], "ms", people=people,
                threads=1, ratio=median(self.spent[phase]) / whole, of_what="of the month")
            for phase in order
        ]  # fmt: skip


def whole(sizes: list[Sized], told: tuple[str, int]) -> list[Row]:
    """Measure sizes that fit into memory together in turns; tell the phases of one of them."""
    for one in sizes:
        one.build()
    for n in range(max(one.months for one in sizes)):
        for one in sizes:
            if n < one.months:
                one.turn()
    found = [line for one in sizes for line in one.rows()]
    found += [line for one in sizes if (one.case, one.people) == told for line in one.phases()]
    for one in sizes:
        del one.run
    gc.collect()
    return found


def belarus(rounds: int) -> list[Row]:
    """Measure one replication of belarus-2020 from nothing, one for one, 84 months."""
    case = load("belarus-2020").replace(scale=1.0, months=84)
    people = 0

    def live(*, told: bool) -> None:
        nonlocal people
        run = Simulation(case, histories=told, reasons=told).run()
        people = int(run.world.residents.sum())

    every = [seconds(lambda: live(told=True)) for _ in range(rounds)]
    few = [seconds(lambda: live(told=False)) for _ in range(rounds)]
    name = "one replication, 84 months"
    return [
        row("belarus-2020", f"{name}, with stories", every, "s", people=people, threads=1),
        row("belarus-2020", f"{name}, as in a sweep", few, "s", people=people, threads=1),
    ]
