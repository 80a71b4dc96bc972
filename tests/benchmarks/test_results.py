"""What is kept of a cell, and what makes it stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import results
from benchmarks.cells import Cell

CELL = Cell("smp2017", "full", "tfidf-svm", 0.5)


def test_a_result_is_read_as_it_was_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    results.write(CELL, {"date": "今天", "seconds": 1.5}, tmp_path)
    assert results.read(CELL, tmp_path) == {"date": "今天", "seconds": 1.5}
    assert [path.name for path in tmp_path.iterdir()] == ["smp2017.full.tfidf-svm.json"]


def test_a_cell_without_a_result_has_none(tmp_path: Path) -> None:
    assert results.read(CELL, tmp_path) is None


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / CELL.file).write_text("{")
    with pytest.raises(ValueError, match=r"smp2017\.full\.tfidf-svm\.json is no JSON"):
        results.read(CELL, tmp_path)


def test_digests_change_with_the_data_alone_where_only_data_changes(data: Path) -> None:
    before = results.digests(CELL, data)
    with (data / "smp_ecdt/smp2017_domain.csv").open("a", encoding="utf-8") as stream:
        stream.write("再来一个,map,train\n")
    assert results.changes({"digests": before}, results.digests(CELL, data)) == ["data"]


def test_digests_change_with_settings_and_seed(data: Path) -> None:
    before = results.digests(CELL, data)
    other = Cell("smp2017", "full", "tfidf-svm", 0.5, seed=7)
    assert results.changes({"digests": before}, results.digests(other, data)) == ["settings"]


def test_ours_depends_on_our_components_and_stock_diet_does_not(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def remember(modules: Any) -> str:
        asked.append(list(modules))
        return "digest"

    monkeypatch.setattr(results, "code_digest", remember)
    for system in ("kefu", "stock-diet"):
        results.digests(Cell("smp2017", "full", system, 1), data)
    assert asked == [
        ["benchmarks.systems.kefu", "components.encoder", "components.intent"],
        ["benchmarks.systems.stock_diet"],
    ]


def test_without_the_data_a_result_is_not_called_stale(data: Path) -> None:
    kept = {"digests": results.digests(CELL, data)}
    assert results.changes(kept, results.digests(CELL, None)) == []
