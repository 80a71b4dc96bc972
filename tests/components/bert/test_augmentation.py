"""Altered copies: small, labelled, and of the kind that was asked for."""
from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.bert.augmentation import Homophones, augment, drop_units, replace_synonym, slip
from components.bert.tuning import AUGMENTATIONS, Tuning

TEXTS = ["我的快递到哪了", "怎么退货", "再给我发一次", "where is my package", "在吗", "订单号是261106640218"]


def test_off_by_default() -> None:
    assert augment(TEXTS, Tuning()) == []


@pytest.mark.parametrize("kind", AUGMENTATIONS)
def test_each_way_gives_new_texts_at_known_places(kind: str) -> None:
    copies = augment(TEXTS, Tuning(augmentation=(kind,), augmented_share=5.0))
    assert copies
    assert all(0 <= place < len(TEXTS) and copy not in TEXTS for place, copy in copies)
    assert len({copy for _, copy in copies}) == len(copies)
    assert copies == augment(TEXTS, Tuning(augmentation=(kind,), augmented_share=5.0))


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(ValueError, match="synonym, noise, pinyin, dropout"):
        Tuning(augmentation=("typos",))
    assert Tuning(augmentation="noise").augmentation == ("noise",)  # type: ignore[arg-type]


def test_a_synonym_takes_the_place_of_its_word() -> None:
    seen = {replace_synonym("快递到哪了", random.Random(seed)) for seed in range(60)}
    assert "包裹到哪了" in seen
    assert "快递到哪了" not in seen
    assert replace_synonym("嗯嗯", random.Random(0)) == "嗯嗯"


def test_a_homophone_sounds_alike() -> None:
    alike = Homophones(["再在", "的得地", "where"])
    assert {alike.replace("再", random.Random(seed)) for seed in range(5)} == {"在"}
    assert alike.replace("的", random.Random(0)) in {"得", "地"}
    assert alike.replace("abc", random.Random(0)) == "abc"


@given(st.text(max_size=40), st.integers(0, 100))
def test_slips_stay_small(text: str, seed: int) -> None:
    assert abs(len(slip(text, random.Random(seed))) - len(text)) <= 1


@given(st.text(alphabet="我要退货 abc12", max_size=40), st.integers(0, 100))
def test_dropping_leaves_most_of_a_text(text: str, seed: int) -> None:
    left = drop_units(text, random.Random(seed))
    assert len(left) <= len(text)
    if len(text.replace(" ", "")) >= 3:
        assert left.strip()
