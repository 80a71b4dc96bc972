"""Shapley values of a game: what each player adds to the value, averaged over all orders of joining."""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import Callable, List

import numpy as np

# Gives float64 (coalitions, targets) for bool (coalitions, players).
Value = Callable[[np.ndarray], np.ndarray]
# Fewer say nothing of the sampling's error.
_FEWEST_PAIRS = 2


@dataclass(frozen=True)
class ShapleyValues:
    """What each player adds to each target.

    Attributes:
        contributions: float64 (players, targets); a column sums to the value of all less that of none.
        errors: float64 (players, targets), the sampling's standard error; 0 where nothing was sampled.
        permutations: How many orders were drawn; 0: every coalition was asked.
        readings: How many different coalitions were asked.
    """

    contributions: np.ndarray
    errors: np.ndarray
    permutations: int
    readings: int


def shapley(players: int, value: Value, *, samples: int, seed: int = 0) -> ShapleyValues:
    """Computes the values exactly where 2 to the power of ``players`` coalitions are at most ``samples``.

    Otherwise estimates them from random orders (Strumbelj and Kononenko 2014, "Explaining prediction models
    and individual predictions with feature contributions"), each drawn with its reverse, whose errors partly
    cancel (Mitchell et al. 2022, "Sampling permutations for Shapley value estimation").

    Args:
        players: Their number, at least 1.
        value: The game; asked once, for all coalitions that are needed, each once.
        samples: About how many coalitions may be asked; at least two pairs of orders are drawn.
        seed: Of the orders.
    """
    if players < 1:
        raise ValueError(f"players must be at least 1, not {players}")
    if players < 31 and 1 << players <= samples:
        return _exact(players, value)
    return _sampled(players, value, samples, np.random.default_rng(seed))


def _exact(players: int, value: Value) -> ShapleyValues:
    """Shapley's own sum over all coalitions (Shapley 1953)."""
    numbers = np.arange(1 << players)
    coalitions = (numbers[:, None] >> np.arange(players) & 1).astype(bool)
    values = value(coalitions)
    sizes = coalitions.sum(axis=1)
    weights = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    rows: List[np.ndarray] = []
    for player in range(players):
        absent = numbers[~coalitions[:, player]]
        gains = values[absent | 1 << player] - values[absent]
        rows.append(np.array(weights)[sizes[absent]] @ gains)
    contributions = np.stack(rows)
    return ShapleyValues(contributions, np.zeros_like(contributions), 0, len(numbers))


def _sampled(players: int, value: Value, samples: int, generator: np.random.Generator) -> ShapleyValues:
    # All orders share the coalitions of none and of all.
    pairs = max(_FEWEST_PAIRS, (samples - 2) // (2 * max(1, players - 1)))
    half = np.stack([generator.permutation(players) for _ in range(pairs)])
    orders = np.stack([half, half[:, ::-1]], axis=1).reshape(2 * pairs, players)
    # Row k of an order's steps: its first k players are present.
    ranks = np.argsort(orders, axis=1)
    steps = ranks[:, None, :] < np.arange(players + 1)[None, :, None]
    coalitions, places = np.unique(steps.reshape(-1, players), axis=0, return_inverse=True)
    values = value(coalitions)
    along = values[places.reshape(2 * pairs, players + 1)]
    gains = np.diff(along, axis=1)
    by_player = np.take_along_axis(gains, ranks[:, :, None], axis=1)
    of_pairs = by_player.reshape(pairs, 2, players, -1).mean(axis=1)
    errors = of_pairs.std(axis=0, ddof=1) / np.sqrt(pairs)
    return ShapleyValues(of_pairs.mean(axis=0), errors, 2 * pairs, len(coalitions))
