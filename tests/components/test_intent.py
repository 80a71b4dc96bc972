"""The intent classifier: train, persist, load; its output; the content cache; broken models."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert import finetune
from components.bert.errors import BrokenModel
from components.intent import BertIntentClassifier
from tests.components.conftest import QUICK
from tests.components.examples import INTENTS, intent_messages

# No messages in context: the project's own would be learnt.
OWN = {**QUICK, "context": ""}


@pytest.fixture()
def classifier(train_and_load: Callable[..., Any], noted: Callable[..., TrainingData]) -> BertIntentClassifier:
    return train_and_load(BertIntentClassifier, {**OWN, "precision": "float32"}, noted(intent_messages()))


def test_learns_its_training_sentences(classifier: BertIntentClassifier, read: Callable[..., Message]) -> None:
    for intent, texts in INTENTS.items():
        for text in texts:
            assert read(text, classifier).get("intent")["name"] == intent


def test_output_has_the_form_rasa_expects(classifier: BertIntentClassifier, read: Callable[..., Message]) -> None:
    message = read("取消", classifier)
    ranking = message.get("intent_ranking")
    confidences = [row["confidence"] for row in ranking]
    assert {row["name"] for row in ranking} == set(INTENTS)
    assert all(type(value) is float for value in confidences)
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1, abs=1e-5)
    assert message.get("intent") == ranking[0]
    assert {"intent", "intent_ranking"} <= set(message.output_properties)


def test_two_loads_of_one_model_agree_exactly(
    classifier: BertIntentClassifier, read: Callable[..., Message], storage: Any, context: Any
) -> None:
    config = {**BertIntentClassifier.get_default_config(), **OWN, "precision": "float32"}
    again = BertIntentClassifier.load(config, storage, Resource("BertIntentClassifier"), context)
    for text in ("你好", "取消吧", "where is it", "随便说点什么"):
        assert read(text, classifier).get("intent_ranking") == read(text, again).get("intent_ranking")


@pytest.mark.parametrize("text", ["", "   ", "\n", "/affirm", '/inform{"order_id": "1"}'])
def test_nothing_to_read_gives_no_intent(
    classifier: BertIntentClassifier, read: Callable[..., Message], text: str
) -> None:
    message = read(text, classifier)
    assert message.get("intent") == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []


@pytest.mark.parametrize("text", ["😀😀", "\x00\x07", "订" * 10_000, "'; DROP TABLE orders; --", "[CLS] [SEP] <s>"])
def test_odd_messages_are_read(classifier: BertIntentClassifier, read: Callable[..., Message], text: str) -> None:
    assert read(text, classifier).get("intent")["name"] in INTENTS


def test_the_same_content_is_not_trained_twice(
    classifier: BertIntentClassifier,
    train_and_load: Callable[..., Any],
    noted: Callable[..., TrainingData],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(finetune, "tune_sentence_head", refuse)
    shuffled = list(reversed(intent_messages()))
    # What Rasa adds when a rule first uses an intent: a message with an intent and no text.
    shuffled.append(Message(data={"intent": "greet"}))
    train_and_load(BertIntentClassifier, {**OWN, "precision": "int8"}, noted(shuffled), name="second")
    with pytest.raises(AssertionError, match="trained again"):
        more = [*intent_messages(), Message.build("再见", "greet")]
        train_and_load(BertIntentClassifier, OWN, noted(more), name="third")


def test_a_damaged_model_is_named_and_never_becomes_an_untrained_one(
    classifier: BertIntentClassifier, storage: Any, context: Any
) -> None:
    resource = Resource("BertIntentClassifier")
    with storage.write_to(resource) as folder:
        path = Path(folder) / "head.safetensors"
        path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(BrokenModel, match=r"rasa train"):
        BertIntentClassifier.load(BertIntentClassifier.get_default_config(), storage, resource, context)
    with pytest.raises(BrokenModel, match="holds no BertIntentClassifier"):
        BertIntentClassifier.load({}, storage, Resource("absent"), context)


def test_states_of_another_encoder_are_refused(
    classifier: BertIntentClassifier, encoder: Any
) -> None:
    from dataclasses import replace

    message = encoder.process([Message.build("你好")])[0]
    message.set("bert_states", replace(message.get("bert_states"), digest="other"))
    with pytest.raises(BrokenModel, match="another encoder"):
        classifier.process([message])


def test_config_mistakes_say_what_is_allowed(storage: Any, context: Any) -> None:
    for config, words in (
        ({"epoch": 3}, "unknown key epoch.*epochs"),
        ({"epochs": -1}, "epochs must be a number from 0"),
        ({"precision": "int4"}, "precision must be one of int8, float32"),
    ):
        with pytest.raises(InvalidConfigException, match=words):
            BertIntentClassifier.create(config, storage, Resource("x"), context)


def test_needs_the_encoder_before_it(classifier: BertIntentClassifier) -> None:
    with pytest.raises(InvalidConfigException, match="needs BertEncoder before it"):
        classifier.process([Message.build("你好")])


@pytest.mark.parametrize("messages", [[], [Message.build("你好", "greet"), Message.build("hi", "greet")]])
def test_fewer_than_two_intents_are_warned_of_and_none_is_told(
    train_and_load: Callable[..., Any],
    noted: Callable[..., TrainingData],
    read: Callable[..., Message],
    messages: list[Message],
) -> None:
    # What a user says in an end-to-end story: a text without an intent.
    data = noted([*messages, Message(data={"text": "吃寿司也行"})])
    with pytest.warns(UserWarning, match="fewer than two intents"):
        untrained = train_and_load(BertIntentClassifier, OWN, data)
    message = read("你好", untrained)
    assert message.get("intent") == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []


def test_int8_serving_agrees_with_float32(
    classifier: BertIntentClassifier, read: Callable[..., Message], storage: Any, context: Any
) -> None:
    config = {**BertIntentClassifier.get_default_config(), **OWN, "precision": "int8"}
    small = BertIntentClassifier.load(config, storage, Resource("BertIntentClassifier"), context)
    for text in [text for texts in INTENTS.values() for text in texts]:
        exact, close = (
            {row["name"]: row["confidence"] for row in read(text, one).get("intent_ranking")}
            for one in (classifier, small)
        )
        assert max(exact, key=exact.__getitem__) == max(close, key=close.__getitem__)
        assert np.allclose([exact[k] for k in INTENTS], [close[k] for k in INTENTS], atol=0.15)
