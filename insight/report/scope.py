"""How well what the shop does not do is told from what it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Dict, Optional, Sequence

from insight.report.scores import Score, label_scores


@dataclass(frozen=True)
class OutOfScope:
    """The intent for what is out of scope against all others.

    Attributes:
        score: How well it is told.
        taken_for: The intents that its sentences were taken for, with counts.
        lost: The intents whose sentences were taken for it, with counts.
    """

    score: Score
    taken_for: Dict[str, int]
    lost: Dict[str, int]


def out_of_scope(label: str, gold: Sequence[str], said: Sequence[str]) -> Optional[OutOfScope]:
    """Counts for one intent; None if no sentence has it.

    Args:
        label: The intent.
        gold: The intents of the sentences.
        said: The likeliest intent of each.
    """
    score = next((one for one in label_scores(gold, said) if one.label == label and one.support), None)
    if score is None:
        return None
    wrong = [(right, guess) for right, guess in zip(gold, said) if right != guess]
    return OutOfScope(
        score,
        dict(Counter(guess for right, guess in wrong if right == label).most_common()),
        dict(Counter(right for right, guess in wrong if guess == label).most_common()),
    )
