"""V10: a visa wall, raised and pulled down.

A wall is the end of the lever `visa-waiver` at a host, its removal the start: free entry without an
offer of a job against the rules of `entry_rules.csv`. Four runs share their people and luck: never
free, free from the second year on, free for three years and then walled, and free from the fifth
year on only. Germany is walled, whose rules change least in the table; Poland, the larger host, is
walled for the diversion. Programmes are off, since they would go round the wall. The share of the
long-run response (of the third year) that the first year brings says how fast flows move, on both
sides of the wall.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from talentflow.moment import MoveKind
from talentflow_lab.cases.case import Case, Counts, Quantity
from talentflow_lab.cases.follow import Ints, Run
from talentflow_lab.cases.ground import GATES_ON, Ground
from talentflow_lab.replicate import Progress

__all__ = ["CASE"]

FIRST, TURN = 12, 48
LAST = TURN + 36
SPANS = {"first": (0, 12), "third": (24, 36), "all": (0, 36)}
HOST, LARGE = "DEU", "POL"


def _waiver(host: str, start: str, end: str | None = None) -> dict[str, Any]:
    free = {"start": start, "take_up": 1.0} | ({"end": end} if end else {})
    return {"visa-waiver": {host: free}}


def live(ground: Ground, replication: int, progress: Progress) -> Counts:
    """Count moves into the host, into others, and back home, on both sides of the wall."""
    never = Run.of(ground.arm(replication), replication, progress).until(FIRST)
    open_ = never.branch(ground.arm(replication, _waiver(HOST, "2020-01")))
    walled = never.branch(ground.arm(replication, _waiver(HOST, "2020-01", "2022-12")))
    large = never.branch(ground.arm(replication, _waiver(LARGE, "2020-01"))).until(LAST)
    counts = _count("large open", large, LARGE)
    for name, run in (("open", open_), ("walled", walled)):
        rows = run.until(TURN).everybody()
        inside = rows[run.country(rows) == run.code(HOST)]
        counts |= _count(name, run.until(LAST), HOST) | _back(name, run, inside)
    never.until(TURN)
    freed = never.branch(ground.arm(replication, _waiver(HOST, "2023-01"))).until(LAST)
    never.until(LAST)
    counts |= _count("freed", freed, HOST)
    counts |= _count("never", never, HOST) | _count("large never", never, LARGE)
    return counts


def _count(name: str, run: Run, host: str) -> dict[str, float]:
    moves, code, home = run.flows.table(), run.code(host), run.code("BLR")
    out = moves["origin"] == home
    later = moves["month"] - TURN
    found: dict[str, float] = {}
    for span, (a, b) in SPANS.items():
        when = (later >= a) & (later < b)
        found[f"{name} in {span}"] = float((when & out & (moves["destination"] == code)).sum())
        found[f"{name} elsewhere {span}"] = float(
            (when & out & (moves["destination"] != code)).sum()
        )
    return {key: n * run.scale for key, n in found.items()}


def _back(name: str, run: Run, inside: Ints) -> dict[str, float]:
    """Who was in the host when the wall came, and who of them has returned since."""
    moves = run.flows.table()
    back = (moves["month"] >= TURN) & (moves["kind"] == MoveKind.RETURN)
    back &= (moves["origin"] == run.code(HOST)) & np.isin(moves["row"], inside)
    returned = np.unique(moves["row"][back]).size
    return {f"{name} inside": inside.size * run.scale, f"{name} back": returned * run.scale}


def _change(what: str, wall: str, free: str) -> Callable[[Counts], float]:
    """Per cent that a wall takes."""
    return lambda c: 100.0 * (c[f"{wall} {what}"] / c[f"{free} {what}"] - 1.0)


def _fast(wall: str, free: str) -> Callable[[Counts], float]:
    """Share of the third year's response that the first year shows."""

    def of(c: Counts) -> float:
        first, third = (
            float(np.log(c[f"{wall} in {span}"] / c[f"{free} in {span}"]))
            for span in ("first", "third")
        )
        return 100.0 * first / third if third else float("nan")

    return of


def _fewer_returns(c: Counts) -> float:
    walled, free = (c[f"{name} back"] / c[f"{name} inside"] for name in ("walled", "open"))
    return 100.0 * (walled / free - 1.0)


HAAS = "Czaika and de Haas 2017"
CASE = Case(
    "V10",
    "A visa wall and its removal",
    __doc__ or "",
    LAST,
    FIRST + 3 * (LAST - FIRST) + (TURN - FIRST) + 2 * (LAST - TURN),
    {**GATES_ON, "states": {"programmes": {"enabled": False}}},
    live,
    (
        Quantity(
            "Moves to a host behind a new wall", "%", "fitted", -43.5, -47.0, -40.0,
            _change("in all", "walled", "open"), f"{HAAS} and related work",
            "Germany, 3 years, against no wall; all channels together",
        ),
        Quantity(
            "Moves to other hosts", "%", "predicted", 10.0, 3.0, 17.0,
            _change("elsewhere all", "large never", "large open"), f"{HAAS} and related work",
            "wall around Poland; depends on the share of the walled host",
        ),
        Quantity(
            "Fall in the first year, of that in the third", "%", "property", float("nan"), 0.0,
            75.0, _fast("walled", "open"), HAAS,
            "slow; the bound of three quarters is a judgement",
        ),
        Quantity(
            "Rise in the first year, of that in the third", "%", "property", float("nan"), 75.0,
            125.0, _fast("never", "freed"), HAAS,
            "almost at once; the bounds are judgements",
        ),
        Quantity(
            "Returns of those inside the wall", "%", "property", float("nan"), -95.0, -10.0,
            _fewer_returns, HAAS,
            "fewer; the size, -88 % of all outflow, is from memory; people who were there when the "
            "wall came, 3 years",
        ),
    ),
)  # fmt: skip
