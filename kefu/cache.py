"""What is kept between runs to save time: how much it is, and deleting what was not used for long."""

from __future__ import annotations

import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Sequence, Tuple

DAY = 24 * 3600.0  # seconds
# The folders below the cache, and what is in them. Nothing else there is looked at, let alone deleted: the
# folder that KEFU_CACHE_DIR names may hold what is not ours.
ROOMS: Dict[str, str] = {
    "models": "base models, converted",
    "encoders": "their lower layers, ready to run",
    "heads": "what trainings have learnt",
    "features": "vectors of sentences, for explain and report",
    "report": "finished folds of reports",
    "test-models": "models of test runs",
}
# A work folder younger than this belongs to a process that may be writing; see `components.bert.cache`.
_IN_WORK = DAY
_LOCK = ".lock"


@dataclass(frozen=True)
class Entry:
    """One thing that is kept, a file or a folder.

    Attributes:
        room: One of `ROOMS`.
        path: Where it lies.
        size: In bytes.
        used: When it was last written or read, as far as the file system notes that; seconds since 1970.
    """

    room: str
    path: Path
    size: int
    used: float


def entries(cache: Path) -> List[Entry]:
    """Everything that is kept, by room and name; what other processes are making is left out."""
    found = []
    for room in ROOMS:
        folder = cache / room
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            size, used = _measured(path)
            working = path.name.endswith(".partial") and time.time() - used < _IN_WORK
            if path.name != _LOCK and not working:
                found.append(Entry(room, path, size, used))
    return found


def unused(kept: Sequence[Entry], days: float) -> List[Entry]:
    """Those that were not used for so many days; 0: all."""
    limit = time.time() - days * DAY
    return [entry for entry in kept if entry.used <= limit]


def delete(chosen: Sequence[Entry]) -> Iterator[Entry]:
    """Deletes entries, each at once, and gives those that are gone.

    Raises:
        OSError: for one that may not be deleted, naming it.
    """
    for entry in chosen:
        # Out of sight first: a process that looks for it finds the whole or nothing.
        aside = entry.path.with_name(f".{entry.path.name}.{uuid.uuid4().hex[:8]}.partial")
        try:
            entry.path.rename(aside)
        except FileNotFoundError:  # somebody else was quicker
            continue
        if aside.is_dir() and not aside.is_symlink():
            shutil.rmtree(aside)
        else:
            aside.unlink()
        yield entry


def readable_size(size: int) -> str:
    """Bytes as people read them.

    >>> readable_size(0), readable_size(999_999), readable_size(68_502_857), readable_size(1_340_000_000)
    ('0.0 MB', '1.0 MB', '68.5 MB', '1.3 GB')
    """
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def _measured(path: Path) -> Tuple[int, float]:
    """Bytes, and the latest use of any file in it; a link counts for itself."""
    size, used = 0, 0.0
    inside = [path, *path.rglob("*")] if path.is_dir() and not path.is_symlink() else [path]
    for one in inside:
        try:
            about = one.lstat()
        except FileNotFoundError:  # deleted meanwhile
            continue
        # Of a folder the time of reading is that of this very look.
        used = max(used, about.st_mtime if one.is_dir() else max(about.st_mtime, about.st_atime))
        size += 0 if one.is_dir() else about.st_size
    return size, used
