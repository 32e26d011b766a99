"""The twin: a plain Mesa model that takes over an engine's people at the start and runs by itself.

Read `step` as the list of section 3 of the ODD page.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from math import inf
from typing import Any

import mesa
import numpy as np
import pandas as pd
from mesa.agentset import AbstractAgentSet
from tests.reference import (
    families,
    intention,
    journey,
    life,
    states,
    students,
    voice,
    work,
)
from tests.reference.acquaintances import Rings
from tests.reference.aid import Aid
from tests.reference.chance import Below, Chance, below
from tests.reference.conditions import Calendar, Conditions
from tests.reference.firms import Firms, stay_or_part
from tests.reference.foundings import Foundings, joined
from tests.reference.geography import read_geography
from tests.reference.labour import LabourMarkets, Traffic
from tests.reference.levers import Levers
from tests.reference.lottery import Lottery
from tests.reference.person import JOB_OPENING, STUDENT, VISA_QUEUE, Professional
from tests.reference.programmes import ORDINARY, Programmes
from tests.reference.records import Change, HoldUp, Move, Paper, Relatives, Stay
from tests.reference.values import Markets, Values

from talentflow.chance import Kind, identity
from talentflow.model import MigrationModel
from talentflow.population import People

ICT = 0

STATE = (
    "place",
    "stage",
    "plan",
    "employment",
    "client",
    "programme",
    "filed",
    "ready",
    "granted",
    "blocked",
    "dissent",
    "exposure",
    "grade",
    "savings",
    "arrival",
    "abroad_since",
    "employer",
    "rejoined",
    "family",
    "children",
    "left_behind",
    "aided",
)


class TwinModel(mesa.Model[Professional, Any]):
    """The slow twin of an engine that has not stepped yet.

    `below` may be replaced by one that keeps close calls.
    """

    values: Values
    conditions: Conditions
    offers: list[list[work.Offers]]
    """Of remote work, by citizenship and grade."""

    def __init__(self, engine: MigrationModel, *, below: Below = below) -> None:
        super().__init__(rng=0)
        self.case = engine.case
        self.newcomers = People(engine.simulation.world.blueprint, engine.firms)
        self.below = below
        self.month = 0
        self.rule = cache(self.case.rule)
        self.own_rule = cache(lambda path, o: self.case.rule(path, self.case.origin[o]))
        self.scale = float(self.case.scale)
        self.chance = Chance(int(engine.key))
        self.kappa = [float(kappa) for kappa in engine.constants.kappa]
        self.home_weight = [float(weight) for weight in engine.constants.home_weight]
        population = self.rule("people.population")
        self.exposure_levels = (population.exposure_low, 1.0, population.exposure_high)
        self.geography = read_geography(self.case)
        self.calendar = Calendar(self.case, self.geography)
        self.programmes = Programmes(self.calendar)
        self.levers = Levers(self)
        self.aid = Aid(self)
        self.firms = Firms(self, engine.firms.to_frame().to_dict("records"))
        self.foundings = Foundings(self.firms)
        self.jobs: Lottery[int] = Lottery()
        self.permits: Lottery[tuple[int, int, str]] = Lottery()
        self.rings = Rings(self.rule, self.chance)
        self._tie_weights()
        self._take_over(engine)
        self.labour = LabourMarkets(self.rule, self.own_rule, self.geography, self.scale, [])
        start = self.calendar.conditions(0)
        places = range(len(self.geography.country_of))
        self.labour.vacancies = [self.labour.usual_vacancies(p, start) for p in places]
        self.student_carry: dict[int, float] = defaultdict(float)
        anchors = [self.own_rule("decision.anchors", o) for o in range(len(self.kappa))]
        self.prospects = students.Prospects([one.calm_exit for one in anchors], [], [])
        self._clear_records()
        self.unseen = [list(row) for row in self.geography.diaspora]
        """What whole persons leave over of the diaspora at the start, real people, by o and c."""
        for person in self.people:
            if person.country != person.home and person.employment != STUDENT:
                self.unseen[person.citizenship][person.country] -= self.scale
        self._count_stock()
        self.leavers: list[list[int]] = []
        """How many left home, by month and citizenship."""
        self.remote = self.count_employed(work.REMOTE)
        self.host_means: dict[tuple[int, str], float] = {}
        self.look_around()

    @property
    def people(self) -> AbstractAgentSet[Professional]:
        """All professionals, as Mesa keeps them."""
        return self.agents_by_type[Professional]

    def _tie_weights(self) -> None:
        ties = self.rule("people.ties")
        self.nearness = [
            [(1 + km / 1000) ** -ties.distance_exponent for km in row] for row in self.geography.km
        ]
        self.fade: Callable[[int], float] = cache(lambda months: 2 ** (-months / ties.half_life))

    def _take_over(self, engine: MigrationModel) -> None:
        """Copy the people and ties of an engine at its start."""
        rows = engine.professionals.to_frame().to_dict("records")
        people = {n: Professional(self, row) for n, row in enumerate(rows) if row["active"]}
        for a, b, tie in engine.ties.to_networkx(len(rows)).edges(data=True):
            people[a].contacts[people[b]] = people[b].contacts[people[a]] = int(tie["apart"])
        for person in people.values():
            if person.employment != STUDENT:
                self.rings.add(person)
            families.begin(person)

    def _clear_records(self) -> None:
        """Forget last month's records."""
        self.flows: list[Move] = []
        self.entries_exits: list[Change] = []
        self.hold_ups: list[HoldUp] = []
        self.relatives: list[Relatives] = []
        self.papers: list[Paper] = []
        self.laid_off: dict[int, float] = defaultdict(float)
        """Real people without work once firms have parted with staff, by place."""
        self.natives_hired: dict[int, float] = defaultdict(float)
        """Natives and others whom offices hired, by place, real people."""
        self.stays: list[Stay] = []
        self.finished: list[Professional] = []
        """Those whose study abroad ended."""
        self.struck: list[tuple[int, int]] = []
        """Key, and country where the person lived."""

    def _count_stock(self) -> None:
        """Count real people by place, by country, and by citizenship and country."""
        geography = self.geography
        self.stock = [0.0] * len(geography.country_of)
        self.diaspora = [[0.0] * len(geography.countries) for _ in geography.home]
        for person in self.people:
            self.stock[person.place] += self.scale
            self.diaspora[person.citizenship][person.country] += self.scale
        shares = [self._ict_share(code) for code in geography.origins]
        self.ict_stock_of = [
            sum(share * people[c] for share, people in zip(shares, self.diaspora, strict=True))
            for c in range(len(geography.countries))
        ]

    def _ict_share(self, code: str) -> float:
        """Share of an origin's people whose field is ICT, as published."""
        table = self.case.data.frame("structure").query("attribute == 'field'")
        own = table[table["iso3"] == code]
        rows = own if len(own) else table[table["iso3"] == ""]
        return float(rows.set_index("category")["share"]["ict"])

    def count_employed(self, kind: int) -> dict[int, float]:
        """Count real people of an employment, by place of residence."""
        found: dict[int, float] = defaultdict(float)
        for person in self.people:
            found[person.place] += self.scale * (person.employment == kind)
        return found

    # ------------------------------------------------------------------------------- one month

    def step(self) -> None:
        """Run one month."""
        self._clear_records()
        self.conditions = states.answered(self, self.calendar.conditions(self.month))
        self.firms.decide()
        self.everybody(stay_or_part)
        self.firms.hire_abroad()
        self.look_around()
        self.everybody(voice.speak_up)
        self.everybody(voice.be_heard)
        self.everybody(intention.intend)
        self.everybody(journey.prepare)
        self.give_jobs()
        self.everybody(journey.ask_for_decision)
        self.give_permits()
        self.everybody(journey.leave)
        self.everybody(intention.reconsider_hub)
        self.everybody(journey.arrive)
        self.everybody(journey.meet_and_part)
        self.study_abroad()
        self.aid.welcome()
        self.everybody(work.switch)
        self.everybody(life.live)
        self.foundings.run()
        self.run_labour_markets()
        self.everybody(families.follow_and_grow)
        states.count_leavers(self)
        self.month += 1

    def look_around(self) -> None:
        """See the month's conditions and what places are worth."""
        self.conditions = states.answered(self, self.calendar.conditions(self.month))
        self.levers.look_around()
        compatriots = [
            [max(known + rest, 0.0) for known, rest in zip(*rows, strict=True)]
            for rows in zip(self.diaspora, self.unseen, strict=True)
        ]
        markets = Markets(
            self.labour.wage_index, self.labour.vacancies, compatriots, self.host_means
        )
        self.values = Values(
            self.rule,
            self.geography,
            self.conditions,
            markets,
            self.exposure_levels,
            self.levers.promise,
        )
        self.voices_at_home = voice.shares_at_home(list(self.people), len(self.geography.home))

        grades = range(len(self.geography.pay_ratio[0]))
        self.offers = [
            [work.Offers(self, o, grade) for grade in grades]
            for o in range(len(self.geography.home))
        ]

    def everybody(self, do: Callable[[Professional], None]) -> None:
        """Let every professional do something, in Mesa's usual random order."""
        # The order cannot matter: within a phase nobody sees what others do (updates are
        # simultaneous). Shuffling proves it, and is how a plain Mesa model would be written.
        self.people.shuffle_do(do)

    def give_jobs(self) -> None:
        """Share out the jobs that open to the simulated professionals."""
        seats = {
            p: self.levers.openings(p) * vacancies / self.labour.months_to_fill(p) / self.scale
            for p, vacancies in enumerate(self.labour.vacancies)
        }
        hired, refused = self.jobs.settle(seats)
        for person in hired:
            journey.file_papers(person)
        for person in refused:
            journey.hold_up(person, JOB_OPENING)

    def give_permits(self) -> None:
        """Decide the papers that are ready, within the capacity of the month."""
        home = self.geography.home
        enforced = self.rule("gates.visa_queue").enforced
        seats = {
            (o, c, ORDINARY): capacity / self.scale
            for o, row in enumerate(self.conditions.capacity)
            for c, capacity in enumerate(row)
            if c != home[o] and enforced
        }
        for one in self.programmes.terms if enforced else []:
            if one == self.programmes.at(one.name, self.month) and one.row["capacity"] < inf:
                names = self.geography.origins, self.geography.countries
                o, c = names[0].index(one.citizenship), names[1].index(one.destination)
                seats[o, c, one.name] = one.row["capacity"] / self.scale
        granted, waiting = self.permits.settle(seats)
        for person in granted:
            journey.decide(person)
        for person in waiting:
            journey.hold_up(person, VISA_QUEUE)

    def monthly_pay(self, country: int, grade: int) -> float:
        """Nominal net pay a month, USD."""
        known = self.conditions.indicators
        year = known["pay_gross_usd_year"][country] * known["net_share"][country]
        ratio = self.geography.pay_ratio[country][grade]
        return year * ratio * self.labour.wage_index[country] / 12

    def study_abroad(self) -> None:
        """Let studies end and others begin."""
        if not self.rule("people.students").enabled:
            return
        self.everybody(students.finish)
        students.begin(self)

    # -------------------------------------------------------------------------- labour markets

    def run_labour_markets(self) -> None:
        """Wages, vacancies, and the hiring of graduates and career changers."""
        traffic = self.traffic()
        stock_before = self.stock
        self.labour.fill_vacancies(traffic, self.conditions)
        entrants = [
            person
            for o in range(len(self.geography.home))
            for kind, place, number in self.labour.hire(
                o, traffic, self.conditions, stock_before, students.more_graduates(self, o)
            )
            for person in self.enter(o, kind, place, number)
        ]
        finished = sorted(self.finished, key=lambda person: person.key)
        new = [person for person in finished if person.active] + entrants
        for person in new:
            self.rings.introduce(person)
        for person in new:
            self.rings.add(person)
        self._count_stock()
        at_home = [self.diaspora[o][c] / self.scale for o, c in enumerate(self.geography.home)]
        self.prospects.record(self.flows, at_home)
        self.labour.pay(traffic, self.conditions, self.ict_stock_of)

    def traffic(self) -> Traffic:
        """Add up the month's moves and exits."""
        traffic, country_of = Traffic(), self.geography.country_of
        for move in self.flows:
            traffic.departures[move.origin] += self.scale * (not move.studied)
            traffic.arrivals[move.destination] += self.scale
            home = self.geography.home[move.citizenship]
            if move.field == ICT and country_of[move.destination] != home:
                traffic.hired_abroad[move.destination] += self.scale
            if move.kind != "internal" and move.field == ICT:
                traffic.emigration[country_of[move.origin]] += self.scale * (not move.studied)
                traffic.emigration[country_of[move.destination]] -= self.scale
        for stay in self.stays:
            traffic.arrivals[stay.place] += self.scale
            if stay.field == ICT:
                traffic.hired_abroad[stay.place] += self.scale
                traffic.emigration[country_of[stay.place]] -= self.scale
        for change in self.entries_exits:
            if change.kind not in ("promotion", "student"):
                traffic.exits[change.place] += self.scale
        before, self.remote = self.remote, self.count_employed(work.REMOTE)
        idle = self.count_employed(work.UNEMPLOYED)
        for place in range(len(country_of)):
            more = self.remote[place] - before[place] + idle[place] - self.laid_off[place]
            traffic.left_jobs[place] = more
        for place in range(len(country_of)):
            traffic.natives_hired[place] = self.natives_hired[place]
            traffic.new_jobs[place] = self.labour.new_jobs(place, self.month)
        return traffic

    def enter(self, o: int, kind: Kind, place: int, number: int) -> list[Professional]:
        """Let newcomers enter the occupation at a home place."""
        if number == 0:
            return []
        keys = identity(kind, place, self.month, np.arange(number))
        where, kinds = np.full(number, place), np.full(number, int(kind))
        hiring = np.array([firm.hires for firm in self.firms.all[: self.firms.at_start]])
        rows = pd.DataFrame(self.newcomers.rows(keys, o, where, kinds, self.month, hiring))
        people = [Professional(self, row) for row in rows.to_dict("records")]
        for person in people:
            person.employer = joined(self.firms, person, person.employer)
            life.note(person, "graduate" if kind == Kind.GRADUATE else "career_change", 1)
            families.enter(person)
        return people

    # ------------------------------------------------------------------------------- inspection

    def to_frame(self) -> pd.DataFrame:
        """Everybody's state, one row a person, indexed by key and sorted."""
        rows = [(person.key, *(getattr(person, name) for name in STATE)) for person in self.people]
        frame = pd.DataFrame(rows, columns=["key", *STATE])
        return (
            frame.astype({"key": np.uint64, "granted": int, "left_behind": int, "rejoined": int})
            .set_index("key")
            .sort_index()
        )

    def ties(self) -> dict[tuple[int, int], int]:
        """Month of parting of each tie, by the two keys, the smaller first."""
        return {
            (person.key, contact.key): apart
            for person in self.people
            for contact, apart in person.contacts.items()
            if person.key < contact.key
        }
