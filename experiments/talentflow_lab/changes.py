"""Who differs between twins, in what, from when on, and through which channel.

The channel is looked for at the end of the month in which somebody first differs in place, plan or
work; of several the first of this list counts.

| channel | what differs |
| --- | --- |
| recipient | the person has got something from a lever of the policy |
| exit | exit permission or a border holds one of the two up |
| job | a job opening holds one of the two up, or only one run hired a newcomer |
| queue | papers: one of the two waits longer |
| recipient | the person is eligible and plans for a lever's places, as not without it |
| firm | the firm: its stage, its office, or who works for it |
| tie | where contacts live |
| wage | what is left: pay, vacancies, what places are worth |

People share queues and jobs, so that most changes are indirect.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.blueprint import Blueprint
from talentflow.kernels.tables import STUDENT, Columns
from talentflow.moment import Gate
from talentflow.months import date_of
from talentflow.world import World

__all__ = ["CHANNELS", "WHAT", "Changes", "align"]

type Ints = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]

CHANNELS = ("recipient", "exit", "job", "queue", "firm", "tie", "wage")
WHAT = ("residence", "plan", "work", "presence")
RECIPIENT, EXIT, JOB, QUEUE, FIRM, TIE, WAGE = range(len(CHANNELS))


def align(a: Columns, b: Columns) -> tuple[Ints, Ints]:
    """Rows of the same people in two runs: (n,) each, in the order of the first."""
    keys = a.key[: a.used], b.key[: b.used]
    if a.used == b.used and np.array_equal(*keys):
        rows = np.arange(a.used)
        return rows, rows
    same = min(a.used, b.used)
    differ = np.flatnonzero(keys[0][:same] != keys[1][:same])
    first = int(differ[0]) if differ.size else same
    _, left, right = np.intersect1d(
        keys[0][first:], keys[1][first:], assume_unique=True, return_indices=True
    )
    order = np.argsort(left)
    head = np.arange(first)
    return np.concatenate([head, first + left[order]]), np.concatenate([head, first + right[order]])


class Changes:
    """Collects the first difference of each person in each respect."""

    def __init__(self, levers: Sequence[int]) -> None:
        self.levers = levers
        """Rows of the levers that the policy has and the baseline does not."""
        self.rows: list[pd.DataFrame] = []
        self.channel: dict[int, int] = {}
        """Channel of each person who differs, by key."""
        self.seen: dict[str, set[int]] = {what: set() for what in WHAT}

    def any(self) -> bool:
        """Whether anybody differs."""
        return bool(self.rows)

    def note(self, without: World, with_: World, month: int) -> None:
        """Look for people who differ for the first time at the end of a month."""
        a, b = align(without.people, with_.people)
        left, right = without.people, with_.people
        here = np.where(left.active[a] == 1, left.place[a], -1)
        there = np.where(right.active[b] == 1, right.place[b], -1)
        fields: dict[str, tuple[npt.NDArray[Any], npt.NDArray[Any]]] = {
            "residence": (here, there),
            "plan": (left.plan[a], right.plan[b]),
            "work": (left.employment[a], right.employment[b]),
        }
        for what, (one, other) in fields.items():
            rows = np.flatnonzero(one != other)
            if rows.size:
                self._add(what, month, without, with_, a[rows], b[rows], one[rows], other[rows])
        if left.used != right.used or a.size < left.used:
            self._strangers(without, with_, a, b, month)

    def _add(
        self, what: str, month: int, without: World, with_: World,
        a: Ints, b: Ints, one: npt.NDArray[Any], other: npt.NDArray[Any],
    ) -> None:  # fmt: skip
        keys = without.people.key[a]
        fresh = np.array([int(key) not in self.seen[what] for key in keys.tolist()], bool)
        if not fresh.any():
            return
        a, b, keys, one, other = a[fresh], b[fresh], keys[fresh], one[fresh], other[fresh]
        self.seen[what].update(keys.tolist())
        fresh_channel = channels(self.levers, without, with_, a, b, month)
        named = [
            self.channel.setdefault(k, int(c))
            for k, c in zip(keys.tolist(), fresh_channel, strict=True)
        ]
        self._append(keys, month, what, one, other, np.array(named))

    def _append(
        self, keys: npt.NDArray[np.uint64], month: int, what: str,
        one: npt.NDArray[Any], other: npt.NDArray[Any], channel: Ints,
    ) -> None:  # fmt: skip
        self.rows.append(
            pd.DataFrame(
                {
                    "professional": keys, "month": month, "what": what,
                    "baseline": one.astype(np.int64), "policy": other.astype(np.int64),
                    "channel": channel,
                }
            )
        )  # fmt: skip

    def _strangers(self, without: World, with_: World, a: Ints, b: Ints, month: int) -> None:
        """Note newcomers whom only one of the runs hired."""
        for world, known, sign in ((without, a, 0), (with_, b, 1)):
            people = world.people
            rows = np.setdiff1d(np.arange(people.used), known, assume_unique=True)
            keys = people.key[rows]
            fresh = np.array([int(key) not in self.seen["presence"] for key in keys.tolist()], bool)
            keys, rows = keys[fresh], rows[fresh]
            if not keys.size:
                continue
            self.seen["presence"].update(keys.tolist())
            place, none = people.place[rows].astype(np.int64), np.full(rows.size, -1)
            one, other = (none, place) if sign else (place, none)
            channel = np.where(people.employment[rows] == STUDENT, WAGE, JOB)
            for key, one_channel in zip(keys.tolist(), channel.tolist(), strict=True):
                self.channel.setdefault(key, one_channel)
            self._append(keys, month, "presence", one, other, channel)

    def to_frame(self, plan: Blueprint) -> pd.DataFrame:
        """Return all changes in the words of the tables."""
        columns = ["professional", "date", "what", "baseline", "policy", "channel"]
        if not self.rows:
            return pd.DataFrame(columns=columns)
        frame = pd.concat(self.rows, ignore_index=True)
        places = np.array([*plan.places, "none"], object)
        work = np.array(["local", "remote", "student", "unemployed", "none"], object)
        for side in ("baseline", "policy"):
            codes = frame[side].to_numpy()
            frame[side] = np.where(
                frame["what"] == "work", work[np.minimum(codes, 4)], places[codes]
            )
        frame["channel"] = np.array(CHANNELS, object)[frame["channel"]]
        start = plan.case.start
        dates = {
            month: pd.Timestamp(date_of(start, int(month))) for month in frame["month"].unique()
        }
        frame["date"] = frame["month"].map(dates)
        frame["professional"] = [f"{key:016x}" for key in frame["professional"].tolist()]
        return frame[columns].sort_values(["date", "professional", "what"], kind="stable")


def channels(
    levers: Sequence[int], without: World, with_: World, a: Ints, b: Ints, month: int
) -> Ints:
    """Channel through which each of some people came to differ (n,)."""
    left, right = without.people, with_.people
    found = np.full(a.size, WAGE)
    found[_ties_differ(without, with_, a, b)] = TIE
    found[_firms_differ(without, with_, a, b)] = FIRM
    plan, got = with_.blueprint, np.zeros(a.size, bool)
    for number in levers:
        got |= (right.aided[b] >> number) & 1 == 1
        if number in with_.aid.in_force(month):
            found[_drawn(plan, number, left, right, a, b)] = RECIPIENT
    same_plan = left.plan[a] == right.plan[b]
    papers = (left.ready[a] != right.ready[b]) | (left.granted[a] != right.granted[b])
    gates = left.blocked[a], right.blocked[b]
    found[(same_plan & papers) | _held(gates, Gate.VISA_QUEUE)] = QUEUE
    found[_held(gates, Gate.JOB_OPENING)] = JOB
    found[_held(gates, Gate.EXIT_PERMISSION) | _held(gates, Gate.BORDER)] = EXIT
    found[got] = RECIPIENT
    return found


def _held(gates: tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]], gate: Gate) -> Mask:
    one, other = gates
    held: Mask = (one != other) & ((one == gate) | (other == gate))
    return held


def _firms_differ(without: World, with_: World, a: Ints, b: Ints) -> Mask:
    """Whether the firm differs, or what it is up to."""
    sides = []
    for run, rows in ((without, a), (with_, b)):
        firm, state = run.people.employer[rows].astype(np.int64), run.firm_state
        own = np.stack(
            [run.firms.key[firm].astype(np.int64), state.stage[firm], state.destination[firm]]
        )
        sides.append(np.where(firm >= 0, own, -1))
    differ: Mask = (sides[0] != sides[1]).any(0)
    return differ


def _ties_differ(without: World, with_: World, a: Ints, b: Ints) -> Mask:
    """Whether contacts live elsewhere."""
    places = [run.tie_columns._asdict()["at"] for run in (without, with_)]
    degrees = without.tie_columns.degree[a], with_.tie_columns.degree[b]
    sums = [at[rows].sum(1, dtype=np.int64) for at, rows in zip(places, (a, b), strict=True)]
    differ: Mask = (sums[0] != sums[1]) | (degrees[0] != degrees[1])
    return differ


def _drawn(plan: Blueprint, number: int, left: Columns, right: Columns, a: Ints, b: Ints) -> Mask:
    """Whether people for whom a lever is plan for its places, and did not without it."""
    lever, grip = plan.levers[number], plan.grips[number]
    draws = any(getattr(lever.act, name, 0) for name in ("ease_gain", "places"))
    if not (draws or plan.dials.worth[number].any()):
        return np.zeros(a.size, bool)
    now, then = (np.isin(plans, grip.places) for plans in (right.plan[b], left.plan[a]))
    eligible = np.isin(right.grade[b], grip.grades) & np.isin(right.citizenship[b], grip.origins)
    drawn: Mask = now & ~then & eligible
    return drawn
