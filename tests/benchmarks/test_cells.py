"""The list of cells: complete, without doubles, and short enough for every day."""

from __future__ import annotations

import pytest

from benchmarks.cells import PIPELINE, SHOP, Cell, all_cells, chosen, matches
from benchmarks.datasets import DATASETS
from benchmarks.systems import module_of

CELL = Cell("clinc150", "10-shot", "kefu", 3)


def test_every_cell_is_of_a_known_system_and_data_set_and_has_a_file_of_its_own() -> None:
    cells = all_cells()
    assert len({cell.name for cell in cells}) == len({cell.file for cell in cells}) == len(cells)
    for cell in cells:
        assert cell.system in (PIPELINE, SHOP) or module_of(cell.system)
        assert cell.dataset in DATASETS or cell.dataset in ("shop", "orders", "products")


def test_every_data_set_is_measured_with_ours_and_with_the_floor() -> None:
    for dataset in DATASETS:
        systems = {cell.system for cell in all_cells() if cell.dataset == dataset}
        assert systems & {"kefu", "kefu-shop"}
        assert "tfidf-svm" in systems


def test_each_setting_of_intents_has_all_peers() -> None:
    for cell in all_cells():
        if cell.dataset in DATASETS and DATASETS[cell.dataset].kind == "intent":
            beside = {c.system for c in all_cells() if (c.dataset, c.setting) == (cell.dataset, cell.setting)}
            assert beside >= {"stock-diet", "bert-diet", "bert-logistic"}


def test_the_run_of_every_day_takes_less_than_ten_minutes_and_measures_ours() -> None:
    quick = chosen(all_cells(), [], quick=True)
    assert sum(cell.minutes for cell in quick) < 10
    assert "kefu" in {cell.system for cell in quick}


@pytest.mark.parametrize(
    "pattern", ["clinc150/10-shot/kefu", "clinc150", "kefu", "*/kefu", "clinc150/*", "10-*"]
)
def test_a_pattern_names_a_cell_or_a_part_of_it(pattern: str) -> None:
    assert matches(CELL, pattern)


@pytest.mark.parametrize("pattern", ["clinc", "*/stock-diet", "kef", "banking77/*"])
def test_other_patterns_do_not(pattern: str) -> None:
    assert not matches(CELL, pattern)


def test_patterns_and_quick_narrow_the_choice_together() -> None:
    names = [cell.name for cell in chosen(all_cells(), ["smp2017", "*/snownlp"], quick=True)]
    assert names == ["smp2017/full/tfidf-svm", "smp2017/full/kefu", "waimai/full/snownlp"]


def test_a_cell_that_hangs_is_given_up_late_enough_for_a_busy_machine() -> None:
    assert Cell("a", "full", "kefu", 0.1).timeout_seconds == 3600
    assert Cell("a", "full", "kefu", 90).timeout_seconds == 90 * 60 * 10
