"""Hubs: cutting a country into places that are alike changes nothing that anybody can feel.

Error rate: the one statistical test here fails by chance with probability 1e-6; its seed is fixed.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests import lives, worlds

from talentflow import outlook
from talentflow.errors import ScenarioErrors
from talentflow.model import MigrationModel
from talentflow.scenario import Scenario

type Texts = tuple[str, ...]

HOSTS = ("POL", "LTU", "UKR")
ERROR = 1e-6

# ties to people in a hub count for that hub alone, so that cutting it does change them
APART = ("terms.colleagues.weight=0",)
SOUGHT = (
    "terms.diaspora.weight=0",
    "terms.residual.values={UKR=1}",
    "terms.home.weight=2",
    "decision.intention.kappa=-1",
    "decision.intention.rate=0.8",
)
"""So many plan to go to the cut country that shares can be counted."""


def case(*shares: float, nest: float = 0.6, scale: float = 200, more: Texts = ()) -> Scenario:
    """Return a world in which Ukraine, where nobody lives yet, is cut into hubs.

    It is the last in the list of places: keys of people and of draws for places hold row numbers,
    so that hubs before others would give these people another luck.
    """
    tables = worlds.calm(worlds.world("BLR", *HOSTS))
    tables = worlds.diaspora(worlds.one_place(tables), UKR=0, POL=6000)
    assert tables["places"][-1]["place"] == "kyiv"
    if shares:
        tables = worlds.split(tables, "kyiv", *shares)
    hubs = f"decision.destination.hub_correlation={nest!r}"
    return worlds.scenario(tables, *worlds.OPEN, *APART, hubs, *more, scale=scale)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[float, ...]:
    """Draw shares of two to four hubs."""
    parts = np.array(draw(st.lists(st.floats(0.05, 1), min_size=2, max_size=4)))
    return tuple((parts / parts.sum()).tolist())


def felt(model: MigrationModel) -> pd.DataFrame:
    """Return the reasons of some of the people, one row a person."""
    return pd.DataFrame([model.professionals[row].reasons for row in range(0, 460, 23)])


@settings(max_examples=12, derandomize=True)
@given(cuts(), st.floats(0.1, 0.99))
def test_a_cut_country_is_worth_what_it_was(shares: tuple[float, ...], nest: float) -> None:
    """However a country is cut, everyone's wish, and what is solved from all wishes, stays."""
    whole, cut = MigrationModel(case(nest=nest)), MigrationModel(case(*shares, nest=nest))
    assert len(cut.places) == len(whole.places) + len(shares) - 1
    assert cut.constants.kappa == pytest.approx(whole.constants.kappa, abs=1e-9)
    assert cut.constants.home_weight == pytest.approx(whole.constants.home_weight, abs=1e-9)
    one, other = felt(whole), felt(cut)
    # reasons are kept with seven digits
    assert np.allclose(one.sum(axis=1), other.sum(axis=1), atol=5e-6)
    assert np.allclose(one, other[one.columns], atol=5e-6)


def test_hubs_have_their_share_of_jobs_and_vacancies() -> None:
    """The vacancies of a cut country are those of the whole one, shared as its jobs are."""
    shares = (0.5, 0.3, 0.2)
    whole, cut = (MigrationModel(case(*some)) for some in ((), shares))
    (before,) = (place.vacancies for place in whole.places if place.country == "UKR")
    after = [place.vacancies for place in cut.places if place.country == "UKR"]
    assert after == pytest.approx([before * share for share in shares])


def test_the_same_people_plan_to_leave_a_cut_country_alone() -> None:
    """In the first month the same people plan, and all who choose elsewhere choose the same."""
    whole = lives.first_month(case(scale=20, more=SOUGHT))
    cut = lives.first_month(case(0.2, 0.5, 0.3, scale=20, more=SOUGHT))
    assert whole["planned"].sum() > 300
    # whether the plan of a stayer abroad stands depends on whether it leads home
    decided = (whole["mover"] == 1) | (whole["country"] == "BLR")
    assert (whole["planned"] == cut["planned"])[decided].all()
    one, other = (
        people.loc[decided & people["planned"], "chosen_country"] for people in (whole, cut)
    )
    elsewhere = (one != "UKR") & (other != "UKR")
    assert (one == other)[elsewhere].all()
    # draws inside the country differ, so single people change sides; as many in as out
    came, went = (
        ((one != "UKR") & (other == "UKR")).sum(),
        ((one == "UKR") & (other != "UKR")).sum(),
    )
    assert came + went > 20
    assert stats.binomtest(int(came), int(came + went)).pvalue > ERROR


def test_leavers_share_identical_hubs_by_their_jobs() -> None:
    """Of those who choose the cut country, each hub gets its share of the country's jobs."""
    shares = (0.2, 0.5, 0.3)
    people = lives.first_month(case(*shares, scale=20, more=SOUGHT))
    chosen = people["chosen"][people["planned"] & (people["chosen_country"] == "UKR")]
    counts = chosen.value_counts().sort_index()
    assert counts.sum() > 60
    assert stats.chisquare(counts, np.array(shares) * counts.sum()).pvalue > ERROR


def test_too_many_countries_of_several_places_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A world that does not fit the bits is an error that says so, never a wrong result."""
    monkeypatch.setattr(outlook, "MOST_SHARED", 1)
    with pytest.raises(ScenarioErrors, match="countries have several places"):
        MigrationModel("belarus-2020", scale=1000)
