"""Remote work as tables by origin, grade and country: what it pays, and who takes it up."""

from typing import NamedTuple

import numpy as np

from talentflow.blueprint import Blueprint
from talentflow.chance import Purpose, uniform_pairs
from talentflow.kernels.tables import Columns
from talentflow.kernels.work import hire_remotely
from talentflow.rules.work.remote import Remote
from talentflow.view import Floats

__all__ = ["RemoteMarket", "begin_remotely", "remote_gain", "remote_market", "remote_pay"]


class RemoteMarket(NamedTuple):
    """Offers of employers abroad in one month."""

    rate: Floats
    """(O, G, 3) jobs taken up a month by grade and level of English."""
    ending: Floats
    """(O,) chance that remote work ends."""
    log_pull: Floats
    """(O, G, C) log weight of each employer's country, −∞ where nothing is taken."""


def remote_pay(plan: Blueprint, month: int, wage_index: Floats) -> Floats:
    """Pay for remote work by client relative to local pay (O, G, C + 1); first 1 for no client."""
    rule: Remote = plan.case.rule("work.remote")
    grades = plan.pay_ratio.shape[1]
    paid = np.ones((len(plan.home), grades, len(plan.countries) + 1))
    if rule.enabled:
        gross = plan.indicators["pay_gross_usd_year"][month] * wage_index
        by_grade = gross[:, None] * plan.pay_ratio
        for o, home in enumerate(plan.home):
            paid[o, :, 1:] = rule.discount * (by_grade / by_grade[home]).T
    return paid


def remote_gain(plan: Blueprint, paid: Floats) -> Floats:
    """Return what remote work adds to the value of the residence, logit units, shaped as `paid`."""
    weight: float = plan.case.rule("terms.real_wage").weight
    return weight * np.log(paid)


def remote_market(plan: Blueprint, month: int, paid: Floats, *, shut: bool = True) -> RemoteMarket:
    """Offers of a month at the pay `paid`; `shut` says whether internet shutdowns count."""
    origins, grades, width = paid.shape
    market = RemoteMarket(
        np.zeros((origins, grades, 3)), np.zeros(origins), np.zeros((origins, grades, width - 1))
    )
    for o, home in enumerate(plan.home.tolist()):
        rule: Remote = plan.rule("work.remote", o)
        jobs = plan.indicators["ict_employment"][month].copy()
        jobs[home] = 0.0
        pull = rule.pull(paid[o, :, 1:], jobs) * plan.dials.remote[month]
        shutdown = float(plan.shutdown[month, home]) * shut
        freedom = float(plan.indicators["internet_freedom"][month, home]) / 100.0 * (1.0 - shutdown)
        risk = rule.risk(plan.countries[home], float(plan.lost_demand[month, o]))
        market.rate[o] = rule.rates(pull, risk, freedom)
        market.ending[o] = rule.ending(shutdown)
        with np.errstate(divide="ignore"):
            market.log_pull[o] = np.log(pull)
    return market


def begin_remotely(plan: Blueprint, people: Columns) -> None:
    """Let some residents work remotely from the start: as many as calm take-up and ending keep."""
    rule: Remote = plan.case.rule("work.remote")
    if not rule.enabled:
        return
    paid = remote_pay(plan, 0, np.ones(len(plan.countries)))
    market = remote_market(plan, 0, paid, shut=False)
    taken = -np.expm1(-market.rate)
    share = np.where(taken > 0.0, taken / np.maximum(taken + rule.end, 1e-300), 0.0)
    count = people.used
    o = people.citizenship[:count]
    home = plan.country_of_place[people.place[:count]] == plan.home[o]
    drawn = uniform_pairs(plan.key, Purpose.REMOTE_AT_START, 0, people.key[:count])[0]
    rows = np.flatnonzero(home & (drawn < share[o, people.grade[:count], people.english[:count]]))
    hire_remotely(people, np.uint64(plan.key), int(Purpose.CLIENT_AT_START), rows, market.log_pull)
