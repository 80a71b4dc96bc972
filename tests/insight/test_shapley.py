"""Shapley values of games whose values are known."""

from __future__ import annotations

from math import factorial
from typing import Callable

import numpy as np
import pytest

from insight.shapley import shapley

Game = Callable[[np.ndarray], np.ndarray]


def glove_game(coalitions: np.ndarray) -> np.ndarray:
    """Players 0 and 1 own a left glove, player 2 a right one; a pair is worth 1."""
    return ((coalitions[:, 0] | coalitions[:, 1]) & coalitions[:, 2]).astype(float)[:, None]


def pair_game(players: int) -> Game:
    """Each player has a worth of its own and one with each other player; half of a pair's worth goes to each."""
    generator = np.random.default_rng(1)
    own, pairs = generator.normal(size=players), np.triu(generator.normal(size=(players, players)), 1)

    def value(coalitions: np.ndarray) -> np.ndarray:
        here = coalitions.astype(float)
        return (here @ own + np.einsum("ci,ij,cj->c", here, pairs, here))[:, None]

    value.expected = own + (pairs.sum(axis=0) + pairs.sum(axis=1)) / 2  # type: ignore[attr-defined]
    return value


def rough_game(players: int, targets: int = 1) -> Game:
    """A value without any structure for each coalition."""
    worth = np.random.default_rng(2).normal(size=(1 << players, targets))
    powers = 1 << np.arange(players)
    return lambda coalitions: worth[(coalitions * powers).sum(axis=1)]


def test_the_glove_game() -> None:
    found = shapley(3, glove_game, samples=8)
    assert found.contributions[:, 0] == pytest.approx([1 / 6, 1 / 6, 4 / 6])
    assert (found.permutations, found.readings) == (0, 8)
    assert not found.errors.any()


def test_exact_values_are_the_mean_over_all_orders() -> None:
    from itertools import permutations

    game, players = rough_game(5), 5
    total = np.zeros(players)
    for order in permutations(range(players)):
        for place, player in enumerate(order):
            before = np.isin(np.arange(players), order[:place])
            after = before | (np.arange(players) == player)
            total[player] += (game(after[None]) - game(before[None]))[0, 0]
    found = shapley(players, game, samples=32)
    assert found.contributions[:, 0] == pytest.approx(total / factorial(players))


@pytest.mark.parametrize(("samples", "permutations"), [(1023, 2 * (1021 // 18)), (1024, 0), (2, 4)])
def test_enough_readings_make_it_exact(samples: int, permutations: int) -> None:
    assert shapley(10, rough_game(10), samples=samples).permutations == permutations


def test_an_order_and_its_reverse_are_exact_for_pairs_of_players() -> None:
    """The errors of the two cancel where players meet in pairs only: the reason to draw them together."""
    game = pair_game(12)
    found = shapley(12, game, samples=10)
    assert found.permutations == 4
    assert found.contributions[:, 0] == pytest.approx(game.expected)  # type: ignore[attr-defined]
    assert found.errors[:, 0] == pytest.approx(np.zeros(12), abs=1e-12)


def test_the_standard_error_tells_how_far_off_the_estimate_is() -> None:
    game = rough_game(10)
    exact = shapley(10, game, samples=1024).contributions
    off = []
    for seed in range(40):
        found = shapley(10, game, samples=400, seed=seed)
        off.append((found.contributions - exact) / found.errors)
    assert np.sqrt(np.mean(np.square(off))) == pytest.approx(1, abs=0.15)


def test_more_samples_are_surer() -> None:
    few, many = (shapley(10, rough_game(10), samples=n).errors.mean() for n in (100, 900))
    assert many == pytest.approx(few / 3, rel=0.35)


@pytest.mark.parametrize("samples", [10, 300, 5000])
def test_contributions_add_up(samples: int) -> None:
    game, players = rough_game(9, targets=3), 9
    found = shapley(players, game, samples=samples)
    ends = game(np.array([[False] * players, [True] * players]))
    assert found.contributions.shape == (players, 3)
    assert found.contributions.sum(axis=0) == pytest.approx(ends[1] - ends[0])


def test_each_coalition_is_asked_once() -> None:
    asked = []

    def watched(coalitions: np.ndarray) -> np.ndarray:
        asked.append(coalitions)
        return rough_game(10)(coalitions)

    found = shapley(10, watched, samples=500)
    assert len(asked) == 1
    assert len(np.unique(asked[0], axis=0)) == len(asked[0]) == found.readings <= 500


def test_the_same_seed_gives_the_same_values() -> None:
    one, again, other = (shapley(10, rough_game(10), samples=100, seed=seed).contributions for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_one_player_takes_all() -> None:
    game = rough_game(1)
    gain = (game(np.array([[True]])) - game(np.array([[False]])))[0, 0]
    assert shapley(1, game, samples=2).contributions[0, 0] == pytest.approx(gain)
    assert shapley(1, game, samples=1).contributions[0, 0] == pytest.approx(gain)


def test_a_game_without_players_is_refused() -> None:
    with pytest.raises(ValueError, match="players must be at least 1, not 0"):
        shapley(0, glove_game, samples=8)
