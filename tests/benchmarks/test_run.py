"""The command: it measures what is missing in processes of their own, skips aloud, and never runs twice at once."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, List

import pytest

from benchmarks import cells, report, results, run
from benchmarks.cells import Cell

CELL = Cell("smp2017", "full", "tfidf-svm", 0.01)
OTHER = Cell("hwu64", "full", "tfidf-svm", 0.01)


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lock, logs and work of the tests lie apart, and no README of the project is written."""
    monkeypatch.setattr(run, "PLACE", tmp_path / "place")
    monkeypatch.setattr(report, "READMES", ())
    monkeypatch.setattr(run, "all_cells", lambda: [CELL, OTHER])
    return tmp_path / "place"


def command(data: Path, kept: Path, *more: str) -> int:
    return run.main(["--data", str(data), "--results", str(kept), *more])


def test_a_run_measures_what_is_missing_and_the_next_one_nothing(
    data: Path, tmp_path: Path, own_place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    assert command(data, kept) == 0
    said = capsys.readouterr().out
    assert f"Skipped, because {data / 'hwu64/data.csv'} is not there: hwu64/full/tfidf-svm" in said
    assert "[1/1] smp2017/full/tfidf-svm: accuracy 100.0 %" in said
    result = results.read(CELL, kept)
    assert result is not None
    assert result["cell"] == {"dataset": "smp2017", "setting": "full", "system": "tfidf-svm", "seed": 42}
    assert set(result) >= {"machine", "commit", "date", "versions", "settings", "digests", "seconds"}
    assert "| smp2017, full | TF-IDF + linear SVM | **100.0** |" in (kept / "README.md").read_text(
        encoding="utf-8"
    )
    assert list((own_place / "work").iterdir()) == []
    assert command(data, kept) == 0
    assert "0 of 2 cells to measure" in capsys.readouterr().out


def test_a_stale_result_is_told_of_and_kept(
    data: Path, tmp_path: Path, result: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    results.write(CELL, result(), kept)
    assert command(data, kept) == 0
    said = capsys.readouterr().out
    assert "Stale, measured again only with --stale: smp2017/full/tfidf-svm" in said
    assert results.read(CELL, kept) == result()


def test_the_list_shows_how_things_stand_and_measures_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(data, tmp_path / "kept", "--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["smp2017/full/tfidf-svm", "0.0", "min", "missing"]
    assert lines[1].endswith("hwu64/data.csv is not there")
    assert not (tmp_path / "kept").exists()


def test_a_cell_that_fails_is_told_with_the_end_of_its_log_and_keeps_no_result(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "smp_ecdt/smp2017_domain.csv").write_text(
        "text,label,split\n打开地图,map,train\n", encoding="utf-8"
    )
    assert command(data, tmp_path / "kept") == 1
    said = capsys.readouterr().out
    assert "smp2017/full/tfidf-svm failed: exit code 1" in said
    assert "at least 2 classes" in said  # scikit-learn's words
    assert results.read(CELL, tmp_path / "kept") is None


def test_a_cell_that_hangs_is_ended(
    data: Path,
    tmp_path: Path,
    own_place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    started = tmp_path / "pid"
    hang = f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    monkeypatch.setattr(run, "_command", lambda cell, options: [run.sys.executable, "-S", "-c", hang])
    monkeypatch.setattr(Cell, "timeout_seconds", 2.0)
    assert command(data, tmp_path / "kept") == 1
    assert "failed: no end after 0 minutes" in capsys.readouterr().out
    assert not alive(int(started.read_text()))


def test_two_runs_do_not_collide(
    data: Path, tmp_path: Path, own_place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with run.only_one(own_place / "lock"):
        assert command(data, tmp_path / "kept") == 2
    assert f"Another benchmark is running (process {os.getpid()})" in capsys.readouterr().out
    with run.only_one(own_place / "lock"):
        pass


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--data", "absent/folder"], "--data: there is no absent/folder"),
        (["--model", "absent.tar.gz"], "--model: there is no absent.tar.gz"),
    ],
)
def test_a_path_that_is_not_there_is_refused(
    arguments: List[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run.main(arguments)
    assert said in capsys.readouterr().err


def test_a_choice_without_cells_is_refused(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(data, tmp_path / "kept", "--only", "nothing/*") == 1
    assert "No cell matches nothing/*" in capsys.readouterr().out


def test_every_cell_that_is_listed_is_one_that_can_be_measured() -> None:
    assert {"smp2017/full/kefu", "shop/own-data/pipeline"} <= {cell.name for cell in cells.all_cells()}


def alive(process: int) -> bool:
    """Whether it still runs, after a moment to end."""
    for _ in range(20):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True
