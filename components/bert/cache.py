"""Files made once and kept: where they lie, how they appear whole or not at all, and their hashes."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import platformdirs

_CHUNK = 1 << 20
# A work folder this old (seconds) was left by a process that was killed: nothing here takes a day.
_ABANDONED = 24 * 3600


def cache_dir() -> Path:
    """The folder for converted models and other results, made when absent.

    The environment variable KEFU_CACHE_DIR names it; else it is the user's cache folder for "kefu".
    """
    chosen = os.environ.get("KEFU_CACHE_DIR", "").strip()
    folder = Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("kefu"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


@contextmanager
def atomic_dir(target: Path) -> Iterator[Path]:
    """Gives an empty folder beside ``target`` and renames it to ``target`` when the block ends well.

    An exception in the block leaves nothing behind. Of two processes that make the same target, the first
    to end wins; the other's work is dropped without an error, so read ``target`` afterwards.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    try:
        # mkdtemp shuts out other users, who may share the cache folder itself.
        work.chmod(target.parent.stat().st_mode & 0o777)
        yield work
        try:
            work.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sha256_tree(path: Path) -> str:
    """SHA-256 over the names and contents of all files below a folder; for a file, that of its bytes."""
    if path.is_file():
        return sha256_file(path)
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(f"{file.relative_to(path).as_posix()}\0{sha256_file(file)}\n".encode())
    return digest.hexdigest()


def _sweep(target: Path) -> None:
    for left in target.parent.glob(f".{target.name}.*.partial"):
        try:
            if time.time() - left.stat().st_mtime > _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
        except FileNotFoundError:  # its owner has just ended
            continue
