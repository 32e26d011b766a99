"""The recorder: what happened each month, kept as small arrays of counts."""

from dataclasses import dataclass, field
from math import prod

import numpy as np
import numpy.typing as npt

from talentflow.chance import Kind
from talentflow.kernels.life import CLASSES
from talentflow.kernels.tables import AT_PLACES
from talentflow.moment import Moment
from talentflow.perception import Perception
from talentflow.phases.values import cell_terms
from talentflow.queues import waiting
from talentflow.rules.firms.relocation import FULL
from talentflow.view import Floats
from talentflow.vocabulary import FIRM_STAGES, GROUPS, OWNERSHIPS, SECTORS, SIZE_CLASSES
from talentflow.world import World

__all__ = ["Recorder", "by_value"]

type Counts = npt.NDArray[np.int64]

ENTRY = {int(Kind.GRADUATE): 0, int(Kind.CAREER_CHANGE): 1, int(Kind.STUDENT): 2}
RETIREMENT, LEFT, PROMOTION = 3, 4, 5


def by_value[Kind: np.generic](sums: npt.NDArray[Kind], axis: int = 0) -> npt.NDArray[Kind]:
    """Sum over the classes of each group value: the axis of classes becomes one of values.

    Plain sums, in one order whatever the threads.
    """
    sizes = [len(values) for name, values in GROUPS.items() if name != "all"]
    classes = np.moveaxis(sums, axis, 0)
    apart = classes.reshape(*sizes, *classes.shape[1:])
    every = range(len(sizes))
    parts = [apart.sum(tuple(every))[None]]
    parts += [apart.sum(tuple(other for other in every if other != n)) for n in every]
    return np.moveaxis(np.concatenate(parts), 0, axis)


@dataclass
class Recorder:
    """Monthly counts of one replication, simulated persons throughout.

    Lists hold one entry a month; codes are rows of the blueprint. `moves` rows: month, citizenship,
    origin, destination, grade, kind, field, education, 1 if the move ends a study abroad. `stays`
    rows: month, citizenship, place, grade, field, education. `changes` rows: month, citizenship,
    place, grade, kind, count. `holds` rows: month, origin, destination (countries), gate.
    """

    stocks: list[Counts] = field(default_factory=list)
    """Opening stock first; (O, P, G, employments) each."""
    clients: list[Counts] = field(default_factory=list)
    """Who works remotely, by country of the employer, opening stock first; (O, C) each."""
    stages: list[Counts] = field(default_factory=list)
    """(O, C, classes, 4) each."""
    moves: list[Counts] = field(default_factory=list)
    stays: list[Counts] = field(default_factory=list)
    """Who finished a study abroad and stayed."""
    changes: list[Counts] = field(default_factory=list)
    holds: list[Counts] = field(default_factory=list)
    voices: list[Counts] = field(default_factory=list)
    """(C, 3) each: clicktivists, hacktivists, newly struck."""
    wishes: list[Floats] = field(default_factory=list)
    """Sums of reasons by class of those at home (classes, K + 12), logit units."""
    at_home: list[Counts] = field(default_factory=list)
    """Number of those at home by class."""
    choices: list[Floats] = field(default_factory=list)
    """Sums of what terms add to choices (group values, C, K + 5)."""
    choosers: list[Counts] = field(default_factory=list)
    """Number of choices (group values, C)."""
    firms: list[Floats] = field(default_factory=list)
    """Real firms, seats, offices abroad, simulated staff, others hired abroad (real people) and
    firms founded, by kind, stage and place (sizes, sectors, ownerships, stages, P, 6)."""
    jobs: list[Floats] = field(default_factory=list)
    """Openings, filled, vacancies (real jobs) and median pay (USD a year) by place (4, P)."""
    papers: list[Counts] = field(default_factory=list)
    """What became of papers (see `queues.note`)."""
    waiting: list[Counts] = field(default_factory=list)
    """Whose papers wait (see `queues.waiting`)."""
    relatives: list[Counts] = field(default_factory=list)
    """Members of families, opening stock first; (O, C, 2) each."""
    relative_changes: list[Counts] = field(default_factory=list)
    """How they came and went; (O, C, 2, 4) each."""
    conditions: list[dict[str, Floats]] = field(default_factory=list)

    def open(self, world: World) -> None:
        """Record the stock before the first month."""
        self._people(world)

    def record(self, world: World, now: Moment) -> None:
        """Record a month that is over."""
        self._people(world)
        self.stages.append(world.census.stages)
        self.moves.append(_moves(world, now))
        self.stays.append(_stays(world, now))
        self.changes.append(_changes(world, now))
        self.holds.append(_holds(now))
        self.voices.append(_voices(world, now))
        if world.reasons:
            self.wishes.append(now.wish_sums)
            self.at_home.append(now.asked)
            self._choices(world, now)
        self.firms.append(_firms(world, now))
        self.jobs.append(_jobs(world, now))
        self.papers += now.papers
        self.waiting.append(waiting(world, now.month))
        if now.relatives is not None:
            self.relative_changes.append(now.relatives)
        self.conditions.append(_conditions(world, now))

    def _people(self, world: World) -> None:
        self.stocks.append(world.census.stocks)
        self.clients.append(world.census.clients)
        self.relatives.append(world.relatives)

    def _choices(self, world: World, now: Moment) -> None:
        plan = world.blueprint
        terms = len(cell_terms(world)) + AT_PLACES
        sums = np.zeros((CLASSES, len(plan.countries), terms))
        count = np.zeros((CLASSES, len(plan.countries)), np.int64)
        home = now.chose_at_home
        group, country = now.planner_class[home], plan.country_of_place[now.plans[home]]
        cell, cells = group * len(plan.countries) + country, count.size
        for k, part in enumerate(now.why[home].T):
            added = np.bincount(cell, weights=part, minlength=cells)
            sums[..., k] = added.reshape(count.shape)
        count += np.bincount(cell, minlength=cells).reshape(count.shape)
        self.choices.append(by_value(sums))
        self.choosers.append(by_value(count))


def _columns(count: int, *columns: npt.ArrayLike) -> Counts:
    table = np.empty((count, len(columns)), np.int64)
    for n, column in enumerate(columns):
        table[:, n] = column
    return table


def _moves(world: World, now: Moment) -> Counts:
    people = world.people
    moved = now.everyone_moved()
    return _columns(
        moved.rows.size,
        now.month,
        people.citizenship[moved.rows],
        moved.origin,
        moved.destination,
        _grade_before(world, now, moved.rows),
        moved.kind,
        people.field[moved.rows],
        people.education[moved.rows],
        np.isin(moved.rows, now.came_home),
    )


def _stays(world: World, now: Moment) -> Counts:
    people, rows = world.people, now.stayed
    return _columns(
        rows.size,
        now.month,
        people.citizenship[rows],
        people.place[rows],
        _grade_before(world, now, rows),
        people.field[rows],
        people.education[rows],
    )


def _grade_before(world: World, now: Moment, rows: Counts) -> Counts:
    """Grades (n,) before the month's promotions."""
    promoted = np.zeros(world.people.used, bool)
    promoted[now.promoted] = True
    return world.people.grade[rows].astype(np.int64) - promoted[rows]


def _changes(world: World, now: Moment) -> Counts:
    people = world.people

    def part(rows: Counts, kind: int, count: int, grade_less: int = 0) -> Counts:
        grade = people.grade[rows] - grade_less
        who, place = people.citizenship[rows], people.place[rows]
        return _columns(rows.size, now.month, who, place, grade, kind, count)

    parts = [part(now.retired, RETIREMENT, -1), part(now.left, LEFT, -1)]
    parts += [part(now.promoted, PROMOTION, -1, 1), part(now.promoted, PROMOTION, 1)]
    parts += [part(np.arange(first, last), ENTRY[kind], 1) for kind, first, last in now.entered]
    return np.concatenate(parts)


def _holds(now: Moment) -> Counts:
    parts = [
        _columns(origin.size, now.month, origin, destination, int(gate))
        for gate, origin, destination in now.blocked_cells
    ]
    return np.concatenate(parts) if parts else np.empty((0, 4), np.int64)


def _firms(world: World, now: Moment) -> Floats:
    """Count firms where they are present, seats, offices abroad, who works there, foundings."""
    known, state, places = world.firms, world.firm_state, len(world.blueprint.places)
    axes = (len(SIZE_CLASSES), len(SECTORS), len(OWNERSHIPS), len(FIRM_STAGES))
    kind = np.ravel_multi_index(
        (known.size_class, known.sector, known.ownership, state.stage), axes
    )
    gone, staff = state.stage == FULL, world.census.staff
    posted, where = world.census.posted.astype(np.int64)
    every, abroad = np.arange(len(known)), np.flatnonzero(state.abroad)
    home, office = np.flatnonzero((staff > 0) | ~gone), state.destination[abroad]
    # a firm is in a place once, whether it has its seat, an office or several people there
    elsewhere = np.append(posted * places + where, abroad * places + office)
    away, there = np.divmod(np.unique(elsewhere), places)
    home_too = there == known.place[away]
    away, there = away[~home_too], there[~home_too]
    found = np.zeros((6, prod(axes), places))

    def add(n: int, rows: Counts, place: Counts, weight: Counts | Floats) -> None:
        code = kind[rows] * places + place
        found[n] += np.bincount(code, weight, found[n].size).reshape(found[n].shape)

    add(0, home, known.place[home], known.count[home])
    add(0, away, there, known.count[away])
    add(1, every, np.where(state.abroad & gone, state.destination, known.place), known.count)
    add(2, abroad, office, known.count[abroad])
    add(3, every, known.place, staff)
    add(3, posted, where, np.ones(posted.size))
    add(4, abroad, office, state.hired[abroad])
    new = every[len(known) - now.founded :]
    add(5, new, known.place[new], known.count[new])
    return np.moveaxis(found, 0, -1).reshape(*axes, places, 6)


def _jobs(world: World, now: Moment) -> Floats:
    pay = now.view.indicators["pay_gross_usd_year"] * now.view.wage_index
    return np.stack([now.openings, now.filled, world.vacancies, now.view.at_places(pay)])


def _voices(world: World, now: Moment) -> Counts:
    found = world.census.voices.sum(0)
    struck = np.bincount(now.struck_in, minlength=len(found))
    return np.column_stack([found[:, 1:], struck])


def _conditions(world: World, now: Moment) -> dict[str, Floats]:
    plan, t = world.blueprint, now.month
    by_country = {name: values.copy() for name, values in now.view.indicators.items()}
    by_country["wage_index"] = now.view.wage_index.copy()
    by_country["crisis"] = plan.shock[t].copy()
    by_country["internet_shutdown"] = plan.shutdown[t].copy()
    countries = len(plan.countries)
    by_country["vacancies"] = np.bincount(
        plan.country_of_place, weights=world.vacancies, minlength=countries
    )
    for o, code in enumerate(plan.case.origin):
        by_country[f"ease_{code}"] = plan.ease[t, o].copy()
        by_country[f"entry_{code}"] = plan.entry[t, o].copy()
        by_country[f"diaspora_{code}"] = now.view.diaspora[o] * now.view.abroad()[o]
        exits = np.full(countries, np.nan)
        exits[plan.home[o]] = now.exit[o]
        by_country[f"exit_{code}"] = exits
        if now.perception is not None:
            by_country |= _beliefs(world, now.perception, o, code)
    return by_country


def _beliefs(world: World, seen: Perception, o: int, code: str) -> dict[str, Floats]:
    """Say what residents at home know and believe of each country, places by their jobs."""
    plan = world.blueprint
    home = plan.first_home[o]
    by_place = {
        f"known_{code}": seen.known[o, home],
        f"known_of_jobs_{code}": seen.known_of_jobs[o, home],
        f"belief_gap_{code}": seen.gap[o],
    }
    country, share = plan.country_of_place, plan.job_share
    count = len(plan.countries)
    return {
        name: np.bincount(country, weights=values * share, minlength=count)
        for name, values in by_place.items()
    }
