"""Reads labelled mood sentences from CSV files."""
from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

from components.bert.errors import TrainingDataError

# For each label the emotions that agree with it.
MOODS: Dict[str, Tuple[str, ...]] = {
    "positive": ("happy", "grateful"),
    "neutral": ("calm", "anxious"),
    "negative": ("anxious", "disappointed", "angry"),
}
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
