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
        asked_back: Share of its sentences where the assistant asks back; None where that was not tried.
        others_asked_back: The same of all other sentences.
    """

    score: Score
    taken_for: Dict[str, int]
    lost: Dict[str, int]
    asked_back: Optional[float]
    others_asked_back: Optional[float]


def out_of_scope(
    label: str, gold: Sequence[str], said: Sequence[str], asked: Optional[Sequence[bool]] = None
) -> Optional[OutOfScope]:
    """Counts for one intent; None if no sentence has it.

    Args:
        label: The intent.
        gold: The intents of the sentences.
        said: The likeliest intent of each.
        asked: Whether the assistant asked back.
    """
    score = next((one for one in label_scores(gold, said) if one.label == label and one.support), None)
    if score is None:
        return None
    wrong = [(right, guess) for right, guess in zip(gold, said) if right != guess]
    shares: Dict[bool, Optional[float]] = {True: None, False: None}
    for inside in shares if asked is not None else ():
        rows = [one for right, one in zip(gold, asked or ()) if (right == label) == inside]
        shares[inside] = sum(rows) / len(rows) if rows else None
    return OutOfScope(
        score,
        dict(Counter(guess for right, guess in wrong if right == label).most_common()),
        dict(Counter(right for right, guess in wrong if guess == label).most_common()),
        shares[True],
        shares[False],
    )
