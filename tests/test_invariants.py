"""Invariants: they hold in any scenario, each one can fail, and a violation can be met again."""

import copy
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from tests import recipes, worlds

from talentflow import month, simulation
from talentflow.errors import InvariantError
from talentflow.invariants import CHEAP, DEEP, Before, first_violation
from talentflow.moment import Moment
from talentflow.reproducer import ReproducerError, read_reproducer
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow.world import World
from talentflow_lab.replay import keep, read, replay
from talentflow_lab.replicate import Failure, Job
from talentflow_lab.run import AllFailedError, Request, run_scenario

MONTHS = 12


@pytest.fixture(scope="module")
def case() -> Scenario:
    """Return a year of a small world with a crisis."""
    tables = worlds.world(*worlds.COUNTRIES)
    return worlds.scenario(tables, start="2020-06", months=MONTHS, scale=100)


@pytest.fixture(scope="module", name="once")
def _once(case: Scenario) -> tuple[World, Moment, Before]:
    """Live all months but one; return the world, the last of them, and what was before it."""
    run = Simulation(case)
    for _ in range(MONTHS - 2):
        run.step()
    before = Before.of(run.world)
    now = run.step()
    assert first_violation(CHEAP + DEEP, run.world, now, before) is None
    return run.world, now, before


@pytest.fixture
def lived(once: tuple[World, Moment, Before]) -> tuple[World, Moment, Before]:
    """Return a copy, which a test may spoil."""
    shared = once[0].blueprint, once[0].threads
    return copy.deepcopy(once, {id(one): one for one in shared})


@settings(max_examples=2, derandomize=True)
@given(recipes.recipes(months=4))
def test_they_hold_whatever_the_scenario(recipe: recipes.Recipe) -> None:
    """No month of any scenario breaks one."""
    run = Simulation(recipe.scenario())
    run.deep = True
    run.run()


def first(world: World, **values: int) -> int:
    """Return the first active row whose columns have these values."""
    people = world.people
    here = people.active[: people.used] == 1
    for name, value in values.items():
        here &= getattr(people, name)[: people.used] == value
    return int(np.flatnonzero(here)[0])


def _lose(world: World, _now: Moment) -> None:
    world.people.active[first(world)] = 0
    world.take_census(MONTHS)


def _forget_newcomers(world: World, _now: Moment) -> None:
    world.people = world.people._replace(used=world.people.used - 1)


def _set(name: str, value: float, **who: int) -> Callable[[World, Moment], None]:
    def set_it(world: World, _now: Moment) -> None:
        getattr(world.people, name)[first(world, **who)] = value

    return set_it


def _break_jobs(world: World, _now: Moment) -> None:
    world.vacancies[0] = np.nan


def _open_jobs(world: World, now: Moment) -> None:
    now.openings[0] += 5.0
    world.vacancies[1] += 1.0


def _swap_places(world: World, _now: Moment) -> None:
    row = first(world, employment=0, stage=0)
    others = np.flatnonzero(world.blueprint.country_of_place[:] != 0)
    world.people.place[row] = others[others != world.people.place[row]][0]
    world.take_census(MONTHS)


def _double(world: World, _now: Moment) -> None:
    world.people.key[1] = world.people.key[0]


def _untie(world: World, _now: Moment) -> None:
    ties = world.tie_columns
    ties.contact[np.argmax(ties.degree), 0] = np.argmin(ties.degree)


def _part(world: World, _now: Moment) -> None:
    world.tie_columns.apart[np.argmax(world.tie_columns.degree), 0] += 1


def _forget_place(world: World, _now: Moment) -> None:
    world.tie_columns.near[first(world)] += 1


def _leave_tied(world: World, _now: Moment) -> None:
    tied = np.flatnonzero(world.tie_columns.degree[: world.people.used])
    world.people.active[tied[0]] = 0


def _empty_family(world: World, _now: Moment) -> None:
    world.relatives[0, 0, 0] = -1


BROKEN: dict[str, tuple[str, Callable[[World, Moment], None]]] = {
    "a lost person": ("everyone is counted", _lose),
    "a lost row": ("newcomers have rows", _forget_newcomers),
    "no number of jobs": ("markets are finite", _break_jobs),
    "an unknown mover": ("stocks follow flows", _swap_places),
    "a wrong stage": ("census counts people", _set("stage", 1, stage=0)),
    "one person twice": ("nobody is doubled", _double),
    "a place that is none": ("codes name something", _set("plan", 999)),
    "debts": ("numbers are finite", _set("savings", -1.0)),
    "no number of a taste": ("numbers are finite", _set("taste", np.nan)),
    "a plan of nobody's": ("plans have a stage", _set("plan", 2, plan=-1, place=0)),
    "at home since a month": ("months abroad are dated", _set("abroad_since", 3, place=0)),
    "a client of nobody's": ("work is where it can be", _set("client", 1, employment=0)),
    "ties of who is gone": ("who left has no ties", _leave_tied),
    "a tie of one side": ("ties are mutual", _untie),
    "parted for one side": ("ties are mutual", _part),
    "an unknown neighbour": ("ties know places", _forget_place),
    "jobs of nowhere": ("jobs are opened and filled", _open_jobs),
    "less than no family": ("families are not negative", _empty_family),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_each_can_fail(lived: tuple[World, Moment, Before], fault: str) -> None:
    """A fault of each kind is told by the invariant that it breaks, with who or where."""
    world, now, before = lived
    named = {one.__name__.replace("_", " "): one for one in CHEAP + DEEP}
    name, spoil = BROKEN[fault]
    assert not named[name](world, now, before)
    spoil(world, now)
    found = first_violation([named[name]], world, now, before)
    assert found is not None
    assert found.invariant == name
    assert any(
        mark in found.who for mark in ("row ", " at ", "instead of", "counted", " by ", "in ")
    )


def test_every_invariant_is_broken_once() -> None:
    """The faults above leave no invariant out."""
    names = {one.__name__.replace("_", " ") for one in CHEAP + DEEP}
    assert {name for name, _ in BROKEN.values()} == names


def vanish(world: World, now: Moment) -> None:
    """Be a phase with a fault: in the third month somebody is forgotten."""
    if now.month == 2:
        _lose(world, now)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the faulty phase at the end of the month."""
    monkeypatch.setattr(month, "MONTH", (*month.MONTH, vanish))


@pytest.mark.usefixtures("faulty")
def test_a_violation_stops_with_what_when_and_who(case: Scenario) -> None:
    """The error names the invariant, the month and the numbers, and carries a reproducer."""
    with pytest.raises(InvariantError) as caught:
        Simulation(case, 3).run()
    told = caught.value
    assert (told.invariant, told.when) == ("everyone is counted", "2020-08")
    assert "professionals instead of" in str(told)
    found = read_reproducer(told.reproducer)
    assert (found.replication, found.months, found.deep) == (3, 3, False)


@pytest.mark.usefixtures("faulty")
def test_a_run_leaves_a_reproducer_that_replays(case: Scenario, tmp_path: Path) -> None:
    """It holds the tables that are not shipped, and the same violation comes again."""
    with pytest.raises(AllFailedError) as failed:
        run_scenario(Request(case.replace(replications=2), tmp_path / "out", 1, check=True))
    (one, other) = keep(failed.value.failures, tmp_path / "out")
    assert [path.name for path in (one, other)] == [f"out-violation-{n}.json" for n in range(2)]
    found = read(other)
    assert found.deep
    assert set(found.tables) >= {"countries", "places"}
    done = replay(found)
    assert done.again
    assert str(done.met) == failed.value.failures[1].message


def test_a_mended_fault_does_not_come_again(
    case: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the faulty phase the same file finds that all months hold."""
    with monkeypatch.context() as patch:
        patch.setattr(month, "MONTH", (*month.MONTH, vanish))
        with pytest.raises(InvariantError) as caught:
            Simulation(case).run()
    path = tmp_path / "reproducer.json"
    path.write_text(caught.value.reproducer, encoding="utf-8")
    done = replay(read(path))
    assert (done.again, done.met, done.months) == (False, None, 3)


def test_records_do_not_hold_the_reproducer() -> None:
    """What run.json says of a failure stays short."""
    failure = Failure(0, "InvariantError", "text", "", expected=True, reproducer="x" * 9999)
    assert "reproducer" not in failure.told()
    assert "xx" not in repr(failure)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": "x"}, "no reproducer of this version"),
        ({"months": "3"}, "months: '3'"),
        ({"months": 10**9}, "out of range"),
        ({"replication": True}, "replication: True"),
        ({"tables": {"../../etc/x": "y"}}, "unknown table"),
        ({"tables": {"pairs": 3}}, "unknown table, or no text"),
        ({"scenario": None}, "scenario: None"),
    ],
)
def test_what_is_no_reproducer_is_refused(
    case: Scenario, tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    """Each wrong part is named, and nothing is written anywhere."""
    told = ("everyone is counted", "2020-08", "1 instead of 2")
    text = simulation.reproducer_text(case, 0, 3, told, deep=True)
    path = tmp_path / "reproducer.json"
    path.write_text(json.dumps(json.loads(text) | change), encoding="utf-8")
    with pytest.raises(ReproducerError, match=r"reproducer\.json") as caught:
        read(path)
    assert reason in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


def test_the_job_of_a_checked_run_is_the_usual_one(case: Scenario, tmp_path: Path) -> None:
    """`check` looks at more, and changes no table."""
    short = case.replace(months=1, scale=300.0, replications=1)
    rows = [
        run_scenario(Request(short, tmp_path / str(check), 1, check=check)).run["rows"]
        for check in (False, True)
    ]
    assert rows[0] == rows[1]
    files = [(tmp_path / str(check) / "flows.parquet").read_bytes() for check in (False, True)]
    assert files[0] == files[1]
    assert Job(short, tmp_path).build is None
