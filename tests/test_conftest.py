"""What the tests keep between runs is not left to grow."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Set

from tests.conftest import KEPT_MODELS, LOGS_KEPT, forget_old


def made(path: Path, age: float) -> None:
    """A file, or for a name that ends in .partial a folder with one, that is so many seconds old."""
    inside = path / "model.tar.gz" if path.suffix == ".partial" else path
    inside.parent.mkdir(exist_ok=True)
    inside.write_text("x", encoding="utf-8")
    os.utime(path, (time.time() - age, time.time() - age))


def names(folder: Path) -> Set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_newest_models_stay_with_their_logs(tmp_path: Path) -> None:
    for number in range(KEPT_MODELS + 2):
        for suffix in ("tar.gz", "log"):
            made(tmp_path / f"m{number}.{suffix}", age=2 * LOGS_KEPT + number)
    made(tmp_path / ".lock", age=0)
    (tmp_path / "rasa-cache").mkdir()
    forget_old(tmp_path)
    kept = {f"m{number}.{suffix}" for number in range(KEPT_MODELS) for suffix in ("tar.gz", "log")}
    assert names(tmp_path) == {*kept, ".lock", "rasa-cache"}


def test_what_failed_trainings_left_goes_and_their_logs_after_a_day(tmp_path: Path) -> None:
    made(tmp_path / "m.tar.gz", age=0)
    made(tmp_path / "m.log", age=3 * LOGS_KEPT)
    made(tmp_path / "old.log", age=LOGS_KEPT + 60)
    made(tmp_path / "new.log", age=LOGS_KEPT - 60)
    made(tmp_path / ".old.partial", age=LOGS_KEPT + 60)
    made(tmp_path / ".new.partial", age=0)
    forget_old(tmp_path)
    assert names(tmp_path) == {"m.tar.gz", "m.log", "new.log"}


def test_an_empty_folder_stays_empty(tmp_path: Path) -> None:
    forget_old(tmp_path)
    assert names(tmp_path) == set()
