"""The report: which tables stand where, and that a README changes only between its markers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict

from benchmarks import report, results
from benchmarks.cells import Cell
from tests.benchmarks.examples import PIPELINE_RESULT, outside

KEFU = Cell("smp2017", "full", "kefu", 3)
CLINC = Cell("clinc150", "in-scope", "kefu", 12)
PIPELINE = Cell("shop", "own-data", "pipeline", 10)

Make = Callable[..., Dict[str, Any]]


def test_a_readme_changes_between_its_markers_only(tmp_path: Path, result: Make) -> None:
    kept, readme, other = tmp_path / "results", tmp_path / "README.md", tmp_path / "README.zh.md"
    readme.write_text(f"# Kefu\n\n{report.START}\nold \\1\n{report.END}\n\nthe end\n", encoding="utf-8")
    other.write_text("# 客服\n", encoding="utf-8")
    results.write(KEFU, result(0.937), kept)
    report.write_all(kept, [readme, other, tmp_path / "absent.md"])
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"# Kefu\n\n{report.START}\n")
    assert text.endswith(f"{report.END}\n\nthe end\n")
    assert "| smp2017, full | 3,069 | 31 | 93.7 |" in text
    assert "old" not in text
    assert other.read_text(encoding="utf-8") == "# 客服\n"
    report.write_all(kept, [readme])
    assert readme.read_text(encoding="utf-8") == text


def test_all_tables_stand_in_the_folders_own_readme(tmp_path: Path, result: Make) -> None:
    quality = {"accuracy": 0.9, "macro_f1": 0.9, "out_of_scope": outside()}
    results.write(CLINC, result(quality=quality), tmp_path)
    results.write(PIPELINE, {**result(), **PIPELINE_RESULT}, tmp_path)
    report.write_all(tmp_path, [])
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    titles = [line for line in text.splitlines() if line.startswith("## ")]
    assert titles == [
        "## Every system on every data set",
        "## Out of scope",
        "## The whole assistant",
        "## Where the numbers come from",
    ]


def test_without_results_there_are_no_empty_tables(tmp_path: Path) -> None:
    report.write_all(tmp_path, [])
    assert "|" not in (tmp_path / "README.md").read_text(encoding="utf-8")
