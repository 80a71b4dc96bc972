"""Reads labelled mood sentences from CSV files."""
from __future__ import annotations

import csv
import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from components.bert.errors import TrainingDataError

# For each label the emotions that agree with it.
MOODS: Dict[str, Tuple[str, ...]] = {
    "positive": ("happy", "grateful"),
    "neutral": ("calm", "anxious"),
    "negative": ("anxious", "disappointed", "angry"),
}
# Added to probabilities, so that two tasks that contradict each other leave something to divide by.
_NEXT_TO_NOTHING = 1e-9
_COLUMNS = ["text", "label", "emotion"]
# A project's own sentences, and those that ship with Kefu, in its root beside the package `components`.
PROJECT_MOODS = "data/sentiment"
SHIPPED_MOODS = Path(__file__).resolve().parents[2] / "data" / "sentiment"


@dataclass(frozen=True, order=True)
class MoodExample:
    """One sentence with its label and its finer emotion."""

    text: str
    label: str
    emotion: str


def agreed_mood(labels: Mapping[str, float], emotions: Mapping[str, float]) -> Tuple[Dict[str, float], str]:
    """What the two tasks of the head say together: no label without an emotion that goes with it.

    The probability of a label is multiplied by that of its emotions, and the root taken, since both tasks read
    one text and are no independent witnesses (a logarithmic opinion pool; Genest and Zidek 1986).

    Args:
        labels: Each label with its probability.
        emotions: Each emotion with its probability.

    Returns:
        Each label with its probability, summing to 1, and the likeliest emotion of those of the likeliest label.
    """
    fitting = {label: {name: emotions[name] for name in MOODS[label] if name in emotions} for label in labels}
    weights = {
        label: math.sqrt((share + _NEXT_TO_NOTHING) * (sum(fitting[label].values()) + _NEXT_TO_NOTHING))
        for label, share in labels.items()
    }
    total = sum(weights.values())
    together = {label: weight / total for label, weight in weights.items()}
    likeliest = max(together, key=lambda label: together[label])
    return together, max(fitting[likeliest], key=lambda name: fitting[likeliest][name])


def mood_source(chosen: Optional[str]) -> str:
    """Where the sentences are read: what was chosen, else the project's own, else those that ship with Kefu."""
    if chosen:
        return chosen
    own = Path(PROJECT_MOODS).exists() or not SHIPPED_MOODS.is_dir()
    return PROJECT_MOODS if own else str(SHIPPED_MOODS)


def mood_files(source: str) -> List[Path]:
    """The CSV files of a folder, or one file.

    Raises:
        TrainingDataError: if there is none.
    """
    path = Path(source)
    files = [path] if path.is_file() else sorted(path.glob("*.csv")) if path.is_dir() else []
    if not files:
        raise TrainingDataError(
            f"no mood sentences in '{source}' (looked in {Path.cwd()}). "
            f"Expected CSV files with the columns {', '.join(_COLUMNS)}; set `data` of BertSentimentAnalyzer."
        )
    return files


def mood_fingerprint(examples: Sequence[MoodExample]) -> str:
    """A hash of sentences and their moods, hexadecimal."""
    rows = [[example.text, example.label, example.emotion] for example in examples]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def read_moods(source: str) -> List[MoodExample]:
    """Reads and checks all sentences, sorted, each once.

    Raises:
        TrainingDataError: naming file and line of the first mistake and what is allowed there.
    """
    examples: Dict[str, MoodExample] = {}
    for file in mood_files(source):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if reader.fieldnames != _COLUMNS:
                raise TrainingDataError(
                    f"{file}:1: the header must be {','.join(_COLUMNS)}, not {','.join(reader.fieldnames or [])}"
                )
            for row in reader:
                example = _checked(row, f"{file}:{reader.line_num}")
                before = examples.setdefault(example.text, example)
                if before != example:
                    raise TrainingDataError(
                        f"{file}:{reader.line_num}: '{example.text}' is labelled {example.label}/{example.emotion} "
                        f"here and {before.label}/{before.emotion} before; keep one of them"
                    )
    return sorted(examples.values())


def _checked(row: Dict[str, str], place: str) -> MoodExample:
    if None in row or None in row.values():
        raise TrainingDataError(f"{place}: expected {len(_COLUMNS)} columns; put quotes around a text with a comma")
    text, label, emotion = (row[column].strip() for column in _COLUMNS)
    if not text:
        raise TrainingDataError(f"{place}: the text is empty")
    if label not in MOODS:
        raise TrainingDataError(f"{place}: label '{label}' is none of {', '.join(MOODS)}")
    if emotion not in MOODS[label]:
        raise TrainingDataError(
            f"{place}: emotion '{emotion}' does not go with {label}; allowed are {', '.join(MOODS[label])}"
        )
    return MoodExample(text, label, emotion)
