"""Voice: who takes dissent up or gives it up, and whom repression strikes."""

from typing import NamedTuple

import numpy as np

from talentflow.chance import Purpose, draw
from talentflow.compiled import inlined, row, tight
from talentflow.kernels.rooms import BLOCK
from talentflow.kernels.tables import Bytes, Columns, Persons, Rows, TieColumns
from talentflow.rules.voice.dissent import speaking_chance
from talentflow.view import Floats

__all__ = ["CLICKS", "HACKS", "SILENT", "Climate", "speak_up"]

SILENT, CLICKS, HACKS = 0, 1, 2
_VOICE = int(Purpose.VOICE)


class Climate(NamedTuple):
    """What voice depends on this month; where one lives is 0 at home, 1 abroad."""

    key: np.uint64
    month: int
    country: Rows
    """(P,) country of each place."""
    home: Rows
    """(O,) home country."""
    clicks: Floats
    """(O, 2, X) rate a month of taking dissent up without contacts, by where and exposure."""
    most: float
    """The highest of them, with all contacts."""
    spread: float
    skills: Floats
    """(G,) rate of hacks relative to clicks."""
    give_up: float
    strikes: Floats
    """(O, 2, 3) chance to be struck, by where and kind of dissent."""
    silences: float


@tight
def speak_up(
    people: Columns,
    ties: TieColumns,
    climate: Climate,
    before: Bytes,
    lo: int,
    hi: int,
    up: Floats,
    further: Floats,
    rows: Persons,
    struck: Bytes,
) -> None:
    """Let rows lo to hi dissent or fall silent; `struck` by row, 0 before, becomes 1.

    `before` is everyone's dissent as the month found it; `up` and `further` are room for a block's
    draws, `rows` for one row more.
    """
    for first in range(lo, hi, BLOCK):
        size = min(BLOCK, hi - first)
        keys = people.key[first : first + size]
        draw(climate.key, _VOICE, climate.month, keys, size, up, further)
        listed = 0
        for n in range(size):
            i = row(first + n)
            rows[listed] = i
            listed += (up[n] < climate.most) | (before[i] != SILENT)
        found = 0
        for m in range(listed):
            i = row(rows[m])
            rows[found] = i
            n = i - first
            found += _may_change(i, before[i], up[n], further[n], people, climate)
        for m in range(found):
            i = row(rows[m])
            n = i - first
            _voice(i, up[n], further[n], people, ties, climate, before, struck)


@inlined
def _may_change(
    i: int, kind: int, luck: float, further: float, people: Columns, climate: Climate
) -> int:
    """Whether anything can happen to person i with such luck, whatever contacts say: 1 or 0.

    Without a branch, which a processor would guess wrong for every third person.
    """
    o = row(people.citizenship[i])
    away = row(climate.country[row(people.place[i])] != climate.home[o])
    most = climate.clicks[o, away, row(people.exposure[i])] * (1.0 + climate.spread)
    speaks = (kind == SILENT) & (luck < most)
    hacks = (kind == CLICKS) & (further < most * climate.skills[row(people.grade[i])])
    ends = (luck < climate.give_up) | (luck > 1.0 - climate.strikes[o, away, row(kind)])
    changes = speaks | hacks | ((kind != SILENT) & ends)
    return int((people.active[i] != 0) & changes)


@inlined
def _voice(
    i: int,
    luck: float,
    further: float,
    people: Columns,
    ties: TieColumns,
    climate: Climate,
    before: Bytes,
    struck: Bytes,
) -> None:
    o, kind = row(people.citizenship[i]), row(before[i])
    away = row(climate.country[row(people.place[i])] != climate.home[o])
    rate = climate.clicks[o, away, row(people.exposure[i])]
    if kind == SILENT:
        if _persuaded(i, luck, rate, ties, climate, before):
            people.dissent[i] = CLICKS
        return
    if luck > 1.0 - climate.strikes[o, away, kind]:
        struck[i] = 1
        people.exposure[i] = climate.clicks.shape[2] - 1
        if further < climate.silences:
            people.dissent[i] = SILENT
    elif luck < climate.give_up:
        people.dissent[i] = SILENT
    elif kind == CLICKS:
        skilled = rate * climate.skills[row(people.grade[i])]
        if _persuaded(i, further, skilled, ties, climate, before):
            people.dissent[i] = HACKS


@inlined
def _persuaded(
    i: int, luck: float, rate: float, ties: TieColumns, climate: Climate, before: Bytes
) -> bool:
    """Whether i takes a kind of dissent up; contacts are looked at only where they can matter.

    The chance lies between those of no and of all contacts, and x − x²/2 ≤ 1 − exp(−x) ≤ x.
    """
    if luck >= rate * (1.0 + climate.spread):
        return False
    if luck < rate * (1.0 - 0.5 * rate):
        return True
    voices, degree = 0, row(ties.degree[i])
    for s in range(degree):
        voices += before[row(ties.contact[i, s])] != SILENT
    share = voices / degree if degree > 0 else 0.0
    return luck < speaking_chance(rate, climate.spread, share)
