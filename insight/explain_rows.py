"""What both the terminal and the page show of an attribution, in words and numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import List, Tuple

import numpy as np

from insight.attribution import Attribution

# Beyond these a reader looks at the coloured text.
MOST_ROWS = 8
# A contribution within so many standard errors of zero may as well be none.
_DOUBTFUL = 2.0

LEGEND = (
    "How to read it: each number is what a piece adds to the label's log-odds, averaged over all ways to leave "
    "other pieces out. +0.7 about doubles the odds of the label, −0.7 halves them. ± is the standard error of the "
    "sampling; what lies within two of it may as well be nothing."
)


@dataclass(frozen=True)
class Row:
    """One piece of the text.

    Attributes:
        text: The piece.
        context: Which one it is, where the same piece stands in the text more than once: the piece with its
            neighbours, or its number where these do not tell. Empty for a piece that stands there once.
        contribution: In log-odds.
        error: The sampling's standard error.
        strength: The contribution as a share of the largest, in [-1, 1].
        doubtful: Whether it may as well be none.
    """

    text: str
    context: str
    contribution: float
    error: float
    strength: float
    doubtful: bool


def rows(attribution: Attribution) -> List[Row]:
    """One row for each piece, in the order of the text."""
    pieces = attribution.pieces
    largest = float(np.abs(attribution.contributions).max()) or 1.0
    contexts = _contexts(attribution)
    found = []
    for place, piece in enumerate(pieces):
        value, error = float(attribution.contributions[place]), float(attribution.errors[place])
        doubtful = abs(value) < _DOUBTFUL * error
        found.append(Row(piece.text, contexts[place], value, error, value / largest, doubtful))
    return found


def _contexts(attribution: Attribution) -> List[str]:
    """For each piece which of its like it is."""
    pieces = attribution.pieces
    counts, before = Counter(piece.text for piece in pieces), Counter[str]()
    found, told = [], []
    for place, piece in enumerate(pieces):
        near = pieces[max(0, place - 1) : place + 2]
        before[piece.text] += 1
        told.append((piece.text, attribution.text[near[0].start : near[-1].end]))
        found.append(f"{before[piece.text]} of {counts[piece.text]}" if counts[piece.text] > 1 else "")
    alike = {text for (text, _), count in Counter(told).items() if count > 1}
    # A piece among others like itself is not told by them: 呀 in 呀呀呀.
    alike |= {text for text, near in told if near.count(text) > 1}
    return [f"in {near}" if name and text not in alike else name for name, (text, near) in zip(found, told)]


def strongest(attribution: Attribution, most: int = MOST_ROWS) -> Tuple[List[Row], int, float]:
    """The strongest rows, how many others there are, and what these add together."""
    every = rows(attribution)
    order = attribution.strongest()
    shown, others = order[:most], order[most:]
    return [every[place] for place in shown], len(others), float(sum(every[place].contribution for place in others))


def signed(value: float) -> str:
    """A log-odds value with its sign.

    >>> signed(1.234), signed(-0.5), signed(0.001)
    ('+1.23', '−0.50', '0.00')
    """
    text = f"{abs(value):.2f}"
    return text if float(text) == 0 else f"{'+' if value > 0 else '−'}{text}"


def balance(attribution: Attribution) -> str:
    """Both sides of the sum, and how the values were computed."""
    sums = (
        f"empty text {signed(attribution.nothing)}, all pieces {signed(attribution.total)}: together "
        f"{signed(attribution.nothing + attribution.total)}; the model says {signed(attribution.whole)}, "
        f"which is {attribution.probability:.1%}."
    )
    if not attribution.permutations:
        return f"{sums} Exact: all {attribution.readings} combinations were read."
    return (
        f"{sums} Sampled: {attribution.readings} combinations in {attribution.permutations} orders were read; "
        f"standard error at most {attribution.errors.max():.2f}."
    )
