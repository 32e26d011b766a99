"""Turning: levers laid into the dials before a run starts."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from talentflow.dials import Dials, Grip
from talentflow.levers import Lever
from talentflow.scenario import Scenario
from talentflow.view import GRADES, Floats

__all__ = ["eligible_origins", "grips_of", "place_rows", "turn"]

type Ints = npt.NDArray[np.int64]


def place_rows(
    countries: Sequence[str], places: Sequence[str], country: Ints, lever: Lever
) -> Ints:
    """Rows of the places of a lever's owner."""
    if lever.place:
        return np.array([list(places).index(lever.place)])
    return np.flatnonzero(country == list(countries).index(lever.owner))


def eligible_origins(case: Scenario, lever: Lever) -> Ints:
    """Rows of the origins whose people are eligible."""
    own = {"own": (True,), "foreign": (False,), "all": (True, False)}[lever.kind.citizens]
    return np.array(
        [o for o, code in enumerate(case.origin) if (code == lever.owner) in own], np.int64
    )


def grips_of(
    case: Scenario, countries: Sequence[str], places: Sequence[str], country: Ints,
    pay_ratio: Floats, pay: Floats, net_share: Floats,
) -> tuple[Grip, ...]:  # fmt: skip
    """Return the grip of each lever; `pay` (T, C) is gross, USD a year, and `net_share` (T, C)."""
    found = []
    for n, lever in enumerate(case.levers):
        c = list(countries).index(lever.owner)
        gross = pay[:, c, None] * pay_ratio[c] / 12.0
        found.append(
            Grip(
                months=slice(lever.start, min(lever.end, case.months)),
                number=n,
                take_up=lever.take_up,
                country=c,
                places=place_rows(countries, places, country, lever),
                origins=eligible_origins(case, lever),
                grades=np.array([GRADES.index(grade) for grade in lever.kind.grades]),
                wage_weight=case.rule("terms.real_wage").weight,
                monthly_pay=gross * net_share[:, c, None],
                gross_pay=gross,
                euro=case.rule("work.money").dollars,
            )
        )
    return tuple(found)


def turn(case: Scenario, dials: Dials, grips: Sequence[Grip]) -> None:
    """Let every lever turn its dials."""
    for lever, grip in zip(case.levers, grips, strict=True):
        lever.act.turn(dials, grip)
