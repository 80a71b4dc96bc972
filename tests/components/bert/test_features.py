"""Untuned features: words from tokens, texts read alone or together, what the settings allow."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.bert.encoder import Encoded, LowerEncoder, describe_encoder, encoder_folder
from components.bert.features import FeatureSpec, TextFeatures, feature_spec, read_texts, word_vectors

TEXTS = ["我的订单到哪了", "hi", "where is my order", "取消", "我", "包裹走到哪里了呢，快一点"]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ([(0, 1), (1, 2)], [[1], [2, 3]]),  # two tokens in the second word
        ([(0, 2)], [[1, 2, 3]]),
        ([(2, 4), (4, 9)], [[4], []]),  # the last word was cut off
        ([(3, 4)], [[4]]),  # a token that is longer than the word
        ([], []),
    ],
)
def test_words_are_means_of_the_tokens_that_touch_them(words: Any, rows: Any) -> None:
    offsets = [(0, 0), (0, 1), (1, 2), (1, 2), (2, 4), (0, 0)]  # a prefix or special token touches nothing
    states = np.arange(12, dtype=np.float32).reshape(6, 2) + 1
    encoded = Encoded(states, states.mean(axis=0), offsets, "digest")
    expected = [states[row].mean(axis=0) if row else np.zeros(2) for row in rows]
    assert np.allclose(word_vectors(words, encoded, states), np.array(expected).reshape(-1, 2))


@pytest.mark.parametrize(("lower", "upper"), [("float32", "float32"), ("int8", "float32"), ("float32", "int8")])
def test_a_text_has_the_same_states_alone_and_among_others(
    tiny_bert: Path, own_cache: Path, lower: str, upper: str
) -> None:
    spec, _ = describe_encoder(str(tiny_bert), frozen_layers=3, precision=lower, max_tokens=64)
    encoder = LowerEncoder(encoder_folder(spec))
    features = TextFeatures.build(feature_spec(spec, [], upper, "mean"))
    found = {text: states for text, _, states in read_texts(features, encoder, TEXTS, "test")}
    assert set(found) == set(TEXTS)
    for text in TEXTS:
        (alone,) = features.states([encoder.encode(text)])
        assert np.allclose(found[text], alone, atol=1e-5)


def test_the_spec_survives_json(tiny_bert: Path) -> None:
    encoder, _ = describe_encoder(str(tiny_bert), frozen_layers=3, max_tokens=64)
    spec = feature_spec(encoder, [4, 3, 4], "float32", "max")
    assert FeatureSpec.from_json(spec.to_json()) == spec
    assert (spec.layers, spec.top, spec.width) == ((3, 4), 4, 64)


def test_max_pooling_takes_the_largest_of_each_dimension(tiny_bert: Path, own_cache: Path) -> None:
    spec, _ = describe_encoder(str(tiny_bert), frozen_layers=3, precision="float32", max_tokens=64)
    encoded = LowerEncoder(encoder_folder(spec)).encode("我的订单")
    features = TextFeatures.build(feature_spec(spec, [3], "int8", "max"))
    assert np.array_equal(features.text_vector(encoded, encoded.states), encoded.states.max(axis=0))
