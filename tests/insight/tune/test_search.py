"""The search: its limits, what it keeps, and that it goes on where it was left."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, Optional, Tuple

import optuna
import pytest
from optuna.trial import TrialState

from components.bert.tuning import Tuning
from insight.tune.errors import TuneError
from insight.tune.project import Project
from insight.tune.search import Limits, Search
from insight.tune.space import Choices, Dimension, Range, Space
from insight.tune.study import FAILURE, KeptStudy, open_study, study_content
from tests.insight.tune.conftest import FakeTraining, Unseen, make_project, numbers, with_texts

SPACE = Space({"dropout": Range(0.0, 0.4), "epochs": Range(2, 9)}, {})


@pytest.fixture(scope="module")
def project() -> Project:
    return make_project()


@contextmanager
def searching(
    project: Project, folder: Path, space: Space = SPACE, *, folds: int = 1, name: Optional[str] = None
) -> Iterator[Tuple[Search, KeptStudy, Unseen]]:
    content, view = study_content(project, space, folds, 42), Unseen()
    with open_study(folder, content, space.within(project.resolved(folds, 42)), name) as study:
        yield Search(project, space, study, view, folds=folds), study, view


def run(project: Project, folder: Path, trials: int, **more: Any) -> KeptStudy:
    with searching(project, folder, **more) as (search, study, _):
        search.run(Limits(trials))
        return study


def test_the_present_settings_come_first_and_all_trials_count(
    project: Project, tmp_path: Path, training: FakeTraining
) -> None:
    with searching(project, tmp_path) as (search, study, view):
        search.run(Limits(trials=5))
        assert view.ended == numbers(study) == [0, 1, 2, 3, 4]
        assert training.trained[0][0] == Tuning()
        present, best = study.present(), study.best()
        assert present is not None
        assert best is not None
        assert present.number == 0
        assert present.value == pytest.approx(0.6)
        assert best.value == max(0.5 + tuning.dropout for tuning, _ in training.trained)
        assert (view.last.done, view.last.total, view.last.present) == (5, 5, present.value)


def test_no_trial_begins_after_the_minutes(project: Project, tmp_path: Path, training: FakeTraining) -> None:
    with searching(project, tmp_path) as (search, study, _):
        search.run(Limits(minutes=0))
        assert numbers(study) == []
        search.run(Limits(trials=2, minutes=1))
        assert numbers(study) == [0, 1]


def test_the_same_search_goes_on(project: Project, tmp_path: Path, training: FakeTraining) -> None:
    run(project, tmp_path, 3)
    study = run(project, tmp_path, 6)
    assert numbers(study) == [0, 1, 2, 3, 4, 5]
    texts = [str(settings) for settings in training.settings()]
    assert len(set(texts)) == len(texts) == 6  # none was trained twice
    assert numbers(run(project, tmp_path, 6)) == [0, 1, 2, 3, 4, 5]
    assert len(training.trained) == 6


def test_an_interrupted_trial_is_taken_up_with_its_settings(
    project: Project, tmp_path: Path, training: FakeTraining
) -> None:
    def interrupt(tuning: Tuning) -> None:
        if len(training.trained) == 3:
            raise KeyboardInterrupt

    training.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        run(project, tmp_path, 4)
    study = run(project, tmp_path, 4)
    assert len(study.complete()) == 4
    interrupted, again = training.settings()[2:4]
    assert interrupted == again


def test_the_present_settings_are_taken_up_too(project: Project, tmp_path: Path, training: FakeTraining) -> None:
    def interrupt(tuning: Tuning) -> None:
        if len(training.trained) == 1:
            raise KeyboardInterrupt

    training.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        run(project, tmp_path, 2)
    study = run(project, tmp_path, 2)
    assert study.present() is not None
    assert training.settings()[0] == training.settings()[1] == Tuning().decisive()


def test_a_trial_whose_process_died_is_taken_up_once_and_then_dropped(
    project: Project, tmp_path: Path, training: FakeTraining
) -> None:
    run(project, tmp_path, 1)
    given = []
    for _ in range(2):  # each time a process that dies without a word: the trial stays RUNNING
        with searching(project, tmp_path) as (_, study, _):
            trial = study.optuna.ask()
            SPACE.suggest(trial, SPACE.varied)
            given.append(dict(trial.params))
    assert given[0] == given[1]
    with searching(project, tmp_path) as (search, study, _):
        assert study.optuna.get_trials(states=(TrialState.RUNNING, TrialState.WAITING)) == []
        search.run(Limits(trials=2))
        assert study.complete()[-1].params != given[0]


def test_equal_settings_are_not_trained_twice(project: Project, tmp_path: Path, training: FakeTraining) -> None:
    space = Space({"dropout": Choices((0.1, 0.2))}, {})
    study = run(project, tmp_path, 10, space=space)
    assert len(numbers(study)) == 10
    assert len(training.trained) == 2


def test_a_trial_that_falls_behind_is_cut_short(project: Project, tmp_path: Path, training: FakeTraining) -> None:
    # The first ones, present settings included, are all good; then comes one that is bad in every epoch.
    training.score = lambda tuning: 0.9 if len(training.trained) <= 6 else 0.1
    study = run(project, tmp_path, 8)
    assert [trial.state for trial in study.finished()][:6] == [TrialState.COMPLETE] * 6
    assert study.finished()[-1].state == TrialState.PRUNED
    assert max(study.finished()[-1].intermediate_values) == 2  # after the epochs that every trial gets


@pytest.mark.parametrize("error", [RuntimeError("out of memory"), ValueError("no GPU"), MemoryError()])
def test_a_failing_trial_does_not_end_the_search(
    project: Project, tmp_path: Path, training: FakeTraining, error: Exception
) -> None:
    def fail(tuning: Tuning) -> None:
        if len(training.trained) == 2:
            raise error

    training.before = fail
    study = run(project, tmp_path, 4)
    failed = study.finished()[1]
    assert failed.state == TrialState.FAIL
    assert failed.user_attrs[FAILURE] == f"{type(error).__name__}: {error}"
    assert len(study.complete()) == 3


@pytest.mark.parametrize(("good", "trained"), [(0, 1), (1, 4)])
def test_when_all_fail_the_search_gives_up(
    project: Project, tmp_path: Path, training: FakeTraining, good: int, trained: int
) -> None:
    def fail(tuning: Tuning) -> None:
        if len(training.trained) > good:
            raise RuntimeError("out of memory")

    training.before = fail
    with pytest.raises(TuneError, match=r"could not be trained: RuntimeError: out of memory.*give a smaller one"):
        run(project, tmp_path, 9)
    assert len(training.trained) == trained


def test_folds_are_averaged_and_trained_from_seeds_of_their_own(
    project: Project, tmp_path: Path, training: FakeTraining
) -> None:
    training.score = lambda tuning: 0.5 + 0.1 * (tuning.seed - 42)
    study = run(project, tmp_path, 1, folds=3)
    assert [tuning.seed for tuning, _ in training.trained] == [42, 43, 44]
    held = [row for _, (_, rows) in training.trained for row in rows]
    assert len(held) == len(set(held))
    assert study.complete()[0].value == pytest.approx(0.6)


def test_comparison_sentences_never_chose_anything(
    project: Project, tmp_path: Path, training: FakeTraining
) -> None:
    with searching(project, tmp_path) as (search, _, view):
        search.run(Limits(trials=4))
        assert training.tests == []
        found = search.compare(2)
    test = set(project.test.texts)
    assert not test & set(project.rows.texts)
    for tuning, learnt, tested in training.tests:
        assert set(learnt) == set(project.rows.texts)
        assert set(tested) == test
        assert tuning.seed in (43, 44)  # a trial was trained from 42
    assert found is not None
    assert found.sentences == len(test)
    assert found.seeds == (43, 44)
    assert view.compared == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_comparison_goes_on_where_it_was_left(project: Project, tmp_path: Path, training: FakeTraining) -> None:
    run(project, tmp_path, 3)

    def interrupt(tuning: Tuning) -> None:
        if len(training.tests) == 3:
            raise KeyboardInterrupt

    training.before = interrupt
    with searching(project, tmp_path) as (search, _, _):
        with pytest.raises(KeyboardInterrupt):
            search.compare(2)
        assert search.compare(2, train=False) is None
    with searching(project, tmp_path) as (search, _, view):
        found = search.compare(2)
        assert view.compared == [(2, 4), (3, 4), (4, 4)]
        assert len(training.tests) == 5
        assert search.compare(2, train=False) == found
        assert search.compare(0) is None
    assert len(training.tests) == 5


def test_nothing_is_compared_where_nothing_is_better(
    project: Project, tmp_path: Path, training: FakeTraining
) -> None:
    training.score = lambda tuning: 0.7
    with searching(project, tmp_path) as (search, _, _):
        search.run(Limits(trials=3))
        assert search.compare(3) is None
    assert training.tests == []


CHANGES: Dict[str, Tuple[Dict[str, Any], str]] = {
    "space": ({"space": Space({"dropout": Range(0.0, 0.5)}, {})}, "another search space"),
    "folds": ({"folds": 2}, "another --folds"),
    "sentences": ({"project": make_project(rows=with_texts(make_project().rows, 150))}, "other training sentences"),
    "present": ({"project": make_project(Tuning(dropout=0.3))}, "other present settings in config.yml"),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_named_study_is_not_gone_on_with_when_something_changed(
    project: Project, tmp_path: Path, training: FakeTraining, change: str
) -> None:
    run(project, tmp_path, 1, name="mine")
    more, says = CHANGES[change]
    given: Dict[str, Any] = {"project": project, **more}
    with pytest.raises(TuneError, match=f"The study mine was begun with {says}"):
        run(given.pop("project"), tmp_path, 1, name="mine", **given)
    # Without a name it is a search of its own.
    given = {"project": project, **more}
    assert len(numbers(run(given.pop("project"), tmp_path, 1, **given))) == 1


def test_two_at_a_time_are_refused(project: Project, tmp_path: Path) -> None:
    with searching(project, tmp_path), pytest.raises(TuneError, match="being run by another `kefu tune`"):
        run(project, tmp_path, 1)


@pytest.mark.parametrize("name", ["../mine", "my study", "x" * 65])
def test_a_name_that_is_no_file_name(project: Project, tmp_path: Path, name: str) -> None:
    with pytest.raises(TuneError, match="Expected a study name of letters, digits, - and _"):
        run(project, tmp_path, 1, name=name)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_named(project: Project, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_bytes(b"this is no database at all, but long enough to be looked at" * 40)
    with pytest.raises(TuneError, match=r"mine.db cannot be read .* Delete the file to begin anew"):
        run(project, tmp_path, 1, name="mine")


def test_varied_keys_are_all_that_optuna_keeps(project: Project, tmp_path: Path, training: FakeTraining) -> None:
    varied: Dict[str, Dimension] = {"r_drop": Choices((0.0, 0.5))}
    study = run(project, tmp_path, 3, space=Space(varied, {"patience": 1}))
    loaded = optuna.load_study(study_name=study.name, storage=f"sqlite:///{study.file}")
    assert {name for trial in loaded.trials for name in trial.params} == {"r_drop"}
    assert training.trained[0][0].patience == 2  # the present settings are as they are
    assert all(tuning.patience == 1 for tuning, _ in training.trained[1:])
