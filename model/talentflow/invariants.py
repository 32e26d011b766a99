"""What must hold at the end of every month, whatever the scenario.

An invariant is a function of the world, the month and what was there before it; it returns what
breaks it, or nothing. CHEAP ones are looked at in every run: they sum arrays that are counted
anyway. DEEP ones look at every person and tie, and are asked for (`talentflow run --check`).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from talentflow.kernels.tables import COLUMNS, NEVER, REMOTE, STUDENT, TOGETHER
from talentflow.kernels.tables import Rows as Counts
from talentflow.moment import Moment
from talentflow.world import World

__all__ = ["CHEAP", "DEEP", "Before", "Invariant", "Violation", "first_violation"]

SHOWN = 3
"""So many persons are named."""


class Before(NamedTuple):
    """What a world held when the month began; places P, origins O."""

    used: int
    active: int
    residents: Counts
    """(O, P)"""
    vacancies: npt.NDArray[np.float64]
    """(P,)"""

    @classmethod
    def of(cls, world: World) -> Self:
        """Take down what a world holds now."""
        residents = world.residents
        return cls(world.people.used, int(residents.sum()), residents, world.vacancies.copy())


class Violation(NamedTuple):
    """An invariant that does not hold, and who or what breaks it."""

    invariant: str
    who: str


Invariant = Callable[[World, Moment, Before], str]
"""Returns what breaks it, as text; empty where it holds."""


def everyone_is_counted(world: World, now: Moment, before: Before) -> str:
    """Professionals change by those who enter, leave the occupation and retire, and by no other."""
    entered = sum(last - first for _, first, last in now.entered)
    expected = before.active + entered - now.left.size - now.retired.size
    found = int(world.residents.sum())
    return f"{found:,} professionals instead of {expected:,}" if found != expected else ""


def newcomers_have_rows(world: World, now: Moment, before: Before) -> str:
    """Rows in use grow by one for each newcomer, and fit the columns."""
    expected = before.used + sum(last - first for _, first, last in now.entered)
    used = world.people.used
    held = used == expected and used <= world.capacity
    return "" if held else f"{used:,} rows of {world.capacity:,} instead of {expected:,}"


def markets_are_finite(world: World, _now: Moment, _before: Before) -> str:
    """Vacancies are no less than nothing, wages are more, and both are finite numbers."""
    jobs, wages = world.vacancies, world.wage_index
    held = jobs.min() >= 0.0 and jobs.max() < np.inf and wages.min() > 0.0 and wages.max() < np.inf
    return "" if held else _worst_market(world)


def stocks_follow_flows(world: World, now: Moment, before: Before) -> str:
    """At each place, by citizenship: change = arrivals − departures + entries − exits."""
    people, moved = world.people, now.everyone_moved()
    entered = [np.arange(first, last) for _, first, last in now.entered]
    came = np.concatenate([*entered, np.empty(0, np.int64)]).astype(np.int64)
    gone = np.concatenate([now.left, now.retired])
    change = np.zeros_like(before.residents)
    for rows, places, sign in (
        (moved.rows, moved.destination, 1),
        (moved.rows, moved.origin, -1),
        (came, people.place[came], 1),
        (gone, people.place[gone], -1),
    ):
        np.add.at(change, (people.citizenship[rows], places), sign)
    return _cells(world, np.argwhere(world.residents - before.residents != change))


def census_counts_people(world: World, _now: Moment, _before: Before) -> str:
    """Residents, stages and dissent of the census are those of the people."""
    people, census = world.people, world.census
    rows = np.flatnonzero(people.active[: people.used])
    found = np.zeros_like(world.residents)
    np.add.at(found, (people.citizenship[rows], people.place[rows]), 1)
    if (found != world.residents).any():
        return _cells(world, np.argwhere(found != world.residents))
    for name, book in (
        ("stage", census.stages.sum((0, 1, 2))),
        ("dissent", census.voices.sum((0, 1))),
    ):
        counted = np.bincount(getattr(people, name)[rows], minlength=book.size)
        if counted.size != book.size or (counted != book).any():
            return f"{name}: {book.tolist()} counted, {counted.tolist()} there"
    return ""


def nobody_is_doubled(world: World, _now: Moment, _before: Before) -> str:
    """Nobody has two rows."""
    keys = world.people.key[: world.people.used]
    _, first, times = np.unique(keys, return_index=True, return_counts=True)
    return _persons(world, first[times > 1])


def codes_name_something(world: World, _now: Moment, _before: Before) -> str:
    """Codes lie within the lists that they point into."""
    people, plan = world.people, world.blueprint
    ends = {
        "place": (0, len(plan.places)), "plan": (-1, len(plan.places)),
        "citizenship": (0, len(plan.home)), "client": (-1, len(plan.countries)),
        "employer": (-1, len(world.firms)), "grade": (0, plan.pay_ratio.shape[1]),
        "stage": (0, 4), "employment": (0, 4), "dissent": (0, 3), "active": (0, 2),
        "programme": (-1, len(plan.routes.names)), "granted": (0, 2), "left_behind": (0, 2),
        "sex": (0, 2), "children": (0, 128),
    }  # fmt: skip
    for name, (low, end) in ends.items():
        codes = getattr(people, name)[: people.used]
        if told := _persons(world, np.flatnonzero((codes < low) | (codes >= end))):
            return f"{name}: {told}"
    return ""


def numbers_are_finite(world: World, _now: Moment, _before: Before) -> str:
    """Numbers of people are finite, and savings no less than nothing."""
    people = world.people
    for name, kind in COLUMNS.items():
        if issubclass(kind, np.floating):
            column = getattr(people, name)[: people.used]
            wrong = ~np.isfinite(column) | ((column < 0.0) & (name == "savings"))
            if told := _persons(world, np.flatnonzero(wrong)):
                return f"{name}: {told}"
    return ""


def plans_have_a_stage(world: World, _now: Moment, _before: Before) -> str:
    """Who plans, and nobody else, has a place planned for, in another country."""
    people, country = world.people, world.blueprint.country_of_place
    plan, stage = people.plan[: people.used], people.stage[: people.used]
    wrong = (plan >= 0) != (stage >= 2)
    wrong |= (plan >= 0) & (country[plan] == country[people.place[: people.used]])
    return _persons(world, np.flatnonzero(wrong))


def months_abroad_are_dated(world: World, _now: Moment, _before: Before) -> str:
    """Who lives abroad, and nobody else, has a month since when."""
    people = world.people
    rows = np.flatnonzero(people.active[: people.used])
    return _persons(world, rows[world.is_abroad(rows) != (people.abroad_since[rows] > NEVER)])


def work_is_where_it_can_be(world: World, _now: Moment, _before: Before) -> str:
    """Remote workers live at home and have a client; students live abroad and have no plans."""
    people = world.people
    rows = np.flatnonzero(people.active[: people.used])
    work, abroad = people.employment[rows], world.is_abroad(rows)
    wrong = (work == REMOTE) != (people.client[rows] >= 0)
    wrong |= (work == REMOTE) & abroad
    wrong |= (work == STUDENT) & (~abroad | (people.stage[rows] > 0) | (people.plan[rows] >= 0))
    return _persons(world, rows[wrong])


def who_left_has_no_ties(world: World, _now: Moment, _before: Before) -> str:
    """Who left the occupation has neither ties nor plans."""
    people = world.people
    rows = np.flatnonzero(people.active[: people.used] == 0)
    wrong = (
        (world.tie_columns.degree[rows] > 0) | (people.stage[rows] > 0) | (people.plan[rows] >= 0)
    )
    return _persons(world, rows[wrong])


def ties_are_mutual(world: World, _now: Moment, _before: Before) -> str:
    """Both sides of a tie hold it once, with the same month of parting."""
    rows, slots = _tied(world)
    other = world.tie_columns.contact[rows, slots].astype(np.int64)
    apart = world.tie_columns.apart[rows, slots]
    if other.size and not (other.min() >= 0 and other.max() < world.people.used):
        return _persons(world, rows[(other < 0) | (other >= world.people.used)])
    mine, theirs = np.lexsort((other, rows)), np.lexsort((rows, other))
    wrong = (rows[mine] != other[theirs]) | (other[mine] != rows[theirs])
    wrong |= apart[mine] != apart[theirs]
    wrong |= rows[mine] == other[mine]
    wrong[1:] |= (rows[mine][1:] == rows[mine][:-1]) & (other[mine][1:] == other[mine][:-1])
    return _persons(world, rows[mine][wrong])


def ties_know_places(world: World, _now: Moment, _before: Before) -> str:
    """Ties know where contacts live, whether apart, and how many are near and in other lands."""
    people, ties, country = world.people, world.tie_columns, world.blueprint.country_of_place
    rows, slots = _tied(world)
    here, there = people.place[rows], people.place[ties.contact[rows, slots]]
    wrong = (ties.at[rows, slots] != there) | (
        (ties.apart[rows, slots] == TOGETHER) != (here == there)
    )
    near = np.bincount(rows[here == there], minlength=people.used)
    abroad = country[here] != country[there]
    far = np.bincount(rows[abroad], minlength=people.used)
    miscounted = (near != ties.near[: people.used]) | (far != ties.far[: people.used])
    wrong |= abroad != (slots < ties.far[rows])
    return _persons(world, np.union1d(rows[wrong], np.flatnonzero(miscounted)))


def jobs_are_opened_and_filled(world: World, now: Moment, before: Before) -> str:
    """At each place vacancies change by openings less those filled."""
    gap = before.vacancies + now.openings - now.filled - world.vacancies
    wrong = np.flatnonzero(~(np.abs(gap) <= 1e-6 * (1.0 + world.vacancies)))
    return ", ".join(f"{world.blueprint.places[p]} by {gap[p]:g}" for p in wrong[:SHOWN])


def families_are_not_negative(world: World, now: Moment, _before: Before) -> str:
    """No country has fewer than no members of families."""
    book = world.relatives
    return f"{int(book.min())} in a country" if now.relatives is not None and book.min() < 0 else ""


CHEAP: tuple[Invariant, ...] = (everyone_is_counted, newcomers_have_rows, markets_are_finite)
DEEP: tuple[Invariant, ...] = (
    stocks_follow_flows, census_counts_people, nobody_is_doubled, codes_name_something,
    numbers_are_finite, plans_have_a_stage, months_abroad_are_dated, work_is_where_it_can_be,
    who_left_has_no_ties, ties_are_mutual, ties_know_places, jobs_are_opened_and_filled,
    families_are_not_negative,
)  # fmt: skip


def first_violation(
    invariants: Sequence[Invariant], world: World, now: Moment, before: Before
) -> Violation | None:
    """Return the first of some invariants that does not hold; nothing if all do."""
    for invariant in invariants:
        if who := invariant(world, now, before):
            return Violation(invariant.__name__.replace("_", " "), who)
    return None


def _tied(world: World) -> tuple[Counts, Counts]:
    """Return the person and the slot of every side of a tie (n,)."""
    ties, used = world.tie_columns, world.people.used
    rows, slots = np.nonzero(np.arange(ties.contact.shape[1]) < ties.degree[:used, None])
    return rows, slots


def _persons(world: World, rows: Counts) -> str:
    """Say how many persons, and who the first are; nothing for none."""
    if not rows.size:
        return ""
    each = np.unique(rows)
    named = ", ".join(_person(world, row) for row in each[:SHOWN].tolist())
    return f"{each.size:,} persons, first {named}"


def _person(world: World, row: int) -> str:
    """Name a person, whose codes may be wrong."""
    people, plan = world.people, world.blueprint
    citizenship, place = int(people.citizenship[row]), int(people.place[row])
    known = 0 <= citizenship < len(plan.home) and 0 <= place < len(plan.places)
    home = plan.countries[plan.home[citizenship]] if known else f"citizenship {citizenship}"
    where = plan.places[place] if known else f"place {place}"
    return f"row {row} (key {people.key[row]:#018x}, {home} at {where})"


def _cells(world: World, cells: Counts) -> str:
    """Say in which cells (n, 2) of citizenship and place a count is wrong; nothing for none."""
    plan = world.blueprint
    return ", ".join(
        f"citizens of {plan.countries[plan.home[o]]} at {plan.places[p]}"
        for o, p in cells[:SHOWN].tolist()
    )


def _worst_market(world: World) -> str:
    plan, jobs, wages = world.blueprint, world.vacancies, world.wage_index
    told = [f"{jobs[p]:g} vacancies at {plan.places[p]}" for p in range(jobs.size)
            if not 0.0 <= jobs[p] < np.inf]  # fmt: skip
    told += [f"wage index {wages[c]:g} in {plan.countries[c]}" for c in range(wages.size)
             if not 0.0 < wages[c] < np.inf]  # fmt: skip
    return ", ".join(told[:SHOWN])
