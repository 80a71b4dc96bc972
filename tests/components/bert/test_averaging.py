"""The moving average of the weights, and that training judges and keeps it."""
from __future__ import annotations

import random
from typing import Any, Callable, List, Tuple

import pytest
import torch
from torch import Tensor, nn

from components.bert.averaging import MovingAverage
from components.bert.loop import train
from components.bert.tuning import Tuning


class Point(nn.Module):
    """One number that learns and one that does not."""

    def __init__(self) -> None:
        super().__init__()
        self.learnt = nn.Parameter(torch.tensor([0.0]))
        self.frozen = nn.Parameter(torch.tensor([7.0]), requires_grad=False)


class Descent:
    """Walks to 1 in steps of one size, noting where it is when a loss and when a score is asked for."""

    def __init__(self, score: Callable[[float], float]) -> None:
        self.model, self.lengths = Point(), [1] * 4
        self.places: List[float] = []
        self.judged: List[float] = []
        self._score = score

    def batch(self, rows: List[int]) -> Tuple[Tensor, Any]:
        return torch.zeros(len(rows), 1, 1), None

    def loss(self, states: Tensor, rest: Any) -> Tensor:
        self.places.append(self.model.learnt.item())
        return (self.model.learnt - 1).abs().sum()

    def score(self) -> float:
        self.judged.append(self.model.learnt.item())
        return self._score(self.model.learnt.item())


def settings(**changes: Any) -> Tuning:
    base = {"epochs": 5, "patience": 0, "batch_size": 2, "head_learning_rate": 0.05, "training_precision": "float32"}
    return Tuning(**{**base, **changes})


@pytest.mark.parametrize("highest", [0.3, 0.9])
def test_the_decay_rises_to_its_highest(highest: float) -> None:
    model = Point()
    average, expected = MovingAverage(model, highest), 0.0
    for step, place in enumerate((1.0, 5.0, -2.0, 3.0), start=1):
        model.learnt.data.fill_(place)
        average.update()
        decay = min(highest, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * place
    with average.in_place():
        assert model.learnt.item() == pytest.approx(expected)
        assert model.frozen.item() == 7.0
    assert model.learnt.item() == 3.0


def test_a_short_training_forgets_where_it_began() -> None:
    """With the highest decay from the first step on, 94 % of the average would still be the beginning."""
    model = Point()
    average = MovingAverage(model, 0.999)
    model.learnt.data.fill_(1.0)
    for _ in range(60):
        average.update()
    with average.in_place():
        assert model.learnt.item() > 0.999


def test_what_was_learnt_comes_back_even_after_an_error() -> None:
    model = Point()
    average = MovingAverage(model, 0.9)
    model.learnt.data.fill_(4.0)
    with pytest.raises(RuntimeError), average.in_place():
        assert model.learnt.item() == 0.0
        raise RuntimeError
    assert model.learnt.item() == 4.0


def test_zero_keeps_no_average() -> None:
    model = Point()
    average = MovingAverage(model, 0.0)
    model.learnt.data.fill_(4.0)
    average.update()
    with average.in_place():
        assert model.learnt.item() == 4.0


def test_the_average_is_judged_and_kept_and_learning_goes_on_from_the_weights() -> None:
    averaged, plain = Descent(lambda place: place), Descent(lambda place: place)
    for objective, decay in ((averaged, 0.999), (plain, 0.0)):
        train(objective, settings(ema_decay=decay), seed=1, stage="test")
    assert averaged.places == plain.places
    assert plain.judged[:-1] == plain.places[2::2]
    assert all(mean < place for mean, place in zip(averaged.judged, plain.judged))
    assert averaged.model.learnt.item() == max(averaged.judged)
    assert plain.model.learnt.item() == max(plain.judged)


def test_the_average_of_the_best_epoch_is_kept() -> None:
    objective = Descent(lambda place: -abs(place - 0.2))
    reached = train(objective, settings(ema_decay=0.999), seed=1, stage="test")
    best = min(objective.judged, key=lambda place: abs(place - 0.2))
    assert best not in (objective.judged[0], objective.judged[-1])
    assert objective.model.learnt.item() == best
    assert reached == pytest.approx(-abs(best - 0.2))


def test_the_decay_is_checked_and_belongs_to_the_cache_key() -> None:
    with pytest.raises(ValueError, match="ema_decay must be a number from 0 to"):
        Tuning(ema_decay=1)
    assert Tuning(ema_decay=0.9).decisive() != Tuning(ema_decay=0).decisive()


def test_averaging_changes_what_noise_leaves_behind() -> None:
    """Around a minimum that noise keeps it from, the average is nearer than the last point, on average."""
    chooser = random.Random(3)
    far = near = 0.0
    for _ in range(200):
        model, place = Point(), 0.0
        average = MovingAverage(model, 0.999)
        for _ in range(300):
            place += 0.2 * (1 - place + chooser.gauss(0, 1))
            model.learnt.data.fill_(place)
            average.update()
        far += (place - 1) ** 2
        with average.in_place():
            near += (model.learnt.item() - 1) ** 2
    assert near < far / 2
