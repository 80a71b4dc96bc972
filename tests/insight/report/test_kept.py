"""Arrays are made once for a key, and again where what was kept is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import List

import numpy as np
import pytest

from components.bert.weights import Arrays
from insight.report.kept import kept_arrays


class Maker:
    """Makes other arrays each time it is asked, and counts."""

    def __init__(self) -> None:
        self.made: List[int] = []

    def __call__(self) -> Arrays:
        self.made.append(len(self.made))
        return {"spans": np.array([[len(self.made), 2]], np.int32), "none": np.zeros((0, 4), np.float16)}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path))
    return tmp_path / "report"


def test_what_is_kept_is_not_made_again() -> None:
    make = Maker()
    first, again = kept_arrays("one", make), kept_arrays("one", make)
    assert make.made == [0]
    for name, array in first.items():
        assert (again[name].dtype, again[name].shape) == (array.dtype, array.shape)
        assert np.array_equal(again[name], array)
    assert kept_arrays("another", make)["spans"].tolist() == [[2, 2]]


@pytest.mark.parametrize("harm", ["cut", "emptied", "gone"])
def test_what_is_damaged_is_made_again_and_kept(cache: Path, harm: str) -> None:
    make = Maker()
    kept_arrays("one", make)
    file = cache / "one" / "arrays.safetensors"
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[: 40 if harm == "cut" else 0])
    assert kept_arrays("one", make)["spans"].tolist() == [[2, 2]]
    assert kept_arrays("one", make)["spans"].tolist() == [[2, 2]]
    assert make.made == [0, 1]


def test_a_failure_keeps_nothing(cache: Path) -> None:
    def fail() -> Arrays:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_arrays("one", fail)
    assert not cache.exists()
