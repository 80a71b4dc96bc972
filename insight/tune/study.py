"""A search that is kept in a file, so that it can be ended at any moment and taken up again."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import numpy as np
import optuna
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy.exc import SQLAlchemyError

from components.bert.tuning import TRAINER_VERSION, Tuning
from insight.tune.errors import TuneError
from insight.tune.project import Project
from insight.tune.space import Space

# Raised when a change here or in `search` makes trials made before it stale.
STUDY_VERSION = 1
# Trials drawn at random before the sampler learns from them, and before any is cut short.
RANDOM_TRIALS, UNPRUNED_TRIALS = 8, 5
# Epochs that every trial gets: slow learners are behind in the first.
UNPRUNED_EPOCHS = 2

PRESENT, SETTINGS, SECONDS, SEED = "present", "settings", "seconds", "seed"
FOLD_SCORES, FAILURE, SAME_AS = "fold_scores", "failure", "same_as"
_CONTENT, _TESTED, _KILLED = "content", "tested.", "killed"
_MEANINGS = {
    "version": "another version of Kefu",
    "task": "another task",
    "encoder": "another encoder (BertEncoder in config.yml)",
    "present": "other present settings in config.yml",
    "sentences": "other training sentences",
    "space": "another search space",
    "folds": "another --folds",
    "seed": "another --seed",
}


def study_content(project: Project, space: Space, folds: int, seed: int) -> Dict[str, Any]:
    """All that trials depend on, each part as a short hash or a number: equal contents give equal trials."""
    rows = [[asdict(part) for part in (project.rows, project.test)]]  # type: ignore[call-overload]
    return {
        "version": f"{STUDY_VERSION}.{TRAINER_VERSION}",
        "task": project.task,
        "encoder": project.spec.digest,
        "present": _short({**project.present.decisive(), "precision": project.precision}),
        "sentences": _short(rows),
        "space": _short(space.to_json()),
        "folds": folds,
        "seed": seed,
    }


def study_name(content: Dict[str, Any]) -> str:
    """The name that a search has unless it is given one: the same for the same contents."""
    return f"{content['task']}-{_short(content)}"


class KeptStudy:
    """An Optuna study in an SQLite file; make it with `open_study`."""

    def __init__(self, study: optuna.Study, name: str, file: Path) -> None:
        self.optuna, self.name, self.file = study, name, file

    def finished(self) -> List[FrozenTrial]:
        """Trials that count, in their order: complete, cut short, or failed by an error of their own."""
        states = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)
        trials = self.optuna.get_trials(deepcopy=False, states=states)
        # An interrupted trial is a failure to Optuna, too, but has no reason.
        return [trial for trial in trials if trial.state != TrialState.FAIL or FAILURE in trial.user_attrs]

    def trial(self, number: int) -> FrozenTrial:
        """A trial by its number."""
        return self.optuna.get_trials(deepcopy=False)[number]

    def complete(self) -> List[FrozenTrial]:
        """Trials with a score that can be chosen."""
        return [trial for trial in self.finished() if trial.state == TrialState.COMPLETE]

    def present(self) -> Optional[FrozenTrial]:
        """The trial of the present settings, once it is complete."""
        return next((trial for trial in self.complete() if PRESENT in trial.user_attrs), None)

    def best(self) -> Optional[FrozenTrial]:
        """The trial with the highest score, of equals the first."""
        return max(self.complete(), key=lambda trial: (trial.value, -trial.number), default=None)

    def twin_of(self, settings: str) -> Optional[FrozenTrial]:
        """A complete trial of the very same settings (from `settings_text`), whose score need not be found again."""
        return next((trial for trial in self.complete() if trial.user_attrs.get(SETTINGS) == settings), None)

    def give_back(self, trial: FrozenTrial, *, killed: bool = False) -> None:
        """Ends a trial that was interrupted, and queues its settings again.

        Args:
            trial: The trial; one that has ended stays as it is.
            killed: Whether its process died. Where that befalls the same settings a second time they are dropped,
                lest a search that runs out of memory never gets past them; the present settings never are.
        """
        if trial.state != TrialState.RUNNING:
            return
        self.optuna.tell(trial.number, state=TrialState.FAIL)
        kept = {name: value for name, value in trial.user_attrs.items() if name in (PRESENT, _KILLED)}
        if killed and _KILLED in kept and PRESENT not in kept:
            return
        self.optuna.enqueue_trial(trial.params, user_attrs={**kept, **({_KILLED: True} if killed else {})})

    def tested(self, trial: FrozenTrial, seed: int) -> Optional[np.ndarray]:
        """What a training of a trial's settings from this seed reached on the test part, if it was kept."""
        kept = self.optuna.user_attrs.get(f"{_TESTED}{trial.number}.{seed}")
        return None if kept is None else np.array(kept, np.int64)

    def keep_tested(self, trial: FrozenTrial, seed: int, counts: np.ndarray) -> None:
        """Keeps counts, int (test sentences, 3), so that no training of a comparison is done twice."""
        self.optuna.set_user_attr(f"{_TESTED}{trial.number}.{seed}", counts.tolist())


@contextmanager
def open_study(
    folder: Path, content: Dict[str, Any], present: Dict[str, Any], name: Optional[str] = None
) -> Iterator[KeptStudy]:
    """Makes a study or takes it up where it was left; no other process may have it meanwhile.

    Args:
        folder: Where the files are.
        content: From `study_content`.
        present: The present settings as far as the space holds them: the first trial of a new study.
        name: The study's name; None: `study_name`.

    Raises:
        TuneError: if the name cannot be used, or the study was begun with other contents, or is being run.
    """
    name = name or study_name(content)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
        raise TuneError(f"Expected a study name of letters, digits, - and _ (at most 64), got {name!r}.")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.db"
    with _alone(folder / f"{name}.lock", name):
        study = _optuna_study(file, name, content["seed"])
        kept = KeptStudy(study, name, file)
        if _CONTENT not in study.user_attrs:
            study.set_user_attr(_CONTENT, content)
            study.enqueue_trial(present, user_attrs={PRESENT: True})
        _check_same(study.user_attrs[_CONTENT], content, kept)
        for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            kept.give_back(trial, killed=True)
        yield kept


def settings_of(trial: FrozenTrial) -> Tuning:
    """The settings that a trial was trained with."""
    given = json.loads(trial.user_attrs[SETTINGS])
    return Tuning(**{**given, "augmentation": tuple(given["augmentation"])})


def settings_text(tuning: Tuning) -> str:
    """Settings as they are kept with a trial."""
    return json.dumps(tuning.decisive(), sort_keys=True)


def _optuna_study(file: Path, name: str, seed: int) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.ERROR)  # what it tells in passing, the report tells in words
    url = f"sqlite:///{file}"
    try:
        study = optuna.create_study(storage=url, study_name=name, direction="maximize", load_if_exists=True)
    except (SQLAlchemyError, optuna.exceptions.OptunaError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise TuneError(f"The study in {file} cannot be read ({reason}). Delete the file to begin anew.") from error
    # A sampler begins anew with its seed each time: taken up again, it must not draw the same numbers again.
    study.sampler = optuna.samplers.TPESampler(
        seed=seed + len(study.get_trials(deepcopy=False)), n_startup_trials=RANDOM_TRIALS
    )
    study.pruner = optuna.pruners.MedianPruner(
        n_startup_trials=UNPRUNED_TRIALS, n_warmup_steps=UNPRUNED_EPOCHS, n_min_trials=UNPRUNED_TRIALS - 1
    )
    return study


def _check_same(begun: Dict[str, Any], content: Dict[str, Any], study: KeptStudy) -> None:
    other = [meaning for part, meaning in _MEANINGS.items() if begun.get(part) != content[part]]
    if other:
        raise TuneError(
            f"The study {study.name} was begun with {', '.join(other)}, so its trials cannot be compared with new "
            f"ones. Leave --study out or give another name; or delete {study.file}."
        )


@contextmanager
def _alone(file: Path, name: str) -> Iterator[None]:
    import fcntl

    with file.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise TuneError(
                f"The study {name} is being run by another `kefu tune`. Wait for it, or give another --study."
            ) from error
        yield


def _short(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]
