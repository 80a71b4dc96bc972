"""How far a text lies from all that was trained on, so that what a shop knows nothing of is not guessed at."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional

import numpy as np

_KEPT_DIRECTIONS = 256
# Part of the mean variance that is added to each direction, so that rare ones are not taken for certain.
_SHRINKAGE = 0.1
# Fewer validation texts than this say nothing of how far known texts lie.
_FEWEST_ROWS = 30
_QUANTILES = tuple(round(0.5 + 0.005 * step, 3) for step in range(100))


@dataclass(frozen=True)
class FittedNovelty:
    """What a head keeps: arrays under ``head.novelty.`` and the validation part's distances as quantiles."""

    arrays: Dict[str, np.ndarray] = field(default_factory=dict)
    scores: Dict[str, Any] = field(default_factory=dict)


def fit_novelty(features: np.ndarray, labels: np.ndarray, held: np.ndarray) -> FittedNovelty:
    """Fits distances to the labels' centres.

    The squared Mahalanobis distance to the nearest centre, under the covariance that all labels share
    (Lee et al. 2018, arXiv:1807.03888; for text Podolskiy et al. 2021, arXiv:2101.03778).

    Args:
        features: float (rows, features) of the training texts.
        labels: int (rows,).
        held: float (rows, features) of validation texts; fewer than 30 of them tell no limit.
    """
    centres = np.stack([features[labels == label].mean(axis=0) for label in range(labels.max() + 1)])
    inner = features - centres[labels]
    covariance = (inner.T @ inner / max(1, len(inner))).astype(np.float64)
    variances, directions = np.linalg.eigh(covariance)
    variances, directions = variances[::-1][:_KEPT_DIRECTIONS], directions[:, ::-1][:, :_KEPT_DIRECTIONS]
    whiten = directions / np.sqrt(np.maximum(variances, 0) + _SHRINKAGE * max(variances.mean(), 1e-12))
    arrays = {
        "head.novelty.map": whiten.astype(np.float32),
        "head.novelty.centres": (centres @ whiten).astype(np.float32),
    }
    if len(held) < _FEWEST_ROWS:
        return FittedNovelty(arrays, {"quantiles": {}})
    known = Novelty(arrays, {}).distances(held)
    return FittedNovelty(arrays, {"quantiles": {str(q): float(np.quantile(known, q)) for q in _QUANTILES}})


class Novelty:
    """Distances of texts from the training texts."""

    def __init__(self, arrays: Mapping[str, np.ndarray], quantiles: Mapping[str, float]) -> None:
        """``quantiles`` maps shares to the distance that this share of known texts does not exceed."""
        self._shares = np.array([float(share) for share in quantiles])
        self._limits = np.array(list(quantiles.values()))
        self._map, self._centres = arrays["head.novelty.map"], arrays["head.novelty.centres"]
        self._squares = (self._centres**2).sum(axis=1)

    def distances(self, features: np.ndarray) -> np.ndarray:
        """The distance of each text from the nearest centre, float (texts,), 0 or more."""
        points = features @ self._map
        squared = (points**2).sum(axis=1)[:, None] - 2 * points @ self._centres.T + self._squares
        return np.sqrt(np.maximum(squared.min(axis=1), 0))

    def limit(self, share: float) -> Optional[float]:
        """The distance that this share of known texts does not exceed; None if too few were held out to tell."""
        return float(np.interp(share, self._shares, self._limits)) if len(self._shares) else None
