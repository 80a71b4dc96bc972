"""snownlp's classifier of moods, trained on the same rows as the other systems."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

from benchmarks.systems.base import Task
from benchmarks.systems.snownlp_mood import ServedSnowNlp

_STORE = "sentiment.marshal"


class SnowNlpTrained:
    """snownlp's `Sentiment`, which can be trained by its user."""

    learns = True

    def settings(self, task: Task) -> Dict[str, Any]:
        """Nothing can be set."""
        return {}

    def train(self, task: Task, folder: Path) -> Path:
        """Counts the words of both labels."""
        from snownlp.sentiment import Sentiment

        classifier = Sentiment()
        by_label = {label: [r.text for r in task.rows if r.label == label] for label in ("negative", "positive")}
        classifier.train(by_label["negative"], by_label["positive"])
        folder.mkdir(parents=True, exist_ok=True)
        classifier.save(str(folder / _STORE))
        return folder / _STORE

    def load(self, trained: Path) -> ServedSnowNlp:
        """Loads the counts."""
        from snownlp.sentiment import Sentiment

        classifier = Sentiment()
        classifier.load(str(trained))
        return ServedSnowNlp(classifier.classify)


SYSTEM = SnowNlpTrained()
