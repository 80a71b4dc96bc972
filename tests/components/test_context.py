"""The same words read by themselves and in a conversation."""
from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any, Callable, List, Optional

import pytest
from rasa.shared.core.events import BotUttered, Restarted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.novelty import Novelty
from components.encoder import BERT_CONTEXT, BERT_STATES
from components.intent import BertIntentClassifier
from tests.components.conftest import QUICK
from tests.components.examples import intent_messages

CANCEL, TRACK = "要取消订单吗", "要查物流吗"
FAR = "zzz 978 qwx 天气股票飞机"


@pytest.fixture()
def dialogues(tmp_path: Path) -> Path:
    lines = ["dialogues:"]
    for words in ("好的", "可以", "行", "嗯", "要", "对"):
        lines.append(f"- {{bot: {CANCEL}, previous: 你好, text: {words}, intent: cancel_order}}")
        lines.append(f"- {{bot: {TRACK}, previous: 你好, text: {words}, intent: track_logistics}}")
    path = tmp_path / "context.yml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture()
def classifier(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], dialogues: Path
) -> BertIntentClassifier:
    config = {**QUICK, "context": str(dialogues), "precision": "float32"}
    return train_and_load(BertIntentClassifier, config, noted(intent_messages()))


def tracker(*events: Any) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("customer", list(events))


def read(
    encoder: Any, classifier: Any, text: str, conversation: Optional[DialogueStateTracker] = None
) -> List[dict[str, Any]]:
    messages = encoder.process([Message.build(text)], conversation)
    return classifier.process(messages)[0].get("intent_ranking")


def best(ranking: List[dict[str, Any]]) -> str:
    return ranking[0]["name"]


def test_the_bots_question_decides_what_yes_means(encoder: Any, classifier: BertIntentClassifier) -> None:
    for question, intent in ((CANCEL, "cancel_order"), (TRACK, "track_logistics")):
        talk = tracker(UserUttered("你好", intent={"name": "greet"}), BotUttered(question))
        assert best(read(encoder, classifier, "好的", talk)) == intent
        assert best(read(encoder, classifier, "行", talk)) == intent


def test_training_in_context_reads_no_training_sentence_again(
    train_and_load: Callable[..., Any],
    noted: Callable[..., TrainingData],
    dialogues: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from components.bert.encoder import LowerEncoder
    from components.bert.upper import encode_texts

    read_texts: Counter[str] = Counter()
    encode = LowerEncoder.encode

    def counted(self: LowerEncoder, text: str, embedded: bool = False) -> Any:
        read_texts[text] += 1
        return encode(self, text, embedded)

    encode_texts.cache_clear()
    monkeypatch.setattr(LowerEncoder, "encode", counted)
    # A seed that no other test trains with, so that no head comes out of the cache.
    config = {**QUICK, "context": str(dialogues), "seed": 77}
    train_and_load(BertIntentClassifier, config, noted(intent_messages()))
    # What was said before is read for itself.
    sentences = {message.get("text") for message in intent_messages()} - {"你好"}
    assert {read_texts[text] for text in sentences} == {1}


def test_without_a_conversation_it_works_as_before(
    encoder: Any,
    classifier: BertIntentClassifier,
    train_and_load: Callable[..., Any],
    noted: Callable[..., TrainingData],
) -> None:
    config = {**QUICK, "context": "", "precision": "float32"}
    plain = train_and_load(BertIntentClassifier, config, noted(intent_messages()), name="plain")
    for text in ("你好", "好的", "取消订单", "随便"):
        assert read(encoder, classifier, text) == read(encoder, plain, text)
        assert read(encoder, classifier, text, tracker()) == read(encoder, plain, text)


@pytest.mark.parametrize("wall", [SessionStarted(), Restarted()])
def test_what_was_said_before_this_session_does_not_count(encoder: Any, wall: Any) -> None:
    talk = tracker(UserUttered("你好"), BotUttered(CANCEL), wall)
    assert encoder.process([Message.build("好的")], talk)[0].get(BERT_CONTEXT) is None


def test_the_last_words_on_both_sides_are_the_context(encoder: Any) -> None:
    talk = tracker(
        UserUttered("退货"), BotUttered("没用的话"),
        UserUttered("你好", intent={"name": "greet"}), BotUttered("一"), BotUttered(TRACK),
    )  # fmt: skip
    context = encoder.process([Message.build("好的")], talk)[0].get(BERT_CONTEXT)
    import numpy as np

    assert np.allclose(context.bot.pooled, encoder._read(TRACK).pooled)
    assert np.allclose(context.previous.pooled, encoder._read("你好").pooled)
    assert context.previous_intent == "greet"


def test_a_buttons_payload_gives_its_intent_alone(encoder: Any) -> None:
    talk = tracker(UserUttered("/greet", intent={"name": "greet"}))
    context = encoder.process([Message.build("好的")], talk)[0].get(BERT_CONTEXT)
    assert (context.bot, context.previous, context.previous_intent) == (None, None, "greet")


def test_a_mistake_in_the_files_is_named_before_training(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("dialogues:\n- {text: a, intent: b}\n", encoding="utf-8")
    with pytest.raises(InvalidConfigException, match="dialogue 1"):
        BertIntentClassifier.fingerprint_addon({"context": str(path)})


@pytest.fixture()
def limited(encoder: Any, classifier: BertIntentClassifier) -> BertIntentClassifier:
    """The classifier with a limit, which so few training sentences do not give."""
    assert classifier._head is not None
    head = classifier._head
    (known,) = encoder.process([Message.build("你好")])
    features = head.features([known.get(BERT_STATES)])
    near = head.novelty.scores(features, head.logits(features)["intent"])[0]
    head.novelty = Novelty(head._arrays, {"quantiles": {"0.5": near + 0.1, "0.99": near + 0.2}})
    return classifier


def test_far_messages_are_called_novel_and_trusted_less(encoder: Any, limited: BertIntentClassifier) -> None:
    limited._config["novelty_weight"] = 0.0
    (plain,) = limited.process(encoder.process([Message.build(FAR)]))
    trusting, novelty = plain.get("intent")["confidence"], plain.get("novelty")
    assert novelty["novel"]
    assert novelty["score"] > novelty["threshold"]
    limited._config["novelty_weight"] = 0.5
    (doubted,) = limited.process(encoder.process([Message.build(FAR)]))
    expected = trusting * math.exp(-0.5 * (novelty["score"] - novelty["threshold"]))
    assert doubted.get("intent")["confidence"] == pytest.approx(expected, rel=1e-5)
    (known,) = limited.process(encoder.process([Message.build("你好")]))
    assert not known.get("novelty")["novel"]
    assert sum(row["confidence"] for row in known.get("intent_ranking")) == pytest.approx(1.0, abs=1e-5)


def test_trust_that_is_lost_goes_to_out_of_scope(encoder: Any, limited: BertIntentClassifier) -> None:
    limited._config.update(novelty_weight=500.0, out_of_scope_intent="greet")
    (message,) = limited.process(encoder.process([Message.build(FAR)]))
    assert message.get("intent")["name"] == "greet"
    assert sum(row["confidence"] for row in message.get("intent_ranking")) == pytest.approx(1.0, abs=1e-5)


def test_too_few_sentences_call_nothing_novel(encoder: Any, classifier: BertIntentClassifier) -> None:
    (message,) = classifier.process(encoder.process([Message.build(FAR)]))
    assert message.get("novelty")["threshold"] is None
    assert not message.get("novelty")["novel"]
