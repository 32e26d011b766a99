"""From the recorder's counts to the outcome tables, in real people."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.counting import counted, summed
from talentflow.crossings import crossings
from talentflow.hires import hired
from talentflow.kernels.life import CLASSES
from talentflow.kernels.tables import PERSONAL
from talentflow.moment import Gate
from talentflow.months import date_of
from talentflow.phases.families import CHANGES as RELATIVES
from talentflow.phases.values import cell_terms
from talentflow.queues import Queues
from talentflow.recorder import Recorder, by_value
from talentflow.studies import STUDIES, studies
from talentflow.view import EDUCATIONS, FIELDS, GRADES
from talentflow.vocabulary import (
    CHANGE_KINDS,
    DECISIONS,
    EMPLOYERS,
    EMPLOYMENTS,
    FIRM_STAGES,
    FLOW_KINDS,
    GROUPS,
    HIRE_SOURCES,
    OWNERSHIPS,
    RELATIONS,
    SECTORS,
    SIZE_CLASSES,
    STAGES,
    VOICE_KINDS,
)
from talentflow.world import World

__all__ = ["makers"]

FULL_TIME = (1.0, 1.0, 0.0, 0.0)
"""Full-time equivalents of a person by employment: students and unemployed do no paid work."""

type Categories = "pd.Categorical[Any]"

_VALUES = tuple((group, value) for group, values in GROUPS.items() for value in values)


def makers(world: World, log: Recorder) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return what makes each outcome table by name, without the column `replication`.

    `reasons` is missing where none are recorded.
    """
    make = _Frames(world, log)
    return {
        "flows": make.flows,
        "stocks": make.stocks,
        "entries_exits": make.entries_exits,
        "stages": make.stages,
        **({"reasons": make.reasons} if world.reasons else {}),
        "blocked": make.blocked,
        "firms": make.firms,
        "jobs": make.jobs,
        "hires": make.hires,
        "queues": make.queues,
        "work": make.work,
        "voice": make.voice,
        "families": make.families,
        "balance": make.balance,
        "students": make.students,
        "conditions": make.conditions,
    }


class _Frames:
    def __init__(self, world: World, log: Recorder) -> None:
        self.plan = world.blueprint
        self.log = log
        self.scale = self.plan.scale
        self.terms = (*cell_terms(world), *PERSONAL)
        start = self.plan.case.start
        months = len(log.moves)
        self.dates = np.array([date_of(start, t) for t in range(-1, months)], "datetime64[s]")
        self.place_country = self.plan.country_of_place

    def _dates(self, month: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
        return self.dates[month + 1]

    def _word(self, codes: npt.NDArray[np.integer[Any]], words: Sequence[str]) -> Categories:
        return pd.Categorical.from_codes(codes, categories=pd.Index(list(words)))

    def _country(self, codes: npt.NDArray[np.integer[Any]]) -> Categories:
        return self._word(codes, self.plan.countries)

    def _citizenship(self, codes: npt.NDArray[np.int64]) -> Categories:
        return self._country(self.plan.home[codes])

    def flows(self) -> pd.DataFrame:
        rows, count = counted([moves[:, :6] for moves in self.log.moves], 6)
        month, o, origin, destination, grade, kind = rows.T
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "citizenship": self._citizenship(o),
                "origin": self._country(self.place_country[origin]),
                "destination": self._country(self.place_country[destination]),
                "origin_place": self._word(origin, self.plan.places),
                "destination_place": self._word(destination, self.plan.places),
                "grade": self._word(grade, GRADES),
                "kind": self._word(kind, FLOW_KINDS),
                "persons": count * self.scale,
            }
        )

    def stocks(self) -> pd.DataFrame:
        stock = np.stack(self.log.stocks)
        month, o, place, grade, employment = np.nonzero(stock)
        return pd.DataFrame(
            {
                "date": self._dates(month - 1),
                "citizenship": self._citizenship(o),
                "country": self._country(self.place_country[place]),
                "place": self._word(place, self.plan.places),
                "grade": self._word(grade, GRADES),
                "employment": self._word(employment, EMPLOYMENTS),
                "persons": stock[month, o, place, grade, employment] * self.scale,
            }
        )

    def entries_exits(self) -> pd.DataFrame:
        parts = np.concatenate([np.empty((0, 6), np.int64), *self.log.changes])
        keys, count = summed(parts[:, :5], parts[:, 5])
        keys, count = keys[count != 0], count[count != 0]
        month, o, place, grade, kind = keys.T
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "citizenship": self._citizenship(o),
                "country": self._country(self.place_country[place]),
                "place": self._word(place, self.plan.places),
                "grade": self._word(grade, GRADES),
                "kind": self._word(kind, CHANGE_KINDS),
                "persons": count * self.scale,
            }
        )

    def stages(self) -> pd.DataFrame:
        by_class = (
            np.stack(self.log.stages)
            if self.log.stages
            else np.empty((0, 1, 1, CLASSES, 4), np.int64)
        )
        grouped = by_value(by_class, axis=3)
        month, o, country, value, stage = np.nonzero(grouped)
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "citizenship": self._citizenship(o),
                "country": self._country(country),
                **self._group(value),
                "stage": self._word(stage, STAGES),
                "persons": grouped[month, o, country, value, stage] * self.scale,
            }
        )

    def _group(self, value: npt.NDArray[np.int64]) -> dict[str, Categories]:
        names = list(GROUPS)
        words = list(dict.fromkeys(word for _, word in _VALUES))
        group = np.array([names.index(name) for name, _ in _VALUES])
        word = np.array([words.index(one) for _, one in _VALUES])
        return {
            "group": self._word(group[value], names),
            "group_value": self._word(word[value], words),
        }

    def reasons(self) -> pd.DataFrame:
        return pd.concat([self._wishes(), self._choices()], ignore_index=True)

    def _wishes(self) -> pd.DataFrame:
        if not self.log.wishes:
            return self._no_reasons()
        sums = by_value(np.stack(self.log.wishes), axis=1)
        count = by_value(np.stack(self.log.at_home), axis=1)
        month, value = np.nonzero(count)
        terms = len(self.terms)
        mean = sums[month, value] / count[month, value][:, None]
        return self._reasons(
            "wish", np.repeat(month, terms), np.repeat(value, terms),
            np.full(mean.size, -1), np.tile(np.arange(terms), len(month)), mean.ravel(),
        )  # fmt: skip

    def _choices(self) -> pd.DataFrame:
        if not self.log.choices:
            return self._no_reasons()
        sums, count = np.stack(self.log.choices), np.stack(self.log.choosers)
        month, value, country = np.nonzero(count)
        terms = sums.shape[-1]
        mean = sums[month, value, country] / count[month, value, country][:, None]
        return self._reasons(
            "destination", np.repeat(month, terms), np.repeat(value, terms),
            np.repeat(country, terms), np.tile(np.arange(terms), len(month)), mean.ravel(),
        )  # fmt: skip

    def _no_reasons(self) -> pd.DataFrame:
        none = np.empty(0, np.int64)
        return self._reasons("wish", none, none, none, none, np.empty(0))

    def _reasons(
        self,
        decision: str,
        month: npt.NDArray[np.int64],
        value: npt.NDArray[np.int64],
        country: npt.NDArray[np.int64],
        term: npt.NDArray[np.int64],
        contribution: npt.NDArray[np.float64],
    ) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "decision": self._word(np.full(len(month), DECISIONS.index(decision)), DECISIONS),
                **self._group(value),
                "destination": self._country(country),
                "term": self._word(term, self.terms),
                "contribution": contribution,
            }
        )

    def blocked(self) -> pd.DataFrame:
        rows, count = counted(self.log.holds, 4)
        month, origin, destination, gate = rows.T
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "origin": self._country(origin),
                "destination": self._country(destination),
                "gate": self._word(gate - 1, [one.name.lower() for one in Gate]),
                "persons": count * self.scale,
            }
        )

    def firms(self) -> pd.DataFrame:
        counts = np.stack(self.log.firms) if self.log.firms else np.empty((0, 1, 1, 1, 1, 1, 6))
        month, size, sector, ownership, stage, place = np.nonzero(counts.any(-1))
        numbers = counts[month, size, sector, ownership, stage, place].T
        firms, seats, offices, staff, hired_abroad, founded = numbers
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "size_class": self._word(size, SIZE_CLASSES),
                "sector": self._word(sector, SECTORS),
                "ownership": self._word(ownership, OWNERSHIPS),
                "stage": self._word(stage, FIRM_STAGES),
                "place": self._word(place, self.plan.places),
                "firms": firms,
                "seats": seats,
                "offices": offices,
                "staff": staff * self.scale,
                "hired_abroad": hired_abroad,
                "founded": founded,
            }
        )

    def jobs(self) -> pd.DataFrame:
        places = len(self.plan.places)
        numbers = np.array(self.log.jobs).reshape(-1, 4, places)
        month, place = (axis.ravel() for axis in np.indices((len(numbers), places)))
        openings, filled, vacancies, wage = numbers.transpose(1, 0, 2).reshape(4, -1)
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "place": self._word(place, self.plan.places),
                "openings": openings,
                "filled": filled,
                "vacancies": vacancies,
                "wage": wage,
            }
        )

    def hires(self) -> pd.DataFrame:
        """Say who filled the jobs, from the moves and the jobs of each month."""
        month, place, employer, source, citizenship, origin, persons = hired(
            self.plan, self.log.moves, self.log.stays, self.log.jobs
        )
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "place": self._word(place, self.plan.places),
                "employer": self._word(employer, EMPLOYERS),
                "source": self._word(source, HIRE_SOURCES),
                "citizenship": self._country(np.append(self.plan.home, -1)[citizenship]),
                "origin": self._country(origin),
                "persons": persons,
            }
        )

    def queues(self) -> pd.DataFrame:
        found = Queues(self.plan, self.log.papers, self.log.waiting)
        return pd.DataFrame(
            {
                "date": self._dates(found.month),
                "origin": self._country(found.origin),
                "destination": self._country(found.destination),
                "programme": self._word(found.route, self.plan.routes.names),
                **found.numbers(),
            }
        )

    def work(self) -> pd.DataFrame:
        """Local work goes to the country of residence, remote work to that of the employer."""
        stock = np.stack(self.log.stocks).sum(axis=3)
        countries = len(self.plan.countries)
        done = np.zeros((*stock.shape[:2], countries, len(EMPLOYMENTS)), np.int64)
        for place, country in enumerate(self.place_country):
            done[:, :, country] += stock[:, :, place]
        done[..., EMPLOYMENTS.index("remote")] = np.stack(self.log.clients)
        month, o, country, employment = np.nonzero(done)
        persons = done[month, o, country, employment] * self.scale
        return pd.DataFrame(
            {
                "date": self._dates(month - 1),
                "home": self._citizenship(o),
                "employer_country": self._country(country),
                "employment": self._word(employment, EMPLOYMENTS),
                "persons": persons,
                "full_time_equivalents": persons * np.array(FULL_TIME)[employment],
            }
        )

    def voice(self) -> pd.DataFrame:
        voices = np.stack(self.log.voices) if self.log.voices else np.empty((0, 1, 3), np.int64)
        month, country, kind = np.nonzero(voices)
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "country": self._country(country),
                "kind": self._word(kind, VOICE_KINDS),
                "persons": voices[month, country, kind] * self.scale,
            }
        )

    def families(self) -> pd.DataFrame:
        """Nobody without families; the opening stock has no changes."""
        stock = np.stack(self.log.relatives)[..., None]
        changes = np.zeros((*stock.shape[:-1], len(RELATIVES)), np.int64)
        if self.log.relative_changes:
            changes[1:] = np.stack(self.log.relative_changes)
        known = np.concatenate([stock, changes], axis=-1)
        month, o, country, relation = np.nonzero(known.any(-1))
        numbers = known[month, o, country, relation].T * self.scale
        return pd.DataFrame(
            {
                "date": self._dates(month - 1),
                "citizenship": self._citizenship(o),
                "country": self._country(country),
                "relation": self._word(relation, RELATIONS),
                **dict(zip(("persons", *RELATIVES), numbers, strict=True)),
            }
        )

    def balance(self) -> pd.DataFrame:
        """Count those who come over the borders of home countries, and those who go."""
        cells, persons = crossings(self.plan, self.log)
        month, country, o, grade, field, education = cells.T
        arrivals, departures = persons.T * self.scale
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "country": self._country(country),
                "citizenship": self._citizenship(o),
                "grade": self._word(grade, GRADES),
                "field": self._word(field, FIELDS),
                "education": self._word(education, EDUCATIONS),
                "arrivals": arrivals,
                "departures": departures,
                "net": arrivals - departures,
            }
        )

    def students(self) -> pd.DataFrame:
        """Count students abroad by host, those who begin, and what became of those who finish."""
        month, o, country, numbers = studies(self.plan, self.log)
        return pd.DataFrame(
            {
                "date": self._dates(month - 1),
                "citizenship": self._citizenship(o),
                "country": self._country(country),
                **dict(zip(STUDIES, numbers * self.scale, strict=True)),
            }
        )

    def conditions(self) -> pd.DataFrame:
        names = list(self.log.conditions[0]) if self.log.conditions else []
        value = np.array([[month[name] for name in names] for month in self.log.conditions])
        if not value.size:
            value = np.empty((0, 0, 0))
        month, name, country = np.nonzero(~np.isnan(value))
        return pd.DataFrame(
            {
                "date": self._dates(month),
                "country": self._country(country),
                "indicator": self._word(name, names),
                "value": value[month, name, country],
            }
        )
