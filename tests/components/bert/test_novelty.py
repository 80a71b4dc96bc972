"""Distances grow away from the training texts, and the limit accepts the share that was asked for."""
from __future__ import annotations

import numpy as np
import pytest

from components.bert.novelty import Novelty, energy, fit_novelty


def clouds(generator: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(rows) % 3
    centres = np.eye(3, 8) * 5
    return (centres[labels] + generator.normal(size=(rows, 8))).astype(np.float32), labels


def logits(features: np.ndarray) -> np.ndarray:
    return features[:, :3]


def test_what_lies_between_or_beyond_the_clouds_is_strange() -> None:
    generator = np.random.default_rng(0)
    features, labels = clouds(generator, 600)
    held, _ = clouds(generator, 600)
    fitted = fit_novelty(features, labels, held, logits(held))
    novelty = Novelty(fitted.arrays, fitted.known)
    known, _ = clouds(generator, 600)
    limit, strict, loose = (novelty.limit(share) for share in (0.95, 0.6, 0.99))
    assert limit is not None
    assert strict is not None
    assert loose is not None
    assert strict < limit < loose
    scores = novelty.scores(known, logits(known))
    assert (scores <= limit).mean() == pytest.approx(0.95, abs=0.03)
    assert scores.mean() == pytest.approx(0, abs=0.2)
    beyond, between = np.zeros((1, 8), np.float32), np.zeros((1, 8), np.float32)
    beyond[0, 7] = 20
    assert novelty.scores(beyond, logits(beyond))[0] > limit
    assert novelty.scores(between, logits(between))[0] > limit


def test_energy_is_the_negative_log_sum() -> None:
    assert energy(np.log(np.array([[1.0, 2.0, 5.0]])))[0] == pytest.approx(-np.log(8))
    assert np.isfinite(energy(np.array([[1e4, -1e4]]))).all()


def test_distances_are_mahalanobis() -> None:
    """Against numpy's own inverse of the shared covariance, where nothing is cut or shrunk away."""
    generator = np.random.default_rng(1)
    features, labels = clouds(generator, 5000)
    novelty = Novelty(fit_novelty(features, labels, features, logits(features)).arrays, {})
    inner = np.concatenate([features[labels == k] - features[labels == k].mean(0) for k in range(3)])
    covariance = inner.T @ inner / len(inner)
    covariance = covariance + 1.0 * np.linalg.eigvalsh(covariance).mean() * np.eye(8)
    point = np.array([1, -2, 3, 0, 0, 1, 2, 1], np.float32)
    best = min(
        float(np.sqrt((point - c) @ np.linalg.inv(covariance) @ (point - c)))
        for c in (features[labels == k].mean(0) for k in range(3))
    )
    assert novelty.distances(point[None])[0] == pytest.approx(best, rel=1e-3)


def test_one_row_a_label_gives_finite_distances() -> None:
    fitted = fit_novelty(np.eye(2, 4, dtype=np.float32), np.array([0, 1]), np.zeros((0, 1)), np.zeros((0, 1)))
    novelty = Novelty(fitted.arrays, fitted.known)
    assert np.isfinite(novelty.distances(np.ones((1, 4), np.float32))).all()
    assert novelty.limit(0.98) is None
