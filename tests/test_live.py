"""Live answers: what `talentflow compare` finds, from workers that keep the baseline."""

import pickle
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from talentflow.errors import ScenarioErrors
from talentflow_lab.compare import compare
from talentflow_lab.live import Live, Outdated, _packed
from talentflow_lab.question import Ground

LEVER = "fast-track-permits:owner=FIN,processing_months=0.2"
OFFICE = "city-talent-office:owner=FIN:jyvaskyla"


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """Return two workers."""
    workers = Live(2)
    yield workers
    workers.close()


@pytest.fixture(scope="module")
def ground() -> Ground:
    """Return a short coarse baseline."""
    return Ground.of("belarus-2020", (), "2020-09", 6, scale=100)


def test_it_answers_as_compare_does(live: Live, ground: Ground, tmp_path: Path) -> None:
    """Effects, costs and displacement of three pairs are the same to the last bit."""
    for levers in ([LEVER], [LEVER, OFFICE]):
        question = ground.question(levers)
        quick = live.ask(question, 3)
        slow = compare(question, tmp_path / str(len(levers)), pairs=3, workers=1)
        for name in ("effects", "costs", "displacement"):
            pd.testing.assert_frame_equal(getattr(quick, name), getattr(slow, name))
        assert (quick.half_width, quick.independent) == (slow.half_width, slow.independent)


def test_a_newer_question_of_the_same_seat_ends_the_older(live: Live, ground: Ground) -> None:
    """Who asks anew waits for nothing old."""
    long = Ground.of("belarus-2020", (), "2020-09", 60, scale=20).question([LEVER])
    with ThreadPoolExecutor(1) as other:
        first = other.submit(live.ask, long, 2, 1)
        while live._latest[1] == 0:
            time.sleep(0.01)
        assert live.ask(ground.question([LEVER]), 1, seat=1).pairs == 1
        with pytest.raises(Outdated):
            first.result(timeout=60)


def test_who_leaves_asks_nothing_more(live: Live) -> None:
    """A seat that is given up ends its question; workers do not go on for nobody."""
    long = Ground.of("belarus-2020", (), "2020-09", 60, scale=20).question([LEVER])
    with ThreadPoolExecutor(1) as other:
        asked = live._latest[3]
        first = other.submit(live.ask, long, 2, 3)
        while live._latest[3] == asked:
            time.sleep(0.01)
        live.leave(3)
        with pytest.raises(Outdated):
            first.result(timeout=60)


def test_everybody_gets_the_own_answer(live: Live, ground: Ground) -> None:
    """Five ask at once, each something else; each gets what one gets alone."""
    levers = [f"{LEVER[:-3]}{dose}" for dose in (0.1, 0.2, 0.3, 0.5, 1.0)]
    alone = [live.ask(ground.question([one]), 2) for one in levers]
    with ThreadPoolExecutor(5) as crowd:
        seats = range(1, 6)
        together = list(
            crowd.map(lambda n: live.ask(ground.question([levers[n - 1]]), 2, n), seats)
        )
    for one, other in zip(alone, together, strict=True):
        pd.testing.assert_frame_equal(one.effects, other.effects)


def test_a_lost_worker_is_replaced(ground: Ground) -> None:
    """A worker that was killed costs time, no answer."""
    workers = Live(1)
    try:
        before = workers.ask(ground.question([LEVER]), 1)
        (process,) = workers._pools[0]._processes.values()
        process.kill()
        process.join()
        after = workers.ask(ground.question([LEVER]), 1)
        pd.testing.assert_frame_equal(before.effects, after.effects)
    finally:
        workers.close()


def test_a_ground_asks_as_the_command_line_does(ground: Ground) -> None:
    """A wrong lever is told by name, and the baseline has no lever."""
    assert ground.baseline.levers == ()
    with pytest.raises(ScenarioErrors, match="fast-track-permits"):
        ground.question(["fast-track-permit:owner=FIN"])


class Restless:
    """Something that another thread changes while it is packed."""

    def __init__(self, changes: int) -> None:
        self.changes = changes

    def __reduce__(self) -> tuple[Any, ...]:
        self.changes -= 1
        if self.changes >= 0:
            raise RuntimeError("dictionary changed size during iteration")
        return int, (7,)


def test_a_question_is_packed_while_others_look_things_up() -> None:
    """A change at the wrong moment is met by another try; what never stays still is told."""
    assert pickle.loads(_packed(Restless(3))) == 7  # type: ignore[arg-type]  # noqa: S301
    with pytest.raises(RuntimeError, match="changed size"):
        _packed(Restless(1000))  # type: ignore[arg-type]
