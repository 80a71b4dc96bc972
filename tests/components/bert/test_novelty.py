"""Distances grow away from the training texts, and the limit accepts the share that was asked for."""
from __future__ import annotations

import numpy as np
import pytest

from components.bert.novelty import Novelty, fit_novelty


def clouds(generator: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(rows) % 3
    centres = np.eye(3, 8) * 5
    return (centres[labels] + generator.normal(size=(rows, 8))).astype(np.float32), labels


def test_what_lies_between_or_beyond_the_clouds_is_far() -> None:
    generator = np.random.default_rng(0)
    features, labels = clouds(generator, 600)
    held, _ = clouds(generator, 600)
    fitted = fit_novelty(features, labels, held)
    novelty = Novelty(fitted.arrays, fitted.scores["quantiles"])
    known, _ = clouds(generator, 600)
    limit = novelty.limit(0.95)
    assert limit is not None
    assert (novelty.distances(known) <= limit).mean() == pytest.approx(0.95, abs=0.03)
    assert (novelty.distances(np.full((5, 8), 20, np.float32)) > limit).all()
    assert novelty.limit(0.99) > limit > novelty.limit(0.6)  # type: ignore[operator]


def test_distances_are_mahalanobis() -> None:
    """Against numpy's own inverse of the shared covariance, where nothing is cut or shrunk away."""
    generator = np.random.default_rng(1)
    features, labels = clouds(generator, 5000)
    novelty = Novelty(fit_novelty(features, labels, features).arrays, {})
    inner = np.concatenate([features[labels == k] - features[labels == k].mean(0) for k in range(3)])
    covariance = inner.T @ inner / len(inner)
    covariance = covariance + 0.1 * np.linalg.eigvalsh(covariance).mean() * np.eye(8)
    point = np.array([1, -2, 3, 0, 0, 1, 2, 1], np.float32)
    best = min(
        float(np.sqrt((point - c) @ np.linalg.inv(covariance) @ (point - c)))
        for c in (features[labels == k].mean(0) for k in range(3))
    )
    assert novelty.distances(point[None])[0] == pytest.approx(best, rel=1e-3)


def test_one_row_a_label_gives_finite_distances() -> None:
    fitted = fit_novelty(np.eye(2, 4, dtype=np.float32), np.array([0, 1]), np.zeros((0, 1)))
    novelty = Novelty(fitted.arrays, fitted.scores["quantiles"])
    assert np.isfinite(novelty.distances(np.ones((1, 4), np.float32))).all()
    assert novelty.limit(0.98) is None
