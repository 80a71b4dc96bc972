"""What a report takes from config.yml, and what it says of one that it cannot be made with."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import pytest
import yaml

from components.bert.moods import SHIPPED_MOODS
from insight.report.settings import ConfigError, read_settings
from tests.components.conftest import tiny_bert  # noqa: F401

Item = Dict[str, Any]


@pytest.fixture()
def pipeline(tiny_bert: Path) -> List[Item]:  # noqa: F811
    """The least that a report is made of."""
    return [
        {"name": "components.encoder.BertEncoder", "model": str(tiny_bert), "frozen_layers": 3},
        {"name": "components.intent.BertIntentClassifier", "epochs": 2, "precision": "float32"},
    ]


def write(folder: Path, pipeline: List[Item]) -> Path:
    config = folder / "config.yml"
    config.write_text(yaml.safe_dump({"language": "zh", "pipeline": pipeline}), encoding="utf-8")
    return config


def test_without_moods_entities_and_fallback(tmp_path: Path, pipeline: List[Item]) -> None:
    found = read_settings(write(tmp_path, pipeline))
    assert found.encoder.frozen_layers == 3
    assert (found.intents.tuning.epochs, found.intents.precision) == (2, "float32")
    assert (found.moods, found.entities, found.ignored, found.threshold) == (None, None, [], None)


def test_every_part_is_read(tmp_path: Path, pipeline: List[Item]) -> None:
    pipeline[1]["out_of_scope_intent"] = "elsewhere"
    more: List[Item] = [
        {"name": "components.sentiment.BertSentimentAnalyzer", "data": "my/moods.csv", "dropout": 0.3},
        {"name": "components.entities.BertEntityExtractor", "ignore": ["phone_tail"], "method": "lora"},
        {"name": "FallbackClassifier", "threshold": 0.55},
    ]
    found = read_settings(write(tmp_path, [*pipeline, *more]))
    assert found.moods is not None
    assert found.entities is not None
    assert (found.moods.tuning.dropout, found.entities.tuning.method) == (0.3, "lora")
    assert found.mood_source == tmp_path / "my" / "moods.csv"
    assert (found.ignored, found.out_of_scope, found.threshold) == (["phone_tail"], "elsewhere", 0.55)


def test_a_fallback_without_a_threshold_has_rasas(tmp_path: Path, pipeline: List[Item]) -> None:
    assert read_settings(write(tmp_path, [*pipeline, {"name": "FallbackClassifier"}])).threshold == 0.3


def test_moods_are_the_projects_own_or_those_shipped(tmp_path: Path, pipeline: List[Item]) -> None:
    config = write(tmp_path, [*pipeline, {"name": "components.sentiment.BertSentimentAnalyzer"}])
    assert read_settings(config).mood_source == SHIPPED_MOODS
    (tmp_path / "data" / "sentiment").mkdir(parents=True)
    assert read_settings(config).mood_source == tmp_path / "data" / "sentiment"


@pytest.mark.parametrize(
    ("place", "changes", "says"),
    [
        (0, {"name": "WhitespaceTokenizer"}, "has no BertEncoder with a BertIntentClassifier"),
        (1, {"name": "DIETClassifier"}, "has no BertEncoder with a BertIntentClassifier"),
        (0, {"frozen_layers": 9}, "BertEncoder: frozen_layers must lie between 1 and 3"),
        (1, {"epoch": 2}, "unknown key epoch in"),
        (1, {"dropout": 2}, "dropout must be a number from 0 to 0.99"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, pipeline: List[Item], place: int, changes: Item, says: str
) -> None:
    pipeline[place].update(changes)
    with pytest.raises(ConfigError, match=says) as caught:
        read_settings(write(tmp_path, pipeline))
    assert str(tmp_path / "config.yml") in str(caught.value)


@pytest.mark.parametrize("text", ["pipeline: [", "\xff", None])
def test_a_file_that_cannot_be_read(tmp_path: Path, text: Any) -> None:
    config = tmp_path / "config.yml"
    if text is not None:
        config.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"config\.yml cannot be read"):
        read_settings(config)


@pytest.mark.parametrize("text", ["", "- a\n", "pipeline: words\n"])
def test_a_file_without_a_pipeline(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="has no BertEncoder"):
        read_settings(tmp_path / "config.yml")
