"""snownlp's moods as it ships: naive Bayes on words, trained on shopping reviews by its author."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict

from benchmarks.systems.base import Prediction, Task


class SnowNlp:
    """snownlp with its own model; it may have seen some of the reviews that it is measured on."""

    learns = False

    def settings(self, task: Task) -> Dict[str, Any]:
        """Nothing can be set."""
        return {}

    def train(self, task: Task, folder: Path) -> Path:
        """Nothing is trained."""
        return folder

    def load(self, trained: Path) -> "ServedSnowNlp":
        """Loads snownlp's own model."""
        from snownlp import sentiment

        return ServedSnowNlp(sentiment.classify)


class ServedSnowNlp:
    """A classifier of snownlp: the probability that a text is positive."""

    def __init__(self, classify: Callable[[str], float]) -> None:
        self._classify = classify

    def predict(self, text: str) -> Prediction:
        """Positive from one half on."""
        positive = float(self._classify(text))
        label, confidence = ("positive", positive) if positive >= 0.5 else ("negative", 1 - positive)
        return Prediction(label, confidence, 1 - confidence)


SYSTEM = SnowNlp()
