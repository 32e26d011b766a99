"""The smallest change of one condition that would have altered a person's decision.

Each kind of change is one entry of `changes`: what it changes, from which value, how far it may
go, and how the decision is asked under it. The search looks from the present value outwards in both
directions on a grid, and then halves the step in which the decision changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from talentflow.kernels.tables import TOGETHER
from talentflow.view import WorldView
from talentflow_lab.decision import Answer, Decision

__all__ = ["Change", "changes", "nearest"]

GRID = 40
HALVINGS = 30

COLUMNS = ["condition", "unit", "actual", "needed", "change", "of_range", "then", "kind"]


@dataclass(frozen=True)
class Change:
    """A condition that could have been otherwise in the month of the decision."""

    condition: str
    unit: str
    actual: float
    low: float
    high: float
    """How far it is tried."""
    ask: Callable[[float], Answer]
    """Asks the person at a value of the condition."""
    whole: bool = False


def nearest(decision: Decision, place: int) -> pd.DataFrame:
    """Return for each condition the value nearest to the actual one that alters the decision.

    `place` is the row of the place whose conditions are looked at. Columns condition, unit, actual,
    needed (a gap where nothing within the range alters it), change (needed less actual), of_range
    (the change as a share of the range that was tried), then (what would have been decided
    instead) and kind: "exact". Smallest share first.
    """
    plan, actual = decision.world.blueprint, decision.answer()
    rows = []
    for one in changes(decision, place):
        found = _search(one, actual)
        told, share, needed = "nothing within the range alters it", np.nan, np.nan
        if found is not None:
            needed, then = found
            share = abs(needed - one.actual) / (one.high - one.low)
            told = f"a plan for {plan.places[then.place]}" if then.plans else "no plan this month"
        step = needed - one.actual
        rows.append((one.condition, one.unit, one.actual, needed, step, share, told, "exact"))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values("of_range", kind="stable", ignore_index=True)


def changes(decision: Decision, place: int) -> Iterator[Change]:
    """Yield what could have been otherwise: pay, repression, stability, the shock, visas, ties."""
    world, plan, t = decision.world, decision.world.blueprint, decision.month
    o = int(world.people.citizenship[decision.row])
    home, there = int(plan.home[o]), int(plan.country_of_place[place])
    names = plan.countries

    def paid(country: int) -> Callable[[float], Answer]:
        usual = float(plan.indicators["pay_gross_usd_year"][t, country])

        def ask(percent: float) -> Answer:
            value = usual * (1.0 + percent / 100.0)
            return decision.answer(decision.indicator("pay_gross_usd_year", country, value))

        return ask

    def level(name: str) -> tuple[float, Callable[[float], Answer]]:
        def ask(value: float) -> Answer:
            return decision.answer(decision.indicator(name, home, value))

        return float(plan.indicators[name][t, home]), ask

    yield Change(f"pay in {names[home]}", "percent", 0.0, -90.0, 300.0, paid(home))
    if there != home:
        yield Change(f"pay in {names[there]}", "percent", 0.0, -90.0, 300.0, paid(there))
    now, ask = level("vdem_physical_violence")
    yield Change(
        f"freedom from state violence in {names[home]}", "index 0 to 1", now, 0.0, 1.0, ask
    )
    now, ask = level("wgi_political_stability")
    yield Change(f"stability of {names[home]}", "index -2.5 to 2.5", now, -2.5, 2.5, ask)
    pulse = float(plan.shock[t, home])
    yield Change(
        f"strength of the crisis in {names[home]}", "severity / 3", pulse, 0.0, 4.0 / 3.0,
        lambda value: decision.answer(decision.changed("shock", (home,), value)),
    )  # fmt: skip
    if there != home:
        yield from _abroad(decision, o, there, place)


def _abroad(decision: Decision, o: int, there: int, place: int) -> Iterator[Change]:
    world, plan, t = decision.world, decision.world.blueprint, decision.month
    name = plan.countries[there]
    ease = float(plan.ease[t, o, there])
    yield Change(
        f"ease of getting in, {name}", "0 to 1", ease, 0.0, 1.0,
        lambda value: decision.answer(decision.changed("ease", (o, there), value)),
    )  # fmt: skip

    def with_diaspora(percent: float) -> Answer:
        def look(view: WorldView) -> WorldView:
            people = view.diaspora.copy()
            people[o, there] *= 1.0 + percent / 100.0
            return replace(view, diaspora=people)

        return decision.answer(look_again=look)

    yield Change(f"compatriots in {name}", "percent", 0.0, -100.0, 900.0, with_diaspora)
    ties = world.ties.columns
    degree = int(ties.degree[decision.row])
    homes = ties[1]  # where each contact lives
    known = int((homes[decision.row, :degree] == place).sum())
    if degree:
        yield Change(
            f"contacts in {plan.places[place]}", "persons", float(known), 0.0, float(degree),
            lambda count: _with_contacts(decision, place, round(count)), whole=True,
        )  # fmt: skip


def _with_contacts(decision: Decision, place: int, count: int) -> Answer:
    """Ask with so many contacts at a place: others come from, or go to, the person's residence."""
    world, i = decision.world, decision.row
    ties, here = world.ties, int(world.people.place[decision.row])
    slots = slice(0, int(ties.degree[i]))
    columns = ties.columns[:3]  # contact, where each lives, when they parted
    before = [column[i].copy() for column in columns]
    counts = int(ties.near[i]), int(ties.far[i])
    try:
        at, apart = (column[i, slots] for column in columns[1:])
        there, others = np.flatnonzero(at == place), np.flatnonzero(at != place)
        order = others[np.argsort(at[others] != here, kind="stable")]  # those nearby go first
        more = order[: max(count - there.size, 0)]
        at[more], apart[more] = place, decision.month
        less = there[: max(there.size - count, 0)]
        at[less], apart[less] = here, TOGETHER
        far = ties.country[at] != ties.country[here]
        turned = np.argsort(~far, kind="stable")
        for column in columns:
            column[i, slots] = column[i, slots][turned]
        ties.near[i], ties.far[i] = (at == here).sum(), far.sum()
        return decision.answer()
    finally:
        for n, old in enumerate(before):
            columns[n][i] = old
        ties.near[i], ties.far[i] = counts


def _search(change: Change, actual: Answer) -> tuple[float, Answer] | None:
    """Find the nearest value, in either direction, at which another decision is made."""
    found = [_towards(change, actual, end) for end in (change.low, change.high)]
    hits = [one for one in found if one is not None]
    return min(hits, key=lambda one: abs(one[0] - change.actual)) if hits else None


def _towards(change: Change, actual: Answer, end: float) -> tuple[float, Answer] | None:
    span = end - change.actual
    if not span:
        return None
    steps = round(abs(span)) if change.whole else GRID
    same = change.actual
    for n in range(1, steps + 1):
        value = change.actual + span * n / steps
        answer = change.ask(value)
        if answer.place != actual.place:
            return (value, answer) if change.whole else _halve(change, actual, same, value, answer)
        same = value
    return None


def _halve(
    change: Change, actual: Answer, same: float, other: float, answer: Answer
) -> tuple[float, Answer]:
    """Narrow the step from a value that alters nothing to one that does."""
    for _ in range(HALVINGS):
        middle = 0.5 * (same + other)
        found = change.ask(middle)
        if found.place == actual.place:
            same = middle
        else:
            other, answer = middle, found
    return other, answer
