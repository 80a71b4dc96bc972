"""Reading the 4-bit file: exact weights, and clear words for every way in which a file can be wrong."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.bert.e5_file import BrokenE5File, read_e5_file


@pytest.fixture()
def written(tmp_path: Path, tiny_e5: Any) -> Path:
    path = tmp_path / "tiny.bin"
    path.write_bytes(tiny_e5.to_bytes())
    return path


def test_sizes_pieces_and_map(written: Path, tiny_e5: Any) -> None:
    file = read_e5_file(written)
    assert (file.hidden, file.layers, file.heads, file.intermediate) == (32, 2, 4, 64)
    assert (file.vocabulary, file.positions, file.types) == (12, 16, 2)
    assert file.epsilon == pytest.approx(1e-12, rel=1e-6)
    assert file.pieces == tiny_e5.pieces
    assert file.scores.tolist() == [-float(n) for n in range(10)]
    assert file.normalisation == tiny_e5.normalisation


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("emb.word", (12, 32)),
        ("emb.pos", (16, 32)),
        ("l1.fi.w", (64, 32)),
        ("l0.fo.w", (32, 64)),
        ("l1.oln.b", (32,)),
    ],
)
def test_weights_are_exact(written: Path, tiny_e5: Any, name: str, shape: tuple[int, ...]) -> None:
    weights = read_e5_file(written).tensor(name, shape)
    assert weights.dtype == np.float32
    np.testing.assert_array_equal(weights, tiny_e5.expected(name))


def test_chosen_rows(written: Path, tiny_e5: Any) -> None:
    rows = np.array([0, 3, 9])
    weights = read_e5_file(written).tensor("emb.word", (12, 32), rows)
    np.testing.assert_array_equal(weights, tiny_e5.expected("emb.word")[rows])


def test_a_file_cut_anywhere_is_refused(tmp_path: Path, tiny_e5: Any) -> None:
    whole = tiny_e5.to_bytes()
    path = tmp_path / "cut.bin"
    for length in [*range(0, 1500, 7), *range(1500, len(whole), 997), len(whole) - 1]:
        path.write_bytes(whole[:length])
        with pytest.raises(BrokenE5File, match=rf"cut\.bin( ends at byte {length},|: begins with)"):
            read_e5_file(path)


def test_the_message_for_a_cut_file_says_where_and_what_to_do(tmp_path: Path, tiny_e5: Any) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(tiny_e5.to_bytes()[:100])
    with pytest.raises(BrokenE5File) as caught:
        read_e5_file(path)
    assert str(caught.value) == (
        f"{path} ends at byte 100, but the pieces' offsets at byte 72 should have 44 bytes. "
        "The file is cut off: install the package again."
    )


@pytest.mark.parametrize(
    ("at", "value", "message"),
    [
        (0, b"GGUF", r"begins with b'GGUF' where an E5S1 file has b'E5S1'"),
        (4, struct.pack("<I", 2), "version 2 at byte 4; this converter reads version 1"),
        (8, struct.pack("<i", 33), "impossible sizes .* at byte 8"),
        (12, struct.pack("<i", -1), "impossible sizes"),
        (16, struct.pack("<i", 5), "impossible sizes"),
        (40, struct.pack("<i", 64), "blocks of 64 at byte 8"),
        (44, struct.pack("<i", 10**9), "1000000000 pieces at byte 44 for 12 embeddings"),
        (64, struct.pack("<Q", 2**60), "the pieces' text at byte .* should have 1152921504606846976 bytes"),
        (76, struct.pack("<I", 10**6), "offsets before byte .* do not fit their text"),
        (120, struct.pack("<f", float("nan")), "scores before byte .* hold no numbers"),
    ],
)
def test_a_foreign_or_contradictory_file_is_refused(
    written: Path, at: int, value: bytes, message: str
) -> None:
    data = bytearray(written.read_bytes())
    data[at : at + len(value)] = value
    written.write_bytes(data)
    with pytest.raises(BrokenE5File, match=message):
        read_e5_file(written)


def test_pieces_must_begin_with_the_special_ones(tmp_path: Path, tiny_e5: Any) -> None:
    tiny_e5.pieces[1] = "[PAD]"
    path = tmp_path / "other.bin"
    path.write_bytes(tiny_e5.to_bytes())
    with pytest.raises(BrokenE5File, match=r"begin with \['<s>', '\[PAD\]'"):
        read_e5_file(path)


def test_a_tensor_of_an_unknown_kind_or_size_is_refused(written: Path) -> None:
    data = written.read_bytes()
    entry = data.index(b"l0.q.w") + len(b"l0.q.w")
    for patch, message in (
        (bytes([7]), "is of type 7"),
        (struct.pack("<BI", 1, 64), "has 576 bytes; 64 weights take 36"),
    ):
        written.write_bytes(data[:entry] + patch + data[entry + len(patch) :])
        with pytest.raises(BrokenE5File, match=message):
            read_e5_file(written)


def test_a_missing_tensor_is_named(written: Path) -> None:
    with pytest.raises(BrokenE5File, match=r"no tensor 'l7\.q\.w'"):
        read_e5_file(written).tensor("l7.q.w", (32, 32))


def test_a_tensor_of_another_shape_is_named(written: Path) -> None:
    with pytest.raises(BrokenE5File, match=r"'l0\.q\.w' at byte \d+ has 1024 weights; .* ask for 64 x 32"):
        read_e5_file(written).tensor("l0.q.w", (64, 32))
