"""Held-out sentences, read by a trained model's real pipeline.

Totals alone: scores of single intents or entities would say what to write next, and held-out sentences must not
steer that (tests/held_out/README.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from components.bert.heads import SentenceHead, softmax
from components.bert.progress import Progress
from components.bert.splits import in_order_of_length
from components.bert.tags import Span
from insight.errors import InsightError
from insight.report.scores import Calibration, Score, calibration, entity_scores
from insight.report.sentences import EMOTION, INTENT, MOOD, Sentences, intent_sentences, mood_sentences
from insight.report.tasks import Group, TaskTotals, grouped, task_totals
from insight.sources import Example, read_examples
from insight.understanding import Understanding

BEFORE, AFTER, SERVED = "before", "after", "served"
_TOGETHER = 64
# Of a language with fewer sentences, a score would tell of single ones.
_FEWEST = 50
# Marks on whole messages; they say nothing of a part of one.
_WHOLE = ("BertSentimentAnalyzer", "LanguageIdentifier")


class HeldOutError(InsightError):
    """Held-out files that cannot be used; names them and what is expected."""


@dataclass(frozen=True)
class HeldOutFiles:
    """What is held out: examples with intents and entities, and files of moods."""

    examples: Tuple[Example, ...]
    moods: Tuple[Path, ...]


@dataclass(frozen=True)
class HeldOut:
    """What a trained model says of held-out sentences.

    Attributes:
        model: The archive's name.
        current: Whether it was trained from the sources as they are.
        files: The scores of each file.
        asked_back: Share of the sentences with intents where the assistant asks back.
        intents, moods, emotions: None where no file has them.
        entities: All entities together; None where no sentence has one.
    """

    model: str
    current: bool
    files: Tuple[Group, ...]
    asked_back: Optional[float]
    intents: Optional[TaskTotals]
    moods: Optional[TaskTotals]
    emotions: Optional[TaskTotals]
    entities: Optional[Score]


def held_out_files(paths: Sequence[Path]) -> HeldOutFiles:
    """Finds examples (``*.yml`` with ``nlu:``) and moods (``*.csv``) in files and folders.

    In a folder, YAML files without ``nlu:`` and CSV files whose name does not begin with "moods" are left alone.

    Raises:
        HeldOutError: for a path that is not there, or a named file without sentences.
        SourceError: for YAML that cannot be read.
    """
    examples: List[Example] = []
    moods: List[Path] = []
    for path in paths:
        if path.is_dir():
            found = [file for kind in ("*.yml", "*.yaml") for file in sorted(path.glob(kind))]
            examples += [example for file in found for example in read_examples(file)]
            moods += sorted(path.glob("moods*.csv"))
        elif path.suffix == ".csv" and path.is_file():
            moods.append(path)
        elif path.suffix in (".yml", ".yaml") and path.is_file():
            read = read_examples(path)
            if not read:
                raise HeldOutError(f"{path} has no example under `nlu:`. Name a file in the format of data/nlu.")
            examples += read
        else:
            raise HeldOutError(
                f"Expected a folder, a *.yml file with intents or a *.csv file with moods after --held-out, got {path}."
            )
    return HeldOutFiles(tuple(example for example in examples if example.text), tuple(moods))


def measure(understanding: Understanding, files: HeldOutFiles, model: str, current: bool) -> HeldOut:
    """Reads all held-out sentences in batches and scores what was understood.

    Args:
        understanding: The loaded model.
        files: What to read.
        model: Its name.
        current: Whether it was trained from the sources as they are.
    """
    intents, moods = intent_sentences(files.examples), _moods(files.moods) if understanding.parts.moods else None
    if not intents.texts and moods is None:
        raise HeldOutError("The held-out files have no sentence that this model could read. Name others, or none.")
    parsed = _parse(understanding, [*intents.texts, *(moods.texts if moods else ())])
    groups: List[Group] = []
    asked_back, entities, intent_totals = None, None, None
    if intents.texts:
        found = [parsed[text] for text in intents.texts]
        said, sure = _likeliest(found)
        asked = [one["intent"]["name"] != name for one, name in zip(found, said)]
        intent_totals = _totals(INTENT, intents, said, sure, understanding.parts.intents, understanding)
        groups += _by_file(intents, INTENT, said)
        asked_back = sum(asked) / len(asked)
        entities = _entities(files.examples, parsed)
    mood_totals, emotion_totals = None, None
    if moods is not None and understanding.parts.moods is not None:
        head = understanding.parts.moods
        unread: Dict[str, Any] = {"label": "", "emotion": "", "confidence": 0.0}
        read = [parsed[text].get("sentiment") or unread for text in moods.texts]
        labels, sure = [one["label"] for one in read], np.array([one["confidence"] for one in read])
        mood_totals = _totals(MOOD, moods, labels, sure, head, understanding)
        emotion_totals = _totals(EMOTION, moods, [one["emotion"] for one in read], None, head, understanding)
        groups += _by_file(moods, MOOD, labels)
    return HeldOut(model, current, tuple(groups), asked_back, intent_totals, mood_totals, emotion_totals, entities)


def _moods(files: Sequence[Path]) -> Optional[Sentences]:
    """The moods of all files; a text that stands in two counts once."""
    texts: List[str] = []
    labels: Dict[str, List[str]] = {MOOD: [], EMOTION: []}
    places: List[str] = []
    for file in files:
        read = mood_sentences(str(file))
        for row, text in enumerate(read.texts):
            if text not in texts:
                texts.append(text)
                places.append(read.places[row])
                for task, column in labels.items():
                    column.append(read.labels[task][row])
    if not texts:
        return None
    return Sentences(tuple(texts), {task: tuple(column) for task, column in labels.items()}, tuple(places))


def _parse(understanding: Understanding, texts: Sequence[str]) -> Dict[str, Dict[str, Any]]:
    wanted = list(dict.fromkeys(texts))
    parsed: Dict[str, Dict[str, Any]] = {}
    with Progress("held-out: reading", len(wanted)) as progress:
        for batch in in_order_of_length(range(len(wanted)), [len(text) for text in wanted], _TOGETHER):
            chosen = [wanted[row] for row in batch]
            parsed.update(zip(chosen, understanding.parse(chosen, together=_TOGETHER)))
            progress.step(len(batch))
    return parsed


def _likeliest(parsed: Sequence[Dict[str, Any]]) -> Tuple[List[str], np.ndarray]:
    """The likeliest intent of each message, where the assistant asks back too, and its confidence."""
    from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

    names, confidences = [], []
    for one in parsed:
        ranking = [row for row in one.get("intent_ranking", ()) if row["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME]
        names.append(str(ranking[0]["name"]) if ranking else "")
        confidences.append(float(ranking[0]["confidence"]) if ranking else 0.0)
    return names, np.array(confidences)


def _totals(
    task: str,
    sentences: Sentences,
    said: Sequence[str],
    sure: Optional[np.ndarray],
    head: SentenceHead,
    understanding: Understanding,
) -> TaskTotals:
    """One task; ``sure`` holds the confidences as served, None where none are."""
    logits = _logits(task, sentences.texts, head, understanding)
    after = softmax(logits / head.temperatures[task])
    names, gold = head.labels[task], sentences.labels[task]
    right = [names[place] == label for place, label in zip(logits.argmax(axis=1), gold)]
    stages: Dict[str, Calibration] = {
        BEFORE: calibration(softmax(logits).max(axis=1).tolist(), right),
        AFTER: calibration(after.max(axis=1).tolist(), right),
    }
    if task == INTENT and sure is not None:  # only of intents novelty takes some confidence away
        stages[SERVED] = calibration(sure.tolist(), [one == other for one, other in zip(said, gold)])
    confidences = sure if sure is not None else after.max(axis=1)
    totals = task_totals(task, sentences, said, confidences, stages)
    return replace(totals, languages=tuple(one for one in totals.languages if one.sentences >= _FEWEST))


def _logits(task: str, texts: Sequence[str], head: SentenceHead, understanding: Understanding) -> np.ndarray:
    """Scores before calibration, float32 (texts, labels)."""
    parts = np.zeros((len(texts), len(head.labels[task])), np.float32)
    for batch in in_order_of_length(range(len(texts)), [len(text) for text in texts], _TOGETHER):
        encoded = understanding.parts.encoder.encode_batch([texts[row] for row in batch], embedded=True)
        parts[batch] = head.logits(head.features(encoded))[task]
    return parts


def _by_file(sentences: Sentences, task: str, said: Sequence[str]) -> Tuple[Group, ...]:
    files = [Path(place.rpartition(":")[0]).name for place in sentences.places]
    return grouped(files, sentences.labels[task], said, list(dict.fromkeys(files)))


def _entities(examples: Sequence[Example], parsed: Dict[str, Dict[str, Any]]) -> Optional[Score]:
    """The score of all entities, each text once; None if none is marked."""
    unique = {example.text: example for example in examples}
    if not any(example.entities for example in unique.values()):
        return None
    gold = [_spans(example.entities) for example in unique.values()]
    return entity_scores(gold, [_spans(parsed[text]["entities"]) for text in unique]).total


def _spans(entities: Sequence[Dict[str, Any]]) -> List[Span]:
    return [Span(e["entity"], e["start"], e["end"]) for e in entities if e.get("extractor") not in _WHOLE]

