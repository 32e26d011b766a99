"""V8: four tax experiments, one weight of pay.

Each arm is a lever of the catalogue against the same people without it; all rest on the one
coefficient `terms.real_wage.weight`. Elasticities are log ratios of counts over the log ratio of
what taxes leave of pay, after five years, and are stated at that horizon, since in a model of flows
they grow with it. The scene is `belarus-calm`: no gates, so that who would go can go.

The foreigners of the model are Belarusian ICT professionals. Denmark is no host of the model:
Sweden stands for it. Hosts' schemes are for newcomers, so that their elasticity is that of the
stock of those who came since they began and are eligible when they come; senior and lead pay stands
for pay above the threshold, junior and middle for pay below. Everybody eligible takes it up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from talentflow.moment import MoveKind
from talentflow_lab.cases.case import Case, Counts, Quantity
from talentflow_lab.cases.follow import Ints, Run
from talentflow_lab.cases.ground import Ground
from talentflow_lab.replicate import Progress

__all__ = ["CASE"]

FIRST, YEARS = 12, 5
LAST = FIRST + 12 * YEARS
START = "2020-01"
DENMARK, NETHERLANDS, HOST, HOME = "SWE", "NLD", "DEU", "BLR"
DOUBLED = 0.4
"""Log points that the Danish scheme adds to what is left of pay: ln 2 over 1.75, the middle of the
elasticities 1.5 to 2 with which the number of eligible foreigners doubled."""
SMALL = 0.1
"""Log points of the two general tax cuts."""
ITALY = math.log((1.0 - 0.3 * 0.35) / (1.0 - 0.35))
"""Log points that Italy's relief leaves: average tax 35 %, 70 % of income exempt."""
RULING = 0.12
"""Share of gross pay that the Dutch ruling spares: the catalogue's own figure."""
ABOVE, BELOW = (2, 3), (0, 1)


def _arms(net: Callable[[str], float]) -> dict[str, dict[str, dict[str, dict[str, Any]]]]:
    def less(iso3: str, points: float) -> float:
        return net(iso3) * math.expm1(points)

    scheme = {"start": START, "take_up": 1.0, "months": 12 * YEARS}
    back = {"start": START, "take_up": 1.0, "months": 12 * YEARS, "relief": less(HOME, ITALY)}
    return {
        "none": {},
        "denmark": {
            "key-employee-tax-relief": {DENMARK: {**scheme, "relief": less(DENMARK, DOUBLED)}}
        },
        "netherlands": {"key-employee-tax-relief": {NETHERLANDS: {**scheme, "relief": RULING}}},
        "host": {"ict-tax-relief": {HOST: {"start": START, "tax": less(HOST, SMALL)}}},
        "home": {"ict-tax-relief": {HOME: {"start": START, "tax": less(HOME, SMALL)}}},
        "return": {"return-tax-relief": {HOME: back}},
    }


def live(ground: Ground, replication: int, progress: Progress) -> Counts:
    """Count people with and without each relief after five years."""
    base = Run.of(ground.arm(replication), replication, progress).until(FIRST)
    plan = base.sim.world.blueprint

    def net(iso3: str) -> float:
        shares = plan.indicators["net_share"]
        return float(shares[FIRST, plan.countries.index(iso3)])

    counts: dict[str, float] = {"left of pay NLD": net(NETHERLANDS)}
    for name, levers in _arms(net).items():
        if levers:
            run = base.branch(ground.arm(replication, levers)).until(LAST)
            counts |= {f"{what} {name}": n for what, n in _count(run).items()}
    counts |= {f"{what} none": n for what, n in _count(base.until(LAST)).items()}
    return counts


def _count(run: Run) -> dict[str, float]:
    moves = run.flows.table()
    since = moves["month"] >= FIRST
    here = run.everybody()
    country = run.country(here)
    found = {
        "back": float((since & (moves["kind"] == MoveKind.RETURN)).sum()),
        "stock host": float((country == run.code(HOST)).sum()),
        "stock home": float((country == run.code(HOME)).sum()),
    }
    for key, iso3 in (("denmark", DENMARK), ("netherlands", NETHERLANDS)):
        for band, grades in (("above", ABOVE), ("below", BELOW)):
            found[f"{band} {key}"] = _newcomers(run, moves, iso3, grades)
    return {name: n * run.scale for name, n in found.items()}


def _newcomers(run: Run, moves: Mapping[str, Ints], iso3: str, grades: tuple[int, ...]) -> float:
    """Who came in one of some grades since the start, and is there now."""
    code = run.code(iso3)
    came = (moves["month"] >= FIRST) & (moves["destination"] == code)
    last = {int(r): int(g) for r, g in zip(moves["row"][came], moves["grade"][came], strict=True)}
    rows = np.array([row for row, grade in last.items() if grade in grades], np.int64)
    return float((run.working(rows) & (run.country(rows) == code)).sum())


def _elasticity(what: str, arm: str, points: float | None = None) -> Callable[[Counts], float]:
    def of(c: Counts) -> float:
        step = points if points is not None else math.log1p(RULING / c["left of pay NLD"])
        return float(np.log(c[f"{what} {arm}"] / c[f"{what} none"]) / step)

    return of


KLEVEN = "Kleven, Landais, Saez and Schultz 2014"
TIMM = "Timm, Giuliodori and Muller 2025"
AKCIGIT = "Akcigit, Baslandze and Stantcheva 2016"
ITALIANS = "Bassetto and Ippedico 2024"
CASE = Case(
    "V8",
    "Tax experiments with one weight of pay",
    __doc__ or "",
    LAST + 1,
    FIRST + 6 * (LAST - FIRST),
    {},
    live,
    (
        Quantity(
            "Denmark: stock of eligible newcomers to net-of-tax pay", "elasticity", "fitted", 1.75,
            1.5, 2.0, _elasticity("above denmark", "denmark", DOUBLED), KLEVEN,
            "Sweden stands for Denmark; 5 years",
        ),
        Quantity(
            "Netherlands: the same above the pay threshold", "elasticity", "predicted", 2.15, 1.6,
            2.7, _elasticity("above netherlands", "netherlands"), TIMM, "5 years",
        ),
        Quantity(
            "Netherlands: newcomers below the threshold", "log ratio", "predicted", 0.0, -0.1, 0.1,
            _elasticity("below netherlands", "netherlands", 1.0), TIMM,
            "none were found; tolerance: a tenth, a judgement",
        ),
        Quantity(
            "Inventors: stock of foreigners to net-of-tax pay", "elasticity", "predicted", 1.0, 0.5,
            1.5, _elasticity("stock host", "host", SMALL), AKCIGIT,
            "all foreigners in Germany, 5 years; tolerance: a half, a judgement",
        ),
        Quantity(
            "Inventors: stock of natives", "elasticity", "predicted", 0.03, 0.01, 0.06,
            _elasticity("stock home", "home", SMALL), AKCIGIT,
            "natives in Belarus, 5 years; tolerance: a factor of two or three, a judgement",
        ),
        Quantity(
            "Italy: returns with relief for who comes back", "%", "predicted", 27.0, 17.0, 37.0,
            lambda c: 100.0 * (c["back return"] / c["back none"] - 1.0), ITALIANS,
            "returns to Belarus in 5 years, as many log points of pay as in Italy; tolerance: 10 "
            "points, a judgement",
        ),
    ),
)  # fmt: skip
