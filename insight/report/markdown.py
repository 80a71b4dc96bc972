"""The report as a short Markdown text; what is long stands in the page and in the JSON file."""

from __future__ import annotations

from typing import List, Sequence, Tuple

from insight.report.result import Report
from insight.report.tasks import TaskTotals
from insight.report.words import STAGE_NAMES, headline, how, percent, place_names

_MOST = 15


def markdown(report: Report) -> str:
    """Summary, what to do, the weakest intents, the most confused pairs and the sentences to look at."""
    lines = [f"# Report: {report.about.project}", "", how(report), ""]
    lines += [f"- {line}" for line in headline(report)]
    lines += ["", "## What to do first", ""]
    lines += [f"{number}. **{_cell(one.what)}.** {_cell(one.why)}" for number, one in enumerate(report.advice, start=1)]
    rows = [
        [row.score.label, *map(percent, (row.score.precision, row.score.recall, row.score.f1)), str(row.score.support)]
        for row in report.intents.labels[:_MOST]
    ]
    lines += ["", "## The weakest intents", "", *_table(["intent", "precision", "recall", "F1", "support"], rows)]
    if report.intents.pairs:
        pairs = [[*pair.labels, str(pair.there), str(pair.back)] for pair in report.intents.pairs[:_MOST]]
        lines += ["", "## The most confused", "", *_table(["intent", "other", "there", "back"], pairs)]
    if report.twins:
        twins = [
            [twin.texts[0], twin.labels[0], twin.places[0], twin.texts[1], twin.labels[1], twin.places[1]]
            for twin in report.twins[:_MOST]
        ]
        head = ["sentence", "intent", "place", "the other", "intent", "place"]
        lines += ["", "## The same, or nearly, in two intents", "", *_table(head, twins)]
    if report.suspects:
        doubted = [[one.text, one.label, one.suggested, one.place] for one in report.suspects[:_MOST]]
        head = ["sentence", "is", "looks like", "place"]
        lines += ["", "## Likely mislabelled", "", *_table(head, doubted)]
    if report.entities:
        found = [
            [one.label, percent(one.f1), str(one.support), place_names(report.entities.taken_for.get(one.label, {}))]
            for one in report.entities.entities
        ]
        lines += ["", "## Entities", "", *_table(["entity", "F1", "support", "not found, but"], found)]
    lines += ["", "## Calibration", ""]
    sources: List[Tuple[str, TaskTotals]] = [("out of fold", report.intents)]
    if report.held_out and report.held_out.intents:
        sources.append(("held out", report.held_out.intents))
    stages = [
        [f"intents, {source}", STAGE_NAMES[stage], percent(one.error)]
        for source, task in sources
        for stage, one in task.calibrations.items()
    ]
    return "\n".join([*lines, *_table(["of", "stage", "expected calibration error"], stages), ""])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> List[str]:
    return [f"| {' | '.join(map(_cell, row))} |" for row in [list(head), ["---"] * len(head), *rows]]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
