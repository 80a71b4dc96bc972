"""How strange a text is to all that was trained on, so that what a shop knows nothing of is not guessed at.

Two signs together: the distance from the labels' centres shows what lies far off, the energy of the scores
what lies between the labels. On questions of another field the first is better, on neighbouring questions the
second; their sum, each in its own standard deviations, is as good as the better one on both (`make bench`).
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional

import numpy as np

_KEPT_DIRECTIONS = 256
# Part of the mean variance that is added to each direction, so that rare ones are not taken for certain.
_SHRINKAGE = 1.0
# Fewer validation texts than this say nothing of how strange known texts look.
_FEWEST_ROWS = 30
_QUANTILES = tuple(round(0.5 + 0.005 * step, 3) for step in range(100))


@dataclass(frozen=True)
class FittedNovelty:
    """What a head keeps: arrays under ``head.novelty.``, and what the validation part says of known texts."""

    arrays: Dict[str, np.ndarray] = field(default_factory=dict)
    known: Dict[str, Any] = field(default_factory=dict)


def energy(logits: np.ndarray) -> np.ndarray:
    """The negative log of the summed exponentials of the scores, float (texts,); higher is stranger.

    Liu et al. 2020, arXiv:2010.03759, equation 4, at temperature 1.
    """
    top = logits.max(axis=1)
    return -(top + np.log(np.exp(logits - top[:, None]).sum(axis=1)))


def fit_novelty(
    features: np.ndarray, labels: np.ndarray, held: np.ndarray, held_logits: np.ndarray
) -> FittedNovelty:
    """Fits distances to the labels' centres, and the scale of both signs on validation texts.

    The Mahalanobis distance to the nearest centre, under the covariance that all labels share
    (Lee et al. 2018, arXiv:1807.03888; for text Podolskiy et al. 2021, arXiv:2101.03778).

    Args:
        features: float (rows, features) of the training texts.
        labels: int (rows,).
        held: float (held, features) of validation texts; fewer than 30 of them tell no limit.
        held_logits: float (held, labels).
    """
    centres = np.stack([features[labels == label].mean(axis=0) for label in range(labels.max() + 1)])
    inner = features - centres[labels]
    covariance = (inner.T @ inner / max(1, len(inner))).astype(np.float64)
    variances, directions = np.linalg.eigh(covariance)
    mean_variance = max(float(variances.mean()), 1e-12)
    variances, directions = variances[::-1][:_KEPT_DIRECTIONS], directions[:, ::-1][:, :_KEPT_DIRECTIONS]
    whiten = directions / np.sqrt(np.maximum(variances, 0) + _SHRINKAGE * mean_variance)
    arrays = {
        "head.novelty.map": whiten.astype(np.float32),
        "head.novelty.centres": (centres @ whiten).astype(np.float32),
    }
    if len(held) < _FEWEST_ROWS:
        return FittedNovelty(arrays, {})
    distances, energies = Novelty(arrays, {}).distances(held), energy(held_logits)
    known: Dict[str, Any] = {
        "distance": [float(distances.mean()), float(distances.std()) + 1e-9],
        "energy": [float(energies.mean()), float(energies.std()) + 1e-9],
    }
    scores = Novelty(arrays, known).scores(held, held_logits)
    return FittedNovelty(arrays, {**known, "quantiles": {str(q): float(np.quantile(scores, q)) for q in _QUANTILES}})


class Novelty:
    """Tells how strange texts are."""

    def __init__(self, arrays: Mapping[str, np.ndarray], known: Mapping[str, Any]) -> None:
        """Takes what `fit_novelty` gave."""
        self._map, self._centres = arrays["head.novelty.map"], arrays["head.novelty.centres"]
        self._squares = (self._centres**2).sum(axis=1)
        self._distance = known.get("distance", (0.0, 1.0))
        self._energy = known.get("energy", (0.0, 1.0))
        quantiles = known.get("quantiles", {})
        self._shares = np.array([float(share) for share in quantiles])
        self._limits = np.array(list(quantiles.values()))

    def scores(self, features: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """The strangeness of each text, float (texts,): the sum of both signs in standard deviations.

        About 0 for a usual known text; without a validation part the plain sum.
        """
        far = (self.distances(features) - self._distance[0]) / self._distance[1]
        return far + (energy(logits) - self._energy[0]) / self._energy[1]

    def distances(self, features: np.ndarray) -> np.ndarray:
        """The distance of each text from the nearest centre, float (texts,), 0 or more."""
        points = features @ self._map
        squared = (points**2).sum(axis=1)[:, None] - 2 * points @ self._centres.T + self._squares
        return np.sqrt(np.maximum(squared.min(axis=1), 0))

    def limit(self, share: float) -> Optional[float]:
        """The score that this share of known texts does not exceed; None if too few were held out to tell."""
        return float(np.interp(share, self._shares, self._limits)) if len(self._shares) else None
