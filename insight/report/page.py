"""The report as one HTML page that needs no network; its script only sorts tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Tuple

from insight.report.charts import SIDE, bars, matrix
from insight.report.result import FULL, Report
from insight.report.scores import Calibration
from insight.report.sentences import LANGUAGES
from insight.report.tasks import TaskReport
from insight.report.words import (
    LANGUAGE_NAMES,
    STAGE_NAMES,
    calibration_words,
    headline,
    how,
    listed,
    many,
    percent,
    place_names,
)

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_TEMPLATE = "report.html"
# What the page shows of long lists; the JSON file has all.
MOST_SUSPECTS, MOST_TWINS, MOST_PAIRS, MOST_OF_PAIR, MOST_THIN = 60, 40, 20, 12, 60
# Of all sentences, below which a language gets no column of its own beside each label.
_LEAST_SHARE = 0.01
# Only these: a customer's sentence may have backticks of its own.
_COMMAND = re.compile(r"`(kefu [^`]+)`")


def page(report: Report) -> str:
    """The whole page; what comes from data and settings is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, listed=listed, places=place_names, pixels=lambda x: f"{x:.1f}")
    environment.globals.update(
        bars=bars,
        calibration_words=calibration_words,
        commands=_COMMAND.split,  # text and commands by turns
        languages=_languages,
        language_names=LANGUAGE_NAMES,
        many=many,
        matrix=matrix,
        side=SIDE,
        stage_names=STAGE_NAMES,
    )
    values: Dict[str, Any] = {
        "full": report.about.mode == FULL,
        "headline": headline(report),
        "how": how(report),
        "most_of_pair": MOST_OF_PAIR,
        "most_pairs": MOST_PAIRS,
        "most_suspects": MOST_SUSPECTS,
        "most_thin": MOST_THIN,
        "most_twins": MOST_TWINS,
        "reliability": _reliability(report),
    }
    return environment.get_template(_TEMPLATE).render(report=report, **values)


def _languages(task: TaskReport) -> List[str]:
    """The languages worth a column, in their usual order; none where there is only one to tell of."""
    found = {group.name for group in task.languages if group.sentences >= _LEAST_SHARE * task.sentences}
    return [name for name in LANGUAGES if name in found] if len(found) > 1 else []


def _reliability(report: Report) -> List[Tuple[str, Dict[str, Calibration]]]:
    """The pictures: where the sentences come from, and the stages."""
    found = [("Intents, out of fold", report.intents.calibrations)]
    if report.held_out and report.held_out.intents:
        found.append(("Intents, held out", report.held_out.intents.calibrations))
    if report.moods:
        found.append(("Moods, out of fold", report.moods.calibrations))
    if report.held_out and report.held_out.moods:
        found.append(("Moods, held out", report.held_out.moods.calibrations))
    return found
