"""One run of `kefu report`: reading, judging, comparing, and the three files."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from insight.errors import InsightError
from insight.report.advice import advice
from insight.report.counts import entity_counts, thin_intents
from insight.report.entities import cross_validate_entities, marked_sentences, plain_types
from insight.report.folds import Judge, Judged, cross_validate
from insight.report.held_out import AFTER, BEFORE, HeldOut
from insight.report.judges import QuickJudge, TunedJudge
from insight.report.markdown import markdown
from insight.report.page import page
from insight.report.result import FULL, QUICK, About, Report, as_json
from insight.report.scope import out_of_scope
from insight.report.scores import EntityScores, calibration, entity_scores
from insight.report.sentences import EMOTION, INTENT, MOOD, Sentences, intent_sentences, mood_sentences
from insight.report.settings import HeadSettings, ReportSettings
from insight.report.suspects import find_suspects
from insight.report.tasks import TaskReport, task_report
from insight.report.twins import find_twins
from insight.report.vectors import centred, text_vectors, untuned_features
from insight.sources import Example

PAGE, JSON, MARKDOWN = "report.html", "report.json", "report.md"


class ReportError(InsightError):
    """Training data that no report can be made of; says what is missing."""


@dataclass(frozen=True)
class Plan:
    """What a run was asked for.

    Attributes:
        full: Whether heads are fine-tuned for each fold.
        folds: How many, at least 2.
        seed: Of the draw.
    """

    full: bool = False
    folds: int = 5
    seed: int = 42


@dataclass(frozen=True)
class _Read:
    """Sentences, what was said of them, and the vectors that they are compared by."""

    sentences: Sentences
    judged: Dict[str, Judged]
    vectors: np.ndarray


def make_report(
    project: str,
    settings: ReportSettings,
    examples: Sequence[Example],
    plan: Plan,
    held_out: Optional[HeldOut],
    held_out_missing: str = "",
) -> Report:
    """Judges all training sentences by cross-validation and puts the report together.

    Args:
        project: The project's name.
        settings: Its pipeline.
        examples: Its training sentences.
        plan: What was asked for.
        held_out: What a trained model says of held-out sentences, if that is known.
        held_out_missing: Why it is not, and what helps.

    Raises:
        ReportError: for fewer than two intents with at least two different sentences.
        BertError: for a base model or mood files that cannot be used.
    """
    intents = intent_sentences(examples)
    _check(intents)
    read = _read(intents, settings, settings.intents, plan, "intents")
    moods = _moods(settings, plan)
    said = read.judged[INTENT].names(read.judged[INTENT].guesses)
    report = Report(
        about=About(
            project,
            FULL if plan.full else QUICK,
            plan.folds,
            plan.seed,
            settings.encoder.model,
            settings.threshold,
            settings.out_of_scope,
        ),
        advice=(),
        intents=_task(read, INTENT),
        suspects=find_suspects(intents, INTENT, read.judged[INTENT], read.vectors),
        twins=find_twins(intents, read.vectors),
        thin=thin_intents(intents),
        scope=out_of_scope(settings.out_of_scope, intents.main, said) if settings.out_of_scope else None,
        entity_counts=entity_counts(examples),
        entities=_entities(settings, examples, plan),
        moods=_task(moods, MOOD) if moods else None,
        emotions=_task(moods, EMOTION) if moods else None,
        mood_suspects=find_suspects(moods.sentences, MOOD, moods.judged[MOOD], moods.vectors) if moods else (),
        held_out=held_out,
        held_out_missing=held_out_missing,
    )
    return replace(report, advice=tuple(advice(report)))


def _check(intents: Sentences) -> None:
    """Two intents with two sentences each are the least that can be told apart out of fold."""
    keys: Dict[str, set[str]] = {}
    for label, key in zip(intents.main, intents.keys):
        keys.setdefault(label, set()).add(key)
    enough = sum(len(one) > 1 for one in keys.values())
    if enough < 2:
        raise ReportError(
            "A report needs at least two intents with two different sentences each, and these data have "
            f"{enough}. Write more examples under `nlu:` in data/."
        )


def _moods(settings: ReportSettings, plan: Plan) -> Optional[_Read]:
    if settings.moods is None:
        return None
    return _read(mood_sentences(str(settings.mood_source)), settings, settings.moods, plan, "moods")


def _read(sentences: Sentences, settings: ReportSettings, head: HeadSettings, plan: Plan, stage: str) -> _Read:
    # A quick judge's vectors are a full report's too: suspects and twins are looked for among them.
    spec = untuned_features(settings.encoder, head.tuning, head.precision)
    vectors = text_vectors(spec, sentences.texts, stage)
    judge: Judge = (
        TunedJudge(sentences, settings.encoder, head, stage)
        if plan.full
        else QuickJudge(sentences, vectors, spec, head.tuning, stage)
    )
    return _Read(sentences, cross_validate(sentences, judge, plan.folds, plan.seed), centred(vectors))


def _task(read: _Read, task: str) -> TaskReport:
    judged = read.judged[task]
    right = (judged.guesses == judged.gold).tolist()
    sure = judged.probabilities.max(axis=1)
    stages = {
        BEFORE: calibration(judged.uncalibrated.max(axis=1).tolist(), right),
        AFTER: calibration(sure.tolist(), right),
    }
    return task_report(task, read.sentences, judged.names(judged.guesses), sure, stages)


def _entities(settings: ReportSettings, examples: Sequence[Example], plan: Plan) -> Optional[EntityScores]:
    if settings.entities is None or not plan.full:
        return None
    marked = marked_sentences(examples, settings.ignored)
    if not any(marked.spans):
        return None
    found = cross_validate_entities(marked, settings.encoder, settings.entities, plan.folds, plan.seed)
    return entity_scores([plain_types(row) for row in marked.spans], [plain_types(row) for row in found])


def write_report(folder: Path, report: Report) -> Tuple[Path, Path, Path]:
    """Writes page, JSON and Markdown as UTF-8 into a folder, made when absent, and gives their paths.

    Raises:
        ReportError: if the folder cannot be written.
    """
    texts: List[Tuple[Path, str]] = [
        (folder / PAGE, page(report)),
        (folder / JSON, json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n"),
        (folder / MARKDOWN, markdown(report)),
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts:
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportError(f"{folder} cannot be written ({error.strerror}). Name another folder after --out.") from error
    return texts[0][0], texts[1][0], texts[2][0]
