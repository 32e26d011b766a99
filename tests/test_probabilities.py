"""Probabilities of the decision: what is planned, where to and how often, against formulas.

Error rates: each statistical test fails by chance with probability 1e-6 or less for each
statistic; seeds are fixed, so that it fails always or never.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats
from tests import lives, worlds

from talentflow.model import MigrationModel
from talentflow.scenario import Scenario

ERROR = 1e-6
SIGMAS = 4.9  # two-sided 1e-6
MOVERS = ("people.population.mover_share=1",)
VALUES = {"BLR": 0.2, "POL": 0.9, "LTU": -0.4, "UKR": 0.3}
RESIDUAL = "terms.residual.values={" + ", ".join(f"{k} = {v}" for k, v in VALUES.items()) + "}"
HOSTS = ("POL", "LTU", "UKR")


def plain(*overrides: str, scale: float = 25, **abroad: float) -> Scenario:
    """Return one origin with three hosts of known value, one place each, and no events."""
    tables = worlds.one_place(worlds.calm(worlds.world("BLR", *HOSTS)))
    tables = worlds.diaspora(tables, **abroad)
    chosen = (*worlds.NO_TERMS, *worlds.OPEN, RESIDUAL, *overrides)
    return worlds.scenario(tables, *chosen, scale=scale)


def shares(residence: str, *, open_to: tuple[str, ...] = ("BLR", *HOSTS)) -> "pd.Series[float]":
    """Return the logit's shares of the countries other than the residence."""
    feasible = [code for code in open_to if code != residence]
    return pd.Series(lives.logit([VALUES[code] for code in feasible]), feasible)


def agrees(chosen: "pd.Series[str]", expected: "pd.Series[float]") -> bool:
    """Tell whether counts of choices are those of the expected shares (chi-square)."""
    counts = chosen.value_counts().reindex(expected.index, fill_value=0)
    assert counts.sum() == len(chosen)
    return bool(stats.chisquare(counts, expected * len(chosen)).pvalue > ERROR)


def test_two_hosts_share_leavers_by_the_logit() -> None:
    """With one origin and two hosts of known value, a host's share is exp(v) / sum exp(v)."""
    tables = worlds.one_place(worlds.calm(worlds.world("BLR", "POL", "LTU")))
    values = "terms.residual.values={POL = 0.9, LTU = -0.4}"
    chosen = (*worlds.NO_TERMS, *worlds.OPEN, *worlds.CERTAIN, *MOVERS, values)
    people = lives.first_month(worlds.scenario(tables, *chosen, scale=25))
    leavers = people[(people["country"] == "BLR") & people["planned"]]
    assert len(leavers) > 2500
    count = int((leavers["chosen_country"] == "POL").sum())
    assert stats.binomtest(count, len(leavers), 1 / (1 + np.exp(-1.3))).pvalue > ERROR


@pytest.mark.parametrize("residence", VALUES)
def test_choices_are_the_logit_wherever_people_live(residence: str) -> None:
    """From home and from every host, shares are those of the logit over the other countries."""
    case = plain(*worlds.CERTAIN, *MOVERS, POL=40_000, LTU=40_000, UKR=40_000)
    people = lives.first_month(case)
    leavers = people[(people["country"] == residence) & people["planned"]]
    assert len(leavers) > 1000
    assert agrees(leavers["chosen_country"], shares(residence))


def test_stayers_abroad_seldom_move_on() -> None:
    """A stayer's plan abroad stands with the stayers' rate unless it is to go home."""
    rate = 0.3
    some = ("people.population.mover_share=0.05", f"decision.intention.stayer_rate={rate}")
    people = lives.first_month(plain(*worlds.CERTAIN, *some, POL=80_000))
    stayers = people[(people["country"] == "POL") & (people["mover"] == 0) & people["planned"]]
    expected = shares("POL") * [1.0, rate, rate]
    assert len(stayers) > 1000
    assert agrees(stayers["chosen_country"], expected / expected.sum())


def test_hubs_share_arrivals_by_the_nested_logit() -> None:
    """Hubs that differ in vacancies share a country's planners by the nested logit.

    The vacancies that planners see are those at the end of the month before; what they choose in
    three years is compared with what the formula gives month by month: how many choose each hub,
    and how far choices follow vacancies (score of their weight).
    """
    nest = 0.4
    tables = worlds.one_place(worlds.calm(worlds.world("BLR", "POL", "LTU")))
    tables = worlds.split(tables, "warsaw", 0.5, 0.3, 0.2)
    tables = worlds.indicator(tables, "ict_employment", 30_000, "POL", "LTU")
    tables = worlds.indicator(tables, "vacancy_rate", 0.03, "POL", "LTU")
    seen = ("terms.job_chance.weight=1", f"decision.destination.hub_correlation={nest}")
    rates = ("decision.intention.kappa=0", "decision.intention.rate=0.02")
    off = [one for one in worlds.NO_TERMS if "job_chance" not in one]
    chosen = (*off, *worlds.OPEN, *worlds.AT_ONCE, *rates, *seen, *MOVERS)
    model = MigrationModel(worlds.scenario(tables, *chosen, scale=25, months=36))
    hosts, jobs = model.places[1:], 30_000 * np.array([0.5, 0.3, 0.2, 1.0])
    counts, expected, variance = np.zeros((3, 4))
    score, blind, information = 0.0, 0.0, 0.0
    for _ in range(36):
        x = np.log(np.clip([p.vacancies for p in hosts] / jobs / 0.03, 0.1, 10.0))
        people = lives.live(model)
        places = people["chosen"][(people["country"] == "BLR") & people["planned"]]
        counts += np.bincount(places - 1, minlength=4)
        chance = nested(x, jobs / 30_000, nest)
        expected += len(places) * chance
        variance += len(places) * chance * (1 - chance)
        hubs = chance[:3] / chance[:3].sum()
        inside = places[places < 4] - 1
        score += (x[inside] - hubs @ x[:3]).sum()
        blind += (x[inside] - [0.5, 0.3, 0.2] @ x[:3]).sum()
        information += len(inside) * (hubs @ x[:3] ** 2 - (hubs @ x[:3]) ** 2)
    assert np.all(np.abs(counts - expected) < SIGMAS * np.sqrt(variance))
    assert np.abs(score) < SIGMAS * np.sqrt(information)
    # the test would notice hubs that share by their jobs alone
    assert np.abs(blind) > SIGMAS * np.sqrt(information)


def nested(
    values: npt.NDArray[np.float64], jobs: npt.NDArray[np.float64], nest: float
) -> npt.NDArray[np.float64]:
    """Return the nested logit's shares of a country of three hubs and a country of one place."""
    inner = jobs * np.exp(values / nest)
    total = np.array([inner[:3].sum(), inner[3]])
    return inner / total[[0, 0, 0, 1]] * lives.logit(nest * np.log(total))[[0, 0, 0, 1]]


def test_the_solved_constants_give_the_calm_anchors() -> None:
    """With κ and the home weight as solved, the formula's yearly rates are the two anchors."""
    solved = [one for one in worlds.NO_TERMS if "terms.home" not in one]
    tables = worlds.one_place(worlds.calm(worlds.world("BLR", *HOSTS)))
    tables = worlds.diaspora(tables, POL=9000, LTU=5000, UKR=6000)
    anchors = ("decision.anchors.calm_exit=0.03", "decision.anchors.calm_return=0.12")
    case = worlds.scenario(tables, *solved, *worlds.OPEN, RESIDUAL, *anchors, scale=25)
    model = MigrationModel(case)
    people = lives.columns(model).query("employment != 2")
    away = people["abroad_since"].to_numpy(np.float64)
    abroad = (people["country"] != "BLR").to_numpy()
    values = np.tile(np.array([*VALUES.values()]), (len(people), 1))
    faded = np.where(abroad, 2.0 ** (np.minimum(away, 0) / 60.0), 1.0)
    values[:, 0] += model.constants.home_weight * faded
    here = people["country"].to_numpy()[:, None] == np.array([*VALUES])[None, :]
    inclusive = np.log(np.where(here, 0.0, np.exp(values)).sum(axis=1))
    wish = 0.6 * (inclusive - values[here]) - model.constants.kappa
    offers = np.exp(1.2 * (people["grade"].to_numpy() - 1.5))
    trait = np.where((people["mover"] == 1) | abroad, 1.0, 0.05)
    taste = 0.3 * people["taste"].to_numpy(np.float64)
    rate = np.minimum(0.08 * trait * offers * np.exp(np.minimum(wish + taste, 8.0)), 2.0)
    yearly = 12 * (1 - np.exp(-rate)) * 0.36 / (0.36 + 0.1 / (1 + np.exp(wish)))
    home = np.exp(values[:, 0] - inclusive)
    assert yearly[~abroad].mean() == pytest.approx(0.03, rel=1e-3)
    assert (yearly * home)[abroad].mean() == pytest.approx(0.12, rel=1e-3)


@pytest.mark.parametrize("anchor", [0.01, 0.03])
def test_calm_exit_is_near_its_anchor(anchor: float) -> None:
    """Without events and feedback, as many leave in the second year as the anchor says.

    The anchor is an expectation for those who are there at the start, and in the first year plans
    have yet to ripen. Three tenths leave room for who is left later, less inclined to go, and for
    chance (standard deviations of 7 and 4 per cent, so that it fails once in a thousand seeds).
    """
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    chosen = (*worlds.OPEN, *worlds.UNCOUPLED, f"decision.anchors.calm_exit={anchor}")
    model = MigrationModel(worlds.scenario(tables, *chosen, scale=4, months=24)).run()
    flows, stocks = (model.tables()[name] for name in ("flows", "stocks"))
    left = flows[(flows["kind"] == "first") & (flows["date"] >= "2020")]["persons"].sum()
    home = stocks[(stocks["country"] == "BLR") & (stocks["date"] >= "2020")]
    residents = home.groupby("date", observed=True)["persons"].sum().mean()
    assert left / residents == pytest.approx(anchor, rel=0.3)
