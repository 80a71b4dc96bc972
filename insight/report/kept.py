"""Arrays that take long to compute, kept by the content that they were made from."""

from __future__ import annotations

import shutil
from typing import Callable

from components.bert.cache import atomic_dir, cache_dir
from components.bert.errors import BrokenModel
from components.bert.weights import Arrays, load_arrays, save_arrays

_FILE = "arrays.safetensors"


def kept_arrays(key: str, make: Callable[[], Arrays]) -> Arrays:
    """Gives the arrays kept under a key, or makes and keeps them; damaged ones are thrown away.

    Args:
        key: Names all that the arrays depend on; a file name.
        make: Computes them.
    """
    folder = cache_dir() / "report" / key
    if folder.exists():
        try:
            return load_arrays(folder / _FILE)
        except BrokenModel:
            shutil.rmtree(folder, ignore_errors=True)
    arrays = make()
    with atomic_dir(folder) as target:
        save_arrays(target / _FILE, arrays)
    return arrays
