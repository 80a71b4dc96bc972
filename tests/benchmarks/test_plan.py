"""What a run has to do: missing, kept, stale or skipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict

import pytest

from benchmarks import results
from benchmarks.cells import Cell
from benchmarks.plan import Standing, standings

CELL = Cell("smp2017", "full", "tfidf-svm", 0.5)
ABSENT = Cell("hwu64", "full", "tfidf-svm", 0.5)


def test_standings_tell_missing_kept_stale_and_skipped(
    data: Path, tmp_path: Path, result: Callable[..., Dict[str, Any]]
) -> None:
    kept = tmp_path / "kept"
    missing, skipped = standings([CELL, ABSENT], kept, data)
    assert missing.words == "missing"
    assert skipped.words == f"skipped: {data / 'hwu64/data.csv'} is not there"
    results.write(CELL, result(digests=results.digests(CELL, data)), kept)
    assert standings([CELL], kept, data)[0].words == "kept from 2026-11-23 10:00, commit abc1234"
    results.write(CELL, result(digests={**results.digests(CELL, data), "code": "older"}), kept)
    assert standings([CELL], kept, data)[0].words.endswith("; stale: code changed")


def test_without_a_folder_of_data_only_the_assistant_itself_is_measured(tmp_path: Path) -> None:
    found = standings([CELL, Cell("shop", "own-data", "pipeline", 10)], tmp_path, None)
    assert [one.lacking for one in found] == ["no folder of data sets was given", ""]


@pytest.mark.parametrize(
    ("result_kept", "changed", "lacking", "due", "due_if_stale", "due_if_fresh"),
    [
        (False, [], "", True, True, True),
        (True, [], "", False, False, True),
        (True, ["code"], "", False, True, True),
        (True, ["code"], "no data", False, False, False),
        (False, [], "no data", False, False, False),
    ],
)
def test_only_what_is_missing_is_measured_unless_asked(
    result_kept: bool, changed: list[str], lacking: str, due: bool, due_if_stale: bool, due_if_fresh: bool
) -> None:
    one = Standing(CELL, {"seconds": 60.0} if result_kept else None, changed, lacking)
    assert one.is_due(fresh=False, stale=False) is due
    assert one.is_due(fresh=False, stale=True) is due_if_stale
    assert one.is_due(fresh=True, stale=False) is due_if_fresh


def test_a_measured_cell_tells_how_long_it_took() -> None:
    assert Standing(CELL).minutes == 0.5
    assert Standing(CELL, {"seconds": 90.0}).minutes == 1.5
