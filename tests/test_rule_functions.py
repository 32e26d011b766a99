"""Functions of the rules, called with numbers: closed forms, distributions, limits.

Error rates: a mean is compared at 4.9 standard errors and a distribution at 1e-6, so that each
comparison fails by chance with probability 1e-6; the draws are fixed.
"""

from math import exp, gamma, log

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests import lives

from talentflow.chance import Kind, Purpose, identity, uniform_pairs
from talentflow.rules.decision.destination import gumbel, log_stable
from talentflow.rules.decision.intention import Intention, drop_chance, planning_rate
from talentflow.rules.demography.leaving import leaving_chance
from talentflow.rules.feedback.vacancies import Vacancies
from talentflow.rules.feedback.wages import Wages
from talentflow.rules.gates.visa_queue import processing_time
from talentflow.rules.shocks.crisis import Crisis
from talentflow.rules.terms.age import age_cost
from talentflow.rules.terms.colleagues import saturating
from talentflow.rules.terms.family import family_cost

DRAWS = 40_000
SIGMAS = 4.9
ERROR = 1e-6
EULER = 0.5772156649015329
KEYS = identity(Kind.RESIDENT, 0, 0, np.arange(DRAWS))
INDICES = [0.15, 0.4, 0.6, 0.95]


def uniforms(purpose: Purpose, index: int = 0) -> npt.NDArray[np.float64]:
    """Return a pair of uniforms for each of many people."""
    return uniform_pairs(5, purpose, 0, KEYS, index)


def log_stables(index: float, country: int = 0) -> npt.NDArray[np.float64]:
    """Return logs of positive stable variables, one a person."""
    return np.array([log_stable(u, w, index) for u, w in uniforms(Purpose.NEST, country).T])


def gumbels(place: int = 0) -> npt.NDArray[np.float64]:
    """Return standard Gumbel variables, one a person."""
    return np.array([gumbel(u) for u in uniforms(Purpose.TASTE, place)[0]])


def is_mean(numbers: npt.NDArray[np.float64], expected: float) -> bool:
    """Tell whether the mean of a sample is the expected one within its error."""
    error = numbers.std() / np.sqrt(numbers.size)
    return bool(abs(numbers.mean() - expected) < SIGMAS * error)


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize("s", [0.2, 1.0, 3.0])
def test_the_laplace_transform_of_the_stable_variable(index: float, s: float) -> None:
    """E exp(−s Z) is exp(−s^index)."""
    transformed = np.exp(-s * np.exp(np.minimum(log_stables(index), 700)))
    assert is_mean(transformed, exp(-(s**index)))


@pytest.mark.parametrize("index", INDICES)
def test_moments_of_the_stable_variable(index: float) -> None:
    """E Z^−1 and E ln Z are those of the positive stable law."""
    logs = log_stables(index)
    assert is_mean(np.exp(-logs), gamma(1 + 1 / index) / gamma(2))
    assert is_mean(logs, EULER * (1 / index - 1))


def test_gumbel_noise_is_standard() -> None:
    """The noise has the standard Gumbel law; its mean is Euler's constant."""
    assert stats.kstest(gumbels(), "gumbel_r").pvalue > ERROR
    assert is_mean(gumbels(), EULER)
    assert gumbel(exp(-1.0)) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("index", INDICES)
def test_noise_of_a_place_in_a_nest_is_gumbel(index: float) -> None:
    """μ (g + ln Z) is standard Gumbel, so that a country with one place is a plain alternative."""
    assert stats.kstest(index * (gumbels() + log_stables(index)), "gumbel_r").pvalue > ERROR


@pytest.mark.parametrize("index", [0.25, 0.6, 0.9])
def test_choices_by_correlated_noise_are_the_nested_logit(index: float) -> None:
    """Two countries of three hubs and one: shares of hubs and countries have the closed form."""
    values = np.array([0.5, 0.1, -0.6, 0.4])
    jobs = np.array([0.2, 0.3, 0.5, 1.0])
    nest = np.array([0, 0, 0, 1])
    noise = np.array([gumbels(place) + log_stables(index, nest[place]) for place in range(4)])
    scores = (values + index * np.log(jobs))[:, None] + index * noise
    counts = np.bincount(scores.argmax(axis=0), minlength=4)
    inner = jobs * np.exp(values / index)
    total = np.array([inner[:3].sum(), inner[3]])
    shares = inner / total[nest] * lives.logit(index * np.log(total))[nest]
    assert stats.chisquare(counts, shares * DRAWS).pvalue > ERROR


@given(st.floats(1e-15, 1 - 1e-15), st.floats(1e-15, 1 - 1e-15), st.floats(0.1, 0.99))
def test_noise_is_finite_wherever_a_draw_falls(u: float, w: float, index: float) -> None:
    """The ends of the interval and of the index give large numbers, never infinity or NaN."""
    assert np.isfinite(gumbel(u))
    assert np.isfinite(log_stable(u, w, index))


@given(
    st.floats(-20, 20),
    st.floats(-3, 3),
    st.floats(0.05, 1),
    st.integers(0, 3),
    st.builds(Intention, rate=st.floats(0.001, 1), grade_slope=st.floats(0, 2)),
)
def test_planning_rate(
    wish: float, taste: float, mover: float, grade: int, rule: Intention
) -> None:
    """The rate is h = min(c · m · ρ · exp(min(a + σ · taste, 8)), 2), ρ = exp(j (grade − 1.5))."""
    offers = rule.rate * exp(rule.grade_slope * (grade - 1.5))
    found = planning_rate(wish, taste, mover, rule.offers()[0, grade])
    assert found == pytest.approx(min(mover * offers * exp(min(wish + taste, 8.0)), 2.0), rel=1e-12)
    assert 0 < found <= 2


def test_planning_rate_with_numbers() -> None:
    """Three cases worked out by hand."""
    flat, steep = Intention(rate=0.08, grade_slope=0.0), Intention(rate=0.1, grade_slope=2.0)
    assert planning_rate(0.0, 0.0, 1.0, flat.offers()[0, 2]) == pytest.approx(0.08)
    middle = planning_rate(log(2.0), log(3.0), 0.05, steep.offers()[0, 1])
    assert middle == pytest.approx(0.03 / exp(1.0))
    assert planning_rate(50.0, 0.0, 1.0, steep.offers()[0, 3]) == 2.0
    doctor = planning_rate(0.0, 0.0, 1.0, Intention(rate=0.08, doctorates=5.0).offers()[4, 1])
    assert doctor == pytest.approx(5.0 * 0.08 * exp(-0.5 * 1.2))


def test_drop_chance_with_numbers() -> None:
    """The chance is drop / (1 + exp(a)): half at indifference, all without a wish."""
    assert drop_chance(0.0, 0.1) == pytest.approx(0.05)
    assert drop_chance(log(3.0), 0.4) == pytest.approx(0.1)
    assert drop_chance(-np.inf, 0.1) == pytest.approx(0.1)
    assert drop_chance(1e6, 0.1) == pytest.approx(0.0, abs=1e-300)


def test_leaving_chance_by_age() -> None:
    """Other work below 60, retirement from 60, nobody stays at 65."""
    ages = [30 * 12, 719, 720, 779, 780]
    chances = [leaving_chance(months, 0.24, 0.1) for months in ages]
    assert chances == pytest.approx([0.02, 0.02, 0.1, 0.1, 1.0])


def test_costs_of_age_and_family() -> None:
    """Age costs nothing at 22 and its weight at 32; a partner costs half of what children do."""
    assert [age_cost(years, 0.3) for years in (22.0, 32.0, 17.0)] == pytest.approx([0, 0.3, -0.15])
    assert [family_cost(family, 0.4) for family in (0, 1, 2)] == pytest.approx([0, 0.2, 0.4])


def test_ties_saturate() -> None:
    """One tie counts nearly as one, many as the saturation."""
    assert saturating(0.0, 4.0) == 0.0
    assert saturating(4.0, 4.0) == pytest.approx(4 * (1 - exp(-1)))
    assert saturating(1e6, 4.0) == pytest.approx(4.0)


def test_processing_time_is_erlang() -> None:
    """Whole months are the floor of an Erlang variable with two stages and the given mean."""
    u, w, mean = np.array([[exp(-1.0), 0.3], [exp(-1.0), 0.7], [2.5, 0.0]])
    assert list(processing_time(u, w, mean)) == [2, 0]
    months = processing_time(*uniforms(Purpose.PROCESSING), np.full(DRAWS, 3.0)).astype(int)
    shares = np.diff(stats.erlang.cdf(np.arange(13), 2, scale=1.5), append=1.0)
    counts = np.bincount(np.minimum(months, 12), minlength=13)
    assert stats.chisquare(counts, shares * DRAWS).pvalue > ERROR


def test_a_crisis_is_the_strongest_of_its_events() -> None:
    """Events of one week are one crisis, it halves with its half-life, and none is foreseen."""
    rule = Crisis(gain=30.0, half_life=2.0)
    assert rule.pulse(np.array([3.0, 3.0]), np.array([0.0, 0.0])) == pytest.approx(1.0)
    assert rule.pulse(np.array([3.0, 1.5]), np.array([4.0, 0.0])) == pytest.approx(0.5)
    assert rule.pulse(np.array([3.0]), np.array([-1.0])) == 0.0
    assert rule.pulse(np.array([]), np.array([])) == 0.0


def test_vacancies_reopen_and_never_fall_below_none() -> None:
    """Without arrivals vacancies return to the usual; more arrivals than vacancies leave none."""
    rule = Vacancies(months_to_fill=4.0, months_known={"c": 8.0})
    months = rule.months(["a", "b", "c"])
    assert months == pytest.approx([4.0, 4.0, 8.0])
    usual = np.array([100.0, 100.0, 100.0])
    after = rule.next(np.array([100.0, 20.0, 50.0]), usual, np.array([0.0, 0.0, 90.0]), months)
    assert after == pytest.approx([100.0, 40.0, 0.0])
    assert rule.openings(usual, months) == pytest.approx([25.0, 25.0, 12.5])


def test_wages_rise_where_people_leave() -> None:
    """One per cent lost raises wages by the gain in per cent; nobody lost, no change."""
    index = Wages(stayers_gain=0.67).index(np.array([10.0, 0.0, -10.0]), np.full(3, 1000.0))
    assert index == pytest.approx([exp(0.0067), 1.0, exp(-0.0067)])
