"""Reliability bins and the expected calibration error, by hand."""
from __future__ import annotations

import numpy as np
import pytest

from components.bert.calibration import expected_calibration_error, reliability


def test_bins_hold_their_rows() -> None:
    rows = reliability(np.array([0.05, 0.95, 0.91, 1.0]), np.array([False, True, False, True]))
    assert [(row["low"], row["high"], row["rows"]) for row in rows] == [(0.0, 0.1, 1), (0.9, 1.0, 3)]
    assert rows[1]["accuracy"] == pytest.approx(2 / 3)
    assert rows[1]["confidence"] == pytest.approx((0.95 + 0.91 + 1.0) / 3)


def test_the_error_is_the_weighted_gap() -> None:
    confidences, right = np.array([0.75, 0.75, 0.25, 0.25]), np.array([True, True, False, False])
    assert expected_calibration_error(confidences, right) == pytest.approx(0.25)
    assert expected_calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0.0
    assert expected_calibration_error(np.array([]), np.array([])) == 0.0
