"""The first two months of a plain world, worked out by hand for every person."""

import numpy as np
import pandas as pd
import pytest
from tests import lives, worlds

from talentflow.chance import Purpose, uniform_pairs
from talentflow.model import MigrationModel
from talentflow.scenario import Scenario
from talentflow.tables import GRADES

VALUES = {"BLR": 0.2, "POL": 0.9, "LTU": -0.4, "UKR": 0.3}
RESIDUAL = "terms.residual.values={" + ", ".join(f"{k} = {v}" for k, v in VALUES.items()) + "}"
BY_HAND = ("terms.age.weight=0.3", "terms.family.weight=0.4", "shocks.crisis.gain=20")
WISH = ("decision.intention.kappa=2.5", "decision.intention.rate=0.5", "decision.intention.drop=1")


def mixed() -> Scenario:
    """Return a world where the wish depends on value, age, family and a crisis of the month."""
    tables = worlds.one_place(worlds.calm(worlds.world(*VALUES)))
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
    parts = wishes(lives.columns(model), 0)
    for row in range(0, len(parts), 11):
        reasons = model.professionals[row].reasons
        expected = parts.iloc[row]
        for name in ("age", "family", "crisis", "moving"):
            assert reasons[name] == pytest.approx(expected[name], abs=1e-5)
        assert reasons.sum() == pytest.approx(expected.sum(), abs=2e-5)


def test_everyone_plans_and_wishes_as_the_formula_says() -> None:
    """Who plans in the first month follows person by person from the rate and the keyed draw."""
    model = MigrationModel(mixed())
    people = lives.live(model)
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
    model = MigrationModel(mixed())
    lives.live(model)
    people = lives.live(model)
    planning = people[(people["stage"] >= 2) & (people["active_after"] == 1)]
    chance = 1 / (1 + np.exp(wishes(planning, 1).sum(axis=1)))
    drawn = uniform_pairs(model.key, Purpose.PLAN, 1, planning.index.to_numpy(np.uint64))[0]
    gone = (planning["stage_after"] < 2) & ~planning["moved"]
    clear = np.abs(drawn - chance) > 1e-6
    assert 3 <= gone.sum() < len(planning)
    assert (gone == (drawn < chance))[clear].all()
    assert (planning["plan_after"][gone] == -1).all()


def test_the_table_of_reasons_holds_the_means_of_those_at_home() -> None:
    """For each grade, the reasons of the wish are the means over all who live at home."""
    model = MigrationModel(mixed())
    people = lives.live(model)
    home = people["country"] == "BLR"
    parts = wishes(people, 0)[home].groupby(people.loc[home, "grade"]).mean()
    table = model.tables()["reasons"]
    rows = table[(table["decision"] == "wish") & (table["group"] == "grade")]
    shown = rows.astype({"group_value": str, "term": str}).pivot_table(
        index="group_value", columns="term", values="contribution"
    )
    shown = shown.loc[list(GRADES)].set_axis(range(4))
    for name in ("age", "family", "crisis", "moving"):
        assert shown[name].to_numpy() == pytest.approx(parts[name].to_numpy(), abs=1e-4)
    gain = shown["residual"] + shown["variety"]
    assert gain.to_numpy() == pytest.approx(parts["gain"].to_numpy(), abs=1e-4)
    assert shown.sum(axis=1).to_numpy() == pytest.approx(parts.sum(axis=1).to_numpy(), abs=1e-4)
