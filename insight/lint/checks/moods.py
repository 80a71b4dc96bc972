"""Mood files: header, labels, doubles, empty texts."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple

from components.bert.moods import MOODS
from insight.lint.checks.texts import signs
from insight.lint.documents import read_text
from insight.lint.finding import Finding, Place, did_you_mean, error, warning
from insight.lint.project import Project

_COLUMNS = ["text", "label", "emotion"]
_DEFAULT_FOLDER = "data/sentiment"
_COMPONENT = "BertSentimentAnalyzer"


class _Mood(NamedTuple):
    label: str
    emotion: str
    place: Place


def moods(project: Project) -> Iterator[Finding]:
    """All mood files that the sentiment analyzer of config.yml reads."""
    folder = project.root / project.setting(_COMPONENT, "data", _DEFAULT_FOLDER)
    seen: Dict[str, _Mood] = {}
    for path in project.files(folder, (".csv",)):
        yield from _file(project, path, seen)


def _file(project: Project, path: Path, seen: Dict[str, _Mood]) -> Iterator[Finding]:
    name = project.name(path)
    text, findings = read_text(path, name)
    yield from findings
    if findings:
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader, [])
        if header != _COLUMNS:
            message = f"the header must be {','.join(_COLUMNS)}, not {','.join(header)[:60]}. Correct it."
            yield error("mood-header", Place(name, 1), message)
            return
        line = reader.line_num + 1  # where the next row begins: a quoted text may hold ends of lines
        for row in reader:
            yield from _row(row, Place(name, line), seen) if row else ()
            line = reader.line_num + 1
    except csv.Error as broken:
        message = f"this is no CSV ({broken}). Look at the quotes here and above."
        yield error("mood-unreadable", Place(name, reader.line_num), message)


def _row(row: List[str], place: Place, seen: Dict[str, _Mood]) -> Iterator[Finding]:
    if len(row) != len(_COLUMNS):
        message = f"expected {len(_COLUMNS)} columns, got {len(row)}. Put quotes around a text with a comma."
        yield error("mood-columns", place, message)
        return
    text, label, emotion = (value.strip() for value in row)
    yield from signs(text, place)
    if not text:
        yield error("mood-empty", place, "the text is empty. Write it, or delete the line.")
    if label not in MOODS:
        message = f"the label '{label}' is none of {', '.join(MOODS)}{did_you_mean(label, MOODS)}"
        yield error("mood-label", place, message)
    elif emotion not in MOODS[label]:
        allowed = ", ".join(MOODS[label])
        message = f"the emotion '{emotion}' does not go with {label}; allowed are {allowed}."
        yield error("mood-pair", place, f"{message} Correct one of the two.")
    if text:
        yield from _double(text, _Mood(label, emotion, place), seen)


def _double(text: str, mood: _Mood, seen: Dict[str, _Mood]) -> Iterator[Finding]:
    before = seen.setdefault(text, mood)
    if before is mood:
        return
    if (before.label, before.emotion) != (mood.label, mood.emotion):
        message = (
            f"'{text}' is {mood.label}/{mood.emotion} here and {before.label}/{before.emotion} at {before.place}. "
            "Keep one."
        )
        yield error("mood-conflict", mood.place, message)
    else:
        yield warning("mood-twice", mood.place, f"'{text}' stands at {before.place} already. Delete one.")


CHECKS = (moods,)
