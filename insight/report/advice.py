"""What to do first: the findings of a report that are worth a designer's next hour, the most urgent first."""

from __future__ import annotations

from typing import Iterator, List

from insight.report.held_out import AFTER
from insight.report.result import QUICK, Advice, Report
from insight.report.tasks import Pair
from insight.report.words import LANGUAGE_NAMES, WELL_CALIBRATED, many, percent

_NAMED = 3
# Below it, of at least so many cases, a label is worth a look of its own.
_WEAK_F1, _FEWEST = 0.6, 5
# Of confusions between two labels.
_OFTEN = 3
# Between the accuracies of two languages.
_GAP = 0.05
_FEWEST_OF_LANGUAGE = 50


def advice(report: Report) -> Iterator[Advice]:
    """All that applies; the report's own ``advice`` is not looked at."""
    for part in (_twins, _suspects, _thin, _pairs, _weak, _languages, _entities, _moods, _calibration, _further):
        yield from part(report)


def _twins(report: Report) -> Iterator[Advice]:
    same = [twin for twin in report.twins if twin.same]
    if same:
        yield Advice(
            f"Keep {many(len(same), 'sentence')} in one intent only",
            f"The same words stand in two, as “{same[0].texts[0]}” in {' and '.join(same[0].labels)}. "
            "No model can learn both.",
            "twins",
        )


def _suspects(report: Report) -> Iterator[Advice]:
    if report.suspects:
        first = report.suspects[0]
        yield Advice(
            f"Read {many(len(report.suspects), 'sentence')} that {'looks' if len(report.suspects) == 1 else 'look'} "
            "mislabelled, from the top",
            f"As “{first.text}” ({first.place}): {first.label}, or {first.suggested}? Move what is wrong; where the "
            "label is right, write more sentences like it.",
            "suspects",
        )


def _thin(report: Report) -> Iterator[Advice]:
    if report.thin:
        names = [f"{thin.label} ({thin.sentences} {LANGUAGE_NAMES[thin.language]})" for thin in report.thin]
        yield Advice(
            f"Write examples for {many(len({thin.label for thin in report.thin}), 'thin intent')}",
            f"The thinnest: {', '.join(names[:_NAMED])}.",
            "thin",
        )


def _pairs(report: Report) -> Iterator[Advice]:
    often: List[Pair] = [pair for pair in report.intents.pairs if pair.count >= _OFTEN][:_NAMED]
    if often:
        names = [f"{pair.labels[0]} and {pair.labels[1]} ({pair.count})" for pair in often]
        yield Advice(
            "Draw the border between the intents that are confused most",
            f"{'; '.join(names)}. Say in a comment which is which, and add sentences in pairs that differ in that "
            "alone. If one answer would do for both, make them one intent.",
            "pairs",
        )


def _weak(report: Report) -> Iterator[Advice]:
    weak = [row.score for row in report.intents.labels if row.score.f1 < _WEAK_F1 and row.score.support >= _FEWEST]
    if weak:
        names = [f"{score.label} ({percent(score.f1)})" for score in weak[:_NAMED]]
        yield Advice(
            f"Look at {many(len(weak), 'intent')} with an F1 below {percent(_WEAK_F1)}",
            f"The weakest: {', '.join(names)}.",
            "intents",
        )


def _languages(report: Report) -> Iterator[Advice]:
    groups = [group for group in report.intents.languages if group.sentences >= _FEWEST_OF_LANGUAGE]
    if len(groups) < 2:
        return
    best, worst = max(groups, key=lambda one: one.accuracy), min(groups, key=lambda one: one.accuracy)
    if best.accuracy - worst.accuracy > _GAP:
        yield Advice(
            f"Write more {LANGUAGE_NAMES[worst.name]} sentences",
            f"{percent(worst.accuracy)} of these are told right, and {percent(best.accuracy)} of the "
            f"{LANGUAGE_NAMES[best.name]} ones.",
            "intents",
        )


def _entities(report: Report) -> Iterator[Advice]:
    scores = report.entities.entities if report.entities else ()
    weak = [one for one in scores if one.support >= _FEWEST and one.f1 < _WEAK_F1]
    if weak:
        weak.sort(key=lambda score: score.f1)
        names = [f"{score.label} ({percent(score.f1)})" for score in weak[:_NAMED]]
        yield Advice(
            f"Mark {', '.join(score.label for score in weak[:_NAMED])} more often, and always alike",
            f"F1: {', '.join(names)}.",
            "entities",
        )


def _moods(report: Report) -> Iterator[Advice]:
    if report.mood_suspects:
        first = report.mood_suspects[0]
        yield Advice(
            f"Read {many(len(report.mood_suspects), 'mood sentence')} that may be mislabelled",
            f"As “{first.text}” ({first.place}): {first.label}, or {first.suggested}?",
            "moods",
        )


def _calibration(report: Report) -> Iterator[Advice]:
    held = report.held_out.intents if report.held_out else None
    found = list(held.calibrations.values())[-1] if held else report.intents.calibrations[AFTER]
    if found.error > WELL_CALIBRATED and (held or report.intents).sentences >= _FEWEST_OF_LANGUAGE:
        yield Advice(
            "Do not trust a confidence by itself",
            f"On average it is {percent(found.confidence)} where {percent(found.accuracy)} are right. Choose the "
            "threshold of FallbackClassifier by the table, not by its name.",
            "calibration",
        )


def _further(report: Report) -> Iterator[Advice]:
    if report.about.mode == QUICK:
        yield Advice(
            "Make the full report before a release",
            "`kefu report --full` judges by heads fine-tuned as they are served, entities too. It takes minutes for "
            "each fold and goes on where it was stopped.",
            "summary",
        )
    if report.held_out_missing:
        yield Advice("Measure a trained model on held-out sentences", report.held_out_missing, "held-out")
