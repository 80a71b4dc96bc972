"""SHA-256 of large files, remembered in the cache folder while path, size and time stay the same."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Dict, Iterable, List

from components.bert.cache import cache_dir, sha256_file

_INDEX = "file-hashes.json"


def file_hashes(files: Iterable[Path]) -> Dict[Path, str]:
    """SHA-256 of each file, computed only for those that changed since they were last asked for."""
    index = _read_index()
    hashes, fresh = {}, False
    for file in files:
        real = file.resolve()
        stat = real.stat()
        key, stamp = str(real), [stat.st_size, stat.st_mtime_ns]
        known = index.get(key)
        if known is None or known[:2] != stamp:
            index[key] = known = [*stamp, sha256_file(real)]
            fresh = True
        hashes[file] = str(known[2])
    if fresh:
        _write_index(index)
    return hashes


def _read_index() -> Dict[str, List[object]]:
    try:
        index = json.loads((cache_dir() / _INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # absent or damaged: it only saves time
        return {}
    if not isinstance(index, dict):
        return {}
    return {path: entry for path, entry in index.items() if isinstance(entry, list) and len(entry) == 3}


def _write_index(index: Dict[str, List[object]]) -> None:
    alive = {path: entry for path, entry in index.items() if os.path.exists(path)}
    handle, name = tempfile.mkstemp(prefix=f".{_INDEX}.", dir=cache_dir())
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(alive, stream)
        # Of two processes the last one stays; the other's entries are computed again when needed.
        os.replace(name, cache_dir() / _INDEX)
    except BaseException:
        os.unlink(name)
        raise
