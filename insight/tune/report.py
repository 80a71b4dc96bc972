"""What a search found, in the form that terminal, Markdown and HTML show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, List, Optional, Tuple

import optuna
from optuna.trial import FrozenTrial, TrialState

from components.bert.tuning import Tuning
from insight.tune.comparison import Comparison
from insight.tune.project import Project
from insight.tune.space import Space, as_value
from insight.tune.study import FAILURE, FOLD_SCORES, PRESENT, SAME_AS, SECONDS, SEED, KeptStudy, settings_of

# Fewer complete trials say nothing of what mattered; below the second number they only hint.
_FEWEST_FOR_IMPORTANCE, ENOUGH_FOR_IMPORTANCE = 5, 30
# Keys without effect unless another one is as it must be.
_EFFECTIVE: Dict[str, Callable[[Tuning], bool]] = {
    "augmented_share": lambda tuning: bool(tuning.augmentation),
    "lora_rank": lambda tuning: tuning.method == "lora",
    "lora_alpha": lambda tuning: tuning.method == "lora",
    "learning_rate": lambda tuning: tuning.method != "frozen",
}


@dataclass(frozen=True)
class TrialRow:
    """One trial.

    Attributes:
        number: Its number in the study, from 0.
        what: "present", "complete", "cut short", "failed: …" or "same as …".
        score: The mean validation score over the folds, in [0, 1]; None where the trial did not come so far.
        folds: The score of each fold.
        curve: The first fold's score after each epoch.
        seconds: How long it took.
        seed: Of its first training.
        settings: The searched keys as they were trained with.
    """

    number: int
    what: str
    score: Optional[float]
    folds: Tuple[float, ...]
    curve: Tuple[float, ...]
    seconds: Optional[float]
    seed: int
    settings: Dict[str, Any]


@dataclass(frozen=True)
class Report:
    """A search as it stands.

    Attributes:
        study: Its name.
        task: What was searched for, as on the command line.
        component: The component in config.yml.
        measure: What scores are called.
        sentences: How many to train on, to choose by, and to compare on.
        folds: Splits that each trial was measured on.
        trials: All that count, in their order.
        present: The trial of the present settings.
        best: The trial with the highest score.
        changes: What the best settings would change in config.yml.
        importances: Share of the scores' variance that each key explains, falling; empty with few trials.
        comparison: The best settings against the present ones on the test part, if they were compared.
    """

    study: str
    task: str
    component: str
    measure: str
    sentences: Tuple[int, int, int]
    folds: int
    trials: Tuple[TrialRow, ...]
    present: Optional[TrialRow]
    best: Optional[TrialRow]
    changes: Dict[str, Any]
    importances: Dict[str, float]
    comparison: Optional[Comparison]

    @property
    def improved(self) -> bool:
        """Whether a trial is better than the present settings on the validation part."""
        return self.best is not None and self.present is not None and self.best.number != self.present.number

    @property
    def complete(self) -> int:
        """How many trials have a score."""
        return sum(trial.score is not None for trial in self.trials)

    @property
    def ranked(self) -> List[TrialRow]:
        """Trials by falling score; those without one at the end."""
        return sorted(self.trials, key=lambda trial: (trial.score is None, -(trial.score or 0.0), trial.number))


def make_report(
    project: Project, space: Space, study: KeptStudy, comparison: Optional[Comparison], *, folds: int, seed: int
) -> Report:
    """Collects what a study holds."""
    resolved = project.resolved(folds, seed)
    rows = [_row(trial, space, resolved) for trial in study.finished()]
    by_number = {row.number: row for row in rows}
    present, best = study.present(), study.best()
    train, held = project.splits(folds, seed)[0]
    return Report(
        study=study.name,
        task=project.task,
        component=project.component,
        measure=project.rows.measure,
        sentences=(len(train), len(held), len(project.test.texts)),
        folds=folds,
        trials=tuple(rows),
        present=by_number[present.number] if present else None,
        best=by_number[best.number] if best else None,
        changes=changes(project.present, settings_of(best), space, project.layers) if best and best != present else {},
        importances=importances(study, space),
        comparison=comparison,
    )


def changes(present: Tuning, best: Tuning, space: Space, layers: int) -> Dict[str, Any]:
    """The searched keys in which the best settings differ from the present ones and that have an effect.

    That 0 epochs, or a learning rate of 0, happen to stand for the same number here is no reason to leave them:
    with more sentences they will not. ``layers``, those above the frozen ones, are always the same.
    """
    found = {}
    if present.tuned_layers == 0 and present.method != "full":
        present = replace(present, tuned_layers=layers)
    for key in space.keys:
        value = getattr(best, key)
        if value != getattr(present, key) and _EFFECTIVE.get(key, lambda _: True)(best):
            found[key] = list(value) if isinstance(value, tuple) else value
    return found


def importances(study: KeptStudy, space: Space) -> Dict[str, float]:
    """The share of each key in the variance of the scores, by fANOVA (Hutter, Hoos and Leyton-Brown 2014)."""
    full = [trial for trial in study.complete() if set(space.varied) <= set(trial.params)]
    if len(full) < _FEWEST_FOR_IMPORTANCE:
        return {}
    evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
    try:
        return optuna.importance.get_param_importances(study.optuna, evaluator=evaluator, params=list(space.varied))
    except (RuntimeError, ValueError):  # all scores are the same
        return {}


def _row(trial: FrozenTrial, space: Space, present: Tuning) -> TrialRow:
    notes = trial.user_attrs
    settings = present if PRESENT in notes else settings_of(trial)  # with numbers where 0 stands for a rule
    return TrialRow(
        trial.number,
        _what(trial),
        trial.value if trial.state == TrialState.COMPLETE else None,
        tuple(notes.get(FOLD_SCORES, ())),
        tuple(value for _, value in sorted(trial.intermediate_values.items())),
        notes.get(SECONDS),
        notes[SEED],
        {key: as_value(getattr(settings, key)) for key in space.keys},
    )


def _what(trial: FrozenTrial) -> str:
    if PRESENT in trial.user_attrs:
        return "present"
    if trial.state == TrialState.PRUNED:
        return "cut short"
    if trial.state == TrialState.FAIL:
        return f"failed: {trial.user_attrs[FAILURE]}"
    return f"same as {trial.user_attrs[SAME_AS]}" if SAME_AS in trial.user_attrs else "complete"
