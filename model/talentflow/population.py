"""A synthetic population: professionals and firms, from published tables and a seed.

Grade and age are fitted to their published margins by iterative proportional fitting (Deming and
Stephan 1940); the other traits are drawn given grade or age. Every trait of a person comes from
draws keyed by the person's identity, so a newcomer's traits do not depend on who else comes.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from talentflow.blueprint import Blueprint, Ints
from talentflow.chance import Kind, Purpose, identity, normal, uniform_pairs
from talentflow.firms import Firms, found
from talentflow.kernels.tables import COLUMNS, NEVER
from talentflow.rules.demography.newcomers import Newcomers
from talentflow.rules.people.population import Population
from talentflow.view import EDUCATIONS, FIELDS, GRADES, Floats
from talentflow.vocabulary import AGE_BANDS

__all__ = ["Keys", "People", "Traits", "join", "synthesise", "whole_persons"]

type Keys = npt.NDArray[np.uint64]
type Traits = dict[str, npt.NDArray[Any]]
"""An array for each column of a professional."""

BAND_YEARS = np.array([20.0, 25.0, 35.0, 45.0, 62.0])


@dataclass(frozen=True)
class _Structure:
    """Published shares of an origin, as cumulative tables to draw from."""

    blueprint: Blueprint
    origin: int

    def _shares(
        self, attribute: str, groups: tuple[str, ...], categories: tuple[str, ...]
    ) -> Floats:
        return self.blueprint.shares(self.origin, attribute, categories, groups)

    @cached_property
    def grade(self) -> Floats:
        """(1, G) cumulative."""
        return self._cumulative("grade", ("all",), GRADES)

    @cached_property
    def age_by_grade(self) -> Floats:
        """(G, bands) cumulative, fitted to the margins of grade and age."""
        grade = self._shares("grade", ("all",), GRADES)[0]
        age = self._shares("age", ("all",), AGE_BANDS)[0]
        joint = self._shares("age_grade_kernel", GRADES, AGE_BANDS)
        for _ in range(200):
            joint = joint * (grade / joint.sum(1))[:, None]
            joint = joint * (age / joint.sum(0))[None, :]
        shares: Floats = joint / joint.sum(1, keepdims=True)
        return np.cumsum(shares, axis=1)

    @cached_property
    def english(self) -> Floats:
        """(G, 3) cumulative."""
        return self._cumulative("english", GRADES, ("low", "middle", "high"))

    @cached_property
    def family(self) -> Floats:
        """(bands, 3) cumulative."""
        return self._cumulative("family", AGE_BANDS, ("single", "partner", "children"))

    @cached_property
    def sex(self) -> Floats:
        """(1, 2) cumulative."""
        return self._cumulative("women", ("all",), ("women", "men"))

    @cached_property
    def exposure(self) -> Floats:
        """(1, 3) cumulative."""
        return self._cumulative("exposure", ("all",), ("low", "middle", "high"))

    @cached_property
    def education(self) -> Floats:
        """(1, E) cumulative."""
        return self._cumulative("education", ("all",), EDUCATIONS)

    @cached_property
    def field(self) -> Floats:
        """(1, F) cumulative."""
        return self._cumulative("field", ("all",), FIELDS)

    def _cumulative(
        self, attribute: str, groups: tuple[str, ...], categories: tuple[str, ...]
    ) -> Floats:
        return np.cumsum(self._shares(attribute, groups, categories), axis=1)


def _pick(cumulative: Floats, group: Ints, u: Floats) -> Ints:
    """Category of each person by inverse cumulative shares of the person's group."""
    picked = np.zeros(len(u), np.int64)
    for bound in cumulative.T[:-1]:
        picked += u > bound[group]
    return picked


class People:
    """Makes rows of professionals from their identities."""

    def __init__(self, blueprint: Blueprint, firms: Firms) -> None:
        self.blueprint = blueprint
        self.firms = firms
        origins = range(len(blueprint.home))
        self.structures = [_Structure(blueprint, o) for o in origins]
        self.population: list[Population] = [
            blueprint.rule("people.population", o) for o in origins
        ]
        self.newcomers: list[Newcomers] = [
            blueprint.rule("demography.newcomers", o) for o in origins
        ]
        self.reach = blueprint.case.rule("firms.offers").reach
        self.answer_noise = blueprint.case.rule("decision.intention").answer_noise

    def rows(
        self,
        keys: Keys,
        origin: int,
        place: Ints,
        kind: Ints,
        month: int,
        hiring: npt.NDArray[np.bool_] | None = None,
    ) -> Traits:
        """Make professionals, one a key: an array (n,) for each column of the world.

        `place` is the residence and `kind` the `Kind` of slot that each comes from, both (n,).
        `month` is the month of entry (0 for the stock), `hiring` says which firms hire.
        """
        nobody = np.zeros(len(keys), np.int64)
        structure, population = self.structures[origin], self.population[origin]
        grade = self._grade(keys, origin, kind)
        birth, band = self._birth(keys, origin, grade, kind, month)
        english = _pick(structure.english, grade, self._u(Purpose.ENGLISH, keys))
        family = _pick(structure.family, band, self._u(Purpose.FAMILY, keys))
        premium = np.exp(population.premium_spread * self._z(Purpose.PREMIUM, keys))
        answer = self._u(Purpose.ANSWER, keys)
        abroad = kind == Kind.DIASPORA
        since = np.where(abroad, self._abroad_since(keys, origin), NEVER)
        return {
            "key": keys,
            "citizenship": nobody + origin,
            "place": place,
            "birth": birth,
            "sex": _pick(structure.sex, nobody, self._u(Purpose.SEX, keys)),
            "education": self._education(keys, origin, kind),
            "field": _pick(structure.field, nobody, self._u(Purpose.FIELD, keys)),
            "grade": grade,
            "english": english,
            "exposure": _pick(structure.exposure, nobody, self._u(Purpose.EXPOSURE, keys)),
            "family": family,
            "children": nobody,
            "left_behind": nobody,
            "family_due": nobody + NEVER,
            "volunteer": (self._u(Purpose.OFFER, keys) < self.reach).astype(np.int64),
            "mover": (self._u(Purpose.MOVER, keys) < population.mover_share).astype(np.int64),
            "taste": self._z(Purpose.TASTE_FOR_MOVING, keys).astype(np.float32),
            "answer": (self.answer_noise * np.log(answer / (1.0 - answer))).astype(np.float32),
            "premium": premium.astype(np.float32),
            "savings": self._savings(keys, origin, place, grade, premium).astype(np.float32),
            "employer": self.firms.employers(
                origin, place, uniform_pairs(self.blueprint.key, Purpose.EMPLOYER, 0, keys), hiring
            ),
            "employment": nobody,
            "rejoined": nobody,
            "stage": nobody,
            "plan": nobody - 1,
            "client": nobody - 1,
            "programme": nobody - 1,
            "filed": nobody + NEVER,
            "ready": nobody + NEVER,
            "granted": nobody,
            "blocked": nobody,
            "aided": nobody,
            "dissent": nobody,
            "arrival": np.where(abroad, since, month),
            "abroad_since": since,
            "active": nobody + 1,
        }

    def _u(self, purpose: Purpose, keys: Keys) -> Floats:
        first: Floats = uniform_pairs(self.blueprint.key, purpose, 0, keys)[0]
        return first

    def _z(self, purpose: Purpose, keys: Keys) -> Floats:
        return normal(uniform_pairs(self.blueprint.key, purpose, 0, keys))

    def _grade(self, keys: Keys, origin: int, kind: Ints) -> Ints:
        u = self._u(Purpose.GRADE, keys)
        rule = self.newcomers[origin]
        senior, middle = rule.changer_senior, rule.changer_middle
        changer = (u < senior + middle).astype(np.int64) + (u < senior)
        settled = _pick(self.structures[origin].grade, np.zeros(len(keys), np.int64), u)
        junior = np.zeros(len(keys), np.int64)
        return np.select(
            [kind == Kind.GRADUATE, kind == Kind.CAREER_CHANGE], [junior, changer], settled
        )

    def _birth(
        self, keys: Keys, origin: int, grade: Ints, kind: Ints, month: int
    ) -> tuple[Ints, Ints]:
        """Month of birth relative to the start, and age band at entry."""
        u, w = uniform_pairs(self.blueprint.key, Purpose.BORN, 0, keys)
        band = _pick(self.structures[origin].age_by_grade, grade, u)
        settled = BAND_YEARS[band] + w * (BAND_YEARS[band + 1] - BAND_YEARS[band])
        graduate = self.newcomers[origin].graduate_age + 3.0 * u
        changer = self.newcomers[origin].changer_age + 15.0 * u
        years = np.select(
            [kind == Kind.GRADUATE, kind == Kind.CAREER_CHANGE], [graduate, changer], settled
        )
        months_old = np.floor(12.0 * years).astype(np.int64)
        reached = np.searchsorted(BAND_YEARS, months_old / 12.0, side="right") - 1
        return month - months_old, np.clip(reached, 0, 3)

    def _education(self, keys: Keys, origin: int, kind: Ints) -> Ints:
        drawn = _pick(
            self.structures[origin].education,
            np.zeros(len(keys), np.int64),
            self._u(Purpose.EDUCATION, keys),
        )
        without = drawn == EDUCATIONS.index("other")
        return np.where((kind == Kind.GRADUATE) & without, 0, drawn)

    def _savings(
        self, keys: Keys, origin: int, place: Ints, grade: Ints, premium: Floats
    ) -> Floats:
        rule = self.population[origin]
        months = rule.savings_months * np.exp(rule.savings_spread * self._z(Purpose.SAVINGS, keys))
        saved: Floats = months * monthly_pay(self.blueprint, 0)[place, grade] * premium
        return saved

    def _abroad_since(self, keys: Keys, origin: int) -> Ints:
        months = -self.population[origin].months_abroad * np.log(self._u(Purpose.ABROAD, keys))
        return -np.clip(np.ceil(months), 1, 240).astype(np.int64)


def monthly_pay(blueprint: Blueprint, month: int) -> Floats:
    """Return net pay by place and grade (P, G) before migration's effect, USD a month, nominal."""
    known = blueprint.indicators
    median = known["pay_gross_usd_year"][month] * known["net_share"][month]
    yearly: Floats = (median[:, None] * blueprint.pay_ratio)[blueprint.country_of_place]
    return yearly / 12.0


def whole_persons(real: Floats, scale: float) -> Ints:
    """Round real counts to simulated ones, so that running sums are right to half a person."""
    reached = np.floor(np.cumsum(real) / scale + 0.5).astype(np.int64)
    return np.concatenate([reached[:1], reached[1:] - reached[:-1]])


def synthesise(blueprint: Blueprint) -> tuple[Traits, Firms]:
    """Make the population of the first month: residents of each origin, then its diaspora."""
    firms = found(blueprint)
    people = People(blueprint, firms)
    parts: list[Traits] = []
    for origin in range(len(blueprint.home)):
        parts += [_packed(_residents(people, origin)), _packed(_diaspora(people, origin))]
    return join(parts), firms


def _packed(traits: Traits) -> Traits:
    """Give each array the type of its column, which takes a quarter of the memory."""
    return {name: traits[name].astype(kind) for name, kind in COLUMNS.items()}


def join(parts: list[Traits]) -> Traits:
    """Put professionals one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _residents(people: People, origin: int) -> Traits:
    blueprint = people.blueprint
    places = blueprint.home_places(origin)
    counts = whole_persons(blueprint.residents(origin), blueprint.scale)
    keys = [
        identity(Kind.RESIDENT, p, 0, np.arange(n))
        for p, n in zip(places.tolist(), counts.tolist(), strict=True)
    ]
    kind = np.full(int(counts.sum()), int(Kind.RESIDENT))
    return people.rows(np.concatenate(keys), origin, np.repeat(places, counts), kind, 0)


def _diaspora(people: People, origin: int) -> Traits:
    """People abroad: identities belong to the first place of their country and origin."""
    blueprint = people.blueprint
    counts = whole_persons(blueprint.diaspora[origin], blueprint.scale)
    keys, hubs = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for country in np.flatnonzero(counts).tolist():
        places = np.flatnonzero(blueprint.country_of_place == country)
        here = identity(Kind.DIASPORA, int(places[0]), origin, np.arange(counts[country]))
        cumulative = np.cumsum(blueprint.job_share[places])[None, :]
        u = uniform_pairs(blueprint.key, Purpose.PLACE, 0, here)[0]
        keys.append(here)
        hubs.append(places[_pick(cumulative, np.zeros(len(here), np.int64), u)])
    kind = np.full(int(counts.sum()), int(Kind.DIASPORA))
    return people.rows(np.concatenate(keys), origin, np.concatenate(hubs), kind, 0)
