"""Groups that a survey can tell apart, and traits that bear on who answers.

A group is a column of the answers: strata, quotas and weights are made of groups. A trait is what
nobody who runs a survey sees beforehand, such as the wish to leave, though it moves people to
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from talentflow.vocabulary import AGE_BANDS, GRADES, STAGES
from talentflow_lab.survey_people import RECENT, People, Texts, pick

__all__ = ["GROUPS", "RESIDENCES", "TRAITS", "Group"]

RESIDENCES = ("home", "diaspora", "students")
"""Where people are: in their home country, working abroad, or studying abroad."""


@dataclass(frozen=True)
class Group:
    """How people fall into groups: `values` in their order, empty for country codes."""

    values: tuple[str, ...]
    of: Callable[[People], Texts]


def _residence(people: People) -> Texts:
    return pick(RESIDENCES, people.abroad.astype(int) + (people.abroad & people.studying))


def _left(people: People) -> Texts:
    away = people.months_away
    return pick(("never", "recently", "earlier"), (away >= 0) * 1 + (away >= RECENT))


def _yes_no(mask: Callable[[People], object]) -> Callable[[People], Texts]:
    return lambda people: pick(("no", "yes"), np.asarray(mask(people), int))


GROUPS: Mapping[str, Group] = {
    "residence": Group(RESIDENCES, _residence),
    "left": Group(("never", "recently", "earlier"), _left),
    "country": Group((), lambda people: people.country),
    "citizenship": Group((), lambda people: people.citizenship),
    "grade": Group(GRADES, lambda people: people.grade),
    "age": Group(AGE_BANDS, lambda people: people.age),
    "sex": Group(("women", "men"), lambda people: people.sex),
}
"""Columns of the answers, in their order."""

TRAITS: Mapping[str, Group] = {
    **GROUPS,
    "wish": Group(("no", "yes"), _yes_no(lambda people: people.wishes)),
    "stage": Group(STAGES, lambda people: people.stage),
    "dissent": Group(("no", "yes"), _yes_no(lambda people: people.dissents)),
}
"""What may bear on who answers."""
