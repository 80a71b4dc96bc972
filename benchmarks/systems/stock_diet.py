"""Rasa's suggested pipeline: word and character n-grams under DIETClassifier (Bunk et al. 2020, arXiv:2004.09936)."""
from __future__ import annotations

from pathlib import Path

from benchmarks.systems.base import Task, intent_of
from benchmarks.systems.rasa_nlu import Pipeline, RasaNlu

# Stock Rasa has one tokenizer for text with spaces and one for Chinese.
TOKENIZERS = {"zh": "JiebaTokenizer", "en": "WhitespaceTokenizer"}
# Rasa's suggestion (rasa/shared/importers/autoconfig.py and the config that `rasa init` writes).
EPOCHS = 100


def _pipeline(task: Task, folder: Path) -> Pipeline:
    return [
        {"name": TOKENIZERS[task.language]},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {
            "name": "DIETClassifier",
            "epochs": EPOCHS,
            "constrain_similarities": True,
            "random_seed": task.seed,
        },
    ]


SYSTEM = RasaNlu(_pipeline, intent_of)
