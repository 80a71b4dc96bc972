"""The sentences of a report, the same on the terminal, in Markdown and in HTML."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from insight.tune.report import ENOUGH_FOR_IMPORTANCE, Report, TrialRow
from insight.tune.space import NOTHING


def percent(share: Optional[float]) -> str:
    """A share as percent; a dash for none."""
    return "–" if share is None else f"{share:.1%}"


def points(difference: float) -> str:
    """A difference of shares in points, with its sign."""
    return f"{100 * difference:+.1f}".replace("-", "−")


def number(value: Any) -> str:
    """A setting as a person writes it."""
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-") if value else "0"
    return str(value)


def about(report: Report) -> str:
    """What was searched on."""
    train, held, test = report.sentences
    splits = "one split" if report.folds == 1 else f"{report.folds} folds"
    return (
        f"{report.component}, {report.measure}; {len(report.trials)} trials on {splits}: {train} sentences to train "
        f"on, {held} to choose by; {test} held out for the comparison"
    )


def found(report: Report) -> str:
    """What the validation part says."""
    if report.present is None or report.best is None:
        return "The present settings have not been measured yet."
    if len(report.trials) == 1:
        score = percent(report.present.score)
        return f"So far only the present settings were measured: {score} on the validation part."
    if not report.improved:
        return (
            f"No trial is better than the present settings ({percent(report.present.score)} on the validation part). "
            "Keep them, or search on with more --trials."
        )
    gain = (report.best.score or 0.0) - (report.present.score or 0.0)
    return (
        f"On the validation part trial {report.best.number} reaches {percent(report.best.score)}, the present "
        f"settings {percent(report.present.score)} ({points(gain)} points)."
    )


def verdict(report: Report) -> str:
    """What the test part says; empty where nothing is better on the validation part."""
    if not report.improved:
        return ""
    compared = report.comparison
    if compared is None:
        return (
            "They were not compared on the test part. Part of the gain is the luck of having been chosen: "
            "see what is left of it before you take the new settings."
        )
    trainings = "one training" if len(compared.seeds) == 1 else f"{len(compared.seeds)} trainings"
    facts = (
        f"On {compared.sentences} test sentences that chose neither, {trainings} of each: best settings "
        f"{percent(float(np.mean(compared.best)))}, present ones {percent(float(np.mean(compared.present)))}, "
        f"{points(compared.gain)} points, 95 % interval {points(compared.low)} to {points(compared.high)}."
    )
    if compared.more_than_luck:
        return f"{facts} That is more than luck."
    if compared.above_zero:
        return f"{facts} With one training of each that may be the luck of the seed: compare again with --repeats 3."
    if compared.gain > 0:
        return f"{facts} That may be luck: keep the present settings, or search on more sentences or trials."
    return f"{facts} The gain did not last: keep the present settings."


def snippet_note(report: Report) -> str:
    """What stands above the settings of the best trial."""
    assert report.best is not None
    if report.comparison is not None and report.comparison.more_than_luck:
        return "For the pipeline of config.yml; the same command with --apply writes them there:"
    return f"Those of trial {report.best.number}, as they would stand in the pipeline of config.yml:"


def importance_note(report: Report) -> str:
    """How much the importances are worth."""
    if not report.importances:
        return "Too few complete trials to say which settings mattered."
    note = f"Share of the variance of scores that each setting explains by itself (fANOVA, {report.complete} trials)."
    return note if report.complete >= ENOUGH_FOR_IMPORTANCE else f"{note} So few trials only hint at it."


def differences(trial: TrialRow, present: Optional[TrialRow]) -> str:
    """What sets a trial's settings apart from the present ones."""
    if trial.what == "present":
        return "the present settings"
    before = present.settings if present else {}
    parts: List[str] = []
    for key, value in trial.settings.items():
        if value == before.get(key) or (key == "augmented_share" and trial.settings.get("augmentation") == NOTHING):
            continue
        parts.append(f"{key} {number(value)}")
    return ", ".join(parts) or "as at present"
