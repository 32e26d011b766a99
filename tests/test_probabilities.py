"""Probabilities of the decision: what is planned, where to and how often, against formulas.

Error rates: each statistical test fails by chance with probability 1e-6 or less for each
statistic; seeds are fixed, so that it fails always or never.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats
from tests import worlds

from talentflow.chance import Purpose, uniform_pairs
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
    return pd.Series(worlds.logit([VALUES[code] for code in feasible]), feasible)


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
    people = worlds.first_month(worlds.scenario(tables, *chosen, scale=25))
    leavers = people[(people["country"] == "BLR") & people["planned"]]
    assert len(leavers) > 2500
    count = int((leavers["chosen_country"] == "POL").sum())
    assert stats.binomtest(count, len(leavers), 1 / (1 + np.exp(-1.3))).pvalue > ERROR


@pytest.mark.parametrize("residence", VALUES)
def test_choices_are_the_logit_wherever_people_live(residence: str) -> None:
    """From home and from every host, shares are those of the logit over the other countries."""
    case = plain(*worlds.CERTAIN, *MOVERS, POL=40_000, LTU=40_000, UKR=40_000)
    people = worlds.first_month(case)
    leavers = people[(people["country"] == residence) & people["planned"]]
    assert len(leavers) > 1000
    assert agrees(leavers["chosen_country"], shares(residence))


def test_stayers_abroad_seldom_move_on() -> None:
    """A stayer's plan abroad stands with the stayers' rate unless it is to go home."""
    rate = 0.3
    some = ("people.population.mover_share=0.05", f"decision.intention.stayer_rate={rate}")
    people = worlds.first_month(plain(*worlds.CERTAIN, *some, POL=80_000))
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
        people = worlds.live(model)
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
    return inner / total[[0, 0, 0, 1]] * worlds.logit(nest * np.log(total))[[0, 0, 0, 1]]


def test_the_solved_constants_give_the_calm_anchors() -> None:
    """With κ and the home weight as solved, the formula's yearly rates are the two anchors."""
    solved = [one for one in worlds.NO_TERMS if "terms.home" not in one]
    tables = worlds.one_place(worlds.calm(worlds.world("BLR", *HOSTS)))
    tables = worlds.diaspora(tables, POL=9000, LTU=5000, UKR=6000)
    anchors = ("decision.anchors.calm_exit=0.03", "decision.anchors.calm_return=0.12")
    case = worlds.scenario(tables, *solved, *worlds.OPEN, RESIDUAL, *anchors, scale=25)
    model = MigrationModel(case)
    people = worlds.columns(model)
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


@pytest.mark.parametrize("anchor", [0.015, 0.05])
def test_calm_exit_is_near_its_anchor(anchor: float) -> None:
    """Without events and feedback, as many leave in a year as the anchor says, within a quarter.

    The anchor is an expectation at the start; a quarter leaves room for who is left later and for
    chance (a standard deviation of 6 and 4 per cent).
    """
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    chosen = (*worlds.OPEN, *worlds.UNCOUPLED, f"decision.anchors.calm_exit={anchor}")
    model = MigrationModel(worlds.scenario(tables, *chosen, scale=10, months=18)).run()
    flows = model.tables()["flows"]
    stocks = model.tables()["stocks"]
    left = flows[(flows["kind"] == "first") & (flows["date"] >= "2019-07-01")]["persons"].sum()
    home = stocks[(stocks["country"] == "BLR") & (stocks["date"] >= "2019-07-01")]
    residents = home.groupby("date", observed=True)["persons"].sum().mean()
    assert left / residents == pytest.approx(anchor, rel=0.25)


# Person by person, with the wish computed by hand

BY_HAND = ("terms.age.weight=0.3", "terms.family.weight=0.4", "shocks.crisis.gain=20")
WISH = ("decision.intention.kappa=2.5", "decision.intention.rate=0.5")


def mixed() -> Scenario:
    """Return a world where the wish depends on value, age, family and a crisis of the month."""
    tables = worlds.one_place(worlds.calm(worlds.world("BLR", *HOSTS)))
    tables = worlds.event(worlds.diaspora(tables, POL=20_000), "2019-01-09", "push", 2.0)
    slow = ("gates.visa_queue.mean_months=12", "gates.visa_queue.return_months=12")
    chosen = (*worlds.NO_TERMS, *worlds.OPEN, RESIDUAL, *BY_HAND, *WISH, *slow)
    return worlds.scenario(tables, *chosen, scale=50)


def wishes(people: pd.DataFrame, month: int) -> pd.DataFrame:
    """Return the parts of everyone's wish in the mixed world, by the formulas of the document."""
    inclusive = people["country"].map(
        {r: np.log(sum(np.exp(v) for c, v in VALUES.items() if c != r)) for r in VALUES}
    )
    pulse = np.where(people["country"] == "BLR", 2 / 3 * 2.0 ** (-month / 2.5), 0.0)
    exposure = np.array([0.6, 1.0, 1.6])[people["exposure"]]
    return pd.DataFrame(
        {
            "gain": 0.6 * (inclusive - people["country"].map(VALUES)),
            "moving": -2.5,
            "age": -0.3 * ((month - people["birth"]) / 12 - 22) / 10,
            "family": -0.4 * people["family"] / 2,
            "crisis": np.log1p(20 * pulse * exposure),
        },
        index=people.index,
    )


def test_wish_parts_are_those_of_the_formula_and_sum_to_the_wish() -> None:
    """What a person's reasons say adds up to the wish of the document, part by part."""
    model = MigrationModel(mixed())
    parts = wishes(worlds.columns(model), 0)
    for row in range(0, len(parts), 11):
        reasons = model.professionals[row].reasons
        expected = parts.iloc[row]
        for name in ("age", "family", "crisis", "moving"):
            assert reasons[name] == pytest.approx(expected[name], abs=1e-5)
        assert reasons.sum() == pytest.approx(expected.sum(), abs=2e-5)


def test_everyone_plans_and_wishes_as_the_formula_says() -> None:
    """Who plans in the first month follows person by person from the rate and the keyed draw."""
    model = MigrationModel(mixed())
    people = worlds.live(model)
    wish = wishes(people, 0).sum(axis=1)
    abroad = people["country"] != "BLR"
    trait = np.where((people["mover"] == 1) | abroad, 1.0, 0.05)
    strength = np.exp(np.minimum(wish + 0.3 * people["taste"], 8))
    rate = 0.5 * trait * np.exp(1.2 * (people["grade"] - 1.5)) * strength
    chance = 1 - np.exp(-np.minimum(rate, 2))
    keys = people.index.to_numpy(np.uint64)
    drawn = uniform_pairs(model.key, Purpose.PLAN, 0, keys)[0]
    clear = (np.abs(drawn - chance) > 1e-6) & ~(abroad & (people["mover"] == 0))
    assert clear.mean() > 0.8
    assert 0.05 < people["planned"].mean() < 0.6
    assert (people["planned"] == (drawn < chance))[clear].all()
    resting = (people["stage_after"] < 2) & ~people["moved"] & (people["active_after"] == 1)
    wants = wish + people["answer"]
    certain = resting & (np.abs(wants) > 1e-4)
    assert 0.05 < (wants > 0)[certain].mean() < 0.95
    assert ((people["stage_after"] == 1) == (wants > 0))[certain].all()


def test_plans_are_dropped_as_the_formula_says() -> None:
    """Who drops a plan in the second month follows person by person from the wish and the draw."""
    model = MigrationModel(mixed(), overrides=())
    worlds.live(model)
    people = worlds.live(model)
    planning = people[(people["stage"] >= 2) & (people["active_after"] == 1)]
    chance = 0.1 / (1 + np.exp(wishes(planning, 1).sum(axis=1)))
    drawn = uniform_pairs(model.key, Purpose.PLAN, 1, planning.index.to_numpy(np.uint64))[0]
    gone = (planning["stage_after"] < 2) & ~planning["moved"]
    clear = np.abs(drawn - chance) > 1e-6
    assert 3 <= gone.sum() < len(planning)
    assert (gone == (drawn < chance))[clear].all()
    assert (planning["plan_after"][gone] == -1).all()
