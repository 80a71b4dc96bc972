"""Which parts of a text drove a probability: Shapley values of its pieces under the served model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

import numpy as np

from insight.defaults import SAMPLES, SEED
from insight.errors import AdditivityViolated, NothingToExplain
from insight.pieces import Piece, cut, without
from insight.shapley import ShapleyValues, shapley
from insight.understanding import Understanding

# The tasks of the heads, under the names that training gave them (components/intent.py, sentiment.py).
INTENT, MOOD, EMOTION = "intent", "label", "emotion"
# How far the contributions' sum may be from what the model says of the text, in log-odds.
TOLERANCE = 1e-4
_SMALLEST = 1e-30  # of a probability, before its logarithm is taken


@dataclass(frozen=True)
class Target:
    """A label of a task whose probability is to be explained."""

    task: str
    label: str


@dataclass(frozen=True)
class Attribution:
    """What each piece of a text adds to the log-odds of a label.

    Attributes:
        target: The label that is explained.
        text: What the encoder reads of the message; longer messages are cut.
        pieces: The pieces of the text in their order.
        contributions: float64 (pieces,), in log-odds: +0.7 about doubles the odds of the label.
        errors: float64 (pieces,), the sampling's standard errors; 0 where all combinations were asked.
        whole: The label's log-odds for the text, computed apart from the contributions.
        nothing: Its log-odds for the empty text.
        permutations: Orders that were drawn; 0: all combinations were asked.
        readings: Different combinations of pieces that the model read.
    """

    target: Target
    text: str
    pieces: Tuple[Piece, ...]
    contributions: np.ndarray
    errors: np.ndarray
    whole: float
    nothing: float
    permutations: int
    readings: int

    @property
    def probability(self) -> float:
        """The label's probability for the text, in [0, 1]."""
        return float(1 / (1 + np.exp(-self.whole)))

    @property
    def total(self) -> float:
        """What all pieces add together; the same as ``whole - nothing``."""
        return float(self.contributions.sum())

    def strongest(self) -> List[int]:
        """The places of the pieces, those that add or take most first."""
        return [int(place) for place in np.argsort(-np.abs(self.contributions), kind="stable")]


def attribute(
    understanding: Understanding,
    text: str,
    targets: Sequence[Target],
    *,
    words: Sequence[Tuple[int, int]] = (),
    samples: int = SAMPLES,
    seed: int = SEED,
) -> List[Attribution]:
    """Explains the probabilities of labels by the pieces of a text, all from the same readings.

    A set of pieces is worth the log-odds of the label in the text without the others (Lundberg and Lee 2017,
    arXiv:1705.07874, with occlusion in place of their expectation). The empty text is worth what the head
    says of the encoder's prefix and special tokens alone: of all beginnings it is the only one that is the
    same for every text, so that contributions can be compared between texts.

    Args:
        understanding: The model.
        text: A message with words.
        targets: Labels to explain.
        words: The words' [start, end), for texts of many units; see `insight.pieces.cut`.
        samples: About how many combinations of pieces the model may read.
        seed: Of the sampling.

    Raises:
        NothingToExplain: if the text has nothing that can be read, or a label is unknown.
        AdditivityViolated: if contributions do not add up to within `TOLERANCE`.
    """
    for target in targets:
        _check(understanding, target)
    seen = text[: max((end for _, end in understanding.encode(text).offsets), default=0)]
    pieces = cut(seen, words)
    if not pieces:
        raise NothingToExplain(f"Expected a text with words, got {text!r}. Give what a customer would type.")

    def value(coalitions: np.ndarray) -> np.ndarray:
        return _scores(understanding, [without(seen, pieces, row) for row in coalitions], targets)

    found = shapley(len(pieces), value, samples=samples, seed=seed)
    read = seen[pieces[0].start : pieces[-1].end]
    whole, nothing = _scores(understanding, [read, ""], targets)
    _check_sums(found, whole - nothing, targets)
    return [
        Attribution(
            target,
            seen,
            tuple(pieces),
            found.contributions[:, column],
            found.errors[:, column],
            float(whole[column]),
            float(nothing[column]),
            found.permutations,
            found.readings,
        )
        for column, target in enumerate(targets)
    ]


def _scores(understanding: Understanding, texts: Sequence[str], targets: Sequence[Target]) -> np.ndarray:
    """Log-odds of each target for each text, float64 (texts, targets); each text is read once."""
    tasks = sorted({target.task for target in targets})
    known: Dict[str, List[float]] = {}
    for text in texts:
        if text not in known:
            rows = understanding.probabilities(text, tasks)
            known[text] = [
                _log_odds(rows[target.task], understanding.labels[target.task].index(target.label))
                for target in targets
            ]
    return np.array([known[text] for text in texts], np.float64)


def _log_odds(probabilities: np.ndarray, place: int) -> float:
    """Of one label against all others; their sum is exact where one minus a probability near 1 is not."""
    exact = probabilities.astype(np.float64)
    for_it, against = exact[place], np.delete(exact, place).sum()
    return float(np.log(max(for_it, _SMALLEST)) - np.log(max(against, _SMALLEST)))


def _check(understanding: Understanding, target: Target) -> None:
    labels = understanding.labels.get(target.task)
    if labels is None:
        raise NothingToExplain(
            f"The model does not tell '{target.task}', only {', '.join(sorted(understanding.labels))}."
        )
    if target.label not in labels:
        raise NothingToExplain(f"'{target.label}' is no label of '{target.task}'. Known are: {', '.join(labels)}.")


def _check_sums(found: ShapleyValues, expected: np.ndarray, targets: Sequence[Target]) -> None:
    for target, total, gain in zip(targets, found.contributions.sum(axis=0), expected):
        if not abs(total - gain) <= TOLERANCE:
            raise AdditivityViolated(
                f"The contributions to {target.label} add up to {total:.5f}, but the text is worth {gain:.5f} more "
                "than nothing. The model gives different answers for the same text: train again with `kefu train`, "
                "and report it if that does not help."
            )
