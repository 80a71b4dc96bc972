"""The sentiment analyzer: train, persist, load; labels, scores, emotions; mistakes in the data."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import sentiment as sentiment_module
from components.bert import moods as moods_module
from components.bert import reviews as reviews_module
from components.bert.moods import MOODS, SHIPPED_MOODS, mood_source, read_moods
from components.sentiment import BertSentimentAnalyzer
from tests.components.conftest import QUICK
from tests.components.examples import intent_messages

MOODY = [
    ("太好了真喜欢", "positive", "happy"),
    ("谢谢你帮大忙", "positive", "grateful"),
    ("thanks so good", "positive", "grateful"),
    ("订单发货了吗", "neutral", "calm"),
    ("hi", "neutral", "calm"),
    ("急用能快点吗", "neutral", "anxious"),
    ("气死我了骗子", "negative", "angry"),
    ("太失望了", "negative", "disappointed"),
    ("bad bad", "negative", "angry"),
]


@pytest.fixture()
def moods(tmp_path: Path) -> Path:
    folder = tmp_path / "moods"
    folder.mkdir()
    write(folder / "a.csv", MOODY)
    return folder


def write(path: Path, rows: Any) -> None:
    lines = ["text,label,emotion", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture()
def analyzer(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], moods: Path
) -> BertSentimentAnalyzer:
    config = {**QUICK, "epochs": 20, "precision": "float32", "data": str(moods)}
    return train_and_load(BertSentimentAnalyzer, config, noted(intent_messages()))


def test_learns_its_training_sentences(analyzer: BertSentimentAnalyzer, read: Callable[..., Message]) -> None:
    for text, label, emotion in MOODY:
        message = read(text, analyzer)
        sentiment = message.get("sentiment")
        assert (sentiment["label"], sentiment["emotion"]) == (label, emotion)
        (entity,) = message.get("entities")
        assert (entity["entity"], entity["value"], entity["start"], entity["end"]) == ("mood", label, 0, len(text))
        assert "sentiment" in message.output_properties


@pytest.mark.parametrize("text", ["好", "坏 bad 谢谢", "😡😡😡", "1234", "太" * 3000])
def test_values_keep_their_ranges(analyzer: BertSentimentAnalyzer, read: Callable[..., Message], text: str) -> None:
    sentiment = read(text, analyzer).get("sentiment")
    assert -1 <= sentiment["score"] <= 1
    assert 0 < sentiment["confidence"] <= 1
    assert sentiment["emotion"] in MOODS[sentiment["label"]]


@pytest.mark.parametrize("text", ["", " ", "/affirm"])
def test_nothing_to_read_leaves_the_mood_as_it_was(
    analyzer: BertSentimentAnalyzer, read: Callable[..., Message], text: str
) -> None:
    message = read(text, analyzer)
    assert message.get("sentiment") is None
    assert message.get("entities") is None


def test_without_the_entity(
    analyzer: BertSentimentAnalyzer, read: Callable[..., Message], storage: Any, context: Any, moods: Path
) -> None:
    config = {**BertSentimentAnalyzer.get_default_config(), **QUICK, "emit_entity": False, "data": str(moods)}
    quiet = BertSentimentAnalyzer.load(config, storage, Resource("BertSentimentAnalyzer"), context)
    message = read("太好了真喜欢", quiet)
    assert message.get("entities") is None
    assert message.get("sentiment")["label"] == "positive"


def test_the_entity_goes_only_where_it_fills_a_slot(
    analyzer: BertSentimentAnalyzer, read: Callable[..., Message]
) -> None:
    message = analyzer.process([read("太好了真喜欢")], DialogueStateTracker.from_events("test", []))[0]
    assert message.get("sentiment")["label"] == "positive"
    assert message.get("entities") is None


def test_a_changed_sentence_changes_the_fingerprint(moods: Path) -> None:
    before = BertSentimentAnalyzer.fingerprint_addon({"data": str(moods)})
    write(moods / "b.csv", [("新的一句", "neutral", "calm")])
    assert BertSentimentAnalyzer.fingerprint_addon({"data": str(moods)}) != before


def test_extra_reviews_are_learnt_and_change_the_fingerprint(
    train_and_load: Callable[..., Any],
    noted: Callable[..., TrainingData],
    read: Callable[..., Message],
    moods: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    praise, blame = "窗外能看见整条江，早餐也合口味", "隔壁唱歌唱到后半夜，根本没合眼"
    (tmp_path / "pos.txt").write_text(praise, encoding="utf-8")
    (tmp_path / "neg.txt").write_text(blame, encoding="utf-8")
    monkeypatch.setattr(reviews_module, "reviews_folder", lambda: tmp_path)
    config = {**QUICK, "epochs": 20, "precision": "float32", "data": str(moods), "extra_reviews": 2}
    analyzer = train_and_load(BertSentimentAnalyzer, config, noted(intent_messages()))
    assert read(praise, analyzer).get("sentiment")["label"] == "positive"
    assert read(blame, analyzer).get("sentiment")["label"] == "negative"
    fingerprint = BertSentimentAnalyzer.fingerprint_addon
    assert fingerprint({"data": str(moods), "extra_reviews": 2}) != fingerprint({"data": str(moods)})


@pytest.mark.parametrize("count", [-1, True, "snownlp", 2.5])
def test_extra_reviews_is_a_number_of_them(count: Any) -> None:
    with pytest.raises(InvalidConfigException, match="extra_reviews must be a number of reviews"):
        BertSentimentAnalyzer.fingerprint_addon({"extra_reviews": count})


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("好", "postive", "happy")], r"b\.csv:2: label 'postive' is none of positive, neutral, negative"),
        ([("好", "positive", "angry")], r"b\.csv:2: emotion 'angry' does not go with positive.*happy, grateful"),
        ([("", "positive", "happy")], r"b\.csv:2: the text is empty"),
        ([("一", "neutral", "calm"), ("好,坏", "neutral", "calm")], r"b\.csv:3: expected 3 columns.*quotes"),
        ([("太失望了", "neutral", "calm")], r"'太失望了' is labelled"),
    ],
)
def test_mistakes_name_file_and_line(moods: Path, rows: Any, words: str, train_and_load: Any, noted: Any) -> None:
    write(moods / "b.csv", rows)
    with pytest.raises(InvalidConfigException, match=words):
        train_and_load(BertSentimentAnalyzer, {**QUICK, "data": str(moods)}, noted(intent_messages()))


def test_absent_data_says_what_to_set() -> None:
    with pytest.raises(InvalidConfigException, match="set `data`"):
        BertSentimentAnalyzer.fingerprint_addon({"data": "nowhere"})


def test_without_moods_of_its_own_a_project_learns_from_those_that_ship_with_kefu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert {example.label for example in read_moods(mood_source(None))} == set(MOODS)
    assert BertSentimentAnalyzer.fingerprint_addon({}) == BertSentimentAnalyzer.fingerprint_addon(
        {"data": str(SHIPPED_MOODS)}
    )
    (tmp_path / "data" / "sentiment").mkdir(parents=True)
    with pytest.raises(InvalidConfigException, match="no mood sentences in 'data/sentiment'"):
        BertSentimentAnalyzer.fingerprint_addon({})
    write(tmp_path / "data" / "sentiment" / "a.csv", MOODY)
    assert len(read_moods(mood_source(None))) == len(MOODY)
    assert mood_source("chosen") == "chosen"


def test_a_copy_of_the_package_alone_asks_for_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(moods_module, "SHIPPED_MOODS", tmp_path / "absent")
    with pytest.raises(InvalidConfigException, match="set `data`"):
        BertSentimentAnalyzer.fingerprint_addon({})


def test_the_log_says_whose_moods_are_learnt(
    train_and_load: Callable[..., Any],
    noted: Callable[..., TrainingData],
    moods: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    data = noted(intent_messages())
    monkeypatch.chdir(tmp_path)
    for module in (moods_module, sentiment_module):
        monkeypatch.setattr(module, "SHIPPED_MOODS", moods)
    with caplog.at_level("INFO", logger="components.sentiment"):
        train_and_load(BertSentimentAnalyzer, {**QUICK, "epochs": 1}, data)
    assert f"moods are learnt from Kefu's own, {moods}" in caplog.text
