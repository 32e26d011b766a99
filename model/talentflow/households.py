"""Households of professionals: who belongs to them, and where.

Partners and children are counts on the row of a professional, never rows of their own.
"""

import numpy as np

from talentflow.blueprint import Blueprint, Ints
from talentflow.chance import Purpose, uniform_pairs
from talentflow.kernels.tables import NEVER, Columns
from talentflow.rules.people.families import CHILDREN, Families
from talentflow.vocabulary import RELATIONS

__all__ = [
    "add_members", "begin_families", "family_country", "found_families", "members",
    "wait_for_change",
]  # fmt: skip


def members(people: Columns, rows: Ints) -> Ints:
    """Partners and children of professionals (n, 2)."""
    return np.stack([people.family[rows] > 0, people.children[rows]], axis=1).astype(np.int64)


def add_members(book: Ints, citizenship: Ints, country: Ints, who: Ints) -> None:
    """Add members `who` (n, 2) to `book` (O, C, 2) by citizenship and country, both (n,)."""
    origins, countries, relations = book.shape
    cell = citizenship * countries + country
    for n in range(relations):
        counted = np.bincount(cell, weights=who[:, n], minlength=origins * countries)
        book[..., n] += counted.reshape(origins, countries).astype(np.int64)


def family_country(blueprint: Blueprint, people: Columns, rows: Ints) -> Ints:
    """Country where the family of each professional lives (n,): its own or the residence."""
    here = blueprint.country_of_place[people.place[rows]]
    home = blueprint.home[people.citizenship[rows]]
    return np.where(people.left_behind[rows] == 1, home, here)


def found_families(
    blueprint: Blueprint, rule: Families, people: Columns, rows: Ints, month: int
) -> None:
    """Give the people in `rows`, who enter this month, their children and the next change."""
    keys = people.key[rows]
    drawn = uniform_pairs(blueprint.key, Purpose.HOUSEHOLD, 0, keys)[0]
    family = people.family[rows].astype(np.int64)
    people.children[rows] = np.where(family == CHILDREN, rule.number(drawn), 0)
    people.family_due[rows] = NEVER
    wait_for_change(blueprint, rule, people, rows[family < CHILDREN], month)


def wait_for_change(
    blueprint: Blueprint, rule: Families, people: Columns, rows: Ints, month: int
) -> None:
    """Draw when singles in `rows` find a partner and couples have their first child."""
    u = uniform_pairs(blueprint.key, Purpose.FAMILY_LIFE, month, people.key[rows])[0]
    months_old = month - people.birth[rows].astype(np.int64)
    wait = rule.waiting(people.family[rows].astype(np.int64), months_old, u)
    people.family_due[rows] = month + wait


def begin_families(blueprint: Blueprint, people: Columns) -> Ints:
    """Found the families of the first month; returns their members (O, C, 2), simulated counts."""
    rule: Families = blueprint.case.rule("people.families")
    found = np.zeros((len(blueprint.home), len(blueprint.countries), len(RELATIONS)), np.int64)
    if rule.enabled:
        rows = np.arange(people.used)
        found_families(blueprint, rule, people, rows, 0)
        country = family_country(blueprint, people, rows)
        citizenship = people.citizenship[rows].astype(np.int64)
        add_members(found, citizenship, country, members(people, rows))
    return found
