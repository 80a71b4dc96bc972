"""Rasa's starter project, and small ones in the styles that bots are written in, understand by our components.

Each trains as its designer would train it and passes the tests that come with it.
"""
from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any, Dict, List, Tuple

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

POLICIES = [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}]
WITHOUT_MOODS = [part for part in PIPELINE if "data" not in part]
# By what decides and what is special: a form that asks for slots, and answers that a selector picks.
STYLES: Dict[str, Tuple[List[Dict[str, Any]], List[Dict[str, Any]]]] = {
    "form": (WITHOUT_MOODS, POLICIES),
    "faq": (
        [
            *WITHOUT_MOODS,
            {"name": "components.featurizer.BertFeaturizer"},
            {"name": "ResponseSelector", "retrieval_intent": "faq", "epochs": 40, "constrain_similarities": True},
        ],
        POLICIES,
    ),
}


@pytest.fixture()
def moodbot(tmp_path: Path) -> Path:
    """What `rasa init` writes, with our pipeline, and with policies that are trained in no time."""
    project = tmp_path / "moodbot"
    shutil.copytree(Path(rasa.__file__).parent / "cli" / "initial_project", project)
    config = yaml.safe_load((project / "config.yml").read_text(encoding="utf-8"))
    config.update(assistant_id="moodbot", pipeline=PIPELINE)
    config["policies"] = POLICIES
    (project / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (project / "moods.csv").write_text(MOODS, encoding="utf-8")
    return project


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_starter_project_passes_its_own_stories(moodbot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(moodbot)
    passes_its_tests(moodbot)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("style", STYLES)
def test_a_small_project_passes_its_own_stories(style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / style
    shutil.copytree(Path(__file__).parent / "projects" / style, project)
    pipeline, policies = STYLES[style]
    config = {"recipe": "default.v1", "assistant_id": style, "language": "zh"}
    config_file = project / "config.yml"
    config_file.write_text(yaml.safe_dump({**config, "pipeline": pipeline, "policies": policies}), encoding="utf-8")
    monkeypatch.chdir(project)
    passes_its_tests(project)


def passes_its_tests(project: Path) -> None:
    """Trains the project in the working directory and runs its test stories, messages and all."""
    import rasa.model_training
    from rasa.core.agent import Agent
    from rasa.core.test import test as test_stories

    trained = rasa.model_training.train("domain.yml", "config.yml", ["data"], output="models")
    assert trained.code == 0
    results = project / "results"
    results.mkdir()
    evaluation = asyncio.run(
        test_stories("tests", Agent.load(trained.model), out_directory=str(results), e2e=True, disable_plotting=True)
    )
    assert evaluation["accuracy"] == 1.0
    failed = (results / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "None of the test stories failed" in failed
