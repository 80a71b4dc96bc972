"""What the numbers mean: quality of labels, notice of what is out of scope, and times."""
from __future__ import annotations

from typing import Dict, List, Mapping, Optional, Sequence

import numpy as np

from benchmarks.datasets import ALTERNATIVES

# A threshold for "out of scope" rejects this share of the in-scope validation rows: the same for every system.
REJECTED_IN_SCOPE = 0.05


def settled(gold: Sequence[str], guesses: Sequence[Optional[str]]) -> List[str]:
    """One right label for each row: the guess where it is among the allowed ones, else the first of these."""
    allowed = [label.split(ALTERNATIVES) for label in gold]
    return [guess if guess in labels else labels[0] for labels, guess in zip(allowed, guesses)]


def accuracy(gold: Sequence[str], guesses: Sequence[Optional[str]]) -> float:
    """Share of rows with a right label, in [0, 1]."""
    return float(np.mean([right == guess for right, guess in zip(settled(gold, guesses), guesses)]))


def macro_f1(gold: Sequence[str], guesses: Sequence[Optional[str]]) -> float:
    """Mean of the labels' F1 scores, in [0, 1], over all labels that were right or were guessed.

    scikit-learn's definition (`sklearn.metrics.f1_score`, average="macro"); no guess counts as a wrong one.
    """
    from sklearn.metrics import f1_score

    named = [guess or "" for guess in guesses]
    labels = sorted({*settled(gold, guesses), *named} - {""})
    return float(f1_score(settled(gold, guesses), named, labels=labels, average="macro", zero_division=0))


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Chance that an out-of-scope row scores above an in-scope one, in [0, 1]; ties count half.

    The area under the ROC curve (Hendrycks and Gimpel 2017, arXiv:1610.02136, section 2).
    """
    from sklearn.metrics import roc_auc_score

    truth = [0] * len(inside) + [1] * len(outside)
    return float(roc_auc_score(truth, [*inside, *outside]))


def rejecting_threshold(inside: Sequence[float], share: float = REJECTED_IN_SCOPE) -> float:
    """The score above which ``share`` of the in-scope validation rows lie."""
    return float(np.quantile(np.asarray(inside, float), 1 - share))


def out_of_scope(
    valid: Sequence[float], inside: Sequence[float], outside: Mapping[str, Sequence[float]]
) -> Dict[str, Dict[str, float]]:
    """How well scores tell out-of-scope rows from in-scope ones, for each kind of them.

    Args:
        valid: Scores of in-scope validation rows, which the threshold is set on.
        inside: Scores of in-scope test rows.
        outside: Scores of out-of-scope test rows by kind.

    Returns:
        For each kind ``auroc``, ``recall`` (share of its rows above the threshold), ``false_alarms``
        (share of in-scope test rows above it) and ``rows``.
    """
    threshold = rejecting_threshold(valid)
    return {
        kind: {
            "rows": len(scores),
            "auroc": auroc(inside, scores),
            "recall": above(scores, threshold),
            "false_alarms": above(inside, threshold),
        }
        for kind, scores in outside.items()
    }


def above(scores: Sequence[float], threshold: float) -> float:
    """Share of scores above a threshold, in [0, 1]."""
    return float((np.asarray(scores, float) > threshold).mean())


def times(milliseconds: Sequence[float]) -> Dict[str, float]:
    """Median and 95th percentile in milliseconds, and messages a second, one after another."""
    taken = np.asarray(milliseconds, float)
    return {
        "p50_ms": float(np.percentile(taken, 50)),
        "p95_ms": float(np.percentile(taken, 95)),
        "messages_per_second": float(1000 / taken.mean()),
    }
