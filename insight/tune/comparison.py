"""Whether new settings are better than the present ones by more than luck, on sentences that chose neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Tuple

import numpy as np

DRAWS = 10_000
CONFIDENCE = 0.95
# Draws at a time: what (draws, sentences) takes stays small.
_CHUNK = 500


@dataclass(frozen=True)
class Comparison:
    """Two settings on the same test sentences.

    Attributes:
        present: The score of each training with the present settings, in [0, 1].
        best: That of each with the best.
        low: Lower end of the gain's 95 % interval, in [-1, 1].
        high: Its upper end.
        no_gain: Share of the draws in which the best settings were not better, in (0, 1].
        sentences: Test sentences.
        seeds: Of the trainings, the same for both settings.
    """

    present: Tuple[float, ...]
    best: Tuple[float, ...]
    low: float
    high: float
    no_gain: float
    sentences: int
    seeds: Tuple[int, ...]

    @property
    def gain(self) -> float:
        """The mean of the best settings less that of the present ones."""
        return float(np.mean(self.best) - np.mean(self.present))

    @property
    def above_zero(self) -> bool:
        """Whether the whole interval lies above 0: other sentences would hardly have told otherwise."""
        return self.low > 0

    @property
    def more_than_luck(self) -> bool:
        """Whether other sentences and other seeds would hardly have told otherwise.

        One training of each says nothing of what the seeds alone do.
        """
        return self.above_zero and len(self.seeds) > 1


def score(counts: np.ndarray) -> np.ndarray:
    """F1 from counts (..., 3) of what was right, guessed and true; with one guess for one truth it is accuracy."""
    right, guessed, true = np.moveaxis(np.asarray(counts, np.float64), -1, 0)
    return np.divide(2 * right, guessed + true, out=np.ones_like(right), where=guessed + true > 0)


def compare(
    present: np.ndarray, best: np.ndarray, seeds: Tuple[int, ...], *, draws: int = DRAWS, seed: int = 0
) -> Comparison:
    """Compares by a paired bootstrap (Efron and Tibshirani 1993; Koehn 2004 for scores of this kind).

    Each draw takes as many test sentences, with repetition, for both settings the same, and for each setting
    as many of its trainings: what one training gains on another by its seed alone counts as luck, too.

    Args:
        present: int (trainings, sentences, 3), from `Rows.tested`.
        best: The same of the best settings.
        seeds: Of the trainings.
        draws: How many.
        seed: Of the draws.
    """
    chooser = np.random.default_rng(seed)
    runs, sentences, _ = present.shape
    gains: List[np.ndarray] = []
    for start in range(0, draws, _CHUNK):
        count = min(_CHUNK, draws - start)
        weights = chooser.multinomial(sentences, np.full(sentences, 1 / sentences), size=count)
        drawn = [score(np.einsum("ds,rsk->drk", weights, one, optimize=True)) for one in (present, best)]
        means = [
            np.take_along_axis(scores, chooser.integers(runs, size=scores.shape), axis=1).mean(axis=1)
            for scores in drawn
        ]
        gains.append(means[1] - means[0])
    gain = np.concatenate(gains)
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(gain, [tail, 100 - tail])
    before, after = ([float(value) for value in score(one.sum(axis=1))] for one in (present, best))
    no_gain = (1 + int((gain <= 0).sum())) / (draws + 1)
    return Comparison(tuple(before), tuple(after), float(low), float(high), no_gain, sentences, seeds)
