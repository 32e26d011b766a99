"""Perception: people choose on what they believe, and believe what they have heard.

Statistical tests fail by chance with probability 1e-6; seeds are fixed.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests import lives, worlds

from talentflow.drawing import draw_up
from talentflow.model import MigrationModel
from talentflow.rules.perception.belief import BELIEVED, Belief
from talentflow.rules.perception.contacts import Contacts
from talentflow.rules.perception.media import Media
from talentflow.rules.perception.recruiters import Recruiters
from talentflow.scenario import Scenario, load

ERROR = 1e-6
PERFECT = "perception.belief.enabled=false"
LADDER = {"POL": 6.0, "LTU": 8.0, "UKR": 4.0}
OTHERS = (
    "perception.media.precision=2",
    "perception.contacts.precision=20",
    "perception.recruiters.precision=40",
    "perception.media.memory=3",
)

precisions = st.floats(0.0, 1e6)
reaches = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30)


def believed(value: float, mean: float, precision: float) -> float:
    """Return what somebody with this precision believes."""
    rule = Belief()
    weight = rule.weight(np.array([precision]))
    return float(value - rule.error(np.array([value]), np.array([mean]), weight)[0])


@given(st.floats(-50, 50), st.floats(-50, 50), precisions, precisions)
def test_belief_lies_between_mean_and_truth_and_tends_to_the_truth(
    value: float, mean: float, one: float, other: float
) -> None:
    """Who has heard more is nearer to the truth; who has heard nothing believes the mean."""
    low, high = sorted((one, other))
    gaps = [abs(believed(value, mean, q) - value) for q in (0.0, low, high)]
    assert gaps[0] == pytest.approx(abs(mean - value))
    assert gaps[0] >= gaps[1] - 1e-9
    assert gaps[1] >= gaps[2] - 1e-9
    assert gaps[2] <= abs(mean - value) / (1.0 + high) + 1e-9
    assert believed(value, mean, 1e15) == pytest.approx(value, abs=1e-9)


def test_beliefs_by_hand() -> None:
    """Three numbers: half, nine tenths and nothing of the truth."""
    assert believed(3.0, 1.0, 1.0) == pytest.approx(2.0)
    assert believed(3.0, 1.0, 9.0) == pytest.approx(2.8)
    assert believed(3.0, 1.0, 0.0) == pytest.approx(1.0)


@given(reaches, reaches, st.floats(1.0, 50.0))
def test_media_reach_as_far_as_the_internet_lets_them(
    free: list[float], shut: list[float], memory: float
) -> None:
    """Reach stays between 0 and the freest month; without freedom and without memory it is none."""
    months = min(len(free), len(shut))
    freedom, shutdown = np.array(free[:months])[:, None], np.array(shut[:months])[:, None]
    rule = Media(memory=memory)
    lately = rule.reach(freedom, shutdown)
    assert (lately >= 0.0).all()
    assert (lately <= freedom.max() + 1e-12).all()
    assert (lately <= rule.reach(freedom, 0.0 * shutdown) + 1e-12).all()
    assert np.allclose(Media(memory=1.0).reach(freedom, shutdown), freedom * (1.0 - shutdown))
    assert (rule.told(rule.reach(0.0 * freedom, shutdown)) == 0.0).all()


@given(
    st.lists(st.floats(0.0, 1e5), min_size=3, max_size=3), st.floats(1.0, 1e5), st.integers(1, 60)
)
def test_precision_grows_with_contacts(stock: list[float], more: float, ties: int) -> None:
    """A larger diaspora in a country tells more of it, and no ties tell nothing."""
    people = np.array([[*stock, 1e5]])
    rule = Contacts()
    before = rule.told(people, ties)
    after = rule.told(people + np.array([[more, 0.0, 0.0, 0.0]]), ties)
    assert after[0, 0] > before[0, 0]
    assert (after[0, 1:] <= before[0, 1:]).all()
    assert before.sum() == pytest.approx(rule.precision * ties)
    assert (rule.told(people, 0) == 0.0).all()


@given(st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3), st.floats(0.0, 0.2))
def test_recruiters_reach_nobody_where_nothing_gets_through(
    reach: list[float], rate: float
) -> None:
    """Precision is zero for a shut country, and grows with freedom and with vacancies."""
    rule = Recruiters()
    told = rule.told(np.array([0.0, *reach]), np.array([rate, 0.0, 0.03, 0.2]))
    assert (told[0] == 0.0).all()
    assert (told[:, 1] == 0.0).all()
    order = np.argsort([0.0, *reach], kind="stable")
    assert (np.diff(told[order], axis=0) >= 0.0).all()
    assert told[:, 2] == pytest.approx(rule.precision * np.array([0.0, *reach]))


def plain(*overrides: str, freedom: float = 50.0, **run: float) -> Scenario:
    """Return one origin with three hosts that differ in quality of life alone."""
    tables = worlds.one_place(worlds.calm(worlds.world("BLR", *LADDER)))
    for code, value in LADDER.items():
        tables = worlds.indicator(tables, "life_ladder", value, code)
    tables = worlds.indicator(tables, "internet_freedom", freedom, "BLR")
    off = [one for one in worlds.NO_TERMS if "quality" not in one]
    mover = "people.population.mover_share=1"
    quality = "terms.quality.weight=1"
    chosen = (*off, *worlds.OPEN, *worlds.CERTAIN, mover, quality, *overrides)
    return worlds.scenario(tables, *chosen, scale=25, **run)


@pytest.mark.parametrize(
    ("overrides", "known"),
    [
        (("perception.media.precision=1", "perception.contacts.precision=0"), 1.0 / 3.0),
        (("perception.media.precision=0", "perception.contacts.precision=0"), 0.0),
        ((PERFECT,), 1.0),
    ],
)
def test_choices_follow_beliefs(overrides: tuple[str, ...], known: float) -> None:
    """Shares are those of the logit of what is believed: media of half reach tell a third."""
    people = lives.first_month(plain(*overrides))
    chosen = people[(people["country"] == "BLR") & people["planned"]]["chosen_country"]
    truth = np.array(list(LADDER.values())) / 2.0
    expected = lives.logit(truth.mean() + known * (truth - truth.mean()))
    counts = chosen.value_counts().reindex(list(LADDER), fill_value=0)
    assert len(chosen) > 2500
    assert stats.chisquare(counts, expected * len(chosen)).pvalue > ERROR
    other = lives.logit(truth.mean() + (known + 0.3) * (truth - truth.mean()))
    assert stats.chisquare(counts, other * len(chosen)).pvalue < ERROR


def cells(case: Scenario) -> MigrationModel:
    """Live two months of a scenario."""
    model = MigrationModel(case)
    for _ in range(2):
        model.step()
    return model


def test_probabilities_sum_to_one() -> None:
    """Chances over all countries that somebody of a cell may choose sum to one, at home too."""
    world = cells(load("belarus-2020", OTHERS).replace(scale=500)).simulation.world
    chances = world.cells.country_weight.copy()
    chances[:, world.blueprint.home[0]] = 0.0
    total = world.cells.total
    assert (total > 0.0).all()
    assert np.allclose((chances / total[:, None]).sum(1), 1.0)


def test_what_is_believed_goes_to_the_truth_and_is_true_at_home() -> None:
    """With much heard cells tend to those of perfect information; at home they are the same."""
    base = load("belarus-2020").replace(scale=500)
    sure = "perception.media.precision=1000", "perception.contacts.precision=1000"
    known = [
        cells(load("belarus-2020", over).replace(scale=500)).simulation.world
        for over in ((PERFECT,), (*sure, "perception.recruiters.precision=1000"), OTHERS)
    ]
    truth, near, far = (world.cells.contribution for world in known)
    assert np.abs(near - truth).max() < 0.01
    assert np.abs(far - truth).max() > 0.2
    plan = draw_up(base, 1)
    home = plan.country_of_place == plan.home[0]
    size = len(truth) // len(plan.places)
    for p in np.flatnonzero(home):
        here = slice(p * size, (p + 1) * size)
        assert np.array_equal(far[here][:, :, home], truth[here][:, :, home])


def test_perfect_information_is_the_same_to_the_last_bit() -> None:
    """With the switch off nothing else of perception matters, and no condition speaks of it."""
    runs = [
        MigrationModel("belarus-2020", overrides=over, scale=200, months=24).run().tables()
        for over in ((PERFECT,), (PERFECT, *OTHERS), ())
    ]
    for name, table in runs[0].items():
        pd.testing.assert_frame_equal(table, runs[1][name])
    words = [set(tables["conditions"]["indicator"].astype(str)) for tables in runs]
    assert words[2] - words[0] == {"known_BLR", "known_of_jobs_BLR", "belief_gap_BLR"}


def test_the_conditions_say_what_people_know_and_believe() -> None:
    """At home all is known; a shutdown cuts recruiters off; the exodus tells of its hosts."""
    case = load("belarus-2020", ["start='2020-07'"]).replace(scale=100, months=18)
    table = MigrationModel(case).run().tables()["conditions"]
    by = table.pivot(index="date", columns=["indicator", "country"], values="value")
    known, of_jobs = by["known_BLR"], by["known_of_jobs_BLR"]
    assert (known["BLR"] == 1.0).all()
    assert (by["belief_gap_BLR"]["BLR"] == 0.0).all()
    assert (by["belief_gap_BLR"].abs().max().drop("BLR") > 0.0).all()
    shut = pd.Timestamp("2020-08-01")
    assert of_jobs.loc[shut].to_numpy() == pytest.approx(known.loc[shut].to_numpy())
    rest = [month for month in of_jobs.index if month != shut]
    assert (of_jobs.loc[rest] > known.loc[rest]).drop(columns="BLR").all(axis=None)
    assert known["POL"].iloc[-1] > known["POL"].iloc[2] + 0.02
    gained = known.iloc[-1] - known.iloc[2]
    assert gained["POL"] > 5 * gained["ARE"]


def test_what_is_believed_is_what_the_rules_name() -> None:
    """The terms that beliefs are about are terms of the model."""
    assert set(BELIEVED) <= set(load("belarus-2020").rules["terms"])
