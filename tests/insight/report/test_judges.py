"""Both judges learn from the training part alone and speak of every label, in the order of all labels."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import numpy as np
import pytest

from components.bert.encoder import EncoderSpec, describe_encoder
from components.bert.features import FeatureSpec
from components.bert.tuning import Tuning
from insight.report.judges import QuickJudge, TunedJudge
from insight.report.sentences import Sentences
from insight.report.settings import HeadSettings
from insight.report.vectors import untuned_features
from tests.components.conftest import QUICK, tiny_bert  # noqa: F401

LABELS = ("a", "b", "c")


@pytest.fixture(scope="module")
def encoder(tiny_bert: Path) -> EncoderSpec:  # noqa: F811
    return describe_encoder(str(tiny_bert), frozen_layers=3, precision="float32", max_tokens=32)[0]


@pytest.fixture(scope="module")
def spec(encoder: EncoderSpec) -> FeatureSpec:
    return untuned_features(encoder, Tuning(), "float32")


def rows(labels: Sequence[str], more: Dict[str, Tuple[str, ...]] | None = None) -> Sentences:
    texts = tuple(f"text {number}" for number in range(len(labels)))
    return Sentences(texts, {"intent": tuple(labels), **(more or {})}, tuple("x:1" for _ in labels))


def vectors(labels: Sequence[str], seed: int = 0) -> np.ndarray:
    """Each label has a corner of its own, with a little noise."""
    noise = np.random.default_rng(seed).normal(0, 0.1, (len(labels), 3))
    return (np.eye(3)[[LABELS.index(label) for label in labels]] + noise).astype(np.float32)


def test_a_quick_judge_tells_what_lies_apart(spec: FeatureSpec) -> None:
    labels = list("abc" * 10)
    sentences = rows(labels, {"half": tuple("x" if label == "a" else "y" for label in labels)})
    judge = QuickJudge(sentences, vectors(labels), spec, Tuning(), "intents")
    found = judge.judge(range(24), [29, 24, 25], "fold 1")
    logits, temperature = found["intent"]
    assert logits.dtype == np.float32
    assert [LABELS[place] for place in logits.argmax(axis=1)] == ["c", "a", "b"]
    assert temperature > 0
    half, _ = found["half"]  # a regression of two labels gives one column
    assert half.shape == (3, 2)
    assert ["xy"[place] for place in half.argmax(axis=1)] == ["y", "x", "y"]
    assert half.sum(axis=1) == pytest.approx(np.zeros(3), abs=1e-5)


def test_what_the_training_part_lacks_is_as_good_as_impossible(spec: FeatureSpec) -> None:
    labels = [*"ab" * 10, "c"]
    judge = QuickJudge(rows(labels), vectors(labels), spec, Tuning(), "intents")
    logits, _ = judge.judge(range(20), [20], "fold 1")["intent"]
    assert logits.shape == (1, 3)
    assert logits[0, 2] < logits[0, :2].min() - 30


def test_a_training_part_of_one_label_knows_nothing_else(spec: FeatureSpec) -> None:
    labels = [*"aaaaaaaaaa", "b"]
    judge = QuickJudge(rows(labels), vectors(labels), spec, Tuning(), "intents")
    logits, _ = judge.judge(range(10), [10], "fold 1")["intent"]
    assert logits[0, 0] > logits[0, 1] + 30


def test_the_test_part_is_not_learnt_from(spec: FeatureSpec) -> None:
    """Whatever stands there, the scores of the others stay."""
    labels = list("abc" * 8)
    one, other = vectors(labels), vectors(labels)
    other[20:23] = 5.0  # none of which is judged below
    first = QuickJudge(rows(labels), one, spec, Tuning(), "intents").judge(range(18), [23], "f")["intent"]
    swapped = QuickJudge(rows([*labels[:18], *"aaaaa", "c"]), other, spec, Tuning(), "intents")
    second = swapped.judge(range(18), [23], "f")["intent"]
    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]


def test_the_key_holds_what_decides(spec: FeatureSpec, encoder: EncoderSpec) -> None:
    labels = list("abc")

    def key(tuning: Tuning, features: FeatureSpec = spec) -> List[object]:
        return QuickJudge(rows(labels), vectors(labels), features, tuning, "intents").key

    assert key(Tuning()) == key(Tuning(device="cpu"))
    assert key(Tuning()) != key(Tuning(probe_strength=1.0))
    assert key(Tuning()) != key(Tuning(), untuned_features(encoder, Tuning(tuned_layers=1), "int8"))
    tuned = [
        TunedJudge(rows(labels), encoder, HeadSettings(Tuning(), precision), "intents").key
        for precision in ("int8", "float32")
    ]
    assert tuned[0] != tuned[1] != key(Tuning())


def test_a_tuned_judge_answers_in_the_order_of_the_test_part(
    encoder: EncoderSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path))
    texts = ["hello", "cancel my order", "hello hi", "cancel it", "hi", "cancel the phone", "谢谢"]
    texts.append("a very long hello hello hi hi")
    labels = ("greet", "cancel", "greet", "cancel", "greet", "cancel", "thank", "greet")
    moods = ("good", "bad", "good", "bad", "good", "bad", "good", "good")
    sentences = Sentences(tuple(texts), {"intent": labels, "label": moods}, tuple("x:1" for _ in texts))
    judge = TunedJudge(sentences, encoder, HeadSettings(Tuning(**QUICK), "float32"), "intents")
    train, test = [0, 1, 2, 3, 4, 5], [7, 3, 6, 0]  # learnt ones among them: these must come out right
    found = judge.judge(train, test, "fold 1")
    logits, temperature = found["intent"]
    names = ["cancel", "greet", "thank"]
    assert [names[place] for place in logits.argmax(axis=1)][1::2] == ["cancel", "greet"]
    assert (logits[:, 2] == -50).all()  # no training sentence is a thank
    assert ["bad", "good"][found["label"][0][1].argmax()] == "bad"
    assert temperature > 0
    again = judge.judge(train, test[::-1], "fold 1")["intent"][0]
    assert np.allclose(again[::-1], logits, atol=1e-4)
