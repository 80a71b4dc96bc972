"""Rasa's own starter project understands by our components and passes the tests that come with it."""
from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any, Dict, List

import pytest
import rasa
import yaml

MOODS = """text,label,emotion
太好了,positive,happy
you saved my day,positive,grateful
客服电话是多少,neutral,calm
where is the button,neutral,calm
又坏了,negative,angry
it broke again,negative,disappointed
"""

PIPELINE: List[Dict[str, Any]] = [
    {"name": "components.tokenizer.ChineseTokenizer"},
    {"name": "components.encoder.BertEncoder"},
    {"name": "components.intent.BertIntentClassifier"},
    {"name": "components.sentiment.BertSentimentAnalyzer", "data": "moods.csv"},
    {"name": "components.entities.BertEntityExtractor"},
    {"name": "components.language.LanguageIdentifier"},
]

@pytest.fixture()
def moodbot(tmp_path: Path) -> Path:
    """What `rasa init` writes, with our pipeline, and with policies that are trained in no time."""
    project = tmp_path / "moodbot"
    shutil.copytree(Path(rasa.__file__).parent / "cli" / "initial_project", project)
    config = yaml.safe_load((project / "config.yml").read_text(encoding="utf-8"))
    config.update(assistant_id="moodbot", pipeline=PIPELINE)
    config["policies"] = [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}]
    (project / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (project / "moods.csv").write_text(MOODS, encoding="utf-8")
    return project


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_starter_project_passes_its_own_stories(moodbot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import rasa.model_training
    from rasa.core.agent import Agent
    from rasa.core.test import test as test_stories

    monkeypatch.chdir(moodbot)
    trained = rasa.model_training.train("domain.yml", "config.yml", ["data"], output="models")
    assert trained.code == 0
    results = moodbot / "results"
    results.mkdir()
    evaluation = asyncio.run(
        test_stories("tests", Agent.load(trained.model), out_directory=str(results), e2e=True, disable_plotting=True)
    )
    assert evaluation["accuracy"] == 1.0
    failed = (results / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "None of the test stories failed" in failed
