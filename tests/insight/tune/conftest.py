"""A project over real training sentences whose trainings are faked at one boundary, and a console that keeps all."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np
import pytest
from rich.console import Console

from components.bert.architecture import Architecture
from components.bert.encoder import EncoderSpec
from components.bert.tuning import Tuning
from insight.sources import read_examples
from insight.tune.parts import TEST_SHARE, Split, held_out
from insight.tune.project import Project
from insight.tune.rows import Listener, SentenceRows, TokenRows, sentence_rows
from insight.tune.study import KeptStudy
from kefu.environment import PROJECT_DIR
from tests.components.conftest import tiny_bert  # noqa: F401

Score = Callable[[Tuning], float]
LAYERS = 4


def spec(frozen: int = 2, layers: int = LAYERS + 2) -> EncoderSpec:
    """An encoder that only has a name and sizes."""
    sizes = Architecture("bert", 32, layers, 4, 64, 128, 1e-12, "gelu", 0)
    return EncoderSpec("tiny", "0" * 64, sizes, frozen, (frozen,), "", 64, "float32")


class FakeTraining:
    """In place of every training: validation scores and test counts follow from the settings alone.

    Attributes:
        trained: Settings and split of each trial's training.
        tests: Settings of each training for the comparison, with the texts learnt from and tested on.
    """

    def __init__(self, score: Score = lambda tuning: 0.5 + tuning.dropout) -> None:
        self.score, self.epochs = score, 3
        self.trained: List[Tuple[Tuning, Split]] = []
        self.tests: List[Tuple[Tuning, Tuple[str, ...], Tuple[str, ...]]] = []
        self.before: Callable[[Tuning], None] = lambda tuning: None

    def validated(self, rows: Any, spec: Any, tuning: Tuning, split: Split, listener: Listener) -> float:
        self.trained.append((tuning, split))
        self.before(tuning)
        for epoch in range(1, self.epochs + 1):
            listener(epoch, self.score(tuning) * epoch / self.epochs)
        return self.score(tuning)

    def tested(self, rows: Any, spec: Any, tuning: Tuning, precision: str, test: Any) -> np.ndarray:
        self.tests.append((tuning, rows.texts, test.texts))
        self.before(tuning)
        counts = np.ones((len(test.texts), 3), np.int64)
        counts[round(self.score(tuning) * len(counts)) :, 0] = 0
        return counts

    def settings(self) -> List[Dict[str, Any]]:
        """What the trials were trained with."""
        return [tuning.decisive() for tuning, _ in self.trained]


@pytest.fixture()
def training(monkeypatch: pytest.MonkeyPatch) -> FakeTraining:
    """The fake in place of what trains."""
    fake = FakeTraining()
    for kind in (SentenceRows, TokenRows):
        monkeypatch.setattr(kind, "validated", lambda rows, *rest: fake.validated(rows, *rest))
        monkeypatch.setattr(kind, "tested", lambda rows, *rest: fake.tested(rows, *rest))
    return fake


def marketing() -> SentenceRows:
    """The sentences of one file of the project's own, with their intents."""
    rows = sorted({(one.text, one.intent) for one in read_examples(PROJECT_DIR / "data" / "nlu" / "marketing.yml")})
    return sentence_rows([text for text, _ in rows], {"intent": [intent for _, intent in rows]}, "intent")


def make_project(present: Optional[Tuning] = None, rows: Optional[SentenceRows] = None) -> Project:
    """A project of the intents of one file."""
    rows = rows or marketing()
    kept, held = held_out(rows.texts, rows.labels(), TEST_SHARE, 42)
    return Project(
        "intent", "BertIntentClassifier", spec(), present or Tuning(), "float32", rows.part(kept), rows.part(held)
    )


class Unseen:
    """A view that remembers what it was told."""

    def __init__(self) -> None:
        self.ended: List[int] = []
        self.compared: List[Tuple[int, int]] = []

    def begin(self, standing: Any) -> None:
        self.last = standing

    def end(self, trial: Any, standing: Any) -> None:
        self.ended.append(trial.number)
        self.last = standing

    def compare(self, done: int, total: int) -> None:
        self.compared.append((done, total))


@pytest.fixture()
def quiet() -> Console:
    """A console that is no terminal; what it was told is in ``quiet.file.getvalue()``."""
    return Console(file=io.StringIO(), width=150)


def told(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


CONFIG = """\
# The shop's own.
recipe: default.v1
language: zh
pipeline:
  - name: components.encoder.BertEncoder
    model: {model}
    frozen_layers: 2
    precision: float32
    max_tokens: 64
  # Intents.
  - name: components.intent.BertIntentClassifier
    epochs: 3   # enough
    training_precision: float32
    precision: float32
    context: ""
  # Moods.
  - name: components.sentiment.BertSentimentAnalyzer
    data: moods
    training_precision: float32
  - name: components.entities.BertEntityExtractor
    training_precision: float32
    tuned_layers: 1
"""


@pytest.fixture()
def folder(tmp_path: Path, tiny_bert: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    """A project's folder with a tiny encoder, one file of real sentences and one of moods."""
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "config.yml").write_text(CONFIG.format(model=tiny_bert), encoding="utf-8")
    for source, target in (("nlu/marketing.yml", "data/nlu"), ("sentiment/en.csv", "moods")):
        (tmp_path / target).mkdir(parents=True)
        shutil.copy(PROJECT_DIR / "data" / source, tmp_path / target)
    return tmp_path


def numbers(study: KeptStudy) -> List[int]:
    return [trial.number for trial in study.finished()]


def with_texts(rows: SentenceRows, count: int) -> SentenceRows:
    """The first sentences only."""
    return replace(rows.part(range(count)))
