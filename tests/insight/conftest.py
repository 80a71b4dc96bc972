"""A small assistant, trained by Rasa over a tiny encoder, and its archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import pytest
import yaml

from insight.understanding import Understanding
from tests.components.conftest import QUICK, tiny_bert  # noqa: F401

SENTENCES = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 你好
    - 您好呀
    - hello
    - hi
- intent: cancel_order
  examples: |
    - 我要取消订单
    - 取消[两件](quantity)
    - cancel my order
    - 不要了取消
- intent: track_logistics
  examples: |
    - 快递到哪了
    - 查一下物流
    - where is my package
    - 寄到[北京](city)走到哪里
"""
MOODS = """\
text,label,emotion
太好了,positive,happy
谢谢你,positive,grateful
查一下物流,neutral,calm
什么时候到,neutral,anxious
气死我了,negative,angry
太失望了,negative,disappointed
"""


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    """The first test that needs the archive waits for its training, and the machine may be busy."""
    for item in items:
        if {"archive", "foreign_archive"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assistant's folder, with its training sentences in nlu.yml; one for all tests of a run."""
    folder = tmp_path_factory.getbasetemp() / "assistant"
    folder.mkdir(exist_ok=True)
    (folder / "nlu.yml").write_text(SENTENCES, encoding="utf-8")
    (folder / "moods.csv").write_text(MOODS, encoding="utf-8")
    intents = ["greet", "cancel_order", "track_logistics"]
    domain = {"version": "3.1", "intents": intents, "entities": ["city", "quantity"]}
    (folder / "domain.yml").write_text(yaml.safe_dump(domain), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def archive(project: Path, request: pytest.FixtureRequest) -> Path:
    """A model archive with our whole pipeline, trained once in a run."""
    trained = project / "models" / "ours.tar.gz"
    if trained.is_file():
        return trained
    tiny = request.getfixturevalue("tiny_bert")
    head = {**QUICK, "precision": "float32"}
    pipeline = [
        {"name": "components.tokenizer.ChineseTokenizer"},
        {
            "name": "components.encoder.BertEncoder",
            "model": str(tiny),
            "frozen_layers": 3,
            "precision": "float32",
            "max_tokens": 64,
        },
        {"name": "components.intent.BertIntentClassifier", **head, "context": ""},
        {"name": "components.sentiment.BertSentimentAnalyzer", **head, "data": str(project / "moods.csv")},
        {"name": "components.entities.BertEntityExtractor", **head},
        {"name": "components.patterns.PatternEntityExtractor"},
        {"name": "components.language.LanguageIdentifier"},
        {"name": "FallbackClassifier", "threshold": 0.5, "ambiguity_threshold": 0.05},
    ]
    return train(project, "ours", pipeline)


@pytest.fixture(scope="session")
def foreign_archive(project: Path) -> Path:
    """A model archive with a pipeline of Rasa's own."""
    pipeline = [{"name": "WhitespaceTokenizer"}, {"name": "KeywordIntentClassifier"}]
    return train(project, "foreign", pipeline, language="en")


@pytest.fixture(scope="session")
def understanding(archive: Path) -> Understanding:
    return Understanding.load(archive)


def train(project: Path, name: str, pipeline: List[Dict[str, Any]], language: str = "zh") -> Path:
    """Trains an archive as `rasa train nlu` does."""
    from rasa.model_training import train_nlu

    config = project / f"{name}.yml"
    text = yaml.safe_dump({"recipe": "default.v1", "language": language, "assistant_id": "t", "pipeline": pipeline})
    config.write_text(text, encoding="utf-8")
    data, models, domain = (str(project / part) for part in ("nlu.yml", "models", "domain.yml"))
    # Only for the training: other tests of the session have caches of their own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEFU_CACHE_DIR", str(project / "cache"))
        patch.setenv("RASA_CACHE_DIRECTORY", str(project / "rasa-cache"))
        model = train_nlu(str(config), data, models, name, domain=domain)
    assert model is not None
    return Path(model)
