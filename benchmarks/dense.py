"""The dense part of a month, as compiled loops and in plain NumPy.

The part that everybody takes part in: what it is worth to leave home without looking at contacts,
from tables of cells; the chance to make a plan or to drop one; a keyed draw; who is settled by
that. NumPy does the same for the same people with the same draws, and must find the same.
"""

from collections.abc import Callable
from math import prod
from statistics import median

import numpy as np

from benchmarks.others import agree, installed
from benchmarks.timing import Row, row, taking_turns
from talentflow.chance import Purpose
from talentflow.kernels.glance import SLACK, glance_home, wish_at_home
from talentflow.kernels.intention import sort_out
from talentflow.kernels.tables import Outlook, Persons
from talentflow.moment import Moment
from talentflow.phases.calendar import calendar
from talentflow.phases.values import values
from talentflow.population import Keys
from talentflow.scenario import load
from talentflow.simulation import Simulation
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["dense"]

U32, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def philox(seed: int, purpose: int, month: int, keys: Keys) -> Floats:
    """Draw the first uniform of each key by Philox4x32-10, as `talentflow.chance` does."""
    c0, c1 = keys & U32, keys >> HALF
    c2, c3 = np.full_like(keys, month), np.full_like(keys, purpose)
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    for _ in range(10):
        p0, p1 = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (
            (p1 >> HALF) ^ c1 ^ np.uint64(k0), p1 & U32, (p0 >> HALF) ^ c3 ^ np.uint64(k1), p0 & U32
        )  # fmt: skip
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    bits = (c0 << HALF | c1) >> np.uint64(12)
    return (bits.astype(np.float64) + 0.5) / 2.0**52


def in_numpy(world: World, look: Outlook, at_home: Floats, rows: Persons) -> Persons:
    """Decide for those of `rows`, who live at home, whom bounds settle; return the others."""
    people, ties = world.people, world.tie_columns
    _, grades, levels, kinds = world.cells.shape
    o, grade = people.citizenship[rows].astype(np.int64), people.grade[rows]
    cell = (look.home_slot[people.place[rows]] * grades + grade) * levels + people.english[rows]
    cell = cell * kinds + people.exposure[rows]
    firm, client = people.employer[rows], people.client[rows].astype(np.int64)
    asked = (client < 0) * (1 + people.volunteer[rows])
    variant = np.where(firm >= 0, look.variant[firm, asked], 0)
    stay = look.colleagues * look.near_strength[ties.near[rows]]
    stay = stay + look.remote_gain[o, grade, client + 1]
    if look.kept_bits:
        months = np.minimum(look.month - people.arrival[rows], look.kept.shape[2] - 1)
        stay = stay + look.kept[people.aided[rows] & look.kept_bits, grade, months]
    low = at_home[variant, cell] - look.nest * stay
    old = look.month - people.birth[rows].astype(np.int64)
    low -= look.age * (old / 12.0 - 22.0) / 10.0 + look.family * 0.5 * people.family[rows]
    if look.draft.any():
        young, over = 12 * look.draft_ages
        low += look.draft[o] * ((people.sex[rows] == 1) & (old >= young) & (old < over))
    held_back = people.mover[rows] == 0
    offers = look.offers[o, people.education[rows], grade]
    offers = offers * np.where(held_back, look.stayer_rate, 1.0)
    high = low + look.nest * look.colleagues * look.near_strength[ties.far[rows]] + SLACK
    low = low - SLACK
    rate = np.exp(np.minimum(high + look.taste * people.taste[rows], 8.0)) * offers
    drawn = philox(int(look.key), int(Purpose.PLAN), look.month, people.key[rows])
    answer, stage = people.answer[rows], people.stage[rows]
    wishes, free = low + answer > 0.0, stage < 2
    sure = (wishes == (high + answer > 0.0)) & (drawn >= np.minimum(rate, 2.0))
    people.stage[rows] = np.where(free & sure, wishes, stage)
    settled = np.where(free, sure, drawn >= look.drop / (1.0 + np.exp(np.minimum(low, 700.0))))
    return rows[~settled]


def _prepared(people: int) -> tuple[World, Outlook, Persons]:
    """Let `world` live three months; return it, the last outlook and who lives at home."""
    run = Simulation(load("world").replace(scale=1e7 / people, months=4), histories=False)
    for _ in range(3):
        run.step()
    world, now = run.world, Moment(run.month)
    calendar(world, now)
    values(world, now)
    look = now.look
    home, away = (np.empty(world.people.used + 1, np.uint32) for _ in range(2))
    here, _ = sort_out(world.people, look, 0, world.people.used, home, away)
    return world, look, home[:here].copy()


def dense(people: int, rounds: int) -> list[Row]:
    """Measure both on `world` with about so many people, in turns."""
    world, look, rows = _prepared(people)
    homes = int(look.home_slot.max()) + 1
    at_home = np.empty((look.raised.size, homes * prod(world.cells.shape[1:])))
    wish_at_home(world.cells, look, at_home)
    block, unsure = world.block(), np.empty(rows.size + 1, np.uint32)
    known = (world.people, world.cells, look, world.tie_columns, block)
    left = glance_home(*known, at_home, rows, unsure)
    stage = world.people.stage.copy()
    others = in_numpy(world, look, at_home, rows)
    if not np.array_equal(others, unsure[:left]) or (stage != world.people.stage).any():
        raise SystemExit("NumPy and the compiled loops decide differently")
    frameworks = installed(world, look, at_home, rows)
    for name, step in frameworks.items():
        agree(name, step, left)
    calls: dict[str, Callable[[], object]] = {
        "compiled": lambda: glance_home(*known, at_home, rows, unsure),
        "NumPy": lambda: in_numpy(world, look, at_home, rows),
        **frameworks,
    }
    taken = taking_turns(calls, rounds)
    each = {name: [one / rows.size * 1e9 for one in times] for name, times in taken.items()}
    return [
        row("dense part", name, times, "ns each", people=rows.size, threads=1,
            ratio=median(each["NumPy"]) / median(times), of_what="times NumPy")
        for name, times in each.items()
    ]  # fmt: skip
