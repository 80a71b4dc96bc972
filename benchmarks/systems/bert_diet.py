"""Our BERT features under Rasa's DIETClassifier: what the features alone bring."""
from __future__ import annotations

from pathlib import Path

from benchmarks.systems.base import Task, intent_of
from benchmarks.systems.rasa_nlu import Pipeline, RasaNlu
from benchmarks.systems.stock_diet import EPOCHS, TOKENIZERS


def bert_features(task: Task) -> Pipeline:
    """Rasa's tokenizer of the language, our encoder and its features, with their own defaults."""
    return [
        {"name": TOKENIZERS[task.language]},
        {"name": "components.encoder.BertEncoder"},
        {"name": "components.featurizer.BertFeaturizer"},
    ]


def _pipeline(task: Task, folder: Path) -> Pipeline:
    diet = {
        "name": "DIETClassifier",
        "epochs": EPOCHS,
        "constrain_similarities": True,
        "random_seed": task.seed,
    }
    return [*bert_features(task), diet]


SYSTEM = RasaNlu(_pipeline, intent_of)
