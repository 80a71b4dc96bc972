"""A folder of data sets as small as can be, and results as a run keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict

import pytest

from tests.benchmarks.examples import BANKING77_OOS, SMP2017, write
from tests.components.conftest import tiny_bert  # noqa: F401  # a fixture


@pytest.fixture()
def data(tmp_path: Path) -> Path:
    """Two whole data sets: smp2017 and banking77_oos."""
    folder = tmp_path / "datasets"
    head = ["text", "label", "split"]
    write(folder / "smp_ecdt/smp2017_domain.csv", head, SMP2017)
    write(folder / "banking77_oos/data.csv", head, BANKING77_OOS)
    return folder


@pytest.fixture()
def result() -> Callable[..., Dict[str, Any]]:
    """Makes a result with this accuracy."""

    def make(accuracy: float = 0.9, **changes: Any) -> Dict[str, Any]:
        return {
            "commit": "abc1234",
            "date": "2026-11-23 10:00",
            "machine": {"processor": "A CPU", "cores": 2, "system": "Linux", "load": 0.5},
            "versions": {"python": "3.10.13", "rasa": "3.6.21"},
            "seconds": 90.0,
            "digests": {"method": "1", "code": "c", "settings": "s", "data": "d"},
            "rows": {"train": 3069, "valid": 0, "test": 667, "labels": 31, "outside": {}, "unmapped": 0},
            "quality": {"accuracy": accuracy, "macro_f1": accuracy - 0.01},
            "training": {"seconds": 61.4, "cpu_seconds": 100.6, "peak_mb": 1500.2},
            "serving": {
                "p50_ms": 7.25, "p95_ms": 12.0, "messages_per_second": 1234.0, "load_seconds": 5.0,
                "resident_mb": 700.0, "peak_mb": 801.0, "torch": False,
            },
            "trained_mb": 62.0,
            **changes,
        }  # fmt: skip

    return make
