"""Shapley values: games solved by hand, and the axioms that define them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from talentflow_lab.shapley import MOST, alone, coalition, last, shapley_values

NUMBERS = st.floats(-1e6, 1e6)


def game(players: int) -> st.SearchStrategy[np.ndarray]:
    """Draw any game of so many players."""
    return arrays(np.float64, 1 << players, elements=NUMBERS)


GAMES = st.integers(1, 5).flatmap(game)


def test_gloves() -> None:
    """One left glove and two right ones: a pair is worth 1 (Shapley and Shubik 1969)."""
    worth = [1.0 if s & 1 and s & 6 else 0.0 for s in range(8)]
    np.testing.assert_allclose(shapley_values(np.array(worth)), [2 / 3, 1 / 6, 1 / 6], atol=1e-15)


def test_airport() -> None:
    """A runway as long as the largest plane needs: each length is shared by those who need it."""
    cost = [max((n + 1 for n in range(3) if s >> n & 1), default=0) for s in range(8)]
    found = shapley_values(np.array(cost, np.float64))
    np.testing.assert_allclose(found, [1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 1], atol=1e-15)


def test_two_players_by_hand() -> None:
    """Of v = 0, 10, 4, 20 each gets the mean of joining first and joining last."""
    values = np.array([0.0, 10.0, 4.0, 20.0])
    assert shapley_values(values).tolist() == [(10 + 16) / 2, (4 + 10) / 2]
    assert alone(values).tolist() == [10.0, 4.0]
    assert last(values).tolist() == [16.0, 10.0]


@given(GAMES)
def test_values_sum_to_the_total_effect(values: np.ndarray) -> None:
    """Nothing is lost and nothing is made."""
    total = values[-1] - values[0]
    size = np.abs(values).max()
    assert abs(shapley_values(values).sum() - total) <= 1e-12 * max(size, 1.0) * len(values)


@given(GAMES, st.data())
def test_who_changes_nothing_gets_exactly_nothing(values: np.ndarray, data: st.DataObject) -> None:
    """A player who never changes a value gets 0, not almost 0."""
    players = len(values).bit_length() - 1
    player = data.draw(st.integers(0, players - 1))
    without = np.arange(len(values)) & ~(1 << player)
    assert shapley_values(values[without])[player] == 0.0


@given(GAMES, st.data())
def test_players_who_do_the_same_get_exactly_the_same(
    values: np.ndarray, data: st.DataObject
) -> None:
    """If two can be exchanged in every coalition, their values are equal to the last bit."""
    players = len(values).bit_length() - 1
    one, other = (data.draw(st.integers(0, players - 1)) for _ in range(2))
    numbers = np.arange(len(values))
    bits = [numbers >> one & 1, numbers >> other & 1]
    swapped = numbers & ~(1 << one) & ~(1 << other) | bits[0] << other | bits[1] << one
    alike = values[np.minimum(numbers, swapped)]
    found = shapley_values(alike)
    assert found[one] == found[other]


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(game(n), game(n))))
def test_values_of_a_sum_are_sums(pair: tuple[np.ndarray, np.ndarray]) -> None:
    """Two games played at once are worth what each is worth."""
    one, other = pair
    together = shapley_values(one + other)
    np.testing.assert_allclose(
        together, shapley_values(one) + shapley_values(other), rtol=1e-9, atol=1e-6
    )


def test_games_side_by_side_are_games_of_their_own() -> None:
    """Further axes, such as outcomes and replications, do not touch each other."""
    values = np.random.default_rng(1).normal(size=(16, 3, 2))
    found = shapley_values(values)
    assert found.shape == (4, 3, 2)
    assert found[:, 1, 1].tolist() == shapley_values(values[:, 1, 1]).tolist()


def test_most_factors_are_quick_enough() -> None:
    """256 coalitions of a hundred outcomes are shared out."""
    values = np.random.default_rng(2).normal(size=(1 << MOST, 100))
    np.testing.assert_allclose(
        shapley_values(values).sum(axis=0), values[-1] - values[0], atol=1e-12
    )


@pytest.mark.parametrize("count", [0, 1, 3, 6])
def test_half_a_game_is_refused(count: int) -> None:
    """All coalitions of at least one factor are needed."""
    with pytest.raises(ValueError, match="coalitions"):
        shapley_values(np.zeros(count))


def test_coalitions_are_numbered_by_bits() -> None:
    """Bit i stands for factor i."""
    assert [coalition(()), coalition((1,)), coalition((0, 3))] == [0, 2, 9]
