"""The search itself: settings are suggested, trained, cut short where they fall behind, and kept."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Optional, Protocol

import numpy as np
import optuna
from optuna.trial import FrozenTrial, Trial, TrialState

from components.bert.tuning import Tuning
from insight.tune.comparison import Comparison, compare
from insight.tune.errors import TuneError
from insight.tune.project import Project
from insight.tune.rows import Listener
from insight.tune.space import Space
from insight.tune.study import (
    FAILURE,
    FOLD_SCORES,
    PRESENT,
    SAME_AS,
    SECONDS,
    SEED,
    SETTINGS,
    KeptStudy,
    settings_of,
    settings_text,
)

# Trials in a row that fail by an error of their own before the search gives up: then it is not their settings.
_FAILURES = 3


@dataclass(frozen=True)
class Standing:
    """How far a search is.

    Attributes:
        done: Trials that are done.
        total: Trials in all.
        present: The score of the present settings, in [0, 1]; None before they were measured.
        best: The best score so far.
    """

    done: int
    total: int
    present: Optional[float]
    best: Optional[float]


class View(Protocol):
    """Who shows how far the search is."""

    def begin(self, standing: Standing) -> None:
        """Called before each trial."""

    def end(self, trial: FrozenTrial, standing: Standing) -> None:
        """Called after each trial."""

    def compare(self, done: int, total: int) -> None:
        """Called before each training of the comparison, and after the last."""


@dataclass(frozen=True)
class Limits:
    """How long a search goes on.

    Attributes:
        trials: Trials in all, with those of earlier runs and that of the present settings.
        minutes: In one run no trial begins later than this; the one under way is finished.
    """

    trials: int = 20
    minutes: float = 60.0


class Search:
    """Runs the trials of a study, all on the same splits."""

    def __init__(
        self, project: Project, space: Space, study: KeptStudy, view: View, *, folds: int = 1, seed: int = 42
    ) -> None:
        """``folds`` and ``seed`` decide the splits; fold n of every trial is trained from seed + n."""
        self._project, self._space, self._study, self._view = project, space, study, view
        self._splits, self._seed = project.splits(folds, seed), seed
        self._present_keys = list(space.within(project.resolved(folds, seed)))

    def run(self, limits: Limits) -> None:
        """Runs trials up to the limits; what is interrupted is queued again.

        Raises:
            TuneError: if the present settings, or several trials in a row, cannot be trained.
        """
        until = time.monotonic() + 60 * limits.minutes
        failures = 0
        while (done := len(self._study.finished())) < limits.trials and time.monotonic() < until:
            trial = self._study.optuna.ask()
            self._view.begin(self._standing(done, limits))
            try:
                self._try(trial)
            except BaseException:
                self._study.give_back(self._study.trial(trial.number))
                raise
            ended = self._study.trial(trial.number)
            self._view.end(ended, self._standing(done + 1, limits))
            failures = failures + 1 if ended.state == TrialState.FAIL else 0
            if failures >= _FAILURES or (failures and PRESENT in ended.user_attrs):
                raise TuneError(
                    f"Trial {ended.number} could not be trained: {ended.user_attrs[FAILURE]}. If `kefu train` works, "
                    f"the search space asks for what this machine cannot do; give a smaller one with --space. "
                    f"To begin anew, delete {self._study.file}."
                )

    def compare(self, repeats: int, *, train: bool = True) -> Optional[Comparison]:
        """Trains the present and the best settings ``repeats`` times each and compares them on the test part.

        The seeds are none that a trial was chosen by. A training that was made before is taken from the study.

        Args:
            repeats: Trainings of each.
            train: False: only compare if all trainings were made before.

        Returns:
            None if no trial is better than the present settings, or a training is missing.
        """
        present, best = self._study.present(), self._study.best()
        if not repeats or present is None or best is None or present.number == best.number:
            return None
        first = self._seed + len(self._splits)
        seeds = tuple(range(first, first + repeats))
        # First all of one, then all of the other: the encoded texts are kept as long as they stay the same.
        runs = [(trial, seed) for trial in (present, best) for seed in seeds]
        counts = {}
        for trial, seed in runs:
            kept = self._study.tested(trial, seed)
            if kept is not None:
                counts[trial.number, seed] = kept
        missing = [(trial, seed) for trial, seed in runs if (trial.number, seed) not in counts]
        if missing and not train:
            return None
        for done, (trial, seed) in enumerate(missing, len(runs) - len(missing)):
            self._view.compare(done, len(runs))
            counts[trial.number, seed] = self._tested(settings_of(trial), seed)
            self._study.keep_tested(trial, seed, counts[trial.number, seed])
        self._view.compare(len(runs), len(runs))
        before, after = (np.stack([counts[trial.number, seed] for seed in seeds]) for trial in (present, best))
        return compare(before, after, seeds, seed=self._seed)

    def _standing(self, done: int, limits: Limits) -> Standing:
        present, best = self._study.present(), self._study.best()
        return Standing(done, limits.trials, present.value if present else None, best.value if best else None)

    def _tested(self, tuning: Tuning, seed: int) -> np.ndarray:
        project = self._project
        tuning = replace(tuning, seed=seed, device=project.present.device)
        return project.rows.tested(project.spec, tuning, project.precision, project.test)

    def _try(self, trial: Trial) -> None:
        """Trains one trial and tells the study how it ended."""
        present = PRESENT in trial.user_attrs
        self._space.suggest(trial, self._present_keys if present else self._space.varied)
        base = replace(self._project.present, seed=self._seed, seeds=1, tensorboard=None)
        tuning = base if present else self._space.settings(base, trial.params)
        trial.set_user_attr(SETTINGS, settings_text(tuning))
        trial.set_user_attr(SEED, self._seed)
        twin = self._study.twin_of(trial.user_attrs[SETTINGS])
        if twin is not None:
            trial.set_user_attr(SAME_AS, twin.number)
            self._study.optuna.tell(trial, twin.value)
            return
        started = time.monotonic()
        value, state = self._score(trial, tuning, present)
        trial.set_user_attr(SECONDS, round(time.monotonic() - started, 1))
        self._study.optuna.tell(trial, value, state)

    def _score(self, trial: Trial, tuning: Tuning, present: bool) -> tuple[Optional[float], TrialState]:
        """The mean validation score over the folds, and how the trial ended."""
        scores = []
        try:
            for fold, split in enumerate(self._splits):
                # Scores of different folds cannot be compared by epoch: only the first may cut a trial short.
                listener = _listener(trial, may_prune=not present) if fold == 0 else _no_listener
                seeded = replace(tuning, seed=self._seed + fold)
                scores.append(self._project.rows.validated(self._project.spec, seeded, split, listener))
        except optuna.TrialPruned:
            return None, TrialState.PRUNED
        except (RuntimeError, ValueError, MemoryError) as error:  # as torch and scikit-learn say it
            trial.set_user_attr(FAILURE, f"{type(error).__name__}: {error}")
            return None, TrialState.FAIL
        trial.set_user_attr(FOLD_SCORES, scores)
        return float(np.mean(scores)), TrialState.COMPLETE


def _listener(trial: Trial, may_prune: bool) -> Listener:
    """Tells the study each epoch's score, and ends a trial that is behind most others."""

    def hear(epoch: int, score: float) -> None:
        trial.report(score, epoch)
        if may_prune and trial.should_prune():
            raise optuna.TrialPruned

    return hear


def _no_listener(epoch: int, score: float) -> None:
    pass
