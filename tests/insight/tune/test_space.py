"""What is searched: the default space, and what a trial's values become."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Tuple

import optuna
import pytest

from components.bert.tuning import Tuning
from insight.tune.space import Choices, Range, Space, as_value, default_space, resolved, rounded, setting

PRESENT = Tuning()


def space(present: Tuning = PRESENT, *, whole_texts: bool = True, **more: Any) -> Space:
    given = {"methods": ["top", "lora"], "pinyin": True, **more}
    return default_space(resolved(present, 2000, 4), 4, whole_texts=whole_texts, **given)


@pytest.mark.parametrize(
    ("present", "epochs", "rate", "layers"),
    [
        (Tuning(), 8, 1e-4, 4),
        (Tuning(method="lora"), 8, 5e-4, 4),
        (Tuning(method="full"), 8, 5e-5, 0),
        (Tuning(epochs=5, learning_rate=3e-4, tuned_layers=2), 5, 3e-4, 2),
    ],
)
def test_zero_becomes_the_number_it_stands_for(present: Tuning, epochs: int, rate: float, layers: int) -> None:
    found = resolved(present, 2000, 4)
    assert (found.epochs, found.learning_rate, found.tuned_layers) == (epochs, rate, layers)


def test_the_default_space_always_holds_the_present_settings() -> None:
    odd = Tuning(method="full", epochs=40, batch_size=7, dropout=0.6, r_drop=2.0, learning_rate=0.5, weight_decay=0.0)
    for present in (Tuning(), odd, replace(odd, augmentation=("noise", "pinyin"), class_weights="balanced")):
        found = space(present)
        assert set(found.within(resolved(present, 2000, 4))) == set(found.varied)


def test_entities_have_neither_class_weights_nor_augmentation() -> None:
    assert {"class_weights", "augmentation", "augmented_share"} & set(space(whole_texts=False).varied) == set()
    assert {"class_weights", "augmentation", "augmented_share"} <= set(space().varied)


def test_what_cannot_be_run_here_is_not_searched() -> None:
    found = space(methods=["top"], pinyin=False)
    assert "method" not in found.varied  # one method is no choice
    assert found.varied["augmentation"] == Choices(("none", "synonym", "noise", "dropout", "dropout+noise+synonym"))
    one_layer = default_space(resolved(Tuning(), 2000, 1), 1, whole_texts=True, methods=["top"], pinyin=False)
    assert "tuned_layers" not in one_layer.varied


def test_what_is_sampled_lies_in_the_space_and_is_what_is_trained() -> None:
    found, study = space(), optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=3))
    seen = set()
    for _ in range(40):
        trial = study.ask()
        found.suggest(trial, found.varied)
        assert all(trial.params[name] in dimension for name, dimension in found.varied.items())
        tuning = found.settings(Tuning(), trial.params)
        for name, value in trial.params.items():
            assert as_value(getattr(tuning, name)) == (rounded(value) if isinstance(value, float) else value)
        assert isinstance(tuning.epochs, int)
        seen.add(tuning.augmentation)
    assert () in seen
    assert any(len(ways) == 4 for ways in seen)


def test_only_the_named_keys_are_sampled() -> None:
    trial = optuna.create_study().ask()
    space().suggest(trial, ["epochs", "dropout"])
    assert set(trial.params) == {"epochs", "dropout"}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"learning_rate": 0.00013847391}, {"learning_rate": 0.000138}),
        ({"dropout": 0.0}, {"dropout": 0.0}),
        ({"augmentation": "noise+synonym"}, {"augmentation": ("noise", "synonym")}),
        ({"augmentation": "none", "class_weights": "none"}, {"augmentation": (), "class_weights": "none"}),
        ({"method": "full", "tuned_layers": 3}, {"method": "full", "tuned_layers": 0}),
        ({"method": "lora", "tuned_layers": 3}, {"method": "lora", "tuned_layers": 3}),
    ],
)
def test_values_become_settings(params: Any, expected: Any) -> None:
    tuning = Space({}, {"patience": 1}).settings(Tuning(seed=7), params)
    assert {name: getattr(tuning, name) for name in expected} == expected
    assert (tuning.patience, tuning.seed) == (1, 7)


def test_a_suggestion_beats_no_fixed_value_but_fixed_ones_apply() -> None:
    found = Space({"dropout": Range(0.0, 0.5)}, {"r_drop": 1.0})
    assert found.keys == ["dropout", "r_drop"]
    assert found.settings(Tuning(), {"dropout": 0.25}) == Tuning(dropout=0.25, r_drop=1.0)


@pytest.mark.parametrize(
    ("dimension", "value", "expected"),
    [
        (Range(1, 4), 6, Range(1, 6)),
        (Range(0.1, 0.3), 0.0, Range(0.0, 0.3)),
        (Range(1e-5, 1e-3, log=True), 0.0, Range(1e-5, 1e-3, log=True)),
        (Range(1, 4), 2, Range(1, 4)),
        (Choices((16, 32)), 8, Choices((16, 32, 8))),
        (Choices((16, 32)), 32, Choices((16, 32))),
    ],
)
def test_a_dimension_is_widened_to_hold_a_value(dimension: Any, value: Any, expected: Any) -> None:
    assert dimension.including(value) == expected


@pytest.mark.parametrize("given", [(), ("noise",), ("noise", "synonym")])
def test_a_list_is_stored_as_one_value_and_read_again(given: Tuple[str, ...]) -> None:
    assert setting("augmentation", as_value(given)) == given
    assert isinstance(as_value(given), str)


def test_whole_numbers_are_meant_where_both_ends_are() -> None:
    assert Range(1, 4).whole
    assert not Range(1.0, 4.0).whole
