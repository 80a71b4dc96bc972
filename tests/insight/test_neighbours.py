"""The nearest training sentences, and the vectors that are kept for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List

import numpy as np
import pytest

from insight.neighbours import Neighbourhood
from insight.sources import Example, read_examples
from insight.understanding import Understanding


@pytest.fixture()
def examples(project: Path) -> List[Example]:
    return read_examples(project / "nlu.yml")


@pytest.fixture()
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path))
    return tmp_path / "features"


@pytest.fixture()
def asked(understanding: Understanding, monkeypatch: pytest.MonkeyPatch) -> List[str]:
    """The texts whose features were computed."""
    texts: List[str] = []
    features = understanding.features

    def watched(text: str) -> Any:
        texts.append(text)
        return features(text)

    monkeypatch.setattr(understanding, "features", watched)
    return texts


def test_a_training_sentence_is_its_own_neighbour(
    understanding: Understanding, examples: List[Example], cache: Path
) -> None:
    around = Neighbourhood(understanding, examples)
    for example in examples:
        first, *others = around.nearest(example.text, 5)
        assert first.example == example
        assert first.similarity == pytest.approx(1, abs=1e-3)
        assert [near.similarity for near in others] == sorted((n.similarity for n in others), reverse=True)
    assert len(around.nearest("你好", 100)) == len(examples)


def test_similarity_is_the_cosine_of_the_features(
    understanding: Understanding, examples: List[Example], cache: Path
) -> None:
    near = Neighbourhood(understanding, examples).nearest("取消吧", 1)[0]
    one, other = understanding.features("取消吧"), understanding.features(near.example.text)
    assert near.similarity == pytest.approx(one @ other / np.linalg.norm(one) / np.linalg.norm(other), abs=2e-3)


def test_a_sentence_of_two_intents_is_named_twice(
    understanding: Understanding, examples: List[Example], cache: Path
) -> None:
    twice = [*examples, Example("你好", "track_logistics", (), Path("x.yml"), 3)]
    found = Neighbourhood(understanding, twice).nearest("你好", 2)
    assert {near.example.intent for near in found} == {"greet", "track_logistics"}


def test_vectors_are_computed_once(
    understanding: Understanding, examples: List[Example], cache: Path, asked: List[str]
) -> None:
    first = Neighbourhood(understanding, examples).nearest("取消吧")
    assert asked == [*dict.fromkeys(example.text for example in examples), "取消吧"]
    asked.clear()
    new = Example("退货", "cancel_order", (), Path("x.yml"), 1)
    again = Neighbourhood(understanding, [*examples[1:], new, examples[0]])
    assert asked == ["退货"]
    known = [near for near in again.nearest("取消吧") if near.example != new]
    assert [near.example for near in known][:3] == [near.example for near in first][:3]
    assert [near.similarity for near in known][:3] == pytest.approx([near.similarity for near in first][:3], abs=1e-5)
    asked.clear()
    Neighbourhood(understanding, examples)
    assert asked == []


def test_another_model_has_vectors_of_its_own(
    understanding: Understanding, examples: List[Example], cache: Path, asked: List[str], monkeypatch: Any
) -> None:
    Neighbourhood(understanding, examples)
    count = len(asked)
    monkeypatch.setattr(understanding, "digest", "another")
    Neighbourhood(understanding, examples)
    assert len(asked) == 2 * count


def test_a_damaged_cache_is_made_anew(
    understanding: Understanding, examples: List[Example], cache: Path, asked: List[str]
) -> None:
    before = Neighbourhood(understanding, examples).nearest("取消吧")
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert Neighbourhood(understanding, examples).nearest("取消吧") == before
    assert len(asked) == 2 * (len(examples) + 1)


def test_without_examples_nothing_is_near(understanding: Understanding, cache: Path) -> None:
    assert Neighbourhood(understanding, []).nearest("你好") == []
