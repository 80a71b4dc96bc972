"""Confidence that means what it says: temperature scaling, and how far off a confidence is."""
from __future__ import annotations

from typing import List

import numpy as np

# Fewer validation rows than this tell nothing of a temperature.
_FEWEST_ROWS = 30
_BINS = 10


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature that makes softmax(logits / T) fit held-out labels best.

    Guo et al. 2017, arXiv:1706.04599, section 4.2. With fewer than 30 rows, 1.0: too few to tell.

    Args:
        logits: float (rows, labels).
        labels: int (rows,).
    """
    if len(labels) < _FEWEST_ROWS:
        return 1.0

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(scaled).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(labels)), labels]).mean())

    grid = np.geomspace(0.2, 5.0, 300)
    return float(min(grid, key=loss))


def reliability(confidences: np.ndarray, right: np.ndarray, bins: int = _BINS) -> List[dict[str, float]]:
    """How often an answer was right, for each equally wide bin of its confidence.

    DeGroot and Fienberg 1983; Guo et al. 2017, section 2.

    Args:
        confidences: float (rows,) in [0, 1].
        right: bool (rows,).
        bins: How many bins.

    Returns:
        For each bin that has rows: ``low`` and ``high`` of the bin, ``rows``, mean ``confidence`` and
        ``accuracy`` in [0, 1].
    """
    places = np.minimum((np.asarray(confidences) * bins).astype(int), bins - 1)
    results = []
    for place in range(bins):
        inside = places == place
        if inside.any():
            results.append(
                {
                    "low": place / bins,
                    "high": (place + 1) / bins,
                    "rows": int(inside.sum()),
                    "confidence": float(np.asarray(confidences)[inside].mean()),
                    "accuracy": float(np.asarray(right)[inside].mean()),
                }
            )
    return results


def expected_calibration_error(confidences: np.ndarray, right: np.ndarray, bins: int = _BINS) -> float:
    """The mean gap between confidence and accuracy over bins weighted by their rows, in [0, 1].

    Naeini et al. 2015, AAAI, "Obtaining well calibrated probabilities using Bayesian binning".
    """
    rows = reliability(confidences, right, bins)
    total = sum(row["rows"] for row in rows)
    return sum(row["rows"] * abs(row["accuracy"] - row["confidence"]) for row in rows) / total if total else 0.0
