"""Staff: who belongs to a firm, and who has to go."""

from talentflow.compiled import inlined, row, tight
from talentflow.kernels.tables import LOCAL, NEVER, UNEMPLOYED, Columns, Mask, Persons, Rows

__all__ = ["belongs", "part_with_firms"]


@inlined
def belongs(i: int, people: Columns) -> bool:
    """Whether person i belongs to the firm named.

    For who was abroad from the start it is a former one, unless a firm hired them there.
    """
    since = people.abroad_since[i]
    own = (since == NEVER) | (since >= 0) | (people.rejoined[i] != 0)
    return bool((people.employer[i] >= 0) & own)


@tight
def part_with_firms(
    people: Columns,
    country: Rows,
    shut_at_home: Mask,
    closed: Mask,
    moved_on: Mask,
    office: Rows,
    hires_here: Mask,
    rows: Persons,
) -> int:
    """Take staff out of firms that no longer employ them; list those at home without work.

    `country` (P,) of places; `shut_at_home` (F,) firms without staff at home, `closed` (F,) without
    any, `moved_on` (F,) with staff abroad in the country `office` (F,) only; `hires_here` (O, P)
    whether any firm hires at a place. Who loses a firm at home and does not work remotely is
    unemployed, and so is who has none where none hires. `rows` needs room for everybody. Returns
    how many are listed.
    """
    found = row(0)
    for n in range(people.used):
        i = row(n)
        f = people.employer[i]
        stays = f >= 0 and not (shut_at_home[row(f)] or moved_on[row(f)])
        if not stays and people.active[i] != 0:
            at_home, p = people.abroad_since[i] == NEVER, row(people.place[i])
            loses = False
            if belongs(i, people):
                elsewhere = moved_on[row(f)] and country[p] != office[row(f)]
                loses = closed[row(f)] or (shut_at_home[row(f)] if at_home else elsewhere)
            if loses:
                people.employer[i] = -1
            if at_home and people.employer[i] < 0:
                o = row(people.citizenship[i])
                if people.employment[i] == LOCAL and (loses or not hires_here[o, p]):
                    people.employment[i] = UNEMPLOYED
                if people.employment[i] == LOCAL or people.employment[i] == UNEMPLOYED:
                    rows[found] = i
                    found = row(found + 1)
    return int(found)
