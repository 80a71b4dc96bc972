"""Words and numbers of a report, the same on the page, in Markdown and on the terminal."""

from __future__ import annotations

from typing import Dict, List, Mapping, Optional

from insight.report.held_out import AFTER, BEFORE, SERVED
from insight.report.result import FULL, Report
from insight.report.scores import CUT, MISSED, Calibration
from insight.report.sentences import EN, MIXED, NEITHER, ZH
from insight.report.tasks import TaskTotals

LANGUAGE_NAMES = {ZH: "Chinese", EN: "English", MIXED: "mixed", NEITHER: "numbers, signs"}
STAGE_NAMES = {
    BEFORE: "before temperature",
    AFTER: "after temperature",
    SERVED: "as served, strange messages trusted less",
}
# Beyond this gap a confidence misleads whoever sets a threshold by it.
WELL_CALIBRATED = 0.05


def percent(share: Optional[float]) -> str:
    """A share as percent; a dash for none.

    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    return "–" if share is None else f"{share:.1%}".replace("%", " %")


def many(count: int, one: str, several: str = "") -> str:
    """A count with its noun.

    >>> many(1, "sentence"), many(2, "entity", "entities")
    ('1 sentence', '2 entities')
    """
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def listed(counts: Mapping[str, int], most: int = 3) -> str:
    """The first few names with their counts.

    >>> listed({"greet": 3, "deny": 2, "thank": 1}, most=2)
    'greet 3, deny 2, 1 more'
    """
    shown = [f"{name} {count}" for name, count in list(counts.items())[:most]]
    rest = sum(list(counts.values())[most:])
    return ", ".join([*shown, f"{rest} more"] if rest else shown)


def how(report: Report) -> str:
    """How the report was made."""
    about = report.about
    judged = (
        "heads fine-tuned with the settings of config.yml"
        if about.mode == FULL
        else "logistic regressions on the untuned layers, quicker and some points weaker than what is served"
    )
    return (
        f"{many(report.intents.sentences, 'training sentence')} in {many(len(report.intents.order), 'intent')}, each "
        f"judged by a model that has not learnt it: {judged}. {about.folds} folds, seed {about.seed}, "
        f"{about.base_model}."
    )


def calibration_words(calibration: Calibration) -> str:
    """What a calibration error means for whoever reads a confidence."""
    gap = calibration.confidence - calibration.accuracy
    if calibration.error < WELL_CALIBRATED:
        return "a confidence means what it says"
    return "too sure of itself" if gap > 0 else "less sure than it could be"


def place_names(counts: Mapping[str, int]) -> str:
    """What entities were taken for, in words."""
    names: Dict[str, str] = {MISSED: "missed", CUT: "cut at other ends"}
    return listed({names.get(name, name): count for name, count in counts.items()}, most=4)


def headline(report: Report) -> List[str]:
    """One line for each thing that was measured."""
    lines = [_scores("Intents, out of fold", report.intents)]
    if report.moods:
        lines.append(_scores("Moods, out of fold", report.moods))
    if report.entities:
        lines.append(f"Entities, out of fold: F1 {percent(report.entities.total.f1)}")
    held = report.held_out
    if held and held.intents:
        lines.append(f"{_scores('Intents, held out', held.intents)}, asked back {percent(held.asked_back)}")
    if held and held.entities:
        lines.append(f"Entities, held out: F1 {percent(held.entities.f1)}")
    if held and held.moods:
        lines.append(_scores("Moods, held out", held.moods))
    return lines


def _scores(what: str, task: TaskTotals) -> str:
    return f"{what}: accuracy {percent(task.accuracy)}, macro F1 {percent(task.macro_f1)}"
