"""Losses of classifiers. Imports torch."""
from __future__ import annotations

from typing import Optional

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

# No label may count more than this many times the average, however rare it is.
_LARGEST_WEIGHT = 5.0


def balanced_weights(labels: np.ndarray, count: int) -> Tensor:
    """Weights of the labels, by the inverse of their share (King and Zeng 2001), cut at five, mean 1.

    Args:
        labels: int (rows,).
        count: The number of labels.

    Returns:
        float32 (count,).
    """
    rows = np.maximum(np.bincount(labels, minlength=count), 1)
    weights = np.minimum(rows.sum() / (count * rows), _LARGEST_WEIGHT)
    return torch.from_numpy((weights / weights.mean()).astype(np.float32))


def divergence(one: Tensor, other: Tensor) -> Tensor:
    """The symmetric Kullback-Leibler divergence of two passes over one batch, mean over its rows.

    R-Drop's regulariser (Liang et al. 2021, arXiv:2106.14448, equation 2).

    Args:
        one, other: Logits (..., labels).
    """
    first, second = (functional.log_softmax(logits.float().flatten(0, -2), dim=-1) for logits in (one, other))
    there = functional.kl_div(first, second, log_target=True, reduction="batchmean")
    back = functional.kl_div(second, first, log_target=True, reduction="batchmean")
    return (there + back) / 2


def classification_loss(
    logits: Tensor, targets: Tensor, smoothing: float, weights: Optional[Tensor] = None
) -> Tensor:
    """Cross-entropy with smoothed targets (Szegedy et al. 2016, section 7); targets of -1 do not count.

    Args:
        logits: (rows, labels).
        targets: int64 (rows,).
        smoothing: Share of the target that is spread over all labels, in [0, 0.5].
        weights: float (labels,), how much each label counts.
    """
    return functional.cross_entropy(
        logits.float(), targets, weight=weights, label_smoothing=smoothing, ignore_index=-1
    )
