"""The interface of a system under measurement, and what passes through it."""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Protocol, Sequence

from benchmarks.datasets import Row


@dataclass(frozen=True)
class Task:
    """What a system is to learn.

    Attributes:
        kind: "intent" or "mood".
        language: "zh" or "en".
        rows: Training rows; systems that hold rows out take them from here.
        seed: For all that is random in training.
        model: A trained archive of the shop's own assistant, for the system that measures it.
    """

    kind: str
    language: str
    rows: Sequence[Row] = field(default_factory=list)
    seed: int = 42
    model: Optional[Path] = None


class Prediction(NamedTuple):
    """What a system says of one text.

    ``confidence`` is in [0, 1]; ``outside`` rises with the chance that the text is out of scope, on any
    scale; ``novel`` is the system's own verdict on that, None where it gives none.
    """

    label: Optional[str]
    confidence: float
    outside: float
    novel: Optional[bool] = None


class Served(Protocol):
    """A trained system, loaded as it would serve customers."""

    def predict(self, text: str) -> Prediction:
        """Reads one text."""


class System(Protocol):
    """One system. Training and serving run in processes of their own, with a path between them."""

    # Whether `train` learns from the rows, so that its seconds mean something.
    learns: bool

    def settings(self, task: Task) -> Dict[str, Any]:
        """All that decides its result besides code and rows, as JSON values; reads no rows.

        A Rasa pipeline stands under ``pipeline``, with the full names of our components.
        """

    def train(self, task: Task, folder: Path) -> Path:
        """Learns from the task's rows, keeps everything below ``folder``, and gives the path to load."""

    def load(self, trained: Path) -> Served:
        """Loads what `train` gave."""


def intent_of(parsed: Dict[str, Any]) -> Prediction:
    """Reads Rasa's answer for its intent.

    A fallback classifier's verdict is passed over for the best real intent. Where the classifier says how
    far the text is from all it was trained on (``novelty``), that tells what is out of scope; else a low
    confidence does.
    """
    ranking: List[Dict[str, Any]] = parsed.get("intent_ranking") or [parsed["intent"]]
    nothing: Dict[str, Any] = {"name": None, "confidence": 0.0}
    best = next((row for row in ranking if row["name"] != "nlu_fallback"), nothing)
    confidence = float(best["confidence"])
    novelty = parsed.get("novelty")
    if novelty:
        return Prediction(best["name"], confidence, float(novelty["score"]), bool(novelty["novel"]))
    return Prediction(best["name"], confidence, 1 - confidence)


def mood_of(parsed: Dict[str, Any]) -> Prediction:
    """Reads Rasa's answer for its mood."""
    sentiment: Dict[str, Any] = parsed.get("sentiment") or {"label": None, "confidence": 0.0}
    confidence = float(sentiment["confidence"])
    return Prediction(sentiment["label"], confidence, 1 - confidence)
