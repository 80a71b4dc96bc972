"""What a report holds; the page, the JSON file and the summary all show this."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Dict, Optional, Tuple

from insight.report.counts import EntityCount, Thin
from insight.report.held_out import HeldOut
from insight.report.scope import OutOfScope
from insight.report.scores import EntityScores
from insight.report.suspects import Suspect
from insight.report.tasks import TaskReport
from insight.report.twins import Twin

QUICK, FULL = "quick", "full"


@dataclass(frozen=True)
class About:
    """How a report was made.

    Attributes:
        project: The project's folder, by name.
        mode: "quick" or "full".
        folds: Of the cross-validation.
        seed: Of the draw.
        base_model: The encoder.
        threshold: The confidence below which the assistant asks back; None where it never does.
        scope_label: The intent of what is out of scope; None if the config names none.
    """

    project: str
    mode: str
    folds: int
    seed: int
    base_model: str
    threshold: Optional[float]
    scope_label: Optional[str]


@dataclass(frozen=True)
class Advice:
    """Something to do, with the section of the page that it is about."""

    what: str
    why: str
    section: str


@dataclass(frozen=True)
class Report:
    """All that was found.

    Attributes:
        about: How it was made.
        advice: What to do, the most urgent first.
        intents: By cross-validation.
        suspects: Training sentences that look mislabelled.
        twins: Training sentences that are the same, or nearly, in two intents.
        thin: Intents with few sentences in a language.
        scope: By cross-validation; None without sentences out of scope.
        entity_counts: What is marked in the training sentences.
        entities: By cross-validation; None in a quick report, or where none are learnt.
        moods, emotions: By cross-validation; None where the pipeline reads no moods.
        mood_suspects: Mood sentences that look mislabelled.
        held_out: None where there is no model or nothing is held out.
        held_out_missing: Why there is no ``held_out`` and how to get it; empty where there is one.
    """

    about: About
    advice: Tuple[Advice, ...]
    intents: TaskReport
    suspects: Tuple[Suspect, ...]
    twins: Tuple[Twin, ...]
    thin: Tuple[Thin, ...]
    scope: Optional[OutOfScope]
    entity_counts: Tuple[EntityCount, ...]
    entities: Optional[EntityScores]
    moods: Optional[TaskReport]
    emotions: Optional[TaskReport]
    mood_suspects: Tuple[Suspect, ...]
    held_out: Optional[HeldOut]
    held_out_missing: str


def plain(value: Any) -> Any:
    """A value as JSON can hold it: of a dataclass its fields and its properties, of numbers six digits."""
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        names += [name for name, member in vars(type(value)).items() if isinstance(member, property)]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return round(value, 6) if isinstance(value, float) else value


def as_json(report: Report) -> Dict[str, Any]:
    """The whole report as JSON values."""
    found: Dict[str, Any] = plain(report)
    return {"format": 1, **found}
