"""Vectors are computed once for a text and its spec, in the order that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import List

import numpy as np
import pytest

from components.bert.encoder import EncoderSpec, LowerEncoder, describe_encoder
from components.bert.features import FeatureSpec
from components.bert.tuning import Tuning
from insight.report import vectors
from insight.report.vectors import centred, text_vectors, untuned_features
from tests.components.conftest import tiny_bert  # noqa: F401


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path))
    return tmp_path / "features"


@pytest.fixture(scope="module")
def encoder(tiny_bert: Path) -> EncoderSpec:  # noqa: F811
    return describe_encoder(str(tiny_bert), frozen_layers=2, precision="float32", max_tokens=32)[0]


@pytest.fixture()
def spec(encoder: EncoderSpec) -> FeatureSpec:
    return untuned_features(encoder, Tuning(), "float32")


@pytest.fixture()
def read(monkeypatch: pytest.MonkeyPatch) -> List[str]:
    """The texts that the encoder read."""
    found: List[str] = []

    class Noting(LowerEncoder):
        def encode_batch(self, texts, embedded=False):  # type: ignore[no-untyped-def]
            found.extend(texts)
            return super().encode_batch(texts, embedded)

    monkeypatch.setattr(vectors, "LowerEncoder", Noting)
    return found


@pytest.mark.parametrize(
    ("tuning", "layers"),
    [
        (Tuning(), (1, 2, 4)),  # the encoder's taps, and the top
        (Tuning(tuned_layers=1), (1, 2, 3)),
        (Tuning(method="full", tuned_layers=3), (1, 2, 3)),  # counted from the first layer
        (Tuning(method="full", tuned_layers=1), (1, 2)),
    ],
)
def test_the_layers_are_those_that_a_head_pools(encoder: EncoderSpec, tuning: Tuning, layers: tuple[int, ...]) -> None:
    assert untuned_features(encoder, tuning, "float32").layers == layers


def test_each_text_has_its_row_whatever_the_order(spec: FeatureSpec, read: List[str]) -> None:
    texts = ["取消订单", "你好", "where is my order", "你好"]
    found = text_vectors(spec, texts, "test")
    assert found.shape == (4, 3 * 32)
    assert found.dtype == np.float32
    assert np.array_equal(found[1], found[3])
    assert sorted(read) == sorted(set(texts))
    assert np.array_equal(text_vectors(spec, texts[::-1], "test"), found[::-1])
    alone = text_vectors(untuned_features(spec.encoder, Tuning(tuned_layers=1), "float32"), texts[:1], "test")
    assert np.allclose(alone[0, :64], found[0, :64], atol=1e-2)  # the lower two layers are the same
    assert not np.allclose(alone[0, 64:], found[0, 64:], atol=1e-2)


def test_only_what_is_new_is_read_and_nothing_kept_is_lost(spec: FeatureSpec, read: List[str], cache: Path) -> None:
    before = text_vectors(spec, ["你好", "取消"], "test")
    read.clear()
    both = text_vectors(spec, ["hello", "你好"], "test")
    assert read == ["hello"]
    assert np.array_equal(both[1], before[0])
    read.clear()
    text_vectors(spec, ["取消", "hello", "你好"], "test")
    assert read == []
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:100])
    assert np.allclose(text_vectors(spec, ["你好"], "test"), before[:1], atol=1e-3)
    assert read == ["你好"]


def test_specs_do_not_share_vectors(spec: FeatureSpec, encoder: EncoderSpec, read: List[str]) -> None:
    text_vectors(spec, ["你好"], "test")
    text_vectors(untuned_features(encoder, Tuning(tuned_layers=1), "float32"), ["你好"], "test")
    assert read == ["你好", "你好"]


def test_centred_vectors_are_units_that_point_apart() -> None:
    vectors = np.array([[100, 1, 5], [101, 1, 9], [102, 1, 7]], np.float32)
    found = centred(vectors)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    cosines = found @ found.T
    assert cosines[0, 1] < 0.5  # as they are, the cosine of these is above 0.99
    assert np.isfinite(centred(np.ones((2, 3), np.float32))).all()  # nothing differs: no division by zero
