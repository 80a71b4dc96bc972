"""Vectors of texts kept on disk, text by text."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Dict, List, Mapping, Sequence

import numpy as np

from components.bert.errors import BrokenModel
from components.bert.weights import load_arrays, save_arrays

_KEYS, _VECTORS = "keys", "vectors"
_KEY_BYTES = 16


def text_keys(texts: Sequence[str]) -> List[bytes]:
    """The key that each text's vector is kept under: the beginning of its SHA-256."""
    return [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES] for text in texts]


def read_vectors(file: Path) -> Dict[bytes, np.ndarray]:
    """The kept vectors by key; none where the file is absent or damaged, since it only saves time."""
    try:
        arrays = load_arrays(file)
        return {bytes(key): vector for key, vector in zip(arrays[_KEYS], arrays[_VECTORS])}
    except (BrokenModel, KeyError):
        return {}


def write_vectors(file: Path, vectors: Mapping[bytes, np.ndarray]) -> None:
    """Keeps vectors, at least one, by key; the file appears whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    arrays = {
        _KEYS: np.array([np.frombuffer(key, np.uint8) for key in vectors]),
        _VECTORS: np.stack(list(vectors.values())),
    }
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(handle)
    try:
        save_arrays(Path(name), arrays)
        os.replace(name, file)  # of two processes the last one stays; either's vectors are right
    except BaseException:
        os.unlink(name)
        raise
