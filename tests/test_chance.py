"""Keyed chance: the generator is the published one, and its draws on our own keys are independent.

Error rates: a statistical test here fails by chance with probability 1e-6 for each statistic (a
few hundred in all), and seeds are fixed, so that it fails always or never.
"""

import itertools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests import worlds

from talentflow.chance import (
    Kind,
    Purpose,
    identity,
    normal,
    replication_seed,
    uniform_pairs,
    uniform_table,
)
from talentflow.errors import ScenarioErrors
from talentflow.lotteries import whole
from talentflow.model import MigrationModel
from talentflow.moment import Moment
from talentflow.phases.calendar import calendar
from talentflow.phases.demography import demography
from talentflow.phases.values import values
from talentflow.simulation import Simulation

ERROR = 1e-6
PEOPLE = 20_000
KEYS = identity(Kind.RESIDENT, 0, 0, np.arange(PEOPLE))

# Random123's kat_vectors for philox4x32-10: counter, key, result
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip

slots = st.tuples(
    st.integers(0, 15), st.integers(0, 4095), st.integers(0, 65_535), st.integers(0, 2**32 - 1)
)


def draw(
    purpose: int = Purpose.PLAN, month: int = 0, seed: int = 1, index: int = 0
) -> npt.NDArray[np.float64]:
    """Return one pair of uniforms for each of the first residents."""
    return uniform_pairs(seed, Purpose(purpose), month, KEYS, index)


def dependence(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """Return the p-value of independence: counts in 16 × 16 equal cells of the unit square."""
    cells = (one * 16).astype(int) * 16 + (other * 16).astype(int)
    return float(stats.chisquare(np.bincount(cells, minlength=256)).pvalue)


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_the_generator_is_philox(counter: str, key: str, result: str) -> None:
    """Known answers of Philox4x32-10 come out, each word of counter and key in its place."""
    c0, c1, month, c3 = (int(word, 16) for word in counter.split())
    low, high = (int(word, 16) for word in key.split())
    x0, x1, x2, x3 = (int(word, 16) for word in result.split())
    keys = np.array([c0 | c1 << 32], np.uint64)
    # the fourth word is index and purpose; purposes beyond the enumeration are only met here
    pair = uniform_pairs(low | high << 32, c3 & 0xFF, month, keys, c3 >> 8)[:, 0]  # type: ignore[arg-type]
    words = [(x0 << 32 | x1) >> 12, (x2 << 32 | x3) >> 12]
    assert [(word + 0.5) / 2.0**52 for word in words] == list(pair)


@given(
    st.integers(0, 2**64 - 1),
    st.sampled_from(Purpose),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**24 - 1),
)
def test_uniforms_lie_inside_the_open_interval(
    seed: int, purpose: Purpose, month: int, key: int, index: int
) -> None:
    """No draw is 0 or 1, and a draw asked for twice is the same."""
    keys = np.array([key], np.uint64)
    pair = uniform_pairs(seed, purpose, month, keys, index)
    assert np.all((pair > 0.0) & (pair < 1.0))
    assert np.array_equal(pair, uniform_pairs(seed, purpose, month, keys, index))


def test_uniforms_have_52_bits() -> None:
    """A draw is an odd multiple of 2^-53, so that both ends of the interval are out of reach."""
    scaled = draw() * 2.0**53
    assert np.all(scaled % 2.0 == 1.0)


@pytest.mark.parametrize("purpose", Purpose)
def test_draws_are_uniform(purpose: Purpose) -> None:
    """Both numbers of a pair are uniform over neighbouring people, whatever is decided."""
    for numbers in draw(purpose, month=7):
        assert stats.kstest(numbers, "uniform").pvalue > ERROR


NEIGHBOURS: dict[str, Callable[[], tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]]] = {
    "the two of a pair": lambda: tuple(draw()),  # type: ignore[return-value]
    "neighbouring people": lambda: (draw()[0][:-1], draw()[0][1:]),
    "neighbouring months": lambda: (draw(month=3)[0], draw(month=4)[0]),
    "neighbouring purposes": lambda: (draw(Purpose.EXIT)[0], draw(Purpose.INTERNAL)[0]),
    "neighbouring seeds": lambda: (draw(seed=8)[0], draw(seed=9)[0]),
    "neighbouring indices": lambda: (draw(index=0)[0], draw(index=1)[0]),
    "index and purpose swapped": lambda: (draw(2, index=1)[0], draw(1, index=2)[0]),
    "month and index swapped": lambda: (draw(month=5, index=6)[0], draw(month=6, index=5)[0]),
    "replications": lambda: (
        draw(seed=replication_seed(1, 0))[0],
        draw(seed=replication_seed(1, 1))[0],
    ),
}


@pytest.mark.parametrize("neighbours", NEIGHBOURS)
def test_neighbouring_draws_are_independent(neighbours: str) -> None:
    """Draws whose keys differ in one small thing have nothing in common."""
    assert dependence(*NEIGHBOURS[neighbours]()) > ERROR


MANY = 1_000_000


def keyed(near: str) -> npt.NDArray[np.float64]:
    """Return draws of one person, month, purpose or seed after the other, all else the same."""
    if near == "people":
        return uniform_pairs(1, Purpose.PLAN, 3, identity(Kind.RESIDENT, 2, 0, np.arange(MANY)))[0]
    few = identity(Kind.RESIDENT, 2, 0, np.arange(100))
    by = {
        "months": lambda n: uniform_pairs(1, Purpose.PLAN, n, few),
        "seeds": lambda n: uniform_pairs(n, Purpose.PLAN, 3, few),
        "replications": lambda n: uniform_pairs(replication_seed(1, n), Purpose.PLAN, 3, few),
    }[near]
    return np.stack([by(n)[0] for n in range(300)]).T.ravel()  # neighbours stand side by side


@pytest.mark.parametrize("near", ["people", "months", "seeds", "replications"])
def test_runs_of_neighbours_are_independent(near: str) -> None:
    """Uniform, without serial correlation at lags 1 to 3, and with as many rises as falls."""
    found = keyed(near)
    assert stats.kstest(found, "uniform").pvalue > ERROR
    for lag in (1, 2, 3):
        z = np.corrcoef(found[:-lag], found[lag:])[0, 1] * np.sqrt(len(found) - lag)
        assert 2 * stats.norm.sf(abs(z)) > ERROR
    rises = int((np.diff(found) > 0).sum())
    spread = np.sqrt((len(found) + 1) / 12)  # of rises of independent numbers
    assert 2 * stats.norm.sf(abs(rises - (len(found) - 1) / 2) / spread) > ERROR


def test_purposes_are_independent_in_pairs() -> None:
    """Any two purposes share nothing: correlations of all pairs are those of chance."""
    every = np.stack([draw(purpose)[0] for purpose in Purpose])
    z = np.corrcoef(every)[np.triu_indices(len(every), 1)] * np.sqrt(PEOPLE)
    assert 2 * stats.norm.sf(np.abs(z)).min() * z.size > ERROR
    assert stats.kstest(z, "norm").pvalue > ERROR


@pytest.mark.parametrize("hazard", [1e-5, 1e-6])
def test_small_hazards_come_as_often_as_they_say(hazard: float) -> None:
    """Over ten million keyed draws the number below a hazard is Poisson, and lies on no grid."""
    keys = identity(Kind.RESIDENT, 0, 0, np.arange(5 * MANY))
    found = uniform_pairs(3, Purpose.LIFE, 11, keys).ravel()
    below = found[found < hazard]
    mean = hazard * found.size
    tail = min(stats.poisson.cdf(below.size, mean), stats.poisson.sf(below.size - 1, mean))
    assert 2 * tail > ERROR
    assert np.unique(below).size == below.size > 0
    assert stats.kstest(below / hazard, "uniform").pvalue > ERROR


def test_a_hazard_of_one_in_ten_million_is_not_rounded() -> None:
    """Who draws 6e-8 leaves at a hazard of 1e-7 a month, and stays at one of 5e-8."""
    tables = worlds.world("BLR", "POL")
    left = {}
    for yearly in (1.2e-6, 6e-7):
        chosen = f"demography.leaving.left_occupation={yearly}"
        world = Simulation(worlds.scenario(tables, chosen, months=1, scale=1000)).world
        first = int(np.flatnonzero(world.people.birth[: world.people.used] > -480)[0])
        world.people.key[first] = unlucky(world.blueprint.key)
        now = Moment(0)
        calendar(world, now)
        values(world, now)
        demography(world, now)
        left[yearly] = now.left.tolist(), first
    assert left[1.2e-6][0] == [left[1.2e-6][1]]
    assert left[6e-7][0] == []


def unlucky(seed: int) -> int:
    """Return an identity that draws between 5e-8 and 1e-7 for leaving in the first month."""
    for n in range(200):
        keys = identity(15, 1, n, np.arange(MANY))
        u = uniform_pairs(seed, Purpose.LIFE, 0, keys)[1]
        hit = np.flatnonzero((u > 5e-8) & (u < 1e-7))
        if hit.size:
            return int(keys[hit[0]])
    raise AssertionError("nobody is so unlucky")


def test_large_counts_do_not_saturate() -> None:
    """Counts beyond 32 bits are whole numbers, and numbers of slots reach 2^32 - 1."""
    seats = whole(np.array([3e9, 2.5e12]), carry := np.zeros(2))
    assert seats.tolist() == [3_000_000_000, 2_500_000_000_000]
    assert carry.tolist() == [0.0, 0.0]
    ends = identity(Kind.RESIDENT, 4_095, 65_535, np.array([0, 2**32 - 1]))
    assert int(ends[1] - ends[0]) == 2**32 - 1
    last = ends[1] - np.arange(PEOPLE, dtype=np.uint64)
    assert stats.kstest(uniform_pairs(1, Purpose.PLAN, 0, last)[0], "uniform").pvalue > ERROR


def test_lists_longer_than_codes_are_refused() -> None:
    """More visa programmes than a code can number are an error of the scenario, not a wrong one."""
    tables = worlds.world("BLR", "POL")
    for n in range(111):
        tables = worlds.programme(tables, "POL", f"test-{n}")
    with pytest.raises(ScenarioErrors, match="are more than 110"):
        worlds.scenario(tables)


@given(slots, slots)
def test_no_two_slots_share_an_identity(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    """Kind, place, month and number can be read back from the identity, so it is unique."""
    first, second = (int(identity(*slot)[0]) for slot in (one, other))
    assert (first == second) == (one == other)
    kind, place, month, k = one
    assert first == kind << 60 | place << 48 | month << 32 | k


def test_identities_keep_the_shape_of_their_numbers() -> None:
    """A range of numbers gives as many identities, in order, each as if asked for alone."""
    many = identity(Kind.GRADUATE, 5, 77, np.arange(40))
    alone = [identity(Kind.GRADUATE, 5, 77, k)[0] for k in range(40)]
    assert many.dtype == np.uint64
    assert list(many) == alone


def test_everyone_in_a_model_has_a_key_of_their_own() -> None:
    """Residents, diaspora, students and newcomers of all months and places never share a key."""
    model = MigrationModel(scale=100, months=18).run()
    frame = model.professionals.to_frame()
    kinds = set((frame["key"] >> np.uint64(60)).unique().tolist())
    assert kinds == {*Kind} - {Kind.FIRM, Kind.FOUNDED}
    assert frame["key"].is_unique


def test_replications_have_keys_of_their_own() -> None:
    """No two replications of any two seeds share a key, and a key is the same when asked again."""
    pairs = list(itertools.product(range(60), range(60)))
    keys = [replication_seed(seed, replication) for seed, replication in pairs]
    assert len(set(keys)) == len(pairs)
    assert all(0 <= key < 2**64 for key in keys)
    assert keys[:60] == [replication_seed(0, replication) for replication in range(60)]


def test_a_model_uses_the_key_of_its_replication() -> None:
    """The key of a model follows from the scenario's seed and the number of the replication."""
    case = worlds.scenario(worlds.world("BLR", "POL", "UKR"), seed=11, scale=1000)
    keys = [MigrationModel(case, replication=number).key for number in range(3)]
    assert keys == [replication_seed(11, number) for number in range(3)]


def test_normal_numbers_are_normal() -> None:
    """Box and Muller's transform gives standard normals, one a pair."""
    numbers = normal(draw(Purpose.TASTE_FOR_MOVING))
    assert numbers.shape == (PEOPLE,)
    assert stats.kstest(numbers, "norm").pvalue > ERROR


def test_a_table_of_draws_holds_the_pairs_first_halves() -> None:
    """Row by row and index by index the draws are those of `uniform_pairs`."""
    keys = identity(Kind.FIRM, 3, 0, np.arange(5))
    table = uniform_table(17, Purpose.FIRM_PLACE, 2, keys, 4)
    for index in range(4):
        pairs = uniform_pairs(17, Purpose.FIRM_PLACE, 2, keys, index)
        np.testing.assert_array_equal(table[:, index], pairs[0])
