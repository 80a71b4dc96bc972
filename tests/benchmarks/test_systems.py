"""The systems: what they are given and what is read from their answers; the cheap ones also train and serve."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Dict, List

import pytest
import yaml

from benchmarks.datasets import Row
from benchmarks.systems import module_of, system_named
from benchmarks.systems.base import Prediction, Task, intent_of, mood_of
from benchmarks.systems.kefu import shipped
from benchmarks.systems.rasa_nlu import nlu_yaml, one_line, write_moods, write_project
from components.bert.moods import read_moods

MOODS = [
    Row("味道很好，送得也快", "positive"),
    Row("非常好吃，下次还来", "positive"),
    Row("太难吃了，送得很慢", "negative"),
    Row("又冷又难吃，差评", "negative"),
]
ENGLISH = [
    Row("where is my card", "card_arrival"),
    Row("my card is still not here", "card_arrival"),
    Row("change my pin", "change_pin"),
    Row("how do I change the pin", "change_pin"),
    Row("the app crashes", "app"),
    Row("the app is slow", "app"),
]


@pytest.mark.parametrize(
    ("parsed", "expected"),
    [
        (
            {
                "intent": {"name": "a", "confidence": 0.7},
                "intent_ranking": [{"name": "a", "confidence": 0.7}],
            },
            Prediction("a", 0.7, pytest.approx(0.3)),
        ),
        (
            {
                "intent": {"name": "nlu_fallback", "confidence": 0.8},
                "intent_ranking": [
                    {"name": "nlu_fallback", "confidence": 0.8},
                    {"name": "b", "confidence": 0.4},
                ],
            },
            Prediction("b", 0.4, pytest.approx(0.6)),
        ),
        (
            {
                "intent": {"name": "a", "confidence": 0.7},
                "novelty": {"score": 31.5, "threshold": 30.0, "novel": True},
            },
            Prediction("a", 0.7, 31.5, True),
        ),
        (
            {"intent": {"name": None, "confidence": 0.0}, "intent_ranking": [], "novelty": None},
            Prediction(None, 0.0, 1.0),
        ),
    ],
)
def test_an_intent_is_read_past_fallback_and_with_novelty_where_there_is_one(
    parsed: Dict[str, Any], expected: Prediction
) -> None:
    assert intent_of(parsed) == expected


def test_a_mood_is_read() -> None:
    sentiment = {"label": "negative", "score": -0.8, "emotion": "angry", "confidence": 0.9}
    assert mood_of({"sentiment": sentiment}) == Prediction("negative", 0.9, pytest.approx(0.1))
    assert mood_of({}).label is None


def test_rasa_reads_the_training_rows_as_they_are(tmp_path: Path) -> None:
    from rasa.shared.nlu.training_data.loading import load_data

    rows = [
        Row("- 一个减号", "reverted?"),
        Row("两行\n一句 ", "reverted?"),
        Row("看[微笑][大哭](x)：{a}", "b: c"),
        Row("#不是注释 \u2028 'quoted' \"too\"", "b: c"),
        Row("\x07 ", "b: c"),
    ]
    (tmp_path / "nlu.yml").write_text(nlu_yaml(rows), encoding="utf-8")
    examples = load_data(str(tmp_path / "nlu.yml")).intent_examples
    assert [(e.get("text"), e.get("intent"), e.get("entities")) for e in examples] == [
        ("- 一个减号", "reverted?", None),
        ("两行 一句", "reverted?", None),
        ("看［微笑]［大哭](x)：{a}", "b: c", None),
        ("#不是注释 'quoted' \"too\"", "b: c", None),
    ]


def test_one_line_drops_what_yaml_cannot_hold() -> None:
    assert one_line(" a\x00b\ufeff\r\nc\u2028d ") == "a b c d"


def test_the_sentiment_component_takes_the_moods(tmp_path: Path) -> None:
    doubled = [*MOODS, Row(" 味道很好，送得也快\n", "negative"), Row(" ", "positive")]
    write_moods(tmp_path / "moods.csv", doubled)
    read = read_moods(str(tmp_path / "moods.csv"))
    assert {(one.text, one.label, one.emotion) for one in read} == {
        (row.text, row.label, "happy" if row.label == "positive" else "disappointed") for row in MOODS
    }


def test_a_project_is_what_rasa_needs(tmp_path: Path) -> None:
    task = Task("mood", "zh", MOODS)
    write_project(tmp_path, task, [{"name": "WhitespaceTokenizer"}])
    config = yaml.safe_load((tmp_path / "config.yml").read_text(encoding="utf-8"))
    assert (config["language"], config["pipeline"]) == ("zh", [{"name": "WhitespaceTokenizer"}])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.yml", "moods.csv", "nlu.yml"]


def pipeline(name: str, task: Task) -> List[Dict[str, Any]]:
    return list(system_named(name).settings(task)["pipeline"])


def test_ours_is_measured_as_config_yml_sets_it() -> None:
    encoder, intent = pipeline("kefu", Task("intent", "zh", seed=7))
    assert encoder == shipped("components.encoder.BertEncoder")
    assert intent == {**shipped("components.intent.BertIntentClassifier"), "seed": 7}


def test_moods_are_learnt_from_the_projects_own_file() -> None:
    encoder, sentiment = pipeline("kefu", Task("mood", "zh"))
    assert encoder["max_tokens"] == 128
    assert (sentiment["name"], sentiment["data"]) == (
        "components.sentiment.BertSentimentAnalyzer",
        "moods.csv",
    )


def test_a_component_that_config_yml_lacks_is_named() -> None:
    with pytest.raises(LookupError, match=r"no components\.absent in its pipeline"):
        shipped("components.absent")


@pytest.mark.parametrize(("language", "tokenizer"), [("zh", "JiebaTokenizer"), ("en", "WhitespaceTokenizer")])
def test_peers_get_rasas_own_tokenizers(language: str, tokenizer: str) -> None:
    for name in ("stock-diet", "bert-diet", "bert-logistic"):
        assert pipeline(name, Task("intent", language))[0]["name"] == tokenizer
    diet = pipeline("stock-diet", Task("intent", language, seed=7))[-1]
    assert (diet["epochs"], diet["random_seed"]) == (100, 7)


@pytest.mark.slow  # imports TensorFlow
@pytest.mark.parametrize("name", ["kefu", "stock-diet", "bert-diet", "bert-logistic"])
def test_rasa_knows_every_component_and_key_of_a_pipeline(name: str) -> None:
    from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
    from rasa.shared.utils.common import class_from_module_path

    stock = {kind.__name__: kind for kind in DEFAULT_COMPONENTS}
    for entry in pipeline(name, Task("intent", "en")):
        kind = stock.get(entry["name"]) or class_from_module_path(entry["name"])
        assert set(entry) - {"name"} <= set(kind.get_default_config())


@pytest.mark.parametrize("rows", [ENGLISH, ENGLISH[:4]], ids=["three labels", "two labels"])
def test_the_svm_serves_what_scikit_learn_predicts(tmp_path: Path, rows: List[Row]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    system = system_named("tfidf-svm")
    served = system.load(system.train(Task("intent", "en", rows), tmp_path / "model"))
    reference = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC(random_state=42)
    )
    reference.fit([row.text for row in rows], [row.label for row in rows])
    for text in ("card card is late", "pin pin change", "nothing known", "the app"):
        found = served.predict(text)
        assert found.label == reference.predict([text])[0]
        margin = reference.decision_function([text])[0]
        largest = abs(margin) if len({row.label for row in rows}) == 2 else margin.max()
        assert found.confidence == pytest.approx(1 / (1 + math.exp(-largest)), abs=1e-6)
        assert found.outside == pytest.approx(1 - found.confidence)


def test_snownlp_learns_from_the_same_rows(tmp_path: Path) -> None:
    system = system_named("snownlp-trained")
    served = system.load(system.train(Task("mood", "zh", MOODS), tmp_path / "model"))
    assert [served.predict(row.text).label for row in MOODS] == [row.label for row in MOODS]


def test_snownlp_as_it_ships_tells_praise_from_blame(tmp_path: Path) -> None:
    system = system_named("snownlp")
    assert not system.learns
    served = system.load(system.train(Task("mood", "zh", MOODS), tmp_path))
    assert served.predict("很好吃，非常喜欢").label == "positive"
    assert served.predict("质量太差，很失望，退货").label == "negative"


def test_an_unknown_system_is_named_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="no system 'watson'; known are kefu"):
        module_of("watson")
