"""What levers turn that is the same for everybody (section 8d of the ODD page).

A lever in force at take-up 0 turns nothing.
"""

from collections.abc import Iterable, Sequence
from math import prod

from talentflow.levers import Lever

SAFE = ("vdem_physical_violence", "wgi_political_stability")
NO_QUOTA = 1e7


def in_force(levers: Iterable[Lever], mechanism: str, month: int) -> list[Lever]:
    """List the levers of a mechanism that do something in a month."""
    return [
        one
        for one in levers
        if one.kind.mechanism == mechanism and one.start <= month < one.end and one.take_up > 0
    ]


def concerns(lever: Lever, origin: str) -> bool:
    """Tell whether a lever is for the people of an origin."""
    own = lever.owner == origin
    return {"own": own, "foreign": not own, "all": True}[lever.kind.citizens]


def indicator(
    levers: Sequence[Lever], country: str, name: str, month: int, value: float, first: float
) -> float:
    """Change an indicator as levers of the country do; `first` is that of month 0."""
    for lever in in_force(levers, "conditions", month):
        s = lever.take_up
        if lever.owner != country:
            continue
        if name in SAFE:
            value += s * lever.act.safety * max(0.0, first - value)
        elif name == "internet_freedom":
            value += s * lever.act.internet * (100.0 - value)
        elif name == "net_share":
            value += min(s * lever.act.tax, 1.0 - value)
    return value


def ease(levers: Sequence[Lever], origin: str, host: str, month: int, value: float) -> float:
    """Take away a part of what hinders."""
    for lever in in_force(levers, "permits", month):
        if lever.owner == host and concerns(lever, origin):
            value += lever.take_up * lever.act.ease_gain * (1.0 - value)
    return value


def capacity(levers: Sequence[Lever], origin: str, host: str, month: int, value: float) -> float:
    """Limit the ordinary route to the lowest quota."""
    quotas = [
        lever.act.quota
        for lever in in_force(levers, "permits", month)
        if lever.owner == host and concerns(lever, origin) and lever.act.quota < NO_QUOTA
    ]
    return min([value, *quotas])


def allowed(levers: Sequence[Lever], origin: str, month: int) -> float:
    """Share of those let out whom bans leave."""
    bans = [one for one in in_force(levers, "state", month) if concerns(one, origin)]
    return prod(1.0 - one.take_up * one.act.ban for one in bans)


def spared(levers: Sequence[Lever], origin: str, month: int, share: float) -> float:
    """Share of men who are spared military service."""
    for lever in in_force(levers, "state", month):
        if concerns(lever, origin):
            share += lever.take_up * lever.act.deferment * (1.0 - share)
    return share


def lost_demand(levers: Sequence[Lever], origin: str, month: int) -> float:
    """Severity that levers add to lost demand."""
    cuts = [one for one in in_force(levers, "demand", month) if concerns(one, origin)]
    return sum(one.take_up * one.act.severity for one in cuts)


def remote_jobs(levers: Sequence[Lever], country: str, month: int) -> float:
    """Factor on the remote jobs that a country offers."""
    hiring = [one for one in in_force(levers, "remote", month) if one.owner == country]
    return prod(1.0 + one.take_up * one.act.hires for one in hiring)


def study_places(levers: Sequence[Lever], country: str, month: int) -> float:
    """Factor on the weight of a country as a place to study."""
    more = [one for one in in_force(levers, "study", month) if one.owner == country]
    return prod(1.0 + one.take_up * one.act.places for one in more)
