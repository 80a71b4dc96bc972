"""The report of a search as one HTML page that needs no network and no script."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List

from insight.tune.report import Report
from insight.tune.words import (
    about,
    differences,
    found,
    importance_note,
    number,
    percent,
    snippet_note,
    verdict,
)

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_TEMPLATE = "tune.html"
_WIDTH, _HEIGHT, _MARGIN = 640.0, 200.0, 12.0


@dataclass(frozen=True)
class Dot:
    """A trial in the picture, at its place in it."""

    x: float
    y: float
    number: int
    score: float
    present: bool


def page(report: Report, snippet: str) -> str:
    """The whole page; what comes from data and settings is escaped.

    Args:
        report: What was found.
        snippet: The component's entry in config.yml with the best settings; empty where there are none.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, number=number)
    values: Dict[str, Any] = {
        "about": about(report),
        "found": found(report),
        "verdict": verdict(report),
        "importance_note": importance_note(report),
        "snippet_note": snippet_note(report) if snippet else "",
        "widest": max(report.importances.values(), default=1.0) or 1.0,
        "dots": dots(report),
        "size": (_WIDTH, _HEIGHT),
        "differences": lambda trial: differences(trial, report.present),
        "keys": list(report.trials[0].settings) if report.trials else [],
    }
    return environment.get_template(_TEMPLATE).render(report=report, snippet=snippet, **values)


def dots(report: Report) -> List[Dot]:
    """The trials with a score in their order, from left to right, the best at the top."""
    scored = [(trial, trial.score) for trial in report.trials if trial.score is not None]
    if not scored:
        return []
    scores = [score for _, score in scored]
    low, high = min(scores), max(scores)
    last = max(trial.number for trial in report.trials) or 1
    return [
        Dot(
            x=_MARGIN + (_WIDTH - 2 * _MARGIN) * trial.number / last,
            y=_HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * ((score - low) / (high - low) if high > low else 0.5),
            number=trial.number,
            score=score,
            present=trial.what == "present",
        )
        for trial, score in scored
    ]
