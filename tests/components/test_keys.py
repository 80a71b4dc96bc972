"""No component takes a misspelt key in silence; each says what was probably meant."""

from __future__ import annotations

import importlib
from typing import Any, Dict

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException

from components.keys import known_keys


@pytest.mark.parametrize(
    ("path", "key", "meant"),
    [
        ("tokenizer.ChineseTokenizer", "segmentor", "segmenter"),
        ("encoder.BertEncoder", "frozen_layer", "frozen_layers"),
        ("featurizer.BertFeaturizer", "layer", "layers"),
        ("intent.BertIntentClassifier", "epoch", "epochs"),
        ("sentiment.BertSentimentAnalyzer", "batchsize", "batch_size"),
        ("entities.BertEntityExtractor", "learning_rates", "learning_rate"),
        ("patterns.PatternEntityExtractor", "lookup", "lookups"),
        ("language.LanguageIdentifier", "borrowed_word", "borrowed_words"),
    ],
)
def test_every_component_refuses_a_misspelt_key(
    path: str, key: str, meant: str, storage: Any, context: Any
) -> None:
    module, _, name = path.rpartition(".")
    kind = getattr(importlib.import_module(f"components.{module}"), name)
    defaults = kind.get_default_config()
    assert meant in defaults
    with pytest.raises(InvalidConfigException, match=rf"{name}: unknown key {key} in .* Did you mean {meant}\?"):
        kind.create({**defaults, key: 1}, storage, Resource("x"), context)


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"threshold": 1, "zzz": 2}, "unknown key threshold, zzz in config.yml; known are epochs, limit.$"),
        ({"limits": 1, "limitt": 2}, r"unknown key limits, limitt in .*\. Did you mean limit\?$"),
        ({3: 1, "epoch": 2}, r"unknown key 3, epoch in .* Did you mean epochs\?$"),
    ],
)
def test_what_is_said(config: Dict[Any, Any], says: str) -> None:
    with pytest.raises(InvalidConfigException, match=says):
        known_keys("X", config, {"limit": 1, "epochs": 2})


def test_what_rasa_adds_is_no_mistake() -> None:
    """By `rasa train --finetune`."""
    merged = known_keys("X", {"epochs": 3, "finetuning_epoch_fraction": 0.5}, {"epochs": 2})
    assert merged["epochs"] == 3


def test_known_keys_win_over_the_defaults() -> None:
    assert known_keys("X", {"limit": 5, "name": "X"}, {"limit": 1, "epochs": 2}) == {
        "limit": 5, "epochs": 2, "name": "X",
    }  # fmt: skip
