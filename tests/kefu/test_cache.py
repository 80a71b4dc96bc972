"""What is kept between runs: measured, shown, and deleted only where it is ours and old."""

from __future__ import annotations

import doctest
import os
import time
from pathlib import Path
from typing import Set

import pytest
from typer.testing import CliRunner, Result

from kefu import cache as kept
from kefu import cli
from kefu.cache import DAY, delete, entries, unused


def made(path: Path, days: float, size: int = 1000) -> Path:
    """A file of some bytes, last written and read so many days ago, and the folders above it likewise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    moment = time.time() - days * DAY
    for one in (path, path.parent):
        os.utime(one, (moment, moment))
    return path


@pytest.fixture()
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path))
    made(tmp_path / "heads" / "old" / "head.safetensors", days=40, size=2_000_000)
    made(tmp_path / "heads" / "new" / "head.safetensors", days=1, size=1_000_000)
    made(tmp_path / "features" / "old.safetensors", days=31)
    made(tmp_path / "heads" / ".busy.x1.partial" / "head.json", days=0.5)
    made(tmp_path / "heads" / ".left.x2.partial" / "head.json", days=50)
    made(tmp_path / "test-models" / ".lock", days=90)
    made(tmp_path / "file-hashes.json", days=90)
    made(tmp_path / "photos" / "wedding.jpg", days=4000)  # somebody chose a folder with other things in it
    return tmp_path


def files(folder: Path) -> Set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def prune(*arguments: str, says: str = "") -> Result:
    return CliRunner().invoke(cli.app, ["cache", "prune", *arguments], input=says)


SPARED = {"heads/.busy.x1.partial/head.json", "test-models/.lock", "file-hashes.json", "photos/wedding.jpg"}


def test_sizes_are_shown_folder_by_folder(folder: Path) -> None:
    result = CliRunner().invoke(cli.app, ["cache"])
    assert result.exit_code == 0, result.output
    (heads,) = [line for line in result.output.splitlines() if line.strip().startswith("heads")]
    assert heads.split()[-4:] == ["3", "3.0", "MB", "yesterday"]
    assert "photos" not in result.output
    assert "Together 3.0 MB in " in result.output


def test_only_what_is_old_and_ours_goes(folder: Path) -> None:
    result = prune("--yes")
    assert result.exit_code == 0, result.output
    assert "heads: 2, 2.0 MB" in result.output
    assert files(folder) == {"heads/new/head.safetensors", *SPARED}
    assert prune("--yes").output.startswith("Nothing in ")


def test_zero_days_is_everything_but_what_is_being_made(folder: Path) -> None:
    assert prune("--older-than", "0", "--yes").exit_code == 0
    assert files(folder) == SPARED


def test_no_is_no(folder: Path) -> None:
    before = files(folder)
    result = prune(says="n\n")
    assert result.exit_code == 1
    assert files(folder) == before
    assert prune(says="y\n").exit_code == 0
    assert files(folder) != before


def test_what_was_read_lately_is_in_use(folder: Path) -> None:
    head = folder / "heads" / "old" / "head.safetensors"
    os.utime(head, (time.time(), head.stat().st_mtime))
    assert "heads/old/head.safetensors" not in {
        f"{one.room}/{one.path.name}/head.safetensors" for one in unused(entries(folder), 30)
    }


def test_a_link_is_taken_away_and_not_what_it_leads_to(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    made(elsewhere / "precious.bin", days=90)
    (folder / "models").mkdir()
    (folder / "models" / "link").symlink_to(elsewhere)
    assert prune("--older-than", "0", "--yes").exit_code == 0
    assert not (folder / "models" / "link").is_symlink()
    assert (elsewhere / "precious.bin").is_file()


def test_what_somebody_else_deleted_first_is_no_error(folder: Path) -> None:
    chosen = unused(entries(folder), 30)
    (folder / "features" / "old.safetensors").unlink()
    assert "old.safetensors" not in {one.path.name for one in delete(chosen)}
    assert not (folder / "heads" / "old").exists()


@pytest.mark.parametrize("arguments", [("--older-than", "-1"), ("--older-than", "soon"), ("everything",)])
def test_nonsense_deletes_nothing(folder: Path, arguments: tuple[str, ...]) -> None:
    before = files(folder)
    assert prune(*arguments, "--yes").exit_code == 2
    assert files(folder) == before


def test_an_empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path / "none"))
    assert "Together 0.0 MB" in CliRunner().invoke(cli.app, ["cache"]).output
    assert prune("--yes").exit_code == 0


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(kept).failed == 0 < doctest.testmod(kept).attempted
