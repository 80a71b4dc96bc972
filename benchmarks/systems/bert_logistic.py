"""Our BERT features under Rasa's logistic regression: nothing of BERT is tuned."""
from __future__ import annotations

from pathlib import Path

from benchmarks.systems.base import Task, intent_of
from benchmarks.systems.bert_diet import bert_features
from benchmarks.systems.rasa_nlu import Pipeline, RasaNlu


def _pipeline(task: Task, folder: Path) -> Pipeline:
    return [*bert_features(task), {"name": "LogisticRegressionClassifier", "random_state": task.seed}]


SYSTEM = RasaNlu(_pipeline, intent_of)
