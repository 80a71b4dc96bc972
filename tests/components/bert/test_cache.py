"""Folders that appear whole or not at all, and hashes that are not computed twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from components.bert import hashes
from components.bert.cache import atomic_dir, cache_dir, sha256_file, sha256_tree

ROOT = Path(__file__).parents[3]
# SHA-256 of "abc", FIPS 180-2, appendix B.1.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_cache_dir_obeys_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path / "here"))
    assert cache_dir() == (tmp_path / "here").resolve()
    assert cache_dir().is_dir()


def test_cache_dir_defaults_to_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_CACHE_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_dir().name == "kefu"
    assert tmp_path.resolve() in cache_dir().parents


def test_a_finished_folder_appears_with_the_parents_permissions(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "model"
    with atomic_dir(target) as work:
        (work / "a").write_text("1")
        assert not target.exists()
    assert (target / "a").read_text() == "1"
    assert target.stat().st_mode == target.parent.stat().st_mode
    assert [p.name for p in target.parent.iterdir()] == ["model"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_interrupted_block_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), atomic_dir(tmp_path / "model") as work:
        (work / "a").write_text("1")
        raise error
    assert list(tmp_path.iterdir()) == []


def test_the_loser_keeps_the_winners_folder(tmp_path: Path) -> None:
    target = tmp_path / "model"
    with atomic_dir(target) as slow:
        (slow / "a").write_text("slow")
        with atomic_dir(target) as fast:
            (fast / "a").write_text("fast")
    assert (target / "a").read_text() == "fast"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_to_rename_is_not_hidden(tmp_path: Path) -> None:
    target = tmp_path / "model"
    with pytest.raises(OSError, match="model"), atomic_dir(target) as work:
        (work / "a").write_text("1")
        target.write_text("a file is in the way")


_RACE = """
import sys, time
from pathlib import Path
from components.bert.cache import atomic_dir
target, me, other = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
with atomic_dir(target) as work:
    for n in range(20):
        (work / str(n)).write_text(me)
    target.with_name(f"ready-{me}").touch()
    until = time.time() + 30
    while not target.with_name(f"ready-{other}").exists():
        assert time.time() < until, "the other process never came"
        time.sleep(0.01)
assert target.is_dir()
"""


def test_two_processes_at_once_leave_one_whole_folder(tmp_path: Path) -> None:
    target = tmp_path / "model"
    pairs = (("a", "b"), ("b", "a"))
    command = [sys.executable, "-c", _RACE, str(target)]
    running = [subprocess.Popen([*command, *pair], cwd=ROOT, stderr=subprocess.PIPE) for pair in pairs]
    outcomes = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
    assert [code for _, code in outcomes] == [0, 0], outcomes
    assert len({(target / str(n)).read_text() for n in range(20)}) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model", "ready-a", "ready-b"]


def test_what_a_killed_process_left_is_swept_a_day_later(tmp_path: Path) -> None:
    fresh, old = tmp_path / ".model.x.partial", tmp_path / ".model.y.partial"
    for folder in (fresh, old):
        folder.mkdir()
        (folder / "a").write_text("half")
    os.utime(old, (time.time() - 25 * 3600,) * 2)
    with atomic_dir(tmp_path / "model"):
        pass
    assert fresh.exists()
    assert not old.exists()


def test_sha256_of_a_file_and_of_a_tree(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"abc")
    assert sha256_file(tmp_path / "one") == ABC
    assert sha256_tree(tmp_path / "one") == ABC
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, names in ((first, ("x", "y")), (second, ("y", "x"))):
        (folder / "in").mkdir(parents=True)
        for name in names:
            (folder / "in" / name).write_text(name)
    assert sha256_tree(first) == sha256_tree(second)
    (second / "in" / "x").rename(second / "in" / "z")
    assert sha256_tree(first) != sha256_tree(second)


def test_a_hash_is_computed_again_only_when_the_file_changed(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []

    def counted(path: Path) -> str:
        seen.append(path)
        return sha256_file(path)

    monkeypatch.setattr(hashes, "sha256_file", counted)
    file = tmp_path / "weights"
    file.write_bytes(b"abc")
    assert hashes.file_hashes([file]) == hashes.file_hashes([file]) == {file: ABC}
    assert len(seen) == 1
    file.write_bytes(b"abd")
    os.utime(file, ns=(1, 1))
    assert hashes.file_hashes([file])[file] != ABC
    assert len(seen) == 2


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"x": 3}'])
def test_a_damaged_index_of_hashes_only_costs_time(cache: Path, tmp_path: Path, damage: str) -> None:
    cache.mkdir()
    (cache / "file-hashes.json").write_text(damage)
    (tmp_path / "weights").write_bytes(b"abc")
    assert list(hashes.file_hashes([tmp_path / "weights"]).values()) == [ABC]
