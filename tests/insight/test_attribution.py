"""Contributions of a model whose right answer is known, and of a trained one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Dict, List, Sequence

import numpy as np
import pytest

from components.bert.units import units
from insight.attribution import EMOTION, INTENT, MOOD, Attribution, Target, attribute
from insight.errors import AdditivityViolated, NothingToExplain
from insight.pieces import MAX_PIECES
from insight.understanding import Understanding


class WordModel:
    """Scores two labels by a weight for each unit: the label "yes" has the log-odds of their sum."""

    def __init__(self, weights: Dict[str, float], longest: int = 1000) -> None:
        self.labels: Dict[str, List[str]] = {"intent": ["no", "yes"]}
        self._weights, self._longest = weights, longest

    def encode(self, text: str) -> Any:
        return SimpleNamespace(offsets=[(0, 0), *((u.start, u.end) for u in units(text)[: self._longest]), (0, 0)])

    def probabilities(self, text: str, tasks: Sequence[str]) -> Dict[str, np.ndarray]:
        odds = np.exp(0.5 + sum(self._weights.get(unit.text, 0.0) for unit in units(text)))
        return {"intent": np.array([1 / (1 + odds), odds / (1 + odds)])}


def explained(model: Any, text: str, label: str = "yes", **more: Any) -> Attribution:
    return attribute(model, text, [Target(INTENT, label)], **more)[0]


WEIGHTS = {"退": 2.0, "货": 1.0, "不": -1.5, "refund": 3.0}


@pytest.mark.parametrize("samples", [20, 10_000])
def test_weights_of_words_are_found(samples: int) -> None:
    found = explained(WordModel(WEIGHTS), "我不退货, refund", samples=samples)
    assert [piece.text for piece in found.pieces] == ["我", "不", "退", "货", ",", "refund"]
    assert found.contributions == pytest.approx([0, -1.5, 2, 1, 0, 3], abs=1e-6)
    assert found.errors == pytest.approx(np.zeros(6), abs=1e-6)
    assert (found.nothing, found.whole, found.total) == pytest.approx((0.5, 5.0, 4.5))
    assert found.probability == pytest.approx(1 / (1 + np.exp(-5)))
    assert found.strongest()[:2] == [5, 2]


def test_the_other_label_loses_what_one_gains() -> None:
    yes, no = (explained(WordModel(WEIGHTS), "不退货", label) for label in ("yes", "no"))
    assert yes.contributions == pytest.approx(-no.contributions)


def test_a_very_sure_label_is_still_told_apart() -> None:
    found = explained(WordModel({"退": 12.0, "货": 14.0}), "退货")
    assert found.contributions == pytest.approx([12, 14], abs=1e-2)


def test_long_texts_are_explained_by_words() -> None:
    text = "退货" + "我们" * 20
    found = explained(WordModel(WEIGHTS), text, words=[(at, at + 2) for at in range(0, len(text), 2)])
    assert len(found.pieces) == 21
    assert found.contributions[0] == pytest.approx(3)


def test_very_long_texts_cost_no_more() -> None:
    asked = []
    model = WordModel(WEIGHTS)
    read = model.probabilities
    model.probabilities = lambda text, tasks: asked.append(text) or read(text, tasks)  # type: ignore[method-assign, func-returns-value]
    found = explained(model, "退货，我们要" * 40, samples=200)
    assert len(found.pieces) <= MAX_PIECES
    assert len(asked) <= 202


def test_what_the_encoder_cuts_off_is_left_out() -> None:
    found = explained(WordModel(WEIGHTS, longest=3), "不退货refund")
    assert found.text == "不退货"
    assert found.contributions == pytest.approx([-1.5, 2, 1])


def test_a_model_that_changes_its_mind_is_refused() -> None:
    model = WordModel(WEIGHTS)
    read, calls = model.probabilities, iter(range(1000))

    def moody(text: str, tasks: Sequence[str]) -> Dict[str, np.ndarray]:
        return read(text + "退" * (next(calls) % 2), tasks)

    model.probabilities = moody  # type: ignore[method-assign]
    with pytest.raises(AdditivityViolated, match=r"yes add up to .* but the text is worth"):
        explained(model, "不退货")


@pytest.mark.parametrize("text", ["", "  ", "\x00\x01"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(NothingToExplain, match="Expected a text with words"):
        explained(WordModel(WEIGHTS), text)


def test_unknown_labels_and_tasks_are_refused() -> None:
    with pytest.raises(NothingToExplain, match=r"'maybe' is no label of 'intent'. Known are: no, yes"):
        explained(WordModel(WEIGHTS), "退", "maybe")
    with pytest.raises(NothingToExplain, match="does not tell 'label', only intent"):
        attribute(WordModel(WEIGHTS), "退", [Target(MOOD, "negative")])  # type: ignore[arg-type]


def test_a_trained_model_is_explained_for_every_task(understanding: Understanding) -> None:
    text = "我要取消订单，谢谢"
    targets = [Target(INTENT, "cancel_order"), Target(MOOD, "positive"), Target(EMOTION, "grateful")]
    rows = understanding.probabilities(text, [INTENT, MOOD, EMOTION])
    for found, sampled in zip(*(attribute(understanding, text, targets, samples=n) for n in (512, 100))):
        place = understanding.labels[found.target.task].index(found.target.label)
        assert found.probability == pytest.approx(float(rows[found.target.task][place]), abs=1e-5)
        assert found.nothing + found.total == pytest.approx(found.whole, abs=1e-4)
        assert found.permutations == 0 < sampled.permutations
        assert np.all(np.abs(found.contributions - sampled.contributions) <= 5 * sampled.errors + 1e-6)


def test_the_word_that_was_learnt_counts_most(understanding: Understanding) -> None:
    found = attribute(understanding, "我要取消", [Target(INTENT, "cancel_order")])[0]
    assert {found.pieces[place].text for place in found.strongest()[:2]} <= {"取", "消", "要"}
    assert found.contributions[-2:].sum() > 0
