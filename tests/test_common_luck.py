"""Common random numbers: two runs of one seed differ only where a cause can reach."""

import pandas as pd
import pytest
from tests import lives, worlds

from talentflow.model import MigrationModel
from talentflow.scenario import Scenario

TRAITS = [
    "citizenship", "birth", "sex", "education", "english", "family", "mover", "taste",
    "answer", "grade", "active",
]  # fmt: skip
"""What decisions cannot change: traits, and promotion and leaving, which are chance alone.

Exposure is none of them: it rises for those whom repression strikes."""

ALONE = (*worlds.OPEN, *worlds.UNCOUPLED)
FIXED = ("decision.intention.kappa=1.0", "terms.home.weight=5")


def five(*overrides: str, months: int = 12, scale: float = 100) -> Scenario:
    """Return five countries with all their events."""
    return worlds.scenario(
        worlds.world(*worlds.COUNTRIES), *overrides, months=months, scale=scale, start="2020-01"
    )


def pair(*overrides: str, change: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run a scenario without and with one change; return the people whom both runs know."""
    one, other = (
        lives.columns(MigrationModel(five(*overrides, *changes)).run())
        for changes in ((), (change,))
    )
    shared = one.index.intersection(other.index)
    assert len(shared) > 0.9 * max(len(one), len(other))
    return one.loc[shared], other.loc[shared]


def differs(one: pd.DataFrame, other: pd.DataFrame) -> "pd.Series[bool]":
    """Tell for each person whether anything at all is different."""
    return (one != other).any(axis=1)


def test_more_newcomers_change_nobody_else() -> None:
    """With more hires than in another run, everyone whom both know has the same year."""
    small, large = (
        MigrationModel(five(*ALONE, *FIXED, f"feedback.hiring.supply={supply}")).run()
        for supply in (0.28, 0.29)
    )
    one, other = lives.columns(small), lives.columns(large)
    shared = one.index.intersection(other.index)
    assert 0 < len(other) - len(one) < 40
    assert len(shared) > 0.98 * len(one)
    pd.testing.assert_frame_equal(one.loc[shared], other.loc[shared])


@pytest.mark.parametrize(
    "change",
    [
        "feedback.hiring.graduates=4400",
        "terms.english.weight=1.0",
        "terms.residual.values={POL=2}",
        "people.ties.degree=2",
        "gates.savings.enforced=false",
        "decision.intention.rate=0.5",
        "work.remote.discount=0.9",
    ],
)
def test_no_change_touches_anyones_traits(change: str) -> None:
    """Who people are, and when they are promoted or leave the occupation, is theirs alone."""
    one, other = pair(change=change)
    pd.testing.assert_frame_equal(one[TRAITS], other[TRAITS])
    if "hiring" not in change:
        assert differs(one, other).any()


def test_a_term_that_is_zero_for_someone_leaves_them_alone() -> None:
    """Making family count for more changes no single person's year, but others'."""
    one, other = pair(*ALONE, *FIXED, change="terms.family.weight=1.5")
    changed = differs(one, other)
    single = one["family"] == 0
    assert not changed[single].any()
    assert changed[~single].any()


def month(*overrides: str) -> pd.DataFrame:
    """Live the first month of all countries, with gates that can neither hold up nor queue."""
    given = (*worlds.OPEN, *worlds.NO_STUDENTS, *overrides)
    return lives.first_month(worlds.scenario(worlds.world(), *given, scale=60))


@pytest.mark.parametrize("country", ["POL", "UKR", "USA"])
def test_a_better_destination_draws_planners_to_itself_alone(country: str) -> None:
    """Where all plan at the highest rate, a better country takes planners and moves nobody else.

    The first month alone, so that neither queues nor ties can carry the change on.
    """
    better = f"terms.residual.values={{{country}=1}}"
    fixed = (*worlds.CERTAIN, "terms.home.weight=2")
    one, other = month(*fixed), month(*fixed, better)
    same = one["chosen"] == other["chosen"]
    drawn = ~same & (other["chosen_country"] == country)
    assert drawn.sum() >= 10
    assert (one["chosen"][drawn] >= 0).all()
    assert not drawn[one["country"] == country].any()
    # of the others, only the plan of a stayer abroad who would have gone home need not stand
    odd = ~same & ~drawn
    assert (one["chosen_country"][odd] == "BLR").all()
    assert ((one["mover"] == 0) & (one["country"] != "BLR"))[odd].all()


@pytest.mark.parametrize("country", ["POL", "UKR"])
def test_a_better_destination_makes_more_plan_and_nobody_fewer(country: str) -> None:
    """A better country adds plans outside it and drops some inside; kept plans keep their aim.

    The wish weighs all destinations together, so that some of those who plan anew choose another.
    """
    better = f"terms.residual.values={{{country}=1.5}}"
    fixed = ("decision.intention.kappa=0", "decision.intention.rate=1", "terms.home.weight=2")
    one, other = month(*fixed), month(*fixed, better)
    there = one["country"] == country
    decided = (one["mover"] == 1) | (one["country"] == "BLR")
    assert other["planned"][one["planned"] & ~there & decided].all()
    assert one["planned"][other["planned"] & there].all()
    both = one["planned"] & other["planned"]
    kept = one["chosen"] == other["chosen"]
    assert both.sum() > 50
    assert (kept | (other["chosen_country"] == country))[both].all()
    more = other["planned"] & ~one["planned"]
    assert (other["chosen_country"][more] == country).sum() >= 3
    assert (~kept & both).sum() >= 2


def test_a_country_that_nobody_may_enter_changes_nobodys_month() -> None:
    """However attractive a closed country becomes, everyone's first month is the same."""
    closed = worlds.rule(worlds.world(*worlds.COUNTRIES), "entry", 0.0, "GEO")
    closed = worlds.diaspora(closed, GEO=0)
    better = worlds.indicator(closed, "life_ladder", 9, "GEO")
    rates = ("decision.intention.kappa=-1", "decision.intention.rate=1", "terms.home.weight=2")
    one, other = (
        lives.first_month(worlds.scenario(some, *worlds.BORDER, *rates))
        for some in (closed, better)
    )
    assert 20 < one["planned"].sum() < 0.5 * len(one)
    pd.testing.assert_frame_equal(one, other)


def test_draws_do_not_depend_on_how_many_people_there_are() -> None:
    """People of a small diaspora are the first of a large one, with the same traits.

    Students are left out, since they choose where to go by the diaspora.
    """
    five_tables = worlds.world(*worlds.COUNTRIES)
    few, many = (
        lives.columns(
            MigrationModel(
                worlds.scenario(worlds.diaspora(five_tables, POL=n), *worlds.NO_STUDENTS)
            )
        )
        for n in (1000, 3000)
    )
    assert len(few) < len(many)
    pd.testing.assert_frame_equal(few, many.loc[few.index])
