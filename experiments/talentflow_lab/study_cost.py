"""What a sweep will take: a few of its runs are done, the rest is arithmetic."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from talentflow_lab.execute import stream, usual_workers
from talentflow_lab.replicate import Build, Failure, Progress
from talentflow_lab.study import Study
from talentflow_lab.sweep import measuring

__all__ = ["Cost", "estimate_cost"]

_BYTES_A_RUN, _BYTES_A_NUMBER = 260, 12
"""Of the ledger and the index; of a number in parts and tables. Held by test_sweep_designs."""


@dataclass(frozen=True)
class Cost:
    """An estimate: seconds are those of one run and of the whole sweep, bytes those on disk."""

    runs: int
    tried: int
    failed: int
    workers: int
    seconds_a_run: float
    seconds: float
    bytes: int

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values, for JSON."""
        return asdict(self)


def estimate_cost(
    study: Study, *, tries: int = 4, workers: int = 0, build: Build | None = None,
    progress: Progress | None = None,
) -> Cost:  # fmt: skip
    """Do some runs, spread over the design, on as many workers as the sweep would have."""
    runs = study.replications * len(study.points)
    many = workers or usual_workers(runs)
    count = min(tries, runs)
    numbers = sorted({n * runs // count for n in range(count)})
    months = study.scenario.months
    work = measuring(study, build)
    results = list(stream(work, numbers, months, workers=many, progress=progress))
    took = [result.seconds for result in results if not isinstance(result, Failure)]
    warm = took[many:] or took  # the first of each worker imports, and may compile
    each = sum(warm) / len(warm) if warm else 0.0
    size = runs * (_BYTES_A_RUN + _BYTES_A_NUMBER * (1 + 4 * len(study.outcomes)))
    failed = len(results) - len(took)
    return Cost(runs, len(results), failed, many, each, each * runs / many, size)
