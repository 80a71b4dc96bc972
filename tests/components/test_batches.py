"""A batch of messages of mixed length is read as each of them alone."""
from __future__ import annotations

from typing import Any, Callable, Dict, List

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.encoder import BertEncoder, batches_of_states
from components.entities import BertEntityExtractor
from components.intent import BertIntentClassifier
from components.sentiment import BertSentimentAnalyzer
from tests.components.conftest import QUICK
from tests.components.examples import entity_messages, intent_messages

CONFIG = {**QUICK, "precision": "float32"}
SHORT = ["你好", "发到北京要几天", "/affirm", "", "我要红色的", "where is my package", "😀", "上海能送吗，寄广州多久"]
TEXTS = [text * times for times in (1, 2, 3, 5, 9) for text in SHORT]


def numbers_and_words(value: Any) -> List[Any]:
    """The leaves of a nested output, in order."""
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in [key, *numbers_and_words(value[key])]]
    if isinstance(value, (list, tuple)):
        return [leaf for one in value for leaf in numbers_and_words(one)]
    return [value]


def assert_same(one: Dict[str, Any], other: Dict[str, Any]) -> None:
    left, right = numbers_and_words(one), numbers_and_words(other)
    assert [leaf for leaf in left if not isinstance(leaf, float)] == [x for x in right if not isinstance(x, float)]
    floats = [[leaf for leaf in leaves if isinstance(leaf, float)] for leaves in (left, right)]
    np.testing.assert_allclose(floats[0], floats[1], atol=1e-4)


@pytest.fixture()
def heads(train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], tmp_path: Any) -> List[Any]:
    moods = tmp_path / "moods.csv"
    moods.write_text(
        "text,label,emotion\n太好了,positive,happy\n谢谢你,positive,grateful\n几点发货,neutral,calm\n"
        "多少钱,neutral,calm\n气死我了,negative,angry\n怎么还没到,negative,anxious\n",
        encoding="utf-8",
    )
    words, marks = noted(intent_messages()), noted(entity_messages())
    return [
        train_and_load(BertIntentClassifier, {**CONFIG, "context": None, "ranking_length": 0}, words),
        train_and_load(BertSentimentAnalyzer, {**CONFIG, "data": str(moods)}, words),
        train_and_load(BertEntityExtractor, {**CONFIG, "epochs": 60, "head_learning_rate": 1e-2}, marks),
    ]


def test_a_batch_equals_one_by_one(heads: List[Any], encoder: BertEncoder) -> None:
    assert len(TEXTS) == 40
    together = encoder.process([Message.build(text) for text in TEXTS])
    for head in heads:
        together = head.process(together)
    found = 0
    for text, message in zip(TEXTS, together):
        alone = encoder.process([Message.build(text)])
        for head in heads:
            alone = head.process(alone)
        for key in ("intent", "intent_ranking", "novelty", "sentiment", "entities"):
            assert_same({key: message.get(key)}, {key: alone[0].get(key)})
        found += len([e for e in message.get("entities", []) if e["entity"] == "city"])
    assert found > 10  # the comparison is of real entities


def test_batches_go_from_short_to_long_and_leave_out_what_has_no_words(encoder: BertEncoder) -> None:
    messages = encoder.process([Message.build(text) for text in TEXTS])
    batches = list(batches_of_states(messages, "BertSentimentAnalyzer", size=7))
    places = [place for chosen, _ in batches for place in chosen]
    assert sorted(places) == [n for n, text in enumerate(TEXTS) if text.strip() and not text.startswith("/")]
    lengths = [len(one.states) for _, encoded in batches for one in encoded]
    assert lengths == sorted(lengths)
    assert max(len(chosen) for chosen, _ in batches) == 7
